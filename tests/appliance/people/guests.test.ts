// Who a guest is: a subscriber known by their phone, and the pass a plan is sold on.

import test from 'ava'
import { findOrAddGuest, findOrAddPass, holdGuest } from '../../../appliance/people/guests.ts'
import type { Msisdn } from '../../../appliance/msisdn.ts'
import { addCustomer } from '../../support/factories.ts'
import {
  addPlan,
  appliance,
  clock,
  db,
  hour,
  newPhone,
  router,
  safe,
  work,
} from '../money/hotspot.ts'

test.after.always(() => appliance.close())

const guest = (msisdn: Msisdn | null) =>
  work(async (unit) => {
    await holdGuest(unit, msisdn)
    return findOrAddGuest(unit, { msisdn, site_id: router.site_id, language: 'sw' })
  })

test('a phone is one guest, however many ask at once', async (t) => {
  const msisdn = newPhone()
  const found = await Promise.all(Array.from({ length: 16 }, () => guest(msisdn)))
  t.is(new Set(found.map(({ id }) => id)).size, 1)
  t.like(found[0], { name: `Guest ${msisdn.slice(-3)}`, language: 'sw', msisdn })
  t.regex(found[0]!.account_no, /^\d{7}$/)
})

test('whoever came with a voucher has no phone, and is nobody else', async (t) => {
  t.not((await guest(null)).id, (await guest(null)).id)
})

test('a closed account is not opened again by its phone', async (t) => {
  const msisdn = newPhone()
  const first = await guest(msisdn)
  await db('subscribers').where({ id: first.id }).update({ closed_at: clock.now() })
  t.not((await guest(msisdn)).id, first.id)
})

test('of several people with one phone, the one with a pass stands here', async (t) => {
  const msisdn = newPhone()
  await addCustomer(appliance, { msisdn })
  const { subscriber } = await addCustomer(appliance, { msisdn })
  await work((unit) => findOrAddPass(unit, safe, subscriber, hour, null))
  t.is((await guest(msisdn)).id, subscriber.id)
})

test('T47: what a pass logs in with is drawn, 80 bits of it, each its own', async (t) => {
  const plan = await addPlan()
  const drawn = new Set<string>()
  for (let times = 0; times < 3; times++) {
    const { subscriber } = await addCustomer(appliance, { msisdn: newPhone() })
    const pass = await work((unit) => findOrAddPass(unit, safe, subscriber, plan, null))
    const password = safe.open(pass.password_sealed, 'services.password')
    t.regex(password, /^[0-9a-f]{20,}$/)
    drawn.add(password)
  }
  t.is(drawn.size, 3)
})

test('a pass that ended is sold again; a line at home is never a pass', async (t) => {
  const { subscriber, service } = await addCustomer(appliance, { msisdn: newPhone() })
  const plan = await addPlan()
  const find = () => work((unit) => findOrAddPass(unit, safe, subscriber, plan, null))
  const pass = await find()
  t.not(pass.id, service.id)
  t.is(pass.user_name, `${subscriber.account_no}-2`)
  t.is((await find()).id, pass.id)
  await db('services').where({ id: pass.id }).update({ closed_at: clock.now() })
  t.is((await find()).service_no, 3)
})
