// The line to a provider, for each shortcode: whether it answers. After five failures in a row it is out: prompts are not sent,
// guests are told how to pay by hand, and one question now and then tries it. The first answer ends that, and what was paid
// meanwhile is pulled at once.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { ProviderLine, Shortcode } from '../tables.ts'
import type { Instant } from '../time.ts'
import { closeByItself, openException } from './exceptions.ts'

const failuresMax = 5
const tryEvery = { seconds: 30 }
/** A guest's prompt is no test of a line, unless nobody else has tried it for so long. */
const promptPatience = { seconds: 60 }

export type LineNews = { kind: 'answered' } | { kind: 'failed'; code: string }

type Change = Omit<ProviderLine, 'shortcode'>
export const untried: Change = {
  failures: 0, failing_since: null, failure: null, answered_at: null, out_since: null, try_at: null,
} // prettier-ignore

/** What a line is after some news of it. Pure. */
export function decideLine(line: Change, news: LineNews, now: Instant): Change {
  if (news.kind === 'answered') return { ...untried, failure: line.failure, answered_at: now }
  const failures = line.failures + 1
  const out_since = line.out_since ?? (failures >= failuresMax ? now : null)
  return {
    ...line,
    failures,
    failing_since: line.failing_since ?? now,
    failure: news.code,
    out_since,
    try_at: out_since && now.add(tryEvery),
  }
}

export type CallKind = 'prompt' | 'question'

/** Whether it may be asked now. While it is out, whoever is told yes is the one that tries it. */
export async function takeLine(work: Work, shortcode: string, kind: CallKind): Promise<boolean> {
  const line = await work.db('provider_lines').where({ shortcode }).first('out_since')
  if (!line?.out_since) return true
  const since = kind === 'prompt' ? work.now.subtract(promptPatience) : work.now
  const taken = await work
    .db('provider_lines')
    .where({ shortcode })
    .where('try_at', '<=', since as never)
    .update({ try_at: work.now.add(tryEvery) })
  return taken === 1
}

/** Writes it down; a person is told when a line goes out, and no more when it is back. */
export async function noteLine(work: Work, shortcode: string, news: LineNews): Promise<void> {
  await work.db('provider_lines').insert({ shortcode }).onConflict('shortcode').ignore()
  const line = (await work.db('provider_lines').where({ shortcode }).forUpdate().first())!
  const change = decideLine(line, news, work.now)
  await work.db('provider_lines').where({ shortcode }).update(change)
  const subject = `provider:${shortcode}`
  if (change.out_since && !line.out_since)
    await openException(work, {
      kind: 'work_failed',
      subject,
      details: {
        queue: 'provider',
        data: { shortcode },
        tries: change.failures,
        reason: `M-Pesa does not answer for ${shortcode} (${change.failure}). Guests are told how to pay by hand; payments come with the next list.`,
      },
    })
  if (line.out_since && !change.out_since) {
    await closeByItself(work, { kinds: ['work_failed'], subject }, 'M-Pesa answers again.')
    // What was paid meanwhile, and not told of: now, not in ten minutes.
    await work
      .db('shortcodes')
      .where({ shortcode, provider: 'daraja' })
      .update({ due_at: work.now })
  }
}

/** Since when nobody can be asked to pay: every paybill that asks phones is out. Null while one is not, or none asks. */
export async function findOutage(db: Db): Promise<Instant | null> {
  const { rows } = await db.raw<{ rows: { since: Instant | null; all_out: boolean | null }[] }>(
    `select max(l.out_since) as since, bool_and(l.out_since is not null) as all_out
     from shortcodes s left join provider_lines l using (shortcode) where s.asks`,
  )
  const { since, all_out } = rows[0]!
  return all_out ? since : null
}

export async function listLines(db: Db): Promise<ProviderLine[]> {
  return db('provider_lines').orderBy('shortcode')
}

/** Those that only ask phones, and are out. A paybill's list of payments is asked for all the time, and tries its line. */
export async function listOutAccounts(db: Db): Promise<Shortcode[]> {
  return db('shortcodes')
    .whereIn('shortcode', db('provider_lines').whereNotNull('out_since').select('shortcode'))
    .whereIn('provider', ['payhero', 'paystack'])
}
