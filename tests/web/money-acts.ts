// What each route about money and its exceptions has to do, for the matrix of roles: things are put so that there is
// something to do.

import { openException } from '../../appliance/money/exceptions.ts'
import { takePayment } from '../../appliance/money/manual-payments.ts'
import { makeLink } from '../../appliance/money/payment-links.ts'
import { resolveException } from '../../appliance/money/resolutions.ts'
import { cents } from '../../appliance/money.ts'
import { closeException } from '../../appliance/people/exception-acts.ts'
import { pay } from './past.ts'
import type { Acts, Scene } from './role-acts.ts'

export function moneyActs({ appliance, clock, kilima }: Scene): Acts {
  const { db, work } = appliance
  const { account_no } = kilima.njeri.subscriber
  let drawn = 0

  async function stillOnline(): Promise<number> {
    const subject = `session:${(drawn += 1) + 1000}`
    await work((unit) => openException(unit, { kind: 'still_online', subject }))
    return (await db('exceptions').where({ subject }).first('id'))!.id
  }

  /** The second of two equal payments, which waits for a choice. */
  async function doubleMoney(): Promise<number> {
    const at = appliance.now().toString()
    for (const which of ['A', 'B']) {
      const code = `UKLTWIN${which}${String((drawn += 1)).padStart(2, '0')}`
      await pay({ appliance, clock }, { at, code, amount: 7, typed: kilima.njeri, name: 'NJERI' })
    }
    clock.set(at)
    const open = { kind: 'possible_double', resolved_at: null } as const
    return (await db('exceptions').where(open).orderBy('id', 'desc').first('id'))!.id
  }

  async function unknownMoney(): Promise<number> {
    const code = `UKLROLE${String((drawn += 1)).padStart(3, '0')}`
    const at = appliance.now().toString()
    await pay({ appliance, clock }, { at, code, amount: 10, typed: 'nobody', name: 'ROLE' })
    clock.set(at)
    const payment = (await db('payments').where({ receipt_code: code }).first('id'))!
    return (await db('exceptions').where({ payment_id: payment.id }).first('id'))!.id
  }

  async function linkOf(id: number): Promise<number> {
    const by = { staff: { id, role: 'owner' }, source_address: null } as const
    const form_no = crypto.randomUUID()
    const asked = { form_no, account_no, amount_cents: cents(700), about: 'A test', days: 7 }
    await work((unit) => makeLink(unit, asked, by))
    return (await db('payment_requests').where({ form_no }).first('id'))!.id
  }

  return {
    'POST /subscribers/:account_no/colleague': async () => ({
      path: `/subscribers/${kilima.halima.subscriber.account_no}/colleague`,
      fields: { colleague: '' },
    }),
    'POST /claims': async () => ({
      path: '/claims',
      fields: { account: account_no, code: `UKLCLAIM${String((drawn += 1)).padStart(3, '0')}` },
    }),
    'POST /requests': async () => ({
      path: '/requests',
      fields: {
        form_no: crypto.randomUUID(),
        account: account_no,
        amount: '7',
        phone: `0799${String((drawn += 1)).padStart(6, '0')}`,
        about: 'A test',
      },
    }),
    'POST /requests/links': async () => ({
      path: '/requests/links',
      fields: {
        form_no: crypto.randomUUID(),
        account: account_no,
        amount: '7',
        about: 'A test',
        days: '7',
      },
    }),
    'DELETE /requests/:id': async (id) => ({ path: `/requests/${await linkOf(id)}` }),
    'POST /payments': async () => ({
      path: '/payments',
      fields: { form_no: crypto.randomUUID(), account: account_no, rail: 'cash', amount: '7' },
    }),
    'POST /payments/:rail/:receipt_code/void': async (id) => {
      const by = { staff: { id, role: 'owner' }, source_address: null } as const
      const cash = { rail: 'cash', code: '', proof: '', why: '' } as const
      const given = { ...cash, form_no: crypto.randomUUID(), account_no, amount_cents: cents(700) }
      const taken = await work((unit) => takePayment(unit, given, by))
      const code = taken.outcome === 'taken' ? taken.payment.receipt_code : ''
      return { path: `/payments/cash/${code}/void`, fields: { void_why: 'A test' } }
    },
    'GET /payments/:rail/:receipt_code': async () => ({ path: '/payments/mpesa/UKL4T8M2QX' }),
    'POST /payments/:rail/:receipt_code/messages': async () => ({
      path: '/payments/mpesa/UKL4T8M2QX/messages',
      fields: { seen_why: 'A test' },
    }),
    'GET /exceptions/:id': async () => ({ path: `/exceptions/${await stillOnline()}` }),
    'POST /exceptions/:id/ownership': async () => ({
      path: `/exceptions/${await stillOnline()}/ownership`,
    }),
    'DELETE /exceptions/:id/ownership': async (owner_id) => {
      const id = await stillOnline()
      await db('exceptions').where({ id }).update({ owner_id })
      return { path: `/exceptions/${id}/ownership` }
    },
    'POST /exceptions/:id/resolution': async () => ({
      path: `/exceptions/${await unknownMoney()}/resolution`,
      fields: { to: 'other', account_no, why: 'A test' },
    }),
    'DELETE /exceptions/:id/resolution': async (id) => {
      const exception_id = await unknownMoney()
      const actor = { staff: { id }, source_address: null }
      await work((unit) => resolveException(unit, { exception_id, account_no, actor, why: '' }))
      return { path: `/exceptions/${exception_id}/resolution` }
    },
    'POST /exceptions/:id/assignment': async () => ({
      path: `/exceptions/${await stillOnline()}/assignment`,
      fields: { owner: String((await db('staff').where({ role: 'owner' }).first('id'))!.id) },
    }),
    'POST /exceptions/:id/split': async () => ({
      path: `/exceptions/${await unknownMoney()}/split`,
      fields: {
        account_1: account_no,
        amount_1: '6',
        account_2: kilima.otieno.subscriber.account_no,
        amount_2: '4',
      },
    }),
    'POST /exceptions/:id/choice': async () => ({
      path: `/exceptions/${await doubleMoney()}/choice`,
      fields: { choice: 'kept' },
    }),
    'POST /exceptions/:id/refund': async () => ({
      path: `/exceptions/${await unknownMoney()}/refund`,
      fields: { refund_why: 'A test' },
    }),
    'POST /exceptions/:id/write-off': async () => ({
      path: `/exceptions/${await unknownMoney()}/write-off`,
      fields: { write_off_why: 'A test' },
    }),
    'POST /exceptions/:id/closure': async () => ({
      path: `/exceptions/${await stillOnline()}/closure`,
      fields: { why: 'A test' },
    }),
    'DELETE /exceptions/:id/closure': async (id) => {
      const exception_id = await stillOnline()
      const by = {
        staff: { id, role: 'owner' },
        source_address: null,
      } as const
      await work((unit) => closeException(unit, exception_id, 'A test', by))
      return { path: `/exceptions/${exception_id}/closure` }
    },
  }
}
