// A payment by hand: a phone pays a paybill or till. Validation may refuse it, then money moves, then the news of it
// is posted, as well or as badly as its fault says.

import type {
  Answered,
  Books,
  RegisteredUrls,
  Shortcode,
  Transaction,
  Validation,
} from './books.ts'
import { shortcodeOf } from './books.ts'
import type { PaymentFault } from './faults.ts'
import { confirmationMessage, validationMessage, type C2bMessage } from './messages.ts'
import { mintReceiptCode } from './receipt-codes.ts'
import { keepPayerMessage } from './text-messages.ts'

/** What the payer typed, and who the payer is. */
export interface Bill {
  readonly shortcode: string
  readonly amount_cents: number
  /** "Account number" on the phone; tills have none. */
  readonly bill_ref: string
  /** 2547… or 2541… */
  readonly msisdn: string
  readonly first_name: string
  readonly middle_name?: string | undefined
  readonly last_name?: string | undefined
  /** For what is not a customer's money, such as "Organization To Organization Transfer". */
  readonly transaction_type?: string
}

const SANDBOX_TRANS_ID = 'LHG31AA5TX'

/** Resolves when the money has moved or been refused and the news that is due now has been answered or given up. */
export function pay(
  books: Books,
  bill: Bill,
  fault: PaymentFault = books.faults.payment,
): Promise<Transaction> {
  return books.outbox.during(carryOut(books, bill, fault))
}

async function carryOut(books: Books, bill: Bill, fault: PaymentFault): Promise<Transaction> {
  const shortcode = shortcodeOf(books, bill.shortcode)
  const transaction = begin(books, shortcode, bill, fault)
  books.transactions.push(transaction)

  if (fault.order === 'before_validation') {
    const asking = validate(books, shortcode, transaction)
    complete(books, shortcode, transaction)
    await Promise.all([asking, confirm(books, shortcode, transaction)])
    return transaction
  }

  const validation = await validate(books, shortcode, transaction)
  if (isRefused(validation, shortcode)) {
    transaction.state = 'cancelled'
    keepPayerMessage(books, transaction)
    return transaction
  }
  complete(books, shortcode, transaction)
  await confirm(books, shortcode, transaction)
  return transaction
}

/** A phone said yes to a prompt: the money moves and nobody is asked. Its news is for `confirm`. */
export function payAtOnce(books: Books, bill: Bill, fault: PaymentFault): Transaction {
  const shortcode = shortcodeOf(books, bill.shortcode)
  const transaction = begin(books, shortcode, bill, fault)
  books.transactions.push(transaction)
  complete(books, shortcode, transaction)
  return transaction
}

function begin(books: Books, shortcode: Shortcode, bill: Bill, fault: PaymentFault): Transaction {
  const started_at = books.now()
  const taken = (code: string) => books.transactions.some(({ trans_id }) => trans_id === code)
  const isTill = shortcode.kind === 'till'
  return {
    trans_id: books.switches.sandbox_repeats_trans_id
      ? SANDBOX_TRANS_ID
      : mintReceiptCode(started_at, books.dice, taken),
    transaction_type: bill.transaction_type ?? (isTill ? 'Customer Merchant Payment' : 'Pay Bill'),
    shortcode: shortcode.shortcode,
    amount_cents: bill.amount_cents,
    bill_ref: isTill ? '' : bill.bill_ref,
    msisdn: bill.msisdn,
    first_name: bill.first_name,
    middle_name: 'middle_name' in bill ? bill.middle_name : '',
    last_name: 'last_name' in bill ? bill.last_name : '',
    fault,
    started_at,
    state: 'asking',
    completed_at: null,
    org_balance_cents: null,
    third_party_trans_id: '',
    validation: null,
    deliveries: [],
  }
}

async function validate(
  books: Books,
  shortcode: Shortcode,
  transaction: Transaction,
): Promise<Validation | null> {
  const { urls } = shortcode
  if (!shortcode.validation || !urls) return null

  const sent_at = books.now()
  const manner = mannerOf(books, shortcode, urls)
  const answered = await books.outbox.post({
    url: urls.validation_url,
    body: JSON.stringify(validationMessage(transaction, manner)),
    timeout_ms: books.validation_deadline_ms,
  })
  const validation = { ...answered, sent_at, ...readVerdict(answered) }
  transaction.validation = validation
  if (validation.verdict === 'accepted' && transaction.state === 'asking') {
    transaction.third_party_trans_id = thirdPartyId(answered)
  }
  return validation
}

function mannerOf(
  { switches }: Books,
  { shortcode, till }: Shortcode,
  { version }: RegisteredUrls,
) {
  const number = switches.till_number === 'till' ? (till ?? shortcode) : shortcode
  return { version, msisdn: switches.msisdn, shortcode: number }
}

function readVerdict(answered: Answered): Pick<Validation, 'verdict' | 'result_code'> {
  const reply = parsed(answered)
  const code = reply?.['ResultCode']
  if (answered.status !== 200 || (typeof code !== 'string' && typeof code !== 'number')) {
    return { verdict: 'silence', result_code: null }
  }
  const accepted = /^0+$/.test(String(code).trim())
  return { verdict: accepted ? 'accepted' : 'refused', result_code: String(code) }
}

function thirdPartyId(answered: Answered): string {
  const given = parsed(answered)?.['ThirdPartyTransID']
  return typeof given === 'string' || typeof given === 'number' ? String(given) : ''
}

function parsed({ body }: Answered): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function isRefused(validation: Validation | null, { urls }: Shortcode): boolean {
  if (validation === null) return false
  if (validation.verdict === 'silence') return urls?.response_type === 'Cancelled'
  return validation.verdict === 'refused'
}

function complete(books: Books, shortcode: Shortcode, transaction: Transaction): void {
  shortcode.balance_cents += transaction.amount_cents
  transaction.state = 'completed'
  transaction.completed_at = books.now()
  transaction.org_balance_cents = shortcode.balance_cents
  keepPayerMessage(books, transaction)
}

/** Posts the news, or arranges for it to be posted when its fault says. */
export async function confirm(
  books: Books,
  shortcode: Shortcode,
  transaction: Transaction,
): Promise<void> {
  const { fault } = transaction
  if (!shortcode.urls || fault.lost) return
  if (fault.order === 'after_next') return void books.swapped.push(transaction)

  const delivering = () => deliver(books, shortcode, transaction)
  if (fault.late_seconds !== undefined) {
    books.outbox.at(books.now().add({ seconds: fault.late_seconds }), delivering)
  } else if (fault.late_ms === undefined) {
    await delivering()
  } else {
    books.outbox.after(fault.late_ms, delivering)
  }
}

async function deliver(
  books: Books,
  shortcode: Shortcode,
  transaction: Transaction,
): Promise<void> {
  const copies = Array.from({ length: transaction.fault.copies ?? 1 }, () =>
    deliverOnce(books, shortcode, transaction, books.switches.redeliveries),
  )
  await Promise.all(copies)

  const overtaken = books.swapped.filter((other) => other.shortcode === shortcode.shortcode)
  for (const other of overtaken) {
    books.swapped.splice(books.swapped.indexOf(other), 1)
    await deliver(books, shortcode, other)
  }
}

async function deliverOnce(
  books: Books,
  shortcode: Shortcode,
  transaction: Transaction,
  redeliveries: number,
): Promise<void> {
  const { urls } = shortcode
  if (!urls) return

  const { fault } = transaction
  const manner = mannerOf(books, shortcode, urls)
  const message: C2bMessage = confirmationMessage(transaction, manner)
  const sent_at = books.now()
  const answered = await books.outbox.post({
    url: urls.confirmation_url,
    body: JSON.stringify(message),
    timeout_ms: books.answer_timeout_ms,
    slow_ms: fault.slow_ms,
    truncated: fault.truncated,
  })
  transaction.deliveries.push({ ...answered, sent_at })

  const isDelivered = answered.status !== null && answered.status >= 200 && answered.status < 300
  if (isDelivered || redeliveries === 0) return
  books.outbox.at(books.now().add({ seconds: books.switches.redelivery_seconds }), () =>
    deliverOnce(books, shortcode, transaction, redeliveries - 1),
  )
}
