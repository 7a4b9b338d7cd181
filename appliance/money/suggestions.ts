// Whose money in suspense it may be, for a person to choose from: numbers one key away, the phone that paid, who it paid
// for before, who claims it, who has the payer's names. The likeliest first, each with what speaks for and against it.

import type { Db } from '../database.ts'
import { isAccountNo } from '../account-no.ts'
import { readMsisdn, type Msisdn } from '../msisdn.ts'
import { compareMask, type MaskFit } from '../providers/payer-mask.ts'
import type { Payment } from '../tables.ts'
import { formatMoment, type Instant } from '../time.ts'
import { readReference } from './matching.ts'
import { isOneKeyAway, oneKeyAway, phonesOneKeyAway } from './near-keys.ts'
import { readOldNo } from './old-numbers.ts'

export interface Suggestion {
  account_no: string
  name: string
  likely: 'very_likely' | 'possible'
  reasons: string[]
  against: string[]
  /** Their first line as it stands. */
  line: Standing | null
}

export interface Standing {
  plan: string
  paid_until: Instant | null
  online_since: Instant | null
  router: string | null
}

type Asked = Pick<Payment, 'account_typed' | 'payer_msisdn' | 'payer_name' | 'amount_cents'> &
  Partial<Pick<Payment, 'payer_msisdn_raw' | 'receipt_code'>>

// Letters that fingers and eyes take for digits.
const lookalikes: Record<string, string> = {
  O: '0',
  Q: '0',
  I: '1',
  L: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
}

export async function suggestSubscribers(
  db: Db,
  payment: Asked,
  now?: Instant,
): Promise<Suggestion[]> {
  const typed = (payment.account_typed ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '')
  const read = typed.replace(/[A-Z]/g, (letter) => lookalikes[letter] ?? letter)
  const msisdn = payment.payer_msisdn ?? readMsisdn(typed) ?? null
  const names = namesOf(payment.payer_name)
  const raw = payment.payer_msisdn_raw ?? null
  // One condition a name, written out: a list of them would be held against every subscriber.
  const all = Object.keys(names).map((name) => `name ilike :${name}`)
  const named = all.length > 1 ? `union (select id from subscribers where ${all.join(' and ')} limit 5)` : '' // prettier-ignore
  const { rows } = await db.raw<{ rows: Candidate[] }>(
    `with before as (
       select subscriber_id, count(*) as times, max(heard_at) as last_at from payments
       where subscriber_id is not null
         and (payer_msisdn = :msisdn
              or (payer_msisdn is null and payer_msisdn_raw = :raw and payer_name = :payer_name))
       group by subscriber_id limit 20),
     claimed as (select subscriber_id from claims where receipt_code = :receipt_code
                 union select s.id from portal_claims g join subscribers s on s.msisdn = g.msisdn
                       where g.receipt_code = :receipt_code),
     near as (
       select id from subscribers where account_no = any(:numbers)
       union select id from subscribers where msisdn = :msisdn
       union (select id from subscribers where msisdn = any(:phones) limit 5)
       union select subscriber_id from old_numbers where old_no = any(:old_numbers)
       union select subscriber_id from before
       union select subscriber_id from claimed
       ${named}
       union select subscriber_id from services where user_name = any(:user_names))
     select s.account_no, s.name, s.msisdn, (select min(o.old_no) from old_numbers o where o.subscriber_id = s.id and o.old_no = any(:old_numbers)) as old_no, s.closed_at is not null as closed,
            array(select p.price_cents from services v join plans p on p.id = v.plan_id
                  where v.subscriber_id = s.id and v.closed_at is null) as prices,
            (select times from before b where b.subscriber_id = s.id) as times,
            (select last_at from before b where b.subscriber_id = s.id) as last_at,
            exists (select from claimed c where c.subscriber_id = s.id) as claimed,
            exists (select from services v where v.subscriber_id = s.id and v.user_name = any(:user_names)) as near_name,
            l.plan, l.paid_until, l.online_since, l.router
     from near join subscribers s on s.id = near.id
     left join lateral (
       select p.name as plan, (select max(c.ends_at) from credits c where c.service_id = v.id) as paid_until,
              x.started_at as online_since, r.name as router
       from services v join plans p on p.id = v.plan_id
       left join lateral (select started_at, router_id from sessions x
                          where x.service_id = v.id and x.stopped_at is null limit 1) x on true
       left join routers r on r.id = x.router_id
       where v.subscriber_id = s.id and v.closed_at is null order by v.service_no limit 1) l on true
     order by s.account_no limit 20`,
    {
      numbers: [read, ...oneKeyAway(read)].filter(isAccountNo),
      msisdn,
      raw,
      phones: phonesOneKeyAway(payment.account_typed ?? ''),
      old_numbers: nearOldNumbers(typed),
      payer_name: payment.payer_name,
      receipt_code: payment.receipt_code ?? null,
      ...names,
      user_names: nearNames(payment.account_typed),
    },
  )
  const weighed = rows.map((candidate) => weigh(candidate, { read, msisdn, payment, now, raw }))
  return weighed.sort((one, other) => rank(one, read) - rank(other, read)).slice(0, 5)
}

/** All of a payer's names, for a search of two or more: one alone is half a town's. */
function namesOf(payer: string | null): Record<string, string> {
  const words = wordsOf(payer ?? '').slice(0, 6)
  return Object.fromEntries(
    words.map((word, at) => [`name${at}`, `%${word.replace(/[\\%_]/g, '')}%`]),
  )
}

/** User names that differ from what was typed by a dot, a dash or a blank. */
function nearNames(typed: string | null): string[] {
  const reference = readReference(typed)
  if (reference.kind !== 'user_name') return []
  const words = (typed ?? '')
    .toLowerCase()
    .split(/[\s._-]+/)
    .filter(Boolean)
  return [...new Set(['.', '-', '_', ''].map((join) => words.join(join)))]
}

/** As it was typed, and one key away from it: old numbers have no check digit, so one that fits is only near. */
function nearOldNumbers(typed: string): string[] {
  const old_no = readOldNo(typed)
  return old_no ? [old_no, ...oneKeyAway(old_no)] : []
}

interface Candidate extends Omit<Standing, 'plan'> {
  account_no: string
  name: string
  msisdn: string | null
  closed: boolean
  prices: (number | string)[]
  /** How often this payer has paid for them, and when last. */
  times: number | null
  last_at: Instant | null
  claimed: boolean
  near_name: boolean
  /** Theirs from before we came, where it is near to what was typed. */
  old_no: string | null
  plan: string | null
}

interface Clues {
  read: string
  msisdn: string | null
  payment: Pick<Payment, 'payer_name' | 'amount_cents' | 'account_typed' | 'payer_msisdn'>
  now: Instant | undefined
  /** The phone that paid as M-Pesa showed it, masked or hashed. */
  raw: string | null
}

function weigh(candidate: Candidate, { read, msisdn, payment, now, raw }: Clues): Suggestion {
  const { account_no, name, closed, times, last_at, claimed, plan } = candidate
  const exact = account_no === read
  const sameName = shareName(name, payment.payer_name)
  const samePrice = candidate.prices.some((price) => Number(price) === payment.amount_cents)
  const samePhone = msisdn !== null && candidate.msisdn === msisdn
  const fit: MaskFit =
    raw === null || payment.payer_msisdn !== null
      ? 'unknown'
      : compareMask(raw, candidate.msisdn as Msisdn | null)
  const last = last_at && now ? `, last on ${formatMoment(last_at, now)}` : ''
  const clues: [boolean, string][] = [
    [claimed, 'They say that this code is theirs'],
    [exact, `A letter read as a digit gives ${account_no}, and the check digit fits`],
    [!exact && isOneKeyAway(account_no, read), `One key away from ${account_no}`],
    [candidate.near_name, 'Their user name, but for a dot or a blank'],
    [candidate.old_no !== null, `Near to ${candidate.old_no}, their number in the old books`],
    [isPhoneNear(payment.account_typed, candidate.msisdn), 'One key away from their phone'],
    [samePhone, 'The phone that paid is theirs'],
    [fit === 'fits', `The phone that paid may be theirs: ${raw}`],
    [
      times !== null,
      `This payer has paid for them ${times === 1 ? 'once' : `${times} times`}${last}`,
    ],
    [samePrice, 'The amount is exactly what their plan costs'],
    [sameName, 'The payer has one of their names'],
  ]
  const doubts: [boolean, string][] = [
    [closed, 'The account is closed'],
    [payment.payer_name !== null && !sameName, `The payer is ${payment.payer_name}`],
    [fit === 'differs', `The phone that paid is not theirs: ${raw}`],
    [!samePrice, 'The amount is not what their plan costs'],
  ]
  const reasons = clues.flatMap(([holds, words]) => (holds ? [words] : []))
  const strong =
    exact ||
    samePhone ||
    claimed ||
    candidate.near_name ||
    (samePrice && (sameName || times !== null))
  const { paid_until, online_since, router } = candidate
  return {
    account_no,
    name,
    likely: strong && !closed ? 'very_likely' : 'possible',
    reasons,
    against: doubts.flatMap(([holds, words]) => (holds ? [words] : [])),
    line: plan === null ? null : { plan, paid_until, online_since, router },
  }
}

// What was typed says more than who typed it: people pay for each other.
function rank({ account_no, likely, reasons, against }: Suggestion, read: string): number {
  const typed = account_no === read ? 3 : 0
  return (likely === 'very_likely' ? 0 : 10) - reasons.length - typed + against.length
}

function wordsOf(text: string): string[] {
  return text
    .toUpperCase()
    .split(/[^\p{L}']+/u)
    .filter((word) => word.length > 2)
}

function shareName(name: string, payer: string | null): boolean {
  return wordsOf(payer ?? '').some((word) => wordsOf(name).includes(word))
}

function isPhoneNear(typed: string | null, msisdn: string | null): boolean {
  return msisdn !== null && phonesOneKeyAway(typed ?? '').includes(msisdn)
}
