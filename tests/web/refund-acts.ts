// What each route of refunds has to do, for the matrix of roles: a refund that two said yes to.

import { askRefund } from '../../appliance/money/refunds.ts'
import { decideApproval } from '../../appliance/people/approvals.ts'
import { paybill, safaricomKeys } from '../support/factories.ts'
import { pay } from './past.ts'
import type { Acts, Scene } from './role-acts.ts'

export const refundMatrix = `
  OF----A GET /refunds
  OF----- POST /refunds/:refund_id/attempts POST /refunds/:refund_id/payment DELETE /refunds/:refund_id
  O-----A GET /settings/paybills/:shortcode/payouts
  O------ POST /settings/paybills/:shortcode/payouts
`

export const payoutFields = {
  reverses: 'yes',
  b2c: '600992',
  cap: '20000',
  operator: 'payer',
  password: 'Gate#2027',
  certificate: safaricomKeys.publicKey,
}

let drawn = 0

/** Somebody paid an account that nobody has, and gets it back. Returns the refund. */
export async function agreedRefund({ appliance, clock }: Omit<Scene, 'kilima'>): Promise<number> {
  const { db, work } = appliance
  const code = `UKLBACK${String((drawn += 1)).padStart(3, '0')}`
  const at = appliance.now().toString()
  await pay({ appliance, clock }, { at, code, amount: 350, typed: 'nobody', name: 'WAMBUI' })
  clock.set(at)
  const { id: payment_id } = (await db('payments').where({ receipt_code: code }).first('id'))!
  const { id } = (await db('exceptions').where({ payment_id }).first('id'))!
  const by = async (role: 'finance' | 'owner') => {
    const staff = (await db('staff').where({ role }).first('id'))!
    return { staff: { id: staff.id, role }, source_address: null }
  }
  const [finance, owner] = [await by('finance'), await by('owner')]
  const asked = await work((unit) => askRefund(unit, id, 'She asked', finance))
  await work((unit) => decideApproval(unit, asked, { approved: true, why: '' }, owner))
  return (await db('refunds').where({ payment_id }).first('id'))!.id
}

export function refundActs(scene: Scene): Acts {
  const { db } = scene.appliance

  /** One whose attempt failed. */
  async function failedRefund(): Promise<number> {
    const refund_id = await agreedRefund(scene)
    const ended = { state: 'failed' as const, ended_at: scene.clock.now(), due_at: null }
    await db('payouts').where({ refund_id }).update(ended)
    return refund_id
  }

  return {
    'POST /refunds/:refund_id/attempts': async () => {
      await db('payout_settings')
        .insert({
          shortcode: paybill,
          b2c_shortcode: null,
          reverses: true,
          credentials_sealed: scene.appliance.safe.seal('{}', 'payout_settings.credentials'),
          daily_cap_cents: 0 as never,
          changed_at: scene.clock.now(),
        })
        .onConflict('shortcode')
        .ignore()
      return { path: `/refunds/${await failedRefund()}/attempts` }
    },
    'POST /refunds/:refund_id/payment': async () => ({
      path: `/refunds/${await failedRefund()}/payment`,
      fields: { code: 'UKLPAIDBY1' },
    }),
    'DELETE /refunds/:refund_id': async () => ({ path: `/refunds/${await failedRefund()}` }),
    'GET /settings/paybills/:shortcode/payouts': async () => ({
      path: `/settings/paybills/${paybill}/payouts`,
    }),
    'POST /settings/paybills/:shortcode/payouts': async () => ({
      path: `/settings/paybills/${paybill}/payouts`,
      fields: payoutFields,
    }),
  }
}
