// A few homes, what they paid for and the routers they hang on: the facts that RADIUS tests speak about. Its clock
// stands at noon in Nairobi unless a test moves it.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAppliance, type Appliance } from '../../../appliance/appliance.ts'
import { roles } from '../../../appliance/grants.ts'
import { cents } from '../../../appliance/money.ts'
import type { Plan, PlanSpeed, Service, ServiceKind, Session } from '../../../appliance/tables.ts'
import { openRadius, type Listening, type Radius } from '../../../radius/radius.ts'
import {
  dropDatabase,
  freshDatabase,
  inRole,
  testClock,
  testConfig,
  type TestClock,
} from '../../support/database.ts'
import type { Peer } from '../../support/radclient.ts'

export const noon = '2026-11-21T09:00:00Z'
export const secret = 'Mto-wa-Mbu-7pVx2Lq9sNc4'

export interface Home {
  user_name: string
  /** A line to a home, unless it is a pass. */
  kind?: ServiceKind
  /** The devices of a pass, as AA:BB:CC:DD:EE:FF, and how many its plan allows. */
  macs?: string[]
  devices?: number
  /** Of the plan, and of each credit. */
  data_bytes?: number | null
  password?: string
  /** Hours from noon, of each credit: [[-24, 24]]. */
  paid?: [number, number][]
  down_kbps?: number
  up_kbps?: number
  static_address?: string | null
  /** What else its plan gives, and what else is said of the line itself. */
  plan?: Partial<Plan>
  speeds?: Omit<PlanSpeed, 'id' | 'plan_id'>[]
  line?: Partial<Service>
  suspended?: boolean
  closed?: boolean
}

export interface Village {
  appliance: Appliance
  clock: TestClock
  stateDir: string
  addRouter(router: {
    name: string
    address: string
    /** The old one that can't sign: heard for a day from noon on. */
    unsigned?: boolean
    mac_login?: boolean
  }): Promise<number>
  addHome(home: Home): Promise<{ service_id: number; subscriber_id: number }>
  /** On the plan of the service, and with its data unless another amount is told. */
  addCredit(service_id: number, hours: [number, number], data_bytes?: number | null): Promise<void>
  /** Binds a device to a pass, and to no other from then on; null: to none. */
  bind(mac: string, service_id: number | null): Promise<void>
  sessionsOf(user_name: string): Promise<Session[]>
  /** Opens RADIUS on free ports of this machine. */
  open(timings?: Partial<Listening>): Promise<Radius>
  close(): Promise<void>
}

/**
 * `through` makes another address of the database's, such as a proxy's; `startsAt` is the hour that is noon elsewhere; `more`
 * are settings.
 */
export async function openVillage(
  through = (url: string) => url,
  startsAt = noon,
  more: Record<string, string> = {},
): Promise<Village> {
  const url = await freshDatabase()
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-radius-'))
  const clock = testClock(startsAt)
  const config = testConfig(through(url), { LANGO_STATE_DIR: stateDir, ...more })
  const appliance = await openAppliance(config, { clock })
  const { db, safe } = appliance
  // RADIUS itself has the rights that it has on a real box, and no more.
  const databaseUrl = inRole(config.databaseUrl, roles.radius)
  const narrow = await openAppliance({ ...config, databaseUrl }, { clock })
  const opened: Radius[] = []
  const [site] = await db('sites').insert({ name: 'Kilimani' }).returning('id')
  let drawn = 1_000_000

  async function addCredit(
    service_id: number,
    [from, to]: [number, number],
    data_bytes?: number | null,
  ): Promise<void> {
    const { subscriber_id, plan_id } = (await db('services').where({ id: service_id }).first())!
    const plan = (await db('plans').where({ id: plan_id }).first())!
    await db.transaction(async (trx) => {
      const account = async (kind: 'wallet' | 'sales', owner: number | null) => {
        const about = { kind, subscriber_id: owner, shortcode: null }
        const known = await trx('accounts').where(about).first('id')
        return known ?? (await trx('accounts').insert(about).returning('id'))[0]!
      }
      const [transfer] = await trx('transfers')
        .insert({ kind: 'sell', undoes: null, posted_at: clock.now(), reason: 'A test' })
        .returning('id')
      const { id: transfer_id } = transfer!
      const price_cents = cents(1500_00)
      await trx('entries').insert([
        {
          transfer_id,
          account_id: (await account('wallet', subscriber_id)).id,
          amount_cents: cents(-price_cents),
        },
        { transfer_id, account_id: (await account('sales', null)).id, amount_cents: price_cents },
      ])
      const start = Temporal.Instant.from(startsAt)
      const [starts_at, ends_at] = [
        start.add({ seconds: Math.round(from * 3600) }),
        start.add({ seconds: Math.round(to * 3600) }),
      ]
      const due_at = ends_at
      await trx('credits').insert({
        service_id,
        plan_id,
        starts_at,
        ends_at,
        price_cents,
        data_bytes: data_bytes === undefined ? plan.data_bytes : data_bytes,
        transfer_id,
        due_at,
      })
    })
  }

  async function bind(mac: string, service_id: number | null): Promise<void> {
    const bound_at = service_id === null ? null : clock.now()
    await db('devices')
      .insert({ mac, service_id, bound_at, first_seen_at: clock.now() })
      .onConflict('mac')
      .merge({ service_id, bound_at })
  }

  return {
    appliance,
    clock,
    stateDir,
    addRouter: async ({ unsigned = false, ...router }) => {
      const secret_sealed = safe.seal(secret, 'routers.secret')
      const from = clock.now()
      const heard = unsigned && { unsigned_from: from, unsigned_until: from.add({ hours: 24 }) }
      const [row] = await db('routers')
        .insert({ site_id: site!.id, secret_sealed, ...router, ...heard })
        .returning('id')
      return row!.id
    },
    addHome: async (home) => {
      const { user_name, password = 'maji-ya-kunywa', static_address = null, paid = [] } = home
      const account_no = String((drawn += 1)) // Before anything is waited for: homes are added at the same time.
      const [plan] = await db('plans')
        .insert({
          name: `Plan of ${user_name}`,
          kind: home.kind ?? 'pppoe',
          devices: home.devices ?? 1,
          data_bytes: home.data_bytes ?? null,
          price_cents: cents(1500_00),
          term_count: 1,
          term_unit: 'month',
          down_kbps: home.down_kbps ?? 10_000,
          up_kbps: home.up_kbps ?? 5_000,
          ...home.plan,
        })
        .returning('id')
      for (const speed of home.speeds ?? [])
        await db('plan_speeds').insert({ plan_id: plan!.id, ...speed })
      const [subscriber] = await db('subscribers')
        .insert({
          account_no,
          name: user_name,
          site_id: site!.id,
          joined_at: clock.now(),
          suspended_at: home.suspended ? clock.now() : null,
          closed_at: home.closed ? clock.now() : null,
        })
        .returning('id')
      const [service] = await db('services')
        .insert({
          subscriber_id: subscriber!.id,
          service_no: 1,
          plan_id: plan!.id,
          user_name,
          password_sealed: safe.seal(password, 'services.password'),
          static_address,
          opened_at: clock.now(),
          ...home.line,
        })
        .returning('id')
      for (const hours of paid) await addCredit(service!.id, hours)
      for (const mac of home.macs ?? []) await bind(mac, service!.id)
      return { service_id: service!.id, subscriber_id: subscriber!.id }
    },
    addCredit,
    bind,
    sessionsOf: async (user_name) => db('sessions').where({ user_name }).orderBy('id'),
    open: async (timings = {}) => {
      const radius = await openRadius(narrow, {
        host: '127.0.0.1',
        authPort: 0,
        acctPort: 0,
        ...timings,
      })
      opened.push(radius)
      return radius
    },
    close: async () => {
      for (const radius of opened) await radius.close()
      await narrow.close()
      await appliance.close()
      await dropDatabase(url)
      await rm(stateDir, { recursive: true })
    },
  }
}

/** How radclient reaches one of its ports. */
export function peerOf(radius: Radius, kind: 'auth' | 'acct'): Peer {
  return { kind, secret, port: kind === 'auth' ? radius.auth_port : radius.acct_port }
}

/** A PAP login, signed. */
export function login(user_name: string, password = 'maji-ya-kunywa'): string {
  return `User-Name = "${user_name}"\nUser-Password = "${password}"\nMessage-Authenticator = 0x00`
}
