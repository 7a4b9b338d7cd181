// Money that moved, as a list, newest first: narrowed by days, state, paybill and what somebody typed. The count
// and the sum are of the whole list, not of the page.

import type { Db } from '../database.ts'
import { codeOfM } from '../money/payments.ts'
import type { Cents } from '../money.ts'
import { readMsisdn } from '../msisdn.ts'
import type { Payment, Sighting } from '../tables.ts'
import { dayBegins, nairobi, type Instant } from '../time.ts'
import { listClaims, type Waiting } from './claims.ts'
import { countedAside, keepCount, type Count } from './kept-counts.ts'
import {
  answerColumns,
  answersWanted,
  type AnswersWanted,
  type PaymentAnswers,
} from './payment-answers.ts'
import { anywhere, atEnd, begins, pageOf, placeAt, readPlaceAt, type Page } from './paging.ts'
import { listPaybills } from './subscribers.ts'

export const spans = ['today', 'yesterday', 'week', 'month', 'ever'] as const
export type Span = (typeof spans)[number]
export const states = [
  'any',
  'settled',
  'unsettled',
  'excepted',
  'to_refund',
  'written_off',
  'voided',
  'shadow',
] as const
export type StateWanted = (typeof states)[number]

export interface WantedPayments extends AnswersWanted {
  /** Who asks: "me" is whose rows they look after. */
  viewer_id: number
  q: string
  days: Span
  state: StateWanted
  shortcode: string
  before: string | null
}

export interface ListedPayment
  extends
    PaymentAnswers,
    Pick<
      Payment,
      | 'id'
      | 'rail'
      | 'shortcode'
      | 'channel'
      | 'amount_cents'
      | 'account_typed'
      | 'payer_msisdn'
      | 'payer_name'
      | 'paid_at'
      | 'heard_at'
      | 'state'
      | 'proved_by'
      | 'proved_at'
    > {
  /** Its prompt's reference until the code is known. */
  receipt_code: string
  account_no: string | null
  name: string | null
  sources: Sighting['source'][]
  sightings: number
  exception_id: number | null
}

export interface PaymentList {
  page: Page<ListedPayment>
  totals: PaymentTotal[]
  paybills: string[]
  /** What M-Pesa is still being asked about, newest first, whatever is wanted. */
  claims: Waiting[]
}

const claimsShown = 10

export async function readPaymentList(
  db: Db,
  wanted: WantedPayments,
  now: Instant,
): Promise<PaymentList> {
  const [page, totals, paybills, claims] = await Promise.all([
    listPayments(db, wanted, now),
    wanted.q === '' ? keepCount(db, totalsOf(wanted, now), now) : totalPayments(db, wanted, now),
    listPaybills(db),
    listClaims(db, claimsShown),
  ])
  return { page, totals, paybills, claims }
}

const pageSize = 50

/** One page, newest first. */
export async function listPayments(
  db: Db,
  wanted: WantedPayments,
  now: Instant,
  limit = pageSize,
): Promise<Page<ListedPayment>> {
  const before = wanted.before === null ? null : readPlaceAt(wanted.before)
  const { rows } = await db.raw<{ rows: ListedPayment[] }>(
    `select m.id, m.rail, ${codeOfM} as receipt_code, m.shortcode, m.channel, m.amount_cents, m.account_typed, m.payer_msisdn,
            m.payer_name, m.paid_at, m.heard_at, m.state, m.proved_by, m.proved_at, s.account_no, s.name,${answerColumns},
            array(select g.source from sightings g left join callbacks k on k.id = g.callback_id
                  where g.payment_id = m.id group by g.source
                  order by min(coalesce(k.heard_at, g.heard_at)), min(g.id)) as sources,
            (select count(*) from sightings g where g.payment_id = m.id) as sightings,
            (select min(e.id) from exceptions e where e.payment_id = m.id and e.resolved_at is null) as exception_id
     from (
       select * from payments m
       where ${wantedRows(wanted)}${answersWanted(wanted)} and (:state = 'any' or m.state = :state)
         and (:at::timestamptz is null or (m.heard_at, m.id) < (:at, :id))
       order by m.heard_at desc, m.id desc limit :limit) m
     left join subscribers s on s.id = m.subscriber_id
     order by m.heard_at desc, m.id desc`,
    {
      ...bindings(wanted, now),
      state: wanted.state,
      at: before?.at ?? null,
      id: before?.id ?? 0,
      limit: limit + 1,
    },
  )
  return pageOf(rows, limit, (row) => placeAt(row.heard_at, row.id))
}

export interface PaymentTotal {
  state: Payment['state']
  count: number
  amount_cents: Cents
}

/** The sums of many days of a large town are a minute old. */
function totalsOf(wanted: WantedPayments, now: Instant): Count<PaymentTotal[]> {
  const { days, shortcode, channel, recon, keeper, viewer_id } = wanted
  const narrowed = [days, shortcode, channel, recon, keeper, keeper === 'me' ? viewer_id : 0]
  return {
    name: `payments ${JSON.stringify([...narrowed, String(spanOf(days, now).until)])}`,
    count: (db) => totalPayments(db, wanted, now),
    isLarge: (totals) => totals.reduce((sum, { count }) => sum + count, 0) > 5000,
  }
}

/** Count and sum of the list, by state, whatever state is asked for: the chips show all of them. */
async function totalPayments(
  db: Db,
  wanted: Omit<WantedPayments, 'before' | 'state'>,
  now: Instant,
): Promise<PaymentTotal[]> {
  const { rows } = await db.raw<{ rows: PaymentTotal[] }>(
    `select m.state, count(*) as count, sum(m.amount_cents) as amount_cents
     from payments m where ${wantedRows(wanted)}${answersWanted(wanted)} group by m.state ${wanted.q === '' ? countedAside : ''}`,
    bindings(wanted, now),
  )
  return rows
}

/** Narrowed by days and paybill, and to what the words find. */
function wantedRows({ q }: Pick<WantedPayments, 'q'>): string {
  const inTime = `m.heard_at >= :from and m.heard_at < :until and (:shortcode = '' or m.shortcode = :shortcode)`
  return wordsOf(q) === '' ? inTime : `${inTime} and ${foundBy(wordsOf(q))}`
}

// Each way to be found has an index of its own; one condition with all of them would read every payment there ever was.
function foundBy(words: string): string {
  const long = words.length >= 3 // Three letters are what the index of names knows.
  const ways = [
    'select id from payments where receipt_code like :beginning',
    'select id from payments where lower(account_typed) = lower(:q)',
    'select id from payments where payer_msisdn = :msisdn',
    'select p.id from payments p join subscribers s on s.id = p.subscriber_id where s.account_no = :q',
    `select id from payments where :digits <> '' and amount_cents = :amount_cents
       and heard_at >= :from and heard_at < :until`,
    ...(long
      ? [
          'select id from payments where payer_name ilike :anywhere',
          'select p.id from payments p join subscribers s on s.id = p.subscriber_id where s.name ilike :anywhere',
          `select id from payments where :digits <> '' and payer_msisdn like :ending`,
        ]
      : []),
  ]
  return `m.id in (${ways.join(' union all ')})`
}

const wordsOf = (q: string) => q.normalize('NFC').trim().slice(0, 80)
const digitsOf = (words: string) => (/^\d{2,7}$/.test(words) ? words : '')

function bindings(
  { q, days, shortcode, viewer_id }: Omit<WantedPayments, 'before' | 'state'>,
  now: Instant,
) {
  const words = wordsOf(q)
  const digits = digitsOf(words)
  return {
    ...spanOf(days, now),
    shortcode,
    viewer_id,
    q: words,
    anywhere: anywhere(words),
    msisdn: readMsisdn(words) ?? null,
    beginning: begins(words.replaceAll(' ', '').toUpperCase()),
    digits,
    ending: atEnd(digits),
    amount_cents: Number(digits) * 100,
  }
}

/** The days of Nairobi that are meant, from their first midnight to the next after the last. */
export function spanOf(days: Span, now: Instant): { from: Instant; until: Instant } {
  const today = dayBegins(now).toZonedDateTimeISO(nairobi)
  const until = today.add({ days: 1 }).toInstant()
  const from = {
    today,
    yesterday: today.subtract({ days: 1 }),
    week: today.subtract({ days: 6 }),
    month: today.with({ day: 1 }),
    ever: today.subtract({ years: 100 }),
  }[days].toInstant()
  return { from, until: days === 'yesterday' ? today.toInstant() : until }
}
