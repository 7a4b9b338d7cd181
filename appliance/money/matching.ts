// Whose money is it? What people type at the paybill, matched to a subscriber: an account number, perhaps with the service's
// number behind it, a phone in any spelling, a user name, an invoice, or the number of a system they had before. Read in every
// way that it can be read: where two ways name two people it is nobody's. Whatever is only near is suggested, never credited.

import type { Db } from '../database.ts'
import { isAccountNo, isChecked } from '../account-no.ts'
import { readMsisdn, type Msisdn } from '../msisdn.ts'
import type { Subscriber } from '../tables.ts'
import { readOldNo } from './old-numbers.ts'

// What people type where they were told to type an account, and that is nobody's.
const says_nothing =
  /^(internet|wi-?fi|net|network|data|bundles?|pay|payment|malipo|paid|bill|account|acc(ount)?no|acc|me|myself|na|n\/a|none|nil|home|house|test|[x.*0-]+)$/

/** Blank, or a word that says no more than a blank. */
export function isNoReference(typed: string | null): boolean {
  const reference = readReference(typed)
  if (reference.kind === 'user_name') return says_nothing.test(reference.user_name)
  return reference.kind === 'empty'
}

/** What the typed reference can be read as. */
export type Reference =
  | { kind: 'account'; account_no: string; service_no: number | null; prompt?: string }
  | { kind: 'phone'; msisdn: string }
  | { kind: 'user_name'; user_name: string }
  | { kind: 'empty' }

/** Reads "572 1575", "5721575-2", "5721575#2", "0712 344 318", "+254712344318", "otieno.ouma". */
export function readReference(typed: string | null): Reference {
  const words = (typed ?? '').normalize('NFKC').replace(/\s/g, '')
  const account = /^(\d{7})(?:[-#/.](\d{1,2}))?$/.exec(words)
  if (account && isAccountNo(account[1]!)) {
    const service_no = account[2] ? Number(account[2]) : null
    return { kind: 'account', account_no: account[1]!, service_no }
  }
  // The account reference of a prompt of ours, which its confirmation carries.
  const prompt = /^(\d{7})([B-DF-HJ-NP-TV-Z]{4})$/i.exec(words)
  if (prompt && isAccountNo(prompt[1]!)) {
    return {
      kind: 'account',
      account_no: prompt[1]!,
      service_no: null,
      prompt: prompt[2]!.toUpperCase(),
    }
  }
  const msisdn = readMsisdn(words)
  if (msisdn) return { kind: 'phone', msisdn }

  const user_name = words.toLowerCase()
  return user_name === '' ? { kind: 'empty' } : { kind: 'user_name', user_name }
}

/** Every way that what was typed can be read; null: it can't be read so. */
export interface Readings {
  account_no: string | null
  service_no: number | null
  msisdn: Msisdn | null
  user_name: string | null
  old_no: string | null
  payment_request_id: number | null
}

/** Pure. */
export function readEveryWay(typed: string | null): Readings {
  const words = (typed ?? '').normalize('NFKC').replace(/\s/g, '')
  const reference = readReference(typed)
  const account = reference.kind === 'account' ? reference : null
  return {
    account_no: account?.account_no ?? null,
    service_no: account?.service_no ?? null,
    msisdn: readMsisdn(words) ?? null,
    user_name: words.toLowerCase() || null,
    old_no: readOldNo(words) ?? null,
    payment_request_id: readInvoiceNo(words) ?? null,
  }
}

/** "INV12 7": a request's own number, with a check digit, as its payer may type it. */
export function invoiceNo(payment_request_id: number): string {
  const digits = [...'0123456789'].find((digit) => isChecked(`${payment_request_id}${digit}`))!
  return `INV${payment_request_id}${digits}`
}

function readInvoiceNo(words: string): number | undefined {
  const digits = /^INV[-#/]?([1-9]\d{1,14})$/i.exec(words)?.[1]
  return digits && isChecked(digits) ? Number(digits.slice(0, -1)) : undefined
}

export interface Owner {
  subscriber: Subscriber
  /** The service the payer named; null leaves the choice to the renewal. */
  service_id: number | null
}

/** The one whom all readings name; undefined where they name nobody, or more than one. Pure. */
export function decideOwner(found: readonly Owner[]): Owner | undefined {
  const [first] = found
  if (!first || found.some(({ subscriber }) => subscriber.id !== first.subscriber.id))
    return undefined
  return found.find(({ service_id }) => service_id !== null) ?? first
}

/** The one subscriber a reference names. A phone that two subscribers share names nobody. */
export async function findOwner(db: Db, typed: string | null): Promise<Owner | undefined> {
  return decideOwner(await listOwners(db, readEveryWay(typed)))
}

/** Whether the reference is anybody's, or more than one's: then it is not for us to turn the payer away. */
export async function isSomebodys(db: Db, typed: string | null): Promise<boolean> {
  return (await listOwners(db, readEveryWay(typed))).length > 0
}

async function listOwners(db: Db, readings: Readings): Promise<Owner[]> {
  const { rows } = await db.raw<{ rows: (Subscriber & { named: number | null })[] }>(
    `select s.*, v.id as named from subscribers s
     left join services v on v.subscriber_id = s.id and v.service_no = :service_no and v.closed_at is null
     where s.account_no = :account_no
     union all (select s.*, null from subscribers s where s.msisdn = :msisdn limit 2)
     union all select s.*, v.id from services v join subscribers s on s.id = v.subscriber_id where v.user_name = :user_name
     union all select s.*, null from old_numbers o join subscribers s on s.id = o.subscriber_id where o.old_no = :old_no
     union all select s.*, q.service_id from payment_requests q join subscribers s on s.id = q.subscriber_id
               where q.id = :payment_request_id`,
    { ...readings },
  )
  return rows.map(({ named, ...subscriber }) => ({ subscriber, service_id: named }))
}
