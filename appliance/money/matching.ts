// Whose money is it? What people type at the paybill, matched to a subscriber: an account number, perhaps with
// the service's number behind it, a phone in any spelling, or a user name. Certain or not at all: whatever is
// only near is suggested to a person and never credited by itself.

import type { Db } from '../database.ts'
import { isAccountNo } from '../account-no.ts'
import { readMsisdn } from '../msisdn.ts'
import type { Subscriber } from '../tables.ts'

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

export interface Owner {
  subscriber: Subscriber
  /** The service the payer named; null leaves the choice to the renewal. */
  service_id: number | null
}

/** The one subscriber a reference names. A phone that two subscribers share names nobody. */
export async function findOwner(db: Db, typed: string | null): Promise<Owner | undefined> {
  const reference = readReference(typed)
  if (reference.kind === 'empty') return undefined
  if (reference.kind === 'user_name') {
    const { user_name } = reference
    const service = await db('services').where({ user_name }).first('id', 'subscriber_id')
    const subscriber =
      service && (await db('subscribers').where({ id: service.subscriber_id }).first())
    return subscriber && { subscriber, service_id: service.id }
  }

  const { kind } = reference
  const column = kind === 'account' ? 'account_no' : 'msisdn'
  const value = kind === 'account' ? reference.account_no : reference.msisdn
  const [subscriber, another] = await db('subscribers').where(column, value).limit(2)
  if (!subscriber || another) return undefined
  if (kind !== 'account' || reference.service_no === null) return { subscriber, service_id: null }

  const named = { subscriber_id: subscriber.id, service_no: reference.service_no }
  const service = await db('services').where(named).whereNull('closed_at').first('id')
  return { subscriber, service_id: service?.id ?? null }
}

/** Whether the reference is anybody's, or more than one's: then it is not for us to turn the payer away. */
export async function isSomebodys(db: Db, typed: string | null): Promise<boolean> {
  const reference = readReference(typed)
  if (reference.kind !== 'phone') return (await findOwner(db, typed)) !== undefined
  const { msisdn } = reference
  return (await db('subscribers').where('msisdn', msisdn).first('id')) !== undefined
}
