// Every kind of exception: the rule that raises it, and the ways to resolve it with their way back. exception-table.test.ts walks it.

import type { Work } from '../../../appliance/appliance.ts'
import { readCallback, recordCallback } from '../../../appliance/money/callbacks.ts'
import { chooseForDoublePay } from '../../../appliance/money/double-pay-choices.ts'
import { openException } from '../../../appliance/money/exceptions.ts'
import { makeClaim } from '../../../appliance/money/made-claims.ts'
import { noteNotApplied } from '../../../appliance/money/not-applied.ts'
import { failPayout } from '../../../appliance/money/payouts.ts'
import { applyUnproved, noteRefused } from '../../../appliance/money/proof.ts'
import { payByHand, takeRefundBack } from '../../../appliance/money/refund-acts.ts'
import { askRefund } from '../../../appliance/money/refunds.ts'
import {
  resolveException,
  splitPayment,
  undoResolution,
} from '../../../appliance/money/resolutions.ts'
import { applyReversal } from '../../../appliance/money/reversals.ts'
import { askWriteOff } from '../../../appliance/money/write-offs.ts'
import { cents } from '../../../appliance/money.ts'
import { closeException, reopenException } from '../../../appliance/people/exception-acts.ts'
import type { Exception, ExceptionKind } from '../../../appliance/tables.ts'
import { addCustomer, drawReceipt, paybill, phone } from '../../support/factories.ts'
import { appliance, clock, db, pay, report, work } from './paying.ts'
import { approve, hire } from './staffing.ts'

export const [grace, daniel] = [await hire('finance'), await hire('owner')]
let payers = 600

type Found = Pick<Exception, 'id' | 'payment_id' | 'subject'>
interface Way {
  what: string
  /** Whether it moves money: then the ledger has a transfer more, and its undo another. */
  moves: boolean
  resolve: (found: Found) => Promise<unknown>
  /** Null: it stands, because the money has left or a second person said yes to it, and is put right by other acts. */
  undo: ((found: Found) => Promise<unknown>) | null
}
export interface Row {
  /** Which file opens it. */
  rule: string
  raise: () => Promise<unknown>
  ways: Way[]
}

const why = 'They rang'
const undo = ({ id }: Found) => work((unit) => undoResolution(unit, { exception_id: id, actor: grace })) // prettier-ignore
const close: Way = {
  what: 'closed with a reason',
  moves: false,
  resolve: ({ id }) => work((unit) => closeException(unit, id, why, grace)),
  undo: ({ id }) => work((unit) => reopenException(unit, id, grace)),
}
const agreed = async (ask: (unit: Work) => Promise<number>) => approve(await work(ask), daniel)
const refund: Way = {
  what: 'given back, with a second person',
  moves: true,
  resolve: ({ id }) => agreed((unit) => askRefund(unit, id, why, grace)),
  undo,
}
const inSuspense: Way[] = [
  {
    what: 'given to a subscriber',
    moves: true,
    resolve: async ({ id }) => {
      const { account_no } = (await addCustomer(appliance)).subscriber
      await work((unit) => resolveException(unit, { exception_id: id, account_no, actor: grace, why })) // prettier-ignore
    },
    undo,
  },
  {
    what: 'split between two',
    moves: true,
    resolve: async ({ id, payment_id }) => {
      const { amount_cents } = (await db('payments').where({ id: payment_id! }).first())!
      const [one, other] = [await addCustomer(appliance), await addCustomer(appliance)]
      const parts = [
        { account_no: one.subscriber.account_no, amount_cents: cents(amount_cents - 100) },
        { account_no: other.subscriber.account_no, amount_cents: cents(100) },
      ]
      await work((unit) => splitPayment(unit, { exception_id: id, parts, actor: grace, why }))
    },
    undo,
  },
  refund,
  {
    what: 'written off, with a second person',
    moves: true,
    resolve: ({ id }) => agreed((unit) => askWriteOff(unit, id, why, grace)),
    undo,
  },
]

const payAccount = async (shillings: number, more = {}) =>
  pay((await addCustomer(appliance)).subscriber.account_no, shillings, more)

/** An unreadable message, or one that nobody proves. */
async function hear(body: string): Promise<number> {
  const callback = { shortcode: paybill, kind: 'confirmation', headers: {} } as const
  const heard = { body: Buffer.from(body), source_address: null, heard_at: clock.now() }
  return (await work((unit) => recordCallback(unit, { ...callback, ...heard })))!
}

async function stuckRefund(): Promise<void> {
  const { id: payment_id } = await pay('nobody at all', 700)
  const { id } = (await db('exceptions').where({ payment_id }).first())!
  await agreed((unit) => askRefund(unit, id, why, grace))
  const refund = (await db('refunds').where({ payment_id }).first())!
  const [payout] = await db('payouts')
    .insert({ refund_id: refund.id, way: 'b2c', reference: crypto.randomUUID(), shortcode: paybill, amount_cents: refund.amount_cents, state: 'sent', tries: 1, created_at: clock.now(), due_at: clock.now() })
    .returning('*') // prettier-ignore
  await work((unit) => failPayout(unit, payout!, { result_code: '1', result_words: 'No money' }))
}

const elsewhere = (kind: ExceptionKind) => () =>
  work((unit) => openException(unit, { kind, subject: `${kind}:1`, details: {} }))

export const table: Record<ExceptionKind, Row> = {
  unknown_account: { rule: 'money/settlement.ts', raise: () => pay('8888888', 500), ways: inSuspense },
  missing_reference: { rule: 'money/settlement.ts', raise: () => pay('internet', 500), ways: inSuspense },
  account_closed: {
    rule: 'money/settlement.ts',
    raise: async () => {
      const { subscriber } = await addCustomer(appliance)
      await db('subscribers').where({ id: subscriber.id }).update({ closed_at: clock.now() })
      await pay(subscriber.account_no, 500)
    },
    ways: inSuspense,
  },
  before_live: {
    rule: 'money/settlement.ts',
    raise: async () => {
      const { subscriber } = await addCustomer(appliance)
      await db('shortcodes').where({ shortcode: paybill }).update({ live_from: clock.now() })
      await pay(subscriber.account_no, 500, { paid_at: clock.now().subtract({ minutes: 5 }) })
      await db('shortcodes').where({ shortcode: paybill }).update({ live_from: null })
    },
    ways: inSuspense,
  },
  not_customer_money: { rule: 'money/settlement.ts', raise: () => pay('own', 500, { customer_money: false }), ways: inSuspense },
  unreadable_callback: {
    rule: 'money/callbacks.ts',
    raise: async () => {
      const id = await hear('{')
      await work((unit) => readCallback(unit, id))
    },
    ways: [close],
  },
  paid_less: { rule: 'money/renewals.ts', raise: () => payAccount(49), ways: [close, refund] },
  paid_more: { rule: 'money/renewals.ts', raise: () => payAccount(1700), ways: [close, refund] },
  sightings_differ: {
    rule: 'money/payments.ts',
    raise: async () => {
      const { receipt_code, account_typed } = await payAccount(1500)
      await work((unit) => report(unit, receipt_code!, account_typed, 1501))
    },
    ways: [close],
  },
  unproved: {
    rule: 'money/proof.ts',
    raise: async () => {
      const TransID = drawReceipt()
      const id = await hear(JSON.stringify({ TransID, TransAmount: '50', BusinessShortCode: paybill, BillRefNumber: 'X' }))
      await work((unit) => readCallback(unit, id))
      clock.pass({ hours: 49 })
      await work((unit) => applyUnproved(unit, TransID))
    },
    ways: [close],
  },
  another_phone: {
    rule: 'money/payers.ts',
    raise: async () => {
      const payer = phone((payers += 1))
      await addCustomer(appliance, { msisdn: payer })
      await payAccount(2000, { payer_msisdn: payer })
      await db('exceptions').where({ kind: 'paid_more', resolved_at: null }).update({ resolved_at: clock.now(), resolution: 'Not this one' })
    },
    ways: [close, refund],
  },
  not_applied: {
    rule: 'money/not-applied.ts',
    raise: async () => {
      await work((unit) => report(unit, drawReceipt(), 'anybody', 50))
      clock.pass({ minutes: 6 })
      await work(noteNotApplied)
    },
    ways: [close],
  },
  possible_double: {
    rule: 'money/settlement.ts',
    raise: async () => {
      const { subscriber } = await addCustomer(appliance)
      const payer = { payer_msisdn: phone((payers += 1)) }
      await pay(subscriber.account_no, 1500, payer)
      clock.pass({ minutes: 2 })
      await pay(subscriber.account_no, 1500, payer)
    },
    ways: [
      { what: 'time bought with it', moves: true, resolve: ({ id }) => work((unit) => chooseForDoublePay(unit, id, 'spent', { actor: grace, why })), undo },
      { what: 'kept in the wallet', moves: false, resolve: ({ id }) => work((unit) => chooseForDoublePay(unit, id, 'kept', { actor: grace, why })), undo },
      refund,
    ],
  },
  claimed: {
    rule: 'money/made-claims.ts',
    raise: async () => {
      const { account_no } = (await addCustomer(appliance)).subscriber
      const claim = { account_no, receipt_code: drawReceipt(), amount_cents: cents(500_00), words: '' }
      await work((unit) => makeClaim(unit, claim as never, grace))
    },
    ways: [close],
  },
  reversed: {
    rule: 'money/reversals.ts',
    raise: async () => {
      const { id } = await payAccount(1500)
      clock.pass({ hours: 30 })
      await work((unit) => applyReversal(unit, id))
    },
    ways: [close],
  },
  refund_stuck: {
    rule: 'money/payouts.ts',
    raise: stuckRefund,
    ways: [
      { what: 'paid by hand', moves: true, resolve: ({ subject }) => work((unit) => payByHand(unit, Number(subject.split(':')[1]), drawReceipt(), grace)), undo: null },
      { what: 'taken back', moves: true, resolve: ({ subject }) => work((unit) => takeRefundBack(unit, Number(subject.split(':')[1]), grace)), undo: null },
    ],
  },
  work_failed: { rule: 'money/proof.ts', raise: () => work((unit) => noteRefused(unit, paybill, 'No such product')), ways: [close] },
  // Raised by what routers say: the tests of access show each.
  still_online: { rule: 'access/disconnect-answers.ts', raise: elsewhere('still_online'), ways: [close] },
  secret_mismatch: { rule: 'access/router-proofs.ts', raise: elsewhere('secret_mismatch'), ways: [close] },
  router_silent: { rule: 'access/router-agents.ts', raise: elsewhere('router_silent'), ways: [close] },
  no_internet: { rule: 'people/own-help.ts', raise: elsewhere('no_internet'), ways: [close] },
} // prettier-ignore
