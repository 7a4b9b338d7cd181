// The same stories over every provider: what a guest's click comes to, whoever asks the phone. Each provider's simulator says
// it in that provider's own words.

import test from 'ava'
import { cents } from '../../appliance/money.ts'
import type { Checkout } from '../../appliance/tables.ts'
import type { AskFault, Habit } from '../simulators/collectors/asking.ts'
import { openDarajaTown, openPayHeroTown, openPaystackTown } from './collector-town.ts'
import { standing } from './push-town.ts'

const providers = { Daraja: openDarajaTown, PayHero: openPayHeroTown, Paystack: openPaystackTown }

for (const [name, open] of Object.entries(providers)) {
  const opening = open()
  opening.catch(() => {})
  test.after.always(async () => (await opening).close())

  const oddOf = async ({ service_id }: Checkout) => {
    const { db } = (await opening).town.appliance
    const rows = await db('exceptions as e')
      .join('payments as p', 'p.id', 'e.payment_id')
      .where('p.service_id', service_id)
      .whereNull('e.resolved_at')
      .select('e.kind')
    return rows.map(({ kind }) => kind)
  }

  const story = (
    title: string,
    tell: (at: Awaited<typeof opening>, t: import('ava').ExecutionContext) => Promise<void>,
  ) =>
    test.serial(`S1-03: ${name}: ${title}`, async (t) => {
      const at = await opening
      at.spoil({})
      await tell(at, t)
    })

  const online = (receipts: (string | null)[]) => ({
    push: 'paid',
    attempts: 1,
    payments: receipts,
    credits: 1,
    sms: ['sent'],
    wallet: cents(0),
  })

  for (const [given, fault] of [
    ['S0-06: paid, and called back', {}],
    ['F34: called back 50 times', { copies: 50 }],
    ['F33: never called back', { lost: true }],
    ['F33: called back 7 minutes late', { late_seconds: 420 }],
    ['F32: called back before the request was answered', { before_response: 'approve' }],
    ['F39: called back as a failure', { says: 'failed' }],
    ['T07: called back with another amount', { says: 'amount' }],
  ] as [string, AskFault][]) {
    story(`${given}: online, once, for what was paid`, async (at, t) => {
      const checkout = await at.buy({ act: 'approve', after_seconds: 5 }, fault)
      await at.pass(600, 60)
      t.deepEqual(await standing(at.town, checkout), online([at.receiptOf(checkout)]))
      t.deepEqual(await oddOf(checkout), fault.says === 'amount' ? ['sightings_differ'] : [])
      const waiting = at.town.appliance.db('callbacks').whereNotIn('state', ['done'])
      t.deepEqual(await waiting, [])
    })
  }

  for (const [act, reason] of [
    ['cancel', '1032'],
    ['no_money', '1'],
    ['wrong_pin', '2001'],
    ['ignore', '1037'],
  ] as [Habit['act'], string][]) {
    story(`S1-16: ${act}: no money, no time, its reason, and another try`, async (at, t) => {
      const checkout = await at.buy({ act, after_seconds: 5 })
      await at.pass(120, 20)
      t.like(await at.town.pushOf(checkout), { state: 'failed', result_code: reason })
      t.like(await standing(at.town, checkout), { payments: [], credits: 0, sms: [] })
      at.setHabit(checkout.msisdn, { act: 'approve' })
      await at.town.again(checkout)
      await at.pass(30, 10)
      t.like(await standing(at.town, checkout), { push: 'paid', attempts: 2, credits: 1 })
    })
  }

  story('F36: paid after it counted as failed: online all the same', async (at, t) => {
    const checkout = await at.buy({ act: 'approve', after_seconds: 300 })
    await at.pass(120, 20)
    t.is((await at.town.pushOf(checkout)).state, 'failed')
    await at.pass(240, 60)
    t.like(await standing(at.town, checkout), { push: 'paid', credits: 1 })
  })

  story('T07: called back as paid, which it is not: nothing is given', async (at, t) => {
    const checkout = await at.buy({ act: 'cancel', after_seconds: 5 }, { says: 'success' })
    await at.pass(300, 60)
    t.like(await standing(at.town, checkout), { payments: [], credits: 0, sms: [] })
  })

  story('S1-13: QUEUED, or pending, is not paid', async (at, t) => {
    const checkout = await at.buy({ act: 'ignore' }, { lost: true, status: 'pending' })
    await at.pass(40, 10)
    t.like(await standing(at.town, checkout), { push: 'sent', payments: [], credits: 0 })
  })

  for (const answer of ['hang', 'reset', 'html_503', 'html_200', 'truncated'] as const) {
    story(`F31, S3-11: taken in, and its answer is ${answer}: never sent twice`, async (at, t) => {
      const checkout = await at.buy({ act: 'approve', after_seconds: 5 }, { answer })
      await at.pass(900, 60)
      t.is(at.promptsOn(checkout.msisdn), 1)
      const { push, credits } = await standing(at.town, checkout)
      if (at.findsLost) t.deepEqual([push, credits], ['paid', 1])
      else t.is(credits, 0) // It can't be asked about by name: it stays open, and a person hears of it.
    })
  }

  story('F44: too busy: nothing is sent, it is tried again, and then it is', async (at, t) => {
    at.busy(true)
    const checkout: Checkout = await at.town.ask()
    at.setHabit(checkout.msisdn, { act: 'approve' })
    await at.work()
    t.like(await standing(at.town, checkout), { push: 'created', credits: 0 })
    at.busy(false)
    await at.pass(30, 5)
    t.like(await standing(at.town, checkout), { push: 'paid', attempts: 1, credits: 1 })
  })
}
