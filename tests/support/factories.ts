// People and things for tests: each made whole by one call, with names that read well in a failure.

import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto'
import { drawAccountNo } from '../../appliance/account-no.ts'
import type { Appliance } from '../../appliance/appliance.ts'
import { addShortcode } from '../../appliance/money/shortcodes.ts'
import { cents } from '../../appliance/money.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import type { Plan, Router, Service, Subscriber } from '../../appliance/tables.ts'

export const paybill = '600966'

/** Signs the requests to phones, here and at the simulated Safaricom. */
export const stkPasskey = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919'

/** What stands for Safaricom's certificate, and the key to it that the simulator holds. */
export const safaricomKeys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

/** The site, paybill and plans that most tests need. Returns the monthly plan of KES 1,500. */
export async function openShop(
  appliance: Appliance,
  base_url = 'http://127.0.0.1:9',
): Promise<Plan> {
  return appliance.work(async (work) => {
    await work.db('sites').insert({ name: 'Kasarani' })
    const credentials = {
      consumer_key: 'key',
      consumer_secret: 'secret',
      passkey: stkPasskey,
      initiator_name: 'lango',
      initiator_password: 'Gate#2026',
      certificate_pem: safaricomKeys.publicKey,
      nominated_msisdn: '0722000000',
    }
    await addShortcode(work, appliance.safe, {
      shortcode: paybill,
      name: 'Kilima Net',
      base_url,
      credentials,
    })
    const [plan] = await work
      .db('plans')
      .insert({
        name: 'Home 10',
        kind: 'pppoe',
        price_cents: cents(1500_00),
        term_count: 1,
        term_unit: 'month',
        down_kbps: 10_000,
        up_kbps: 5_000,
      })
      .returning('*')
    return plan!
  })
}

export interface Customer {
  subscriber: Subscriber
  service: Service
}

/** A subscriber with one PPPoE line, never paid. The password of every line is "mwangaza". */
const drawn = new Set<string>()

/** One that no other of this test has: of a hundred random ones two are the same once in two hundred times. */
function newAccountNo(): string {
  const number = drawAccountNo()
  if (drawn.has(number)) return newAccountNo()
  drawn.add(number)
  return number
}

export async function addCustomer(
  appliance: Appliance,
  more: Partial<Subscriber> & { user_name?: string; plan_id?: number } = {},
): Promise<Customer> {
  const { user_name = `line-${randomInt(1e9)}`, plan_id, ...given } = more
  return appliance.work(async (work) => {
    const site_id = (await work.db('sites').first('id'))!.id
    const [subscriber] = await work
      .db('subscribers')
      .insert({
        account_no: newAccountNo(),
        name: 'Otieno Ouma',
        language: 'en',
        site_id,
        joined_at: work.now,
        ...given,
      })
      .returning('*')
    const service = await addLine(work.db, appliance, {
      subscriber: subscriber!,
      service_no: 1,
      user_name,
      plan_id,
    })
    return { subscriber: subscriber!, service }
  })
}

/** One more line of a subscriber's. */
export async function addLine(
  db: Appliance['db'],
  { safe, now }: Appliance,
  line: {
    subscriber: Subscriber
    service_no: number
    user_name: string
    plan_id?: number | undefined
  },
): Promise<Service> {
  const plan_id = line.plan_id ?? (await db('plans').first('id'))!.id
  const [service] = await db('services')
    .insert({
      subscriber_id: line.subscriber.id,
      service_no: line.service_no,
      plan_id,
      user_name: line.user_name,
      password_sealed: safe.seal('mwangaza', 'services.password'),
      opened_at: now(),
    })
    .returning('*')
  return service!
}

/** A router whose secret is "siri-ya-kutosha-22-plus". */
export async function addRouter(
  { db, safe }: Appliance,
  more: Partial<Router> & { address: string },
): Promise<Router> {
  const site_id = (await db('sites').first('id'))!.id
  const [router] = await db('routers')
    .insert({
      name: `router-${more.address}`,
      site_id,
      secret_sealed: safe.seal(routerSecret, 'routers.secret'),
      ...more,
    })
    .returning('*')
  return router!
}

export const routerSecret = 'siri-ya-kutosha-22-plus'

let receipts = 0

/** A receipt code nobody has used in this process. */
export function drawReceipt(): string {
  receipts += 1
  return `UKL${String(receipts).padStart(3, '0')}${randomInt(36 ** 4)
    .toString(36)
    .toUpperCase()
    .padStart(4, '0')}`
}

export function phone(last: number): Msisdn {
  return `2547${String(10_000_000 + last).padStart(8, '0')}` as Msisdn
}

/** As if its agent had called: commands can be queued for it. */
export async function callsHome({ db, now }: Pick<Appliance, 'db' | 'now'>, router_id: number): Promise<void> {
  const at = now()
  const row = { router_id, epoch: 1, key_hash: randomBytes(32), dialect: 7 as const, connected_at: at, heard_at: at, here_since: at }
  await db('router_agents').insert(row)
} // prettier-ignore
