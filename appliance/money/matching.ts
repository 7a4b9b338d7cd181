// Whose money is it? What people type at the paybill, matched to a subscriber: an account number, perhaps with
// the service's number behind it, a phone in any spelling, or a user name. Certain or not at all: whatever is
// only near is suggested to a person and never credited by itself.

import type { Db } from '../database.ts'
import { isAccountNo } from '../account-no.ts'
import { readMsisdn } from '../msisdn.ts'
import type { Payment, Subscriber } from '../tables.ts'

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

export interface Suggestion {
  account_no: string
  name: string
  likely: 'very_likely' | 'possible'
  reasons: string[]
  against: string[]
}

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

/** For a person to choose from, the likeliest first, each with what speaks for and against it. */
export async function suggestSubscribers(
  db: Db,
  payment: Pick<Payment, 'account_typed' | 'payer_msisdn' | 'payer_name' | 'amount_cents'>,
): Promise<Suggestion[]> {
  const typed = (payment.account_typed ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '')
  const read = typed.replace(/[A-Z]/g, (letter) => lookalikes[letter] ?? letter)
  const msisdn = payment.payer_msisdn ?? readMsisdn(typed) ?? null
  const { rows } = await db.raw<{ rows: Candidate[] }>(
    `select s.account_no, s.name, s.msisdn, s.closed_at is not null as closed,
            coalesce(array_agg(p.price_cents) filter (where p.id is not null), '{}') as prices
     from subscribers s
     left join services v on v.subscriber_id = s.id and v.closed_at is null
     left join plans p on p.id = v.plan_id
     where s.account_no = any(:numbers) or s.msisdn = :msisdn
     group by s.id order by s.account_no limit 20`,
    { numbers: [read, ...oneKeyAway(read)].filter(isAccountNo), msisdn },
  )
  const weighed = rows.map((candidate) => weigh(candidate, { read, msisdn, payment }))
  return weighed.sort((one, other) => rank(one) - rank(other)).slice(0, 5)
}

interface Candidate {
  account_no: string
  name: string
  msisdn: string | null
  closed: boolean
  prices: (number | string)[]
}

interface Clues {
  read: string
  msisdn: string | null
  payment: Pick<Payment, 'payer_name' | 'amount_cents'>
}

function weigh(candidate: Candidate, { read, msisdn, payment }: Clues): Suggestion {
  const { account_no, name, closed } = candidate
  const exact = account_no === read
  const sameName = shareName(name, payment.payer_name)
  const samePrice = candidate.prices.some((price) => Number(price) === payment.amount_cents)
  const samePhone = msisdn !== null && candidate.msisdn === msisdn
  const clues: [boolean, string][] = [
    [exact, `A letter read as a digit gives ${account_no}, and the check digit fits`],
    [!exact && isOneKeyAway(account_no, read), `One key away from ${account_no}`],
    [samePhone, 'The phone that paid is theirs'],
    [samePrice, 'The amount is exactly what their plan costs'],
    [sameName, 'The payer has one of their names'],
  ]
  const doubts: [boolean, string][] = [
    [closed, 'The account is closed'],
    [payment.payer_name !== null && !sameName, `The payer is ${payment.payer_name}`],
    [!samePrice, 'The amount is not what their plan costs'],
  ]
  const reasons = clues.flatMap(([holds, words]) => (holds ? [words] : []))
  const strong = exact || samePhone || (samePrice && sameName)
  return {
    account_no,
    name,
    likely: strong && !closed ? 'very_likely' : 'possible',
    reasons,
    against: doubts.flatMap(([holds, words]) => (holds ? [words] : [])),
  }
}

function rank({ likely, reasons, against }: Suggestion): number {
  return (likely === 'very_likely' ? 0 : 10) - reasons.length + against.length
}

function shareName(name: string, payer: string | null): boolean {
  const words = (text: string) =>
    text
      .toUpperCase()
      .split(/[^\p{L}']+/u)
      .filter((word) => word.length > 2)
  return words(payer ?? '').some((word) => words(name).includes(word))
}

/** Every number one wrong digit or one swap of neighbours away. */
function oneKeyAway(digits: string): string[] {
  if (!/^\d{7}$/.test(digits)) return []
  const places = Array.from(digits, (_, at) => at)
  const wrong = places.flatMap((at) =>
    [...'0123456789'].map((digit) => digits.slice(0, at) + digit + digits.slice(at + 1)),
  )
  const swapped = places.map(
    (at) => digits.slice(0, at) + (digits[at + 1] ?? '') + digits[at] + digits.slice(at + 2),
  )
  return [...wrong, ...swapped].filter((number) => number !== digits)
}

function isOneKeyAway(account_no: string, read: string): boolean {
  return oneKeyAway(read).includes(account_no)
}
