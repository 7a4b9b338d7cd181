// Our side of the line to Daraja for one app: registering addresses, pulling payments, asking about a receipt.
// Open it once for each app and keep it: the pace and the single fetch of a token live in it.

import { Invalid } from '../../appliance/errors.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import { darajaProduction } from '../../appliance/providers/daraja.ts'
import {
  readAcknowledgement,
  securityCredential,
  statusRequest,
  type Acknowledgement,
  type StatusQuestion,
} from '../../appliance/providers/daraja-command.ts'
import {
  pullQueryRequest,
  pullRegisterRequest,
  readPullAnswer,
  readPullRegisterAnswer,
  type PullRegisterAnswer,
} from '../../appliance/providers/daraja-pull.ts'
import type { PullRow } from '../../appliance/providers/daraja-pull-rows.ts'
import {
  readRegisterAnswer,
  refuseBadUrl,
  registerUrlRequest,
  type CallbackAddresses,
  type RegisterAnswer,
} from '../../appliance/providers/daraja-register.ts'
import {
  b2cRequest,
  reversalRequest,
  type B2cOrder,
  type ReversalOrder,
} from '../../appliance/providers/daraja-payout.ts'
import type { StkPush, StkPushAnswer } from '../../appliance/providers/daraja-stk.ts'
import type { StkQueryAnswer, StkQuestion } from '../../appliance/providers/daraja-stk-query.ts'
import type { Unreadable } from '../../appliance/providers/message.ts'
import { darajaLimits, type CallRecord, type Limits } from './daraja-exchange.ts'
import { openLine, type Good, type Line } from './daraja-line.ts'
import { pushStk, queryStk } from './daraja-stk.ts'
import { keepPace, type Pace } from './daraja-pace.ts'
import type { App, TokenStore } from './daraja-token.ts'

/** An app on the Daraja portal, and the API operator who may ask about transactions. */
export interface DarajaAccount extends App {
  initiator_name?: string
  initiator_password?: string
  certificate_pem?: string
  /** Made on the portal and pasted, in place of password and certificate. */
  security_credential?: string
}

/** An answer and every call it took, the token's included. When a call throws, `recordsOf(error)` has them. */
export interface Told<Reading> {
  answer: Good<Reading>
  records: CallRecord[]
}

export interface Pulled {
  outcome: 'pulled'
  rows: PullRow[]
  unreadable: Unreadable[]
  /**
   * False when the wanted receipt came before the end, when Daraja still had rows after 100 pages, or when it
   * sent a page of which nothing could be read.
   */
  complete: boolean
}

export interface PullWindow {
  shortcode: string
  from: Temporal.Instant
  to: Temporal.Instant
  /** A receipt we look for: the pages after the one that has it are not asked for. */
  wanted?: string
}

export type ReceiptQuestion = Omit<StatusQuestion, 'initiator' | 'security_credential'>

/** By an operator of their own: who asks about transactions can’t move money. */
export type Operator = Pick<
  DarajaAccount,
  'initiator_name' | 'initiator_password' | 'certificate_pem' | 'security_credential'
>
type Unsigned<Order> = Omit<Order, 'initiator' | 'security_credential'> & { operator: Operator }

export interface Daraja {
  registerUrls(addresses: CallbackAddresses): Promise<Told<RegisterAnswer>>
  registerPull(ask: {
    shortcode: string
    nominated: Msisdn
    callback_url: string
  }): Promise<Told<PullRegisterAnswer>>
  /** All pages of a window of at most 48 hours. */
  pullTransactions(window: PullWindow): Promise<Told<Pulled>>
  /** Only asks: the result comes to `result_url`, or never. */
  queryTransactionStatus(
    question: ReceiptQuestion,
    operator?: Operator,
  ): Promise<Told<Acknowledgement>>
  /**
   * Orders a payment to a phone. Throws Conflict `daraja_already_submitted` where that reference was ordered before: never pays
   * twice. After other errors it may have been ordered.
   */
  payPhone(order: Unsigned<B2cOrder>): Promise<Told<Acknowledgement>>
  /** Orders that a payment is given back. A second one is told so by its result. */
  reversePayment(order: Unsigned<ReversalOrder>): Promise<Told<Acknowledgement>>
  /** Asks a phone to pay. Throws `stk_outcome_unknown` when it may have been asked; see `pushStk`. */
  pushStk(push: StkPush): Promise<Told<StkPushAnswer>>
  /** How a prompt stands: paid, failed or pending. Throws what `queryStk` says. */
  queryStk(question: StkQuestion): Promise<Told<StkQueryAnswer>>
}

const pagesMax = 100

/**
 * Every method throws Unavailable when trying again is the cure and Invalid when a person must set something
 * right; see `refusalFor` for the codes. `parts` are for tests.
 */
export function openDaraja(
  account: DarajaAccount,
  tokens: TokenStore,
  now: () => Temporal.Instant,
  parts: { pace?: Pace; limits?: Partial<Limits> } = {},
): Daraja {
  const pace = parts.pace ?? keepPace()
  const limits = { ...darajaLimits, ...parts.limits }
  const line = openLine(account, tokens, now, pace, limits)
  const environment = account.base_url.startsWith(darajaProduction) ? 'production' : 'trial'

  return {
    registerUrls: (addresses) =>
      told((records) =>
        line.ask(registerUrlRequest(addresses, environment), readRegisterAnswer, records),
      ),

    registerPull: (question) =>
      told((records) => {
        refuseBadUrl(question.callback_url, environment)
        return line.ask(pullRegisterRequest(question), readPullRegisterAnswer, records)
      }),

    pullTransactions: (window) => told((records) => pullPages(line, window, records)),

    queryTransactionStatus: (question, operator = account) =>
      told((records) => {
        for (const url of [question.result_url, question.timeout_url])
          refuseBadUrl(url, environment)
        const request = statusRequest({ ...question, ...operatorOf(operator) })
        return line.ask(request, readAcknowledgement, records)
      }),

    payPhone: ({ operator, ...order }) =>
      told((records) => {
        for (const url of [order.result_url, order.timeout_url]) refuseBadUrl(url, environment)
        const request = b2cRequest({ ...order, ...operatorOf(operator) })
        return line.ask(request, readAcknowledgement, records)
      }),
    reversePayment: ({ operator, ...order }) =>
      told((records) => {
        for (const url of [order.result_url, order.timeout_url]) refuseBadUrl(url, environment)
        const request = reversalRequest({ ...order, ...operatorOf(operator) })
        return line.ask(request, readAcknowledgement, records)
      }),
    pushStk: (push) => told((records) => pushStk(line, environment, push, now, records)),
    queryStk: (question) => told((records) => queryStk(line, question, now, records)),
  }
}

// The offset counts rows, so the next page begins after all we have seen, however long their pages are.
async function pullPages(
  line: Line,
  { wanted, ...window }: PullWindow,
  records: CallRecord[],
): Promise<Pulled> {
  const rows = new Map<string, PullRow>()
  const unreadable: Unreadable[] = []
  let offset = 0
  for (let pages = 0; pages < pagesMax; pages++) {
    const answer = await line.ask(pullQueryRequest({ ...window, offset }), readPullAnswer, records)
    const page = answer.outcome === 'rows' ? answer : { rows: [], unreadable: [] }
    const fresh = page.rows.filter((row) => !rows.has(row.receipt_code))
    for (const row of fresh) rows.set(row.receipt_code, row)
    if (fresh.length > 0 || offset === 0) unreadable.push(...page.unreadable)
    if (wanted !== undefined && rows.has(wanted)) break
    if (fresh.length === 0) {
      // A page of which we could read nothing may hide further ones.
      const complete = page.rows.length > 0 || page.unreadable.length === 0
      return { outcome: 'pulled', rows: [...rows.values()], unreadable, complete }
    }
    offset += page.rows.length + page.unreadable.length
  }
  return { outcome: 'pulled', rows: [...rows.values()], unreadable, complete: false }
}

function operatorOf(account: Operator): { initiator: string; security_credential: string } {
  const { initiator_name, initiator_password, certificate_pem } = account
  const pasted = account.security_credential
  if (initiator_name && pasted) return { initiator: initiator_name, security_credential: pasted }
  if (initiator_name && initiator_password && certificate_pem) {
    const security_credential = securityCredential(initiator_password, certificate_pem)
    return { initiator: initiator_name, security_credential }
  }
  throw new Invalid(
    'daraja_operator_missing',
    'Asking about a transaction needs the API operator’s name, password and Safaricom’s certificate.',
  )
}

const recordsByError = new WeakMap<Error, CallRecord[]>()

/** The calls that were made before this was thrown. */
export function recordsOf(error: unknown): CallRecord[] {
  return (error instanceof Error && recordsByError.get(error)) || []
}

/** Runs work that fills `records`, and keeps them with its answer or with what it throws. */
export async function told<Reading>(
  work: (records: CallRecord[]) => Promise<Good<Reading>>,
): Promise<Told<Reading>> {
  const records: CallRecord[] = []
  try {
    return { answer: await work(records), records }
  } catch (error) {
    // Callers who waited for one token share its error; the one who asked has the record.
    if (error instanceof Error && !recordsByError.has(error)) recordsByError.set(error, records)
    throw error
  }
}
