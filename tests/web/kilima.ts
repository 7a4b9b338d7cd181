// A provider at one believable moment, for tests that look at pages: Kilima Net on Saturday 21 November 2026,
// 14:32 in Nairobi.

import { accountNo } from '../../appliance/account-no.ts'
import type { Appliance } from '../../appliance/appliance.ts'
import { openException } from '../../appliance/money/exceptions.ts'
import { cents } from '../../appliance/money.ts'
import { demandsCodes } from '../../appliance/people/codes.ts'
import { addStaff, roles } from '../../appliance/people/staff.ts'
import { suspend } from '../../appliance/people/suspensions.ts'
import type { TestClock } from '../support/database.ts'
import { addCustomer, addRouter, openShop, phone, type Customer } from '../support/factories.ts'
import { claim, online, pay, refuse, type Shop } from './past.ts'
import { giveCodes } from './phone-codes.ts'

export const password = 'kilima inang’aa asubuhi'
export const noon = '2026-11-21T11:32:00Z'

export interface Kilima {
  otieno: Customer
  njeri: Customer
  halima: Customer
  baraka: Customer
  mutua: Customer
}

/**
 * One of each role, "finance@kilima.co.ke" and so on, all with the same password; whose role demands codes from a phone has
 * set them up, but in a trial.
 */
export async function hireStaff(appliance: Appliance): Promise<void> {
  const names = {
    owner: 'Daniel Kimani',
    finance: 'Grace Wambui',
    cashier: 'Peter Ndung’u',
    support: 'Brian Otieno',
    technician: 'Kevin Mwangi',
    reseller: 'Amina Yusuf',
    auditor: 'Ruth Njeri',
  }
  await appliance.work(async (work) => {
    for (const role of roles) {
      const person = { email: emailOf(role), name: names[role], role, password }
      const { id } = await addStaff(work, person, null)
      if (demandsCodes(role, appliance.config)) await giveCodes(appliance, work, id)
    }
  })
}

export function emailOf(role: string): string {
  return `${role}@kilima.co.ke`
}

/** Leaves the clock at 14:32. */
export async function openKilima(appliance: Appliance, clock: TestClock): Promise<Kilima> {
  const shop = { appliance, clock }
  clock.set('2026-10-01T05:00:00Z')
  const home10 = await openShop(appliance)
  const [home20] = await appliance
    .db('plans')
    .insert({
      ...home10,
      id: undefined as never,
      name: 'Home 20',
      price_cents: cents(2500_00),
      down_kbps: 20_000,
      up_kbps: 10_000,
    })
    .returning('*')
  const kasarani = await addRouter(appliance, { name: 'kasarani-1', address: '10.99.0.11' })
  const githurai = await addRouter(appliance, { name: 'githurai-1', address: '10.99.0.14' })
  const customer = (
    name: string,
    six: number,
    user_name: string,
    last: number,
    plan_id = home10.id,
  ) =>
    addCustomer(appliance, {
      name,
      account_no: accountNo(six)!,
      user_name,
      msisdn: phone(last),
      plan_id,
    })
  const otieno = await customer('Otieno Ouma', 482107, 'otieno.ouma', 318)
  const njeri = await customer('Njeri Mwangi', 482101, 'njeri', 440)
  const halima = await customer('Halima Abdi', 735481, 'halima', 951, home20!.id)
  const baraka = await customer('Baraka Mwakio', 826143, 'baraka', 604)
  const mutua = await customer('Mutua Kioko', 662093, 'mutua.kioko', 277)

  await pay(shop, {
    at: '2026-10-21T05:00:00Z',
    code: 'UJL7H3WP0D',
    amount: 1500,
    typed: otieno,
    name: 'OTIENO OUMA',
  })
  await pay(shop, {
    at: '2026-10-21T14:10:00Z',
    code: 'UJL2K8TT1A',
    amount: 2500,
    typed: halima,
    name: 'HALIMA ABDI',
  })
  await pay(shop, {
    at: '2026-11-02T06:00:00Z',
    code: 'UKB4N0QQ7C',
    amount: 1500,
    typed: njeri,
    name: 'NJERI MWANGI',
  })
  await pay(shop, {
    at: '2026-11-05T09:30:00Z',
    code: 'UKE9W2RD3F',
    amount: 1500,
    typed: mutua,
    name: 'MUTUA KIOKO',
  })
  await pay(shop, {
    at: '2026-11-10T16:00:00Z',
    code: 'UKJ5B7MX0P',
    amount: 1500,
    typed: baraka,
    name: 'BARAKA MWAKIO',
  })

  await online(shop, {
    who: otieno,
    router_id: kasarani.id,
    from: '2026-11-14T18:02:00Z',
    until: '2026-11-21T05:00:04Z',
    gigabytes: 41.8,
    cause: 'Session-Timeout',
    ip: '10.40.3.117',
  })
  await online(shop, {
    who: njeri,
    router_id: kasarani.id,
    from: '2026-11-20T03:12:00Z',
    heard: '2026-11-21T11:31:52Z',
    gigabytes: 12.1,
    ip: '10.40.3.20',
  })
  await online(shop, {
    who: halima,
    router_id: githurai.id,
    from: '2026-11-19T15:40:00Z',
    heard: '2026-11-21T11:05:10Z',
    gigabytes: 30.4,
    ip: '10.44.0.9',
  })
  await refuse(shop, {
    who: otieno,
    router_id: kasarani.id,
    reason: 'unpaid',
    from: '2026-11-21T05:03:00Z',
    every: { minutes: 26 },
    times: 14,
  })
  await refuse(shop, {
    who: otieno,
    router_id: kasarani.id,
    reason: 'unpaid',
    from: '2026-11-21T11:19:00Z',
    every: { minutes: 6 },
    times: 3,
  })
  await refuse(shop, {
    who: baraka,
    router_id: githurai.id,
    reason: 'wrong_password',
    from: '2026-11-21T10:40:00Z',
    every: { minutes: 4 },
    times: 9,
  })

  await pay(shop, {
    at: '2026-11-20T10:47:00Z',
    code: 'UKK2V7N9RA',
    amount: 1500,
    typed: '48210I4',
    name: 'PETER',
  })
  await pay(shop, {
    at: '2026-11-21T04:36:00Z',
    code: 'UKL9C1ZB6N',
    amount: 2500,
    typed: ' ',
    name: 'FAITH WAIRIMU',
  })
  await pay(shop, {
    at: '2026-11-21T11:18:00Z',
    code: 'UKL4T8M2QX',
    amount: 1000,
    typed: otieno,
    name: 'OTIENO OUMA',
  })
  await claim(shop, {
    at: '2026-11-21T11:31:30Z',
    code: 'UKL2N8GZ5V',
    amount: 1500,
    typed: 'internet',
    name: 'ZAWADI CHEBET',
  })
  clock.set('2026-11-21T11:10:00Z')
  await endCredits(shop, otieno)
  await appliance.work((work) =>
    suspend(work, mutua.subscriber.account_no, 'Resold the line to the block next door', {
      staff: null,
      source_address: null,
    }),
  )
  clock.set('2026-11-21T10:58:00Z')
  await stillOnline(shop, halima)
  clock.set(noon)
  return { otieno, njeri, halima, baraka, mutua }
}

/** The end of paid time, dealt with: the line was told to close and did. */
async function endCredits({ appliance }: Shop, { service }: Customer): Promise<void> {
  await appliance.db('credits').where({ service_id: service.id }).update({ due_at: null })
  const session = (await appliance.db('sessions').where({ service_id: service.id }).first('id'))!
  const at = (second: string) => Temporal.Instant.from(`2026-11-21T05:00:0${second}Z`)
  await appliance.db('disconnections').insert({
    session_id: session.id,
    reason: 'credit_ended',
    state: 'confirmed',
    asked_at: at('0.1'),
    tries: 1,
    answered_at: at('1'),
    confirmed_at: at('4'),
    due_at: null,
  })
}

async function stillOnline({ appliance }: Shop, { subscriber, service }: Customer): Promise<void> {
  const session = (await appliance.db('sessions').where({ service_id: service.id }).first('id'))!
  await appliance.work((work) =>
    openException(work, {
      kind: 'still_online',
      subject: `session:${session.id}`,
      session_id: session.id,
      subscriber_id: subscriber.id,
      details: { user_name: service.user_name, tries: 8 },
    }),
  )
}
