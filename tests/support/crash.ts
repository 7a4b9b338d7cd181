// The crash test's one story: paid, online, ended, offline, with one process killed at one step of it. Whatever
// is killed, the books and the line end as if nothing had been.

import { steps as everyStep, type KillPoint } from '../../appliance/kill-points.ts'
import { cents } from '../../appliance/money.ts'
import { addCustomer, paybill, phone } from './factories.ts'
import { eventually } from './eventually.ts'
import { createDatabase, startPostgres } from './durable-postgres.ts'
import { openWorld, type World } from './world.ts'

export type Target = 'web' | 'jobs' | 'postgresql' | 'radius'
const usual: readonly Target[] = ['web', 'jobs', 'postgresql']
/** Of the steps that RADIUS takes. */
const radiusOnes: readonly Target[] = ['radius', 'jobs', 'postgresql']

export interface Cell {
  point: KillPoint
  target: Target
}

/** Each of these steps, before and after, with every target. */
export function cellsOf(steps: readonly (typeof everyStep)[number][]): Cell[] {
  return steps.flatMap((step) =>
    (['before', 'after'] as const).flatMap((side) =>
      (/^S1[67]$/.test(step) ? radiusOnes : usual).map((target) => ({
        point: `${step}.${side}` as const,
        target,
      })),
    ),
  )
}

/** Each step once before and once after, the targets taking turns. */
export function shortened(cells: readonly Cell[]): Cell[] {
  return cells.filter((_, index) => index % 3 === Math.trunc(index / 3) % 3)
}

/** A payment by hand begins with the callback and tells nobody. */
const byHand = everyStep.filter((step) => !/^S([123]|1[345])$/.test(step))
export const allCells = cellsOf(byHand)
export const shortCells = shortened(cellsOf(byHand.filter((step) => !/^S1[67]$/.test(step))))

const price_cents = cents(20_00)

// A pass of an hour, so that a story moves time by an hour and not by a month.
async function addHourPlan({ appliance }: World): Promise<number> {
  const plan = {
    name: 'Hour',
    kind: 'pppoe',
    price_cents,
    term_count: 1,
    term_unit: 'hour',
  } as const
  const [row] = await appliance
    .db('plans')
    .insert({ ...plan, down_kbps: 5000, up_kbps: 2000 })
    .returning('id')
  return row!.id
}

export interface CrashLab {
  world: World
  plan_id: number
  /** Kills it with SIGKILL and starts it again. */
  strike(target: Target): Promise<void>
  close(): Promise<void>
}

/** A world on a PostgreSQL of its own that keeps what it acknowledged, so that it may be killed too. */
export async function openCrashLab(routerAddress: string): Promise<CrashLab> {
  const server = await startPostgres()
  const databaseUrl = await createDatabase(server.url)
  const world = await openWorld({ databaseUrl, routerAddress, killPoints: true })
  return {
    world,
    plan_id: await addHourPlan(world),
    strike: async (target) => {
      if (target === 'postgresql') return server.crash()
      await world.kill(target)
      await world.start(target)
    },
    close: async () => {
      await world.close()
      await server.stop()
    },
  }
}

let told = 0

export interface Bill {
  shortcode: string
  bill_ref: string
  msisdn: string
  first_name: string
  amount_cents: number
}

/**
 * Runs the story with one kill in it. Returns whether the step was reached at all. `pay` moves the money and has it told of; it
 * resolves to the receipt's code.
 */
export async function runCell(
  { world, strike, plan_id }: CrashLab,
  cell: Cell,
  pay = async (bill: Bill) => (await world.safaricom.pay(bill)).trans_id,
): Promise<boolean> {
  const { appliance, router } = world
  const { db } = appliance
  world.startRouterClock()
  told += 1
  const { subscriber, service } = await addCustomer(appliance, {
    plan_id,
    msisdn: phone(5000 + told),
  })
  const mac = `4C:5E:0C:00:${String(told)
    .padStart(4, '0')
    .replace(/(..)(..)/, '$1:$2')}`
  const dial = () =>
    router.dial({ user_name: service.user_name, password: 'mwangaza', mac, service: 'pppoe' })

  let struck: Promise<void> | undefined
  world.onReached(async (point, goOn) => {
    if (point === cell.point) await (struck ??= strike(cell.target))
    goOn()
  })

  const bill = {
    shortcode: paybill,
    bill_ref: subscriber.account_no,
    msisdn: subscriber.msisdn!,
    first_name: 'AMINA',
  }
  const trans_id = await pay({ ...bill, amount_cents: price_cents })
  await struck
  const isSettled = () => db('payments').where({ receipt_code: trans_id, state: 'settled' }).first()
  // Safaricom does not repeat itself: what web had not written down when it was killed, the pull finds.
  await eventually('settled', isSettled, 6).catch(() => world.pass({ minutes: 11 }))
  await eventually('the payment is settled', isSettled)

  const online = await eventually('he is online', async () => {
    const dialled = await dial()
    return dialled.outcome === 'online' && dialled
  })
  const session = await eventually('accounting tells of it', () =>
    db('sessions').where({ service_id: service.id, stopped_at: null }).first(),
  )
  world.stopRouterClock()
  await world.pass({ minutes: 61 })
  await eventually('the router was told to end it', () => online.session.state === 'ended')
  await eventually('the end is confirmed', async () => {
    await world.pass({ seconds: 10 }) // A second try of the Disconnect-Request is due in as much.
    return db('disconnections').where({ session_id: session.id, state: 'confirmed' }).first()
  })
  // Accounting may have confirmed the end before the answer to the Disconnect-Request is written down.
  await eventually('the step is reached', () => struck !== undefined, 5).catch(() => {})
  await struck
  return struck !== undefined
}

/** What of books and lines is not as it would be without a kill, after so many stories. */
export async function findDifferences({ appliance }: World, stories: number): Promise<string[]> {
  const wanted: [what: string, count: number, sql: string][] = [
    ['payments settled', stories, `select count(*) as n from payments where state = 'settled'`],
    ['payments', stories, 'select count(*) as n from payments'],
    ['credits', stories, 'select count(*) as n from credits'],
    ['services with credit', stories, 'select count(distinct service_id) as n from credits'],
    ['transfers received', stories, `select count(*) as n from transfers where kind = 'receive'`],
    ['transfers sold', stories, `select count(*) as n from transfers where kind = 'sell'`],
    ['cents over', 0, 'select coalesce(sum(amount_cents), 0) as n from entries'],
    [
      'cents in wallets or suspense',
      0,
      `select coalesce(sum(abs(balance)), 0) as n from (
         select sum(amount_cents) as balance from entries e join accounts a on a.id = e.account_id
         where a.kind in ('wallet', 'suspense') group by a.id) as held`,
    ],
    ['sessions open', 0, 'select count(*) as n from sessions where stopped_at is null'],
    ['callbacks waiting', 0, 'select count(*) as n from callbacks where due_at is not null'],
  ]
  const differences: string[] = []
  for (const [what, count, sql] of wanted) {
    const { rows } = await appliance.db.raw<{ rows: { n: number }[] }>(sql)
    if (rows[0]!.n !== count) differences.push(`${what}: ${rows[0]!.n}, not ${count}`)
  }
  // A job that was running at three kills in a row is put before a person, and rightly (F23): the killer was us.
  const open = await appliance
    .db('exceptions')
    .whereNull('resolved_at')
    .whereNot((of) =>
      of
        .where({ kind: 'work_failed' })
        .whereRaw(`details ->> 'reason' = 'Its process was killed.'`),
    )
    .select('kind', 'details')
  return [...differences, ...open.map((one) => `${one.kind}: ${JSON.stringify(one.details)}`)]
}
