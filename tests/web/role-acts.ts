// What to send to each route that changes something, or that has a number in its address: roles.test.ts walks the table with
// it. A room's own acts stand in a file of their own beside this one.

import { openException } from '../../appliance/money/exceptions.ts'
import { resolveException } from '../../appliance/money/resolutions.ts'
import { closeException } from '../../appliance/people/exception-acts.ts'
import type { Role } from '../../appliance/tables.ts'
import type { RouteName } from '../../web/routes.ts'
import type { Door } from './door.ts'
import type { Kilima } from './kilima.ts'
import { moneyActs } from './money-acts.ts'
import { pay } from './past.ts'
import { peopleActs } from './people-acts.ts'
import { subscriberActs } from './subscriber-acts.ts'
import { settingsActs } from './settings-acts.ts'
import { shopActs } from './shop-acts.ts'

export interface Act {
  path: string
  fields?: Record<string, string>
}
/** Puts things so that the route has something to do for this role, and says what to send. */
export type Acts = Partial<Record<RouteName, (staff_id: number, role: Role) => Promise<Act>>>
export type Scene = Pick<Door, 'appliance' | 'clock'> & { kilima: Kilima }

/** Every act there is. */
export function actsOf(scene: Scene): Acts {
  return {
    ...deskActs(scene),
    ...moneyActs(scene),
    ...peopleActs(scene),
    ...settingsActs(scene.appliance.db),
    ...shopActs(scene.appliance),
    ...subscriberActs(scene.appliance, scene.kilima.njeri.subscriber.account_no),
  }
}

function deskActs({ appliance, clock, kilima }: Scene): Acts {
  const { db, work } = appliance
  const { account_no } = kilima.njeri.subscriber
  let drawn = 0

  const acts: Acts = {
    'GET /subscribers/:account_no': async () => ({ path: `/subscribers/${account_no}` }),
    'POST /subscribers/:account_no/suspension': async () => {
      await db('subscribers').where({ account_no }).update({ suspended_at: null })
      return { path: `/subscribers/${account_no}/suspension`, fields: { why: 'A test' } }
    },
    'DELETE /subscribers/:account_no/suspension': async () => {
      await db('subscribers').where({ account_no }).update({ suspended_at: appliance.now() })
      return { path: `/subscribers/${account_no}/suspension` }
    },
    'POST /subscribers/:account_no/phone': async () => ({
      path: `/subscribers/${account_no}/phone`,
    }),
    'GET /payments/:rail/:receipt_code': async () => ({ path: '/payments/mpesa/UKL4T8M2QX' }),
    'POST /payments/:rail/:receipt_code/messages': async () => ({
      path: '/payments/mpesa/UKL4T8M2QX/messages',
    }),
    'POST /vouchers': async () => ({
      path: '/vouchers',
      fields: { plan: String(await soldPass()), count: '1', batch: crypto.randomUUID() },
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
    'POST /trial/time': async () => ({ path: '/trial/time', fields: { unit: 'hour', back: '/' } }),
  }

  async function stillOnline(): Promise<number> {
    const subject = `session:${(drawn += 1) + 1000}`
    await work((unit) => openException(unit, { kind: 'still_online', subject }))
    return (await db('exceptions').where({ subject }).first('id'))!.id
  }

  async function soldPass(): Promise<number> {
    const known = await db('plans').where({ kind: 'hotspot' }).first('id')
    if (known) return known.id
    const { id: _, ...home } = (await db('plans').first())!
    const [pass] = await db('plans')
      .insert({ ...home, name: 'Day pass', kind: 'hotspot', grace_days: 0 })
      .returning('id')
    return pass!.id
  }

  async function unknownMoney(): Promise<number> {
    const code = `UKLROLE${String((drawn += 1)).padStart(3, '0')}`
    const at = appliance.now().toString()
    await pay({ appliance, clock }, { at, code, amount: 10, typed: 'nobody', name: 'ROLE' })
    clock.set(at)
    const payment = (await db('payments').where({ receipt_code: code }).first('id'))!
    return (await db('exceptions').where({ payment_id: payment.id }).first('id'))!.id
  }

  return acts
}
