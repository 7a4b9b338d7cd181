// A self-test of the keys we hold for somebody: asked for on a page, made by a job, kept with its date. A check says
// something about the keys it was made with, and about the month after it.

import type { Db } from '../database.ts'
import type { Work } from '../appliance.ts'
import { NotFound } from '../errors.ts'
import { locks } from '../locks.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { CheckStep, ProviderCheck } from '../tables.ts'
import type { Instant } from '../time.ts'

export type CheckTarget = `shortcode:${string}` | 'sms' | 'mail'

const goodDays = 30

/** Asks for one; one that waits already is as good. */
export async function askForCheck(work: Work, target: CheckTarget, by: Actor): Promise<void> {
  await work.db.raw('select pg_advisory_xact_lock(?, hashtext(?))', [locks.check, target])
  if (await work.db('provider_checks').where({ target, finished_at: null }).first('id')) return
  const [row] = await work
    .db('provider_checks')
    .insert({
      target,
      asked_by: by.staff?.id ?? null,
      asked_at: work.now,
      due_at: work.now,
      finished_at: null,
      passed: null,
    })
    .returning('id')
  await work.enqueue('check-provider', { provider_check_id: row!.id })
  await recordAct(work, { ...by, action: 'provider.checked', subject: target })
}

/** The check a job is about; undefined where it is done. Throws NotFound `check_unknown`. */
export async function findOpenCheck(db: Db, id: number): Promise<ProviderCheck | undefined> {
  const row = await db('provider_checks').where({ id }).first()
  if (!row) throw new NotFound('check_unknown', `There is no check ${id}.`)
  return row.finished_at ? undefined : row
}

/** It passed if no step failed. Says whether it did. */
export async function finishCheck(work: Work, id: number, steps: CheckStep[]): Promise<boolean> {
  const passed = steps.every(({ outcome }) => outcome !== 'failed')
  await work
    .db('provider_checks')
    .where({ id, finished_at: null })
    .update({ finished_at: work.now, due_at: null, passed, steps: JSON.stringify(steps) as never })
  return passed
}

/** The newest of each target. */
export async function listLatestChecks(db: Db): Promise<Map<string, ProviderCheck>> {
  const { rows } = await db.raw<{ rows: ProviderCheck[] }>(
    'select distinct on (target) * from provider_checks order by target, id desc',
  )
  return new Map(rows.map((row) => [row.target, row]))
}

export type Standing = 'never' | 'waiting' | 'passed' | 'failed' | 'outdated'

/** What the newest check is worth now: one from before the keys were changed, or a month old, is worth nothing. */
export function standingOf(
  check: ProviderCheck | undefined,
  keys_changed_at: Instant | null,
  now: Instant,
): Standing {
  if (!check) return 'never'
  if (!check.finished_at) return 'waiting'
  if (!check.passed) return 'failed'
  const { compare } = Temporal.Instant
  const old = compare(check.finished_at, now.subtract({ hours: 24 * goodDays })) < 0
  const before = keys_changed_at !== null && compare(check.asked_at, keys_changed_at) < 0
  return old || before ? 'outdated' : 'passed'
}
