// Pull Transactions: what was paid in the last 48 hours, for whoever missed the news.

import { json, type Answer, type Asked } from '../door.ts'
import { textOf } from '../fields.ts'
import { inNairobi } from '../words.ts'
import { throwLetters } from '../dice.ts'
import type { Books, Transaction } from './books.ts'
import { findShortcode, shortcodeOf } from './books.ts'
import { decimal } from './messages.ts'
import { badField, refusal } from './refusals.ts'

const PAGE = 100
const KEPT_HOURS = 48

/** POST /pulltransactions/v1/register */
export function registerPull(books: Books, { fields }: Asked): Answer {
  const number = textOf(fields, 'ShortCode')
  const nominated_number = textOf(fields, 'NominatedNumber')
  const callback_url = textOf(fields, 'CallBackURL')
  if (number === undefined || !/^\d{5,7}$/.test(number)) {
    return refusal(400, '400.001', 'Invalid ShortCode')
  }
  if (fields['RequestType'] !== 'Pull') return badField('RequestType')
  if (nominated_number === undefined) return badField('NominatedNumber')
  if (callback_url === undefined || !URL.canParse(callback_url)) return badField('CallBackURL')

  const shortcode = shortcodeOf(books, number)
  const isNew = shortcode.pull === null
  shortcode.pull = { nominated_number, callback_url }
  return json(200, {
    ResponseRefID: reference(books),
    ResponseStatus: isNew ? '1000' : '1001',
    ShortCode: number,
    ResponseDescription: isNew
      ? 'Shortcode Registered Successfully'
      : 'Shortcode already Registered',
  })
}

/** POST /pulltransactions/v1/query: rows from OffSetValue on, a hundred at a time, oldest first. */
export function queryPull(books: Books, { fields }: Asked): Answer {
  const number = textOf(fields, 'ShortCode')
  const start = nairobiInstant(fields['StartDate'])
  const end = nairobiInstant(fields['EndDate'])
  const offset = textOf(fields, 'OffSetValue')
  if (number === undefined || !/^\d{5,7}$/.test(number)) {
    return refusal(400, '400.001', 'Invalid ShortCode')
  }
  if (start === undefined) return badField('StartDate')
  if (end === undefined) return badField('EndDate')
  if (offset === undefined || !/^\d{1,9}$/.test(offset)) return badField('OffSetValue')

  const shortcode = findShortcode(books, number)
  if (!shortcode?.pull) return nothingToRetrieve()

  const rows = books.transactions
    .filter((one) => one.shortcode === shortcode.shortcode && isPullable(books, one, start, end))
    .slice(Number(offset), Number(offset) + PAGE)
    .map((one) => pulledRow(books, one, shortcode.organisation))
  return rows.length === 0 ? nothingFound(books) : json(200, found(books, rows))
}

function isPullable(
  { now, switches }: Books,
  { state, completed_at }: Transaction,
  start: Temporal.Instant,
  end: Temporal.Instant,
): boolean {
  if (state !== 'completed' || completed_at === null) return false
  const seen = now().subtract({ seconds: switches.pull_lag_seconds })
  const oldest = now().subtract({ hours: KEPT_HOURS })
  // The window is said in whole seconds; a payment within its last second is in it.
  const past_end = end.add({ seconds: 1 })
  return (
    Temporal.Instant.compare(completed_at, start) >= 0 &&
    Temporal.Instant.compare(completed_at, past_end) < 0 &&
    Temporal.Instant.compare(completed_at, oldest) >= 0 &&
    Temporal.Instant.compare(completed_at, seen) <= 0
  )
}

function pulledRow({ switches }: Books, one: Transaction, organisationname: string) {
  const paid_at = one.completed_at!
  const local =
    switches.pull_dates === 'nairobi' ? inNairobi(paid_at) : paid_at.toZonedDateTimeISO('UTC')
  return {
    transactionId: one.trans_id,
    trxDate: `${local.toPlainDateTime().toString({ smallestUnit: 'second' })}Z`,
    msisdn: Number(one.msisdn),
    sender: one.first_name,
    transactiontype: 'c2b-pay-bill-debit',
    billreference: one.bill_ref,
    amount: decimal(one.amount_cents),
    organizationname: organisationname,
  }
}

const found = (books: Books, rows: readonly unknown[]) => ({
  ResponseRefID: reference(books),
  ResponseCode: '1000',
  ResponseMessage: 'Success',
  Response: [rows],
})

function nothingFound(books: Books): Answer {
  const empty = {
    ResponseRefID: reference(books),
    ResponseCode: '1001',
    ResponseMessage: 'Null',
  }
  switch (books.switches.pull_empty) {
    case 'string':
      return json(200, { ...empty, Transaction: '[[]]' })
    case 'nested':
      return json(200, { ...empty, Response: [[]] })
    case 'error_500':
      return nothingToRetrieve()
  }
}

const nothingToRetrieve = (): Answer =>
  refusal(
    500,
    '500',
    'Failed to retrieve transactions. The short code does not have any available transactions.',
  )

/** "2020-08-04 8:36:00" in Nairobi. */
function nairobiInstant(value: unknown): Temporal.Instant | undefined {
  const parts = /^(\d{4}-\d\d-\d\d) (\d{1,2}):(\d\d):(\d\d)$/.exec(String(value))
  if (!parts) return undefined
  try {
    const [, day, hour, minute, second] = parts
    return Temporal.Instant.from(`${day}T${hour!.padStart(2, '0')}:${minute}:${second}+03:00`)
  } catch {
    return undefined
  }
}

/** "26178-42530161-2" */
function reference({ dice }: Books): string {
  const digits = (length: number) => throwLetters(dice, length, '123456789')
  return `${digits(5)}-${digits(8)}-${digits(1)}`
}
