// Guests who pay at a hotspot: the real handlers and the real door of callbacks, before a simulated Safaricom, all in
// one process and on one clock. The queue is worked off by hand, so that a test knows when all is quiet.

import Koa from 'koa'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { listDue } from '../../appliance/due.ts'
import { openCheckout, retryCheckout } from '../../appliance/money/checkouts.ts'
import { walletOf } from '../../appliance/money/ledger.ts'
import { openCredentials } from '../../appliance/money/shortcodes.ts'
import { cents } from '../../appliance/money.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import type { JobData, JobName } from '../../appliance/queues.ts'
import type { Checkout, Plan, Shortcode, StkPush } from '../../appliance/tables.ts'
import type { DarajaClients } from '../../jobs/daraja-clients.ts'
import { handlersFor } from '../../jobs/handlers.ts'
import { guardLine } from '../../jobs/providers/breaker.ts'
import { openDaraja } from '../../jobs/providers/daraja.ts'
import { openCallbackDoor } from '../../web/callbacks/door.ts'
import { providerDoors } from '../../web/callbacks/providers.ts'
import { closeServer, openServer } from '../../web/server.ts'
import { openSafaricom, type Safaricom } from '../simulators/safaricom/safaricom.ts'
import {
  dropDatabase,
  freshDatabase,
  testClock,
  testConfig,
  type TestClock,
} from '../support/database.ts'
import {
  addRouter,
  openShop,
  paybill,
  phone,
  safaricomKeys,
  stkPasskey,
} from '../support/factories.ts'
import { freePort } from '../support/processes.ts'

export const store = { shortcode: '500017', till: '5241234', passkey: '0123456789abcdef' }

export interface Town {
  appliance: Appliance
  safaricom: Safaricom
  clock: TestClock
  plan: Plan
  clients: DarajaClients
  /** A guest asks at the portal; nothing is sent yet. */
  ask(wish?: { msisdn?: Msisdn; mac?: string; plan_id?: number }): Promise<Checkout>
  again(checkout: Checkout): Promise<void>
  /** Works off the queue, and what has fallen due, until all is quiet. Throws where it never is. */
  work(): Promise<void>
  /** Moves on in steps of at most that many seconds, working after each. */
  pass(seconds: number, step?: number): Promise<void>
  pushOf(checkout: Checkout): Promise<StkPush>
  close(): Promise<void>
}

/** Opens it with the paybill registered; with `till`, the hotspot sells by the till instead. */
export async function openTown(options: { till?: boolean } = {}): Promise<Town> {
  const clock = testClock('2026-11-21T11:32:00Z')
  const database = await freshDatabase()
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-town-'))
  const port = await freePort()
  const config = testConfig(database, {
    LANGO_PUBLIC_URL: `http://127.0.0.1:${port}`,
    LANGO_STATE_DIR: stateDir,
  })
  const appliance = await openAppliance(config, { clock })
  const door = await openCallbackDoor(appliance)
  const app = Object.assign(new Koa(), { silent: true })
  for (const one of providerDoors(appliance, door)) app.use(one.routes())
  const server = await openServer(app as never, port, '127.0.0.1')
  const safaricom = await openSafaricom({
    now: clock.now,
    consumer_key: 'key',
    consumer_secret: 'secret',
    initiators: [{ name: 'lango', password: 'Gate#2026' }],
    private_key: safaricomKeys.privateKey,
    shortcodes: [
      { shortcode: paybill, organisation: 'KILIMA NET', passkey: stkPasskey },
      { ...store, kind: 'till', organisation: 'KILIMA SHOP' },
    ],
    sms: { username: 'lango', api_key: 'secret' },
  })
  const plan = await furnish(appliance, safaricom.url, options.till === true)
  const router = await addRouter(appliance, { address: '127.0.0.2' })
  const clients = hastyClients(appliance)
  const handlers = handlersFor(appliance, clients)
  const { db, work, safe } = appliance
  let guests = 0

  async function workQueue(): Promise<number> {
    const { rows } = await db.raw<{ rows: { name: JobName; data: JobData[JobName] }[] }>(
      `delete from pgboss.job where state = 'created' and name <> 'dead-letters' returning name, data`,
    )
    for (const { name, data } of rows) await (handlers[name] as (d: unknown) => Promise<void>)(data)
    return rows.length
  }

  async function workAll(): Promise<void> {
    for (let rounds = 0; rounds < 30; rounds += 1) {
      await safaricom.tick()
      await safaricom.idle()
      if ((await workQueue()) > 0) continue
      const due = await listDue(db, clock.now())
      if (due.length === 0) return
      for (const { name, data } of due) await work((unit) => unit.enqueue(name, data as never))
    }
    throw new Error('It goes round and round.')
  }

  await workAll()
  return {
    appliance,
    safaricom,
    clock,
    plan,
    clients,
    work: workAll,
    ask: ({ msisdn = phone((guests += 1)), mac = macOf(guests), plan_id = plan.id } = {}) =>
      work((unit) =>
        openCheckout(unit, safe, {
          plan_id,
          msisdn,
          router,
          mac,
          hand_off: null,
          source_address: null,
          language: 'en',
        }),
      ),
    again: async ({ merchant_reference }) =>
      void (await work((unit) => retryCheckout(unit, merchant_reference, null))),
    pass: async (seconds, step = seconds) => {
      for (let left = seconds; left > 0; left -= step) {
        clock.pass({ seconds: Math.min(step, left) })
        await workAll()
      }
    },
    pushOf: async ({ id }) =>
      (await db('stk_pushes').where({ checkout_id: id }).orderBy('attempt', 'desc').first())!,
    close: async () => {
      await safaricom.close()
      await door.close()
      await closeServer(server)
      await appliance.close()
      await dropDatabase(database)
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}

/** How a checkout stands: of its prompt, its time online, its SMS, its name. */
export async function standing(at: Town, { id, service_id, subscriber_id }: Checkout) {
  const { db } = at.appliance
  const push = await at.pushOf({ id } as Checkout)
  const payments = await db('payments').where({ service_id })
  const messages = await db('messages').where({ payment_id: payments[0]?.id ?? 0 })
  return {
    push: push.state,
    attempts: (await db('stk_pushes').where({ checkout_id: id })).length,
    payments: payments.map(({ receipt_code }) => receipt_code),
    credits: (await db('credits').where({ service_id })).length,
    sms: messages.map(({ state }) => state),
    wallet: await walletOf(db, subscriber_id),
  }
}

function macOf(guest: number): string {
  return `02:00:00:00:00:${guest.toString(16).padStart(2, '0').toUpperCase()}`
}

async function furnish(appliance: Appliance, base_url: string, till: boolean): Promise<Plan> {
  const { db, safe } = appliance
  await openShop(appliance, base_url)
  if (till) await sellByTill(appliance)
  await db('sms_gateway').insert({
    provider: 'africas_talking',
    base_url,
    username: 'lango',
    api_key_sealed: safe.seal('secret', 'sms_gateway.api_key'),
    sender: null,
  })
  const [plan] = await db('plans')
    .insert({
      name: 'Hour',
      kind: 'hotspot',
      price_cents: cents(20_00),
      term_count: 1,
      term_unit: 'hour',
      down_kbps: 5000,
      up_kbps: 2000,
    })
    .returning('*')
  return plan!
}

/** The paybill becomes a till: the store's number signs, the till is paid. */
async function sellByTill({ db, safe }: Appliance): Promise<void> {
  const row = (await db('shortcodes').where({ shortcode: paybill }).first())!
  const credentials = { ...openCredentials(safe, row), passkey: store.passkey }
  await db.raw('delete from pgboss.job')
  await db('shortcodes')
    .where({ shortcode: paybill })
    .update({
      shortcode: store.shortcode,
      till: store.till,
      credentials_sealed: safe.seal(JSON.stringify(credentials), 'shortcodes.credentials'),
    })
}

// Safaricom's pace and patience are kept by tests of their own.
function hastyClients(appliance: Appliance): DarajaClients {
  const { safe, now } = appliance
  const pace = { turn: async () => {} }
  const limits = { connect_ms: 1000, total_ms: 400 }
  const opened = new Map<string, ReturnType<DarajaClients['for']>>()
  return {
    limits,
    for: (row: Shortcode) => {
      const key = row.shortcode + row.credentials_sealed.toString('hex')
      const known = opened.get(key)
      if (known) return known
      const credentials = openCredentials(safe, row)
      let kept: { token: string; expires_at: Temporal.Instant } | undefined
      const tokens = {
        read: async () => kept,
        write: async (token: string, expires_at: Temporal.Instant) =>
          void (kept = { token, expires_at }),
      }
      const client = openDaraja({ base_url: row.base_url, ...credentials }, tokens, now, {
        pace,
        limits,
      })
      const fresh = { daraja: guardLine(appliance, row.shortcode, client), credentials }
      opened.set(key, fresh)
      return fresh
    },
  }
}
