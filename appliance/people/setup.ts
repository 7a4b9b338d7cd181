// From an empty box to the first shilling: nine steps, each done when the books say so. Nothing is kept for it but the
// asking of the shilling, which the audit tells.

import { randomUUID } from 'node:crypto'
import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict } from '../errors.ts'
import { requestPayment } from '../money/payment-requests.ts'
import { listLatestChecks, standingOf, type Standing } from '../money/provider-checks.ts'
import { cents } from '../money.ts'
import type { Subscriber } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct } from './audit.ts'
import { keysChangedAt, readBoxSettings } from './box-settings.ts'
import { hasCodes } from './codes.ts'
import type { Worker } from './held-subscribers.ts'
import { findRequestState, type RequestState } from './request-register.ts'

export const setupSteps = [
  'codes',
  'business',
  'paybill',
  'keys',
  'sms',
  'router',
  'plan',
  'subscriber',
  'shilling',
] as const
export type SetupStep = (typeof setupSteps)[number]

/** The shilling that was asked for last. */
export interface Shilling {
  state: RequestState
  result_code: string | null
  result_words: string | null
  receipt_code: string | null
}

export interface Setup {
  has_codes: boolean
  business: string | null
  paybill: { shortcode: string; asks: boolean } | null
  /** Of the paybill's keys, and of the gateway's; null before there are any. */
  keys: Standing | null
  sms: Standing | null
  router: { id: number; name: string; heard_at: Instant | null } | null
  plan: string | null
  /** Whose phone may be asked: the first subscriber with a phone and a line. */
  subscriber: Pick<Subscriber, 'account_no' | 'name' | 'msisdn'> | null
  shilling: Shilling | null
}

const shilling = cents(100)
const asked = 'setup.shilling_asked'

/** `staff_id`: whose codes are asked about; null: the owner's who was first. */
export async function readSetup(db: Db, staff_id: number | null, now: Instant): Promise<Setup> {
  const settings = await readBoxSettings(db)
  const checks = await listLatestChecks(db)
  const standing = (target: string) =>
    standingOf(checks.get(target), keysChangedAt(settings, target), now)
  const [paybill] = settings.shortcodes.toSorted((one, two) => Number(two.asks) - Number(one.asks))
  const owner =
    staff_id ?? (await db('staff').where({ role: 'owner' }).orderBy('id').first('id'))?.id
  const plan = await db('plans').whereNull('withdrawn_at').orderBy('id').first('name')
  return {
    has_codes: owner !== undefined && (await hasCodes(db, owner)),
    business: settings.business?.support_phone ? settings.business.name : null,
    paybill: paybill ? { shortcode: paybill.shortcode, asks: paybill.asks } : null,
    keys: paybill ? standing(`shortcode:${paybill.shortcode}`) : null,
    sms: settings.sms ? standing('sms') : null,
    router: await findRouter(db),
    plan: plan?.name ?? null,
    subscriber: await findPayer(db),
    shilling: await findShilling(db, now),
  }
}

/** Which steps are done. Pure. */
export function decideSetup(setup: Setup): Record<SetupStep, boolean> {
  return {
    codes: setup.has_codes,
    business: setup.business !== null,
    paybill: setup.paybill !== null && setup.paybill.asks,
    keys: setup.keys === 'passed',
    sms: setup.sms === 'passed',
    router: setup.router !== null && setup.router.heard_at !== null,
    plan: setup.plan !== null,
    subscriber: setup.subscriber !== null,
    shilling: setup.shilling?.state === 'successful',
  }
}

/**
 * Asks the first subscriber's phone for KES 1: the whole road of a payment, with real money. Throws Conflict `nobody_to_ask`,
 * and what requestPayment throws.
 */
export async function askForShilling(work: Work, about: string, by: Worker): Promise<void> {
  const payer = await findPayer(work.db)
  if (!payer) throw new Conflict('nobody_to_ask', 'Add yourself as a subscriber first.')
  const { id } = await requestPayment(
    work,
    {
      form_no: randomUUID(),
      account_no: payer.account_no,
      msisdn: null,
      amount_cents: shilling,
      about,
    },
    by,
  )
  await recordAct(work, { ...by, action: asked, subject: `payment_request:${id}` })
}

/** The one that is heard first, so that a second router that is silent yet does not open the step again. */
async function findRouter(db: Db): Promise<Setup['router']> {
  const { rows } = await db.raw<{ rows: NonNullable<Setup['router']>[] }>(
    `select r.id, r.name, max(v.heard_at) as heard_at
     from routers r left join router_voices v on v.router_id = r.id
     where r.retired_at is null group by r.id order by max(v.heard_at) nulls last, r.id limit 1`,
  )
  return rows[0] ?? null
}

async function findPayer(db: Db): Promise<Setup['subscriber']> {
  const { rows } = await db.raw<{ rows: NonNullable<Setup['subscriber']>[] }>(
    `select s.account_no, s.name, s.msisdn from subscribers s
     where s.msisdn is not null and s.closed_at is null
       and exists (select from services v where v.subscriber_id = s.id and v.closed_at is null)
     order by s.id limit 1`,
  )
  return rows[0] ?? null
}

async function findShilling(db: Db, now: Instant): Promise<Shilling | null> {
  const act = await db('audit').where({ action: asked }).orderBy('id', 'desc').first('subject')
  if (!act) return null
  return findRequestState(db, Number(act.subject.split(':')[1]), now)
}
