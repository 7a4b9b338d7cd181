// The processes of a trial: the box's three, as on a real machine, and the simulators that stand for Safaricom
// and the routers. Started by path; what each is told is its whole environment.

import { randomInt } from 'node:crypto'
import { recordAccounting } from '../access/sessions.ts'
import { machineNow, readClockOffset } from '../clock.ts'
import { openDatabase, type Db } from '../database.ts'
import { hotspotPages } from '../routeros/hotspot-pages.ts'
import { openSafe } from '../secrets.ts'
import type { ProcessPlan } from './supervisor.ts'
import { guestPhones, paybill } from './town.ts'
import { safaricomUrl, trialEnv, type TrialPlace } from './trial-place.ts'

const loopback = '127.0.0.1'

/** The box: web, radius, jobs. */
export function boxPlans(place: TrialPlace): ProcessPlan[] {
  const env = trialEnv(place)
  return ['radius', 'web', 'jobs'].map((name) => ({ name, script: `${name}/main.ts`, env }))
}

/** The simulated Safaricom: when it begins again it has forgotten our addresses, so they are registered again. */
export function safaricomPlan({ databaseUrl, ports, secrets }: TrialPlace): ProcessPlan {
  const { consumer_key, consumer_secret, initiator_name, initiator_password, passkey } =
    secrets.credentials
  return {
    name: 'safaricom',
    script: 'tests/simulators/safaricom/main.ts',
    env: simulator({
      host: loopback,
      port: ports.safaricom,
      database_url: databaseUrl,
      consumer_key,
      consumer_secret,
      private_key: secrets.safaricom_key,
      initiators: [{ name: initiator_name, password: initiator_password }],
      shortcodes: [
        // It does not ask before money moves, as most paybills don't; its page has a button for that.
        { shortcode: paybill.shortcode, organisation: paybill.name, validation: false, passkey },
      ],
      sms: secrets.sms,
    }),
    onReady: async () => registerAgain(databaseUrl, safaricomUrl(ports)),
  }
}

async function registerAgain(databaseUrl: string, base_url: string): Promise<void> {
  await withDatabase(databaseUrl, async (db) => {
    await db.raw(
      `update shortcodes set base_url = :base_url, urls_registered_at = null, pull_registered_at = null,
         access_token_sealed = null, access_token_expires_at = null, due_at = :now
       where shortcode = :shortcode`,
      { base_url, shortcode: paybill.shortcode, now: machineNow() as never },
    )
  })
}

/** The routers of the books, each with the homes behind it; every box on a wall dials by itself. */
export async function routersPlan({
  databaseUrl,
  publicUrl,
  ports,
  secrets,
}: TrialPlace): Promise<ProcessPlan> {
  const safe = openSafe(secrets.box_key)
  const routers = await withDatabase(databaseUrl, async (db) => {
    await db('routers').update({ coa_port: ports.coa })
    const homes = await listHomes(db)
    return (await db('routers').whereNull('retired_at').orderBy('id')).map((router) => ({
      name: router.name,
      address: router.address,
      coa_port: ports.coa,
      boot_digit: randomInt(16), // A router that begins again numbers its sessions anew.
      radius: {
        host: loopback,
        auth_port: ports.auth,
        acct_port: ports.acct,
        secret: safe.open(router.secret_sealed, 'routers.secret'),
      },
      hotspot: {
        pages: hotspotPages({ portal_url: publicUrl, portal_key: router.portal_key }),
        server_name: `${router.name}-hotspot`,
        login_by: ['http-chap', 'mac-cookie'],
        clients: guestPhones.flatMap(({ name, mac, router: where }, index) =>
          where === router.name ? [{ name, mac, port: ports.phones + index }] : [],
        ),
      },
      homes: homes
        .filter(({ site_id }) => site_id === router.site_id)
        .map(({ name, user_name, kind, password_sealed }) => ({
          name,
          user_name,
          service: kind,
          wanted: kind === 'pppoe',
          password: safe.open(password_sealed, 'services.password'),
        })),
    }))
  })
  const settings = { host: loopback, port: ports.routers, database_url: databaseUrl, routers }
  return {
    name: 'routers',
    script: 'tests/simulators/router/main.ts',
    env: simulator(settings),
    onReady: async () => endLostSessions(databaseUrl),
  }
}

// A simulated router that begins again has lost its sessions and, as RouterOS, does not say so.
async function endLostSessions(databaseUrl: string): Promise<void> {
  const began = machineNow()
  await withDatabase(databaseUrl, async (db) => {
    const at = began.add({ seconds: await readClockOffset(db) })
    const ids = await db('routers').select('id')
    const restarts = ids.map(({ id }) => ({ kind: 'restart', router_id: id, at }) as const)
    await recordAccounting(db, restarts, at)
  })
}

interface HomeRow {
  name: string
  site_id: number
  user_name: string
  password_sealed: Buffer
  kind: 'pppoe' | 'hotspot'
}

async function listHomes(db: Db): Promise<HomeRow[]> {
  const { rows } = await db.raw<{ rows: HomeRow[] }>(
    `select s.name, s.site_id, v.user_name, v.password_sealed, p.kind
     from services v join subscribers s on s.id = v.subscriber_id join plans p on p.id = v.plan_id
     where v.closed_at is null and s.closed_at is null order by v.id`,
  )
  return rows
}

function simulator(settings: object): Record<string, string> {
  return { LANGO_SIMULATOR: JSON.stringify(settings) }
}

export async function withDatabase<T>(
  databaseUrl: string,
  task: (db: Db) => Promise<T>,
): Promise<T> {
  const db = openDatabase(databaseUrl, { connections: 1, statement_seconds: 10 })
  try {
    return await task(db)
  } finally {
    await db.destroy()
  }
}
