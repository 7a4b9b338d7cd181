// What each route of the floats and of the caps has to do, for the matrix of roles.

import { topUpFloat } from '../../appliance/money/float-moves.ts'
import { cents } from '../../appliance/money.ts'
import type { Appliance } from '../../appliance/appliance.ts'
import type { Acts, Scene } from './role-acts.ts'
import { findSoldPass } from './shop-acts.ts'

export const floatMatrix = `
  OFC---A GET /caps
  O------ POST /caps/:role
  -----R- GET /float POST /float/credits POST /float/vouchers
  OF----A GET /floats GET /floats/:staff_id
  OF----- POST /floats/:staff_id/top-ups POST /floats/:staff_id/pay-backs
`

export async function fillFloat(
  { db, work }: Pick<Appliance, 'db' | 'work'>,
  staff_id: number,
  shillings: number,
): Promise<void> {
  const { id } = (await db('staff').where({ role: 'owner' }).first('id'))!
  const by = { staff: { id, role: 'owner' }, source_address: null } as const
  const given = { rail: 'cash', code: '', proof: 'Book 9', why: '' } as const
  const amount_cents = cents(shillings * 100)
  await work((unit) =>
    topUpFloat(unit, { ...given, form_no: crypto.randomUUID(), staff_id, amount_cents }, by),
  )
}

export function floatActs({ appliance, kilima }: Scene): Acts {
  const { db } = appliance
  const { account_no } = kilima.njeri.subscriber

  async function resellerWith(shillings: number): Promise<number> {
    const { id } = (await db('staff').where({ role: 'reseller' }).first('id'))!
    await fillFloat(appliance, id, shillings)
    return id
  }
  const money = { form_no: '', rail: 'cash', amount: '7', code: '', proof: '', why: 'A test' }

  return {
    'POST /caps/:role': async () => {
      await db('manual_caps')
        .where({ role: 'cashier' })
        .update({ amount_cents: 500_000 as never })
      return { path: '/caps/cashier', fields: { amount: '4000', why: 'A test' } }
    },
    'POST /float/credits': async () => {
      await resellerWith(7)
      const fields = { form_no: crypto.randomUUID(), account: account_no, amount: '7' }
      return { path: '/float/credits', fields }
    },
    'POST /float/vouchers': async () => {
      await resellerWith(5000)
      const fields = {
        batch: crypto.randomUUID(),
        plan: String(await findSoldPass(appliance)),
        count: '1',
      }
      return { path: '/float/vouchers', fields }
    },
    'GET /floats/:staff_id': async () => ({ path: `/floats/${await resellerWith(7)}` }),
    'POST /floats/:staff_id/top-ups': async () => ({
      path: `/floats/${await resellerWith(7)}/top-ups`,
      fields: { ...money, form_no: crypto.randomUUID() },
    }),
    'POST /floats/:staff_id/pay-backs': async () => {
      await db('approvals').where({ kind: 'float_pay_back' }).delete()
      const fields = { ...money, form_no: crypto.randomUUID() }
      return { path: `/floats/${await resellerWith(7)}/pay-backs`, fields }
    },
  }
}
