// What a place in an address names, for the test of scopes: one of somebody's own, or of a stranger's.

import type { Appliance } from '../../appliance/appliance.ts'
import { takePayment } from '../../appliance/money/manual-payments.ts'
import { makeLink } from '../../appliance/money/payment-links.ts'
import { openException } from '../../appliance/money/exceptions.ts'
import { cents } from '../../appliance/money.ts'
import { phone, type Customer } from '../support/factories.ts'
import { queueWritten } from '../../appliance/people/written-messages.ts'
import { askedBy } from './asked.ts'
import { noon } from './kilima.ts'

type Box = Pick<Appliance, 'db' | 'work'>
type Thing = (whose: Customer) => Promise<string[]>

export async function exceptionOf({ db, work }: Box, { subscriber }: Customer): Promise<string[]> {
  const subject = `session:${crypto.randomUUID()}`
  await work((unit) =>
    openException(unit, { kind: 'still_online', subject, subscriber_id: subscriber.id }),
  )
  return [String((await db('exceptions').where({ subject }).first('id'))!.id)]
}

async function cashOf({ db, work }: Box, { subscriber }: Customer): Promise<string> {
  const { id } = (await db('staff').where({ role: 'owner' }).first('id'))!
  const by = { staff: { id, role: 'owner' as const }, source_address: null }
  const cash = { rail: 'cash', code: '', proof: '', why: '' } as const
  const { account_no } = subscriber
  const given = { ...cash, form_no: crypto.randomUUID(), account_no, amount_cents: cents(700) }
  const taken = await work((unit) => takePayment(unit, given, by))
  return taken.outcome === 'taken' ? taken.payment.receipt_code! : ''
}

async function linkOf({ db, work }: Box, { subscriber }: Customer): Promise<string> {
  const { id } = (await db('staff').where({ role: 'owner' }).first('id'))!
  const by = { staff: { id, role: 'owner' as const }, source_address: null }
  const form_no = crypto.randomUUID()
  const { account_no } = subscriber
  const asked = { form_no, account_no, amount_cents: cents(700), about: 'A test', days: 7 }
  await work((unit) => makeLink(unit, asked, by))
  return String((await db('payment_requests').where({ form_no }).first('id'))!.id)
}

/** A payment by hand that two said to give back, and nobody has yet. */
async function refundOf(box: Box, whose: Customer): Promise<string> {
  const { db } = box
  const code = await cashOf(box, whose)
  const payment = (await db('payments').where({ rail: 'cash', receipt_code: code }).first())!
  const [refund] = await db('refunds')
    .insert({
      payment_id: payment.id,
      approval_id: await askedBy(box, 'technician'),
      subscriber_id: whose.subscriber.id,
      amount_cents: payment.amount_cents,
      msisdn: null,
      transfer_id: payment.transfer_id!,
      approved_at: Temporal.Instant.from(noon),
    } as never)
    .returning('id')
  return String(refund!.id)
}

async function oldNumberOf({ db }: Box, { subscriber }: Customer): Promise<string> {
  const old_no = `KN${subscriber.id}`
  const row = { old_no, subscriber_id: subscriber.id, came_from: 'A test', added_at: Temporal.Instant.from(noon) } // prettier-ignore
  await db('old_numbers').insert(row).onConflict('old_no').ignore()
  return old_no
}

async function messageTo({ db, work }: Box, { subscriber }: Customer): Promise<string> {
  const { id } = (await db('staff').where({ role: 'owner' }).first('id'))!
  const by = { staff: { id, role: 'owner' as const, site_id: null }, source_address: null }
  const reachable = { ...subscriber, msisdn: phone(77) }
  return String(await work((unit) => queueWritten(unit, reachable, 'A word', by)))
}

/** What a place in an address names, by the address up to there: whose it is decides who is answered. */
export function thingsOf(box: Box, own: Customer): Record<string, Thing> {
  return {
    '/subscribers/:account_no': async ({ subscriber }) => [subscriber.account_no],
    '/subscribers/:account_no/lines/:service_no': async ({ subscriber }) => [
      subscriber.account_no,
      '1',
    ],
    '/subscribers/:account_no/messages/:id': async (whose) => [
      whose.subscriber.account_no,
      await messageTo(box, whose),
    ],
    '/subscribers/:account_no/old-numbers/:old_no': async (whose) => [
      whose.subscriber.account_no,
      await oldNumberOf(box, whose),
    ],
    '/payments/:rail/:receipt_code': async (whose) => [
      'mpesa',
      whose === own ? 'UKLOWN0001' : 'UKLFOREIGN',
    ],
    '/payments/:rail/:receipt_code/void': async (whose) => ['cash', await cashOf(box, whose)],
    '/approvals/:id': async (whose) => [
      String(await askedBy(box, whose === own ? 'technician-ruiru' : 'technician')),
    ],
    '/refunds/:refund_id': async (whose) => [await refundOf(box, whose)],
    '/requests/:id': async (whose) => [await linkOf(box, whose)],
    '/exceptions/:id': (whose) => exceptionOf(box, whose),
  }
}
