// What providers call to tell us, word for word and for ever. A callback is a hint: it says where to look, and
// changes neither money nor access, in either direction, until Safaricom itself answers when we ask.
//
//   recorded ──▶ unproved ──▶ done         proved by a pull or a status, or given up and put before a person
//       ├──────────────────▶ done          we knew the payment already, or it answered a question of ours
//       └──▶ unreadable                    kept, and put before a person

import type { Work } from '../appliance.ts'
import { NotFound } from '../errors.ts'
import { isPrompt, isTold, readPromptNews, readTold } from '../providers/news.ts'
import type { Callback } from '../tables.ts'
import { judgeSource, readSourceRules, type SourceRules } from './callback-sources.ts'
import { closeByItself, openException } from './exceptions.ts'
import { applyStatusResult } from './inquiries.ts'
import { takeTrusted } from './ipn-sources.ts'
import { isStuck } from './not-applied.ts'
import { findPayment, holdReceipt, sightCallback } from './payments.ts'
import { findAskedPush } from './paid-prompts.ts'
import { isMisnamed } from './payment-names.ts'
import { hearPayout } from './payout-answers.ts'
import { hearRefund } from './paystack-refunds.ts'
import { hearReversal } from './reversals.ts'
import { hearStkCallback } from './stk-answers.ts'
import { lendOnWord } from './trust.ts'

export type NewCallback = Pick<
  Callback,
  'shortcode' | 'kind' | 'body' | 'headers' | 'source_address' | 'heard_at'
> &
  Partial<Pick<Callback, 'reference'>>

const sweepAfter = { seconds: 30 }
// The confirmation of a prompt of ours: asking how the prompt stands is one call, and answers for both.
const promptFirst = { seconds: 20 }

export interface Heard {
  callback: NewCallback
  /** Of the line of the spool where it lies or would lie: by it, one that is said again is recorded once. */
  spool_id: string | null
}

/**
 * Writes down what arrived, with the jobs that will read it, in one statement each. Nothing is decided here. Returns the ids, but of
 * those that were recorded before under their `spool_id`. `known`: the lists of sources, where they lie at hand.
 */
export async function recordCallbacks(
  work: Work,
  heard: readonly Heard[],
  known?: SourceRules,
): Promise<number[]> {
  const rules = known ?? (await readSourceRules(work.db))
  const judged = heard.map(({ callback: { kind, source_address } }) =>
    judgeSource(rules, kind, source_address),
  )
  const each = <Value>(read: (callback: NewCallback) => Value) =>
    heard.map(({ callback }) => read(callback)) as never
  const { rows } = await work.db
    .raw<{ rows: { id: number; state: string }[] }>(
      `insert into callbacks (spool_id, shortcode, kind, reference, body, headers, source_address, heard_at, source_listed,
                              state, outcome, decided_at, due_at)
       select spool_id, shortcode, kind, reference, body, headers, source_address, heard_at, source_listed,
              case when refused then 'done' else 'recorded' end, case when refused then 'source_refused' end,
              case when refused then :now::timestamptz end, case when not refused then :due_at::timestamptz end
       from unnest(:spool_ids::uuid[], :shortcodes::text[], :kinds::text[], :references::uuid[], :bodies::bytea[],
                   :headers::jsonb[], :sources::text[], :heard::timestamptz[], :listed::boolean[], :refused::boolean[])
         with ordinality as told (spool_id, shortcode, kind, reference, body, headers, source_address, heard_at,
                                  source_listed, refused, place)
       order by place
       on conflict (spool_id) do nothing
       returning id, state`,
      {
        now: work.now as never,
        due_at: work.now.add(sweepAfter) as never,
        spool_ids: heard.map(({ spool_id }) => spool_id) as never,
        shortcodes: each(({ shortcode }) => shortcode),
        kinds: each(({ kind }) => kind),
        references: each(({ reference }) => reference ?? null),
        bodies: each(({ body }) => body),
        headers: each(({ headers }) => JSON.stringify(headers)),
        sources: each(({ source_address }) => source_address),
        heard: each(({ heard_at }) => heard_at.toString()),
        listed: judged.map(({ source_listed }) => source_listed) as never,
        refused: judged.map(({ refused }) => refused) as never,
      },
    )
    .options({ name: 'record-callbacks' }) // Planned once a connection: this one is asked for ever.
  const unread = rows.filter(({ state }) => state === 'recorded')
  await work.enqueue('read-callback', ...unread.map(({ id }) => ({ callback_id: id })))
  return rows.map(({ id }) => id)
}

/** One alone. Returns its id; undefined where it was recorded before. */
export async function recordCallback(
  work: Work,
  callback: NewCallback,
  spool_id: string | null = null,
  known?: SourceRules,
): Promise<number | undefined> {
  const [id] = await recordCallbacks(work, [{ callback, spool_id }], known)
  return id
}

export type Reading = 'leave' | 'seen_again' | 'to_prove' | 'answered' | 'unreadable'

/** Reads one callback and says what to do about it. Run twice, it does nothing the second time. */
export async function readCallback(work: Work, callback_id: number): Promise<Reading> {
  // Whoever proves its payment meanwhile may point a sighting at it, and does not wait for us.
  const callback = await work.db('callbacks').where({ id: callback_id }).forNoKeyUpdate().first()
  if (!callback) throw new NotFound('callback_unknown', `There is no callback ${callback_id}.`)
  if (callback.state !== 'recorded') return 'leave'
  if (isStuck(callback.heard_at, work.now)) {
    const about = { kinds: ['not_applied' as const], subject: `callback:${callback_id}` }
    await closeByItself(work, about, 'It was read after all.')
  }

  if (isPrompt(callback.kind)) return readPrompt(work, callback)
  if (!isTold(callback.kind)) return readAnswer(work, callback)
  const said = readTold(callback)
  if ('unreadable' in said) return putAside(work, callback, said.unreadable)

  if (said.reverses !== null) return readReversal(work, callback, said.reverses)
  const { receipt_code } = said
  await holdReceipt(work, receipt_code)
  const payment = await findPayment(work, receipt_code)
  // A code that only a callback gave a payment may be another's: then this one is proved for itself.
  if (payment && !(await isMisnamed(work, payment, said))) {
    await decide(work, callback.id, { receipt_code })
    await sightCallback(work, payment, callback)
    return 'seen_again'
  }
  const stk_push_id = await findAskedPush(work, said.account_typed)
  const due_at = stk_push_id === undefined ? work.now : work.now.add(promptFirst)
  await decide(work, callback.id, { receipt_code, state: 'unproved', due_at })
  if ('differs' in said && (await takeTrusted(work, callback, said))) return 'seen_again'
  if (stk_push_id === undefined) await lendOnWord(work, callback, said)
  if (stk_push_id !== undefined) await work.enqueue('query-push', { stk_push_id })
  else await work.enqueue('prove-payment', { shortcode: callback.shortcode, receipt_code })
  return 'to_prove'
}

/** "We gave it back", somebody says: the payment keeps its credit, and Safaricom is asked. */
async function readReversal(work: Work, { id }: Callback, receipt_code: string): Promise<Reading> {
  await holdReceipt(work, receipt_code)
  const outcome = await hearReversal(work, receipt_code, 'callback')
  await decide(work, id, { state: 'done', outcome, receipt_code, due_at: null })
  return 'answered'
}

/** The answer to a question of ours. One that fits no open question proves nothing, whatever it says. */
async function readAnswer(work: Work, callback: Callback): Promise<Reading> {
  const ofPayout = callback.kind === 'payout_result' || callback.kind === 'payout_timeout'
  const outcome = await (ofPayout ? hearPayout : applyStatusResult)(work, callback)
  await decide(work, callback.id, { state: 'done', outcome, due_at: null })
  return 'answered'
}

/** How a prompt of ours ended, they say: we ask. Money for a prompt that we do not know is put before a person. */
async function readPrompt(work: Work, callback: Callback): Promise<Reading> {
  const said = readPromptNews(callback.kind, callback.body)
  if ('unreadable' in said) return putAside(work, callback, said.unreadable)
  if ('other' in said) {
    const outcome = 'refund_of' in said ? await hearRefund(work, said) : said.other
    await decide(work, callback.id, { state: 'done', outcome, due_at: null })
    return 'answered'
  }
  const outcome = await hearStkCallback(work, callback, said)
  const receipt_code = said.paid?.receipt_code ?? null
  await decide(work, callback.id, { state: 'done', outcome, receipt_code, due_at: null })
  if (outcome === 'paid_unknown_prompt') {
    await openException(work, {
      kind: 'unreadable_callback',
      subject: `callback:${callback.id}`,
      callback_id: callback.id,
      details: { reason: outcome, receipt_code },
    })
  }
  return 'answered'
}

async function putAside(work: Work, callback: Callback, outcome: string): Promise<Reading> {
  await decide(work, callback.id, { state: 'unreadable', outcome, due_at: null })
  await openException(work, {
    kind: 'unreadable_callback',
    subject: `callback:${callback.id}`,
    callback_id: callback.id,
    details: { reason: outcome },
  })
  return 'unreadable'
}

async function decide(work: Work, id: number, change: Partial<Callback>): Promise<void> {
  await work
    .db('callbacks')
    .where({ id })
    .update({ ...change, decided_at: work.now })
}
