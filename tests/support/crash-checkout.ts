// The crash test's other story: a guest asks for a prompt, pays, is let in by the portal, told by SMS, ended, and
// offline, with one process killed at one step of it.

import { setTimeout as wait } from 'node:timers/promises'
import { steps } from '../../appliance/kill-points.ts'
import { browse, askToPay, openGuestShop, type GuestShop, type Page } from './guests.ts'
import { cellsOf, openCrashLab, shortened, type Cell, type CrashLab } from './crash.ts'
import { eventually } from './eventually.ts'
import { phone as number } from './factories.ts'

export const allCheckoutCells = cellsOf(steps)
/** What a checkout adds to a payment by hand, and where the money is. */
export const shortCheckoutCells = shortened(cellsOf(['S1', 'S2', 'S3', 'S8', 'S9', 'S13']))

export interface GuestLab extends CrashLab {
  shop: GuestShop
  /** Whoever asks phones: this one says yes at once. */
  approve(payer: string): void
}

export async function openGuestLab(routerAddress: string): Promise<GuestLab> {
  const lab = await openCrashLab(routerAddress)
  const shop = await openGuestShop(lab.world)
  return {
    ...lab,
    shop,
    approve: (payer) => lab.world.safaricom.setHabit(payer, { act: 'approve', after_seconds: 0 }),
    close: async () => {
      await shop.hotspot.close()
      await lab.close()
    },
  }
}

let told = 0

/** Runs the story with one kill in it. Returns whether the step was reached at all. */
export async function runGuestCell(lab: GuestLab, cell: Cell): Promise<boolean> {
  const { world, strike, shop } = lab
  const { appliance, safaricom } = world
  const { db } = appliance
  world.startRouterClock()
  told += 1
  const payer = number(700_000 + told)
  const phone = await shop.hotspot.addClient({ name: `Guest ${told}` })
  lab.approve(payer)

  let struck: Promise<void> | undefined
  world.onReached(async (point, goOn) => {
    if (point === cell.point) await (struck ??= strike(cell.target))
    goOn()
  })

  const cookies = new Map<string, string>()
  /** What a guest does whose page does not come: presses the button again. */
  const ask = () =>
    eventually(
      'the portal answers',
      async () => {
        const page = await askToPay(phone, shop.hour, payer, cookies).catch(() => undefined)
        return page?.url.includes('/p/checkouts/') && page
      },
      45,
    )
  let waiting: Page = await ask()
  await eventually(
    'the phone is let in',
    async () => {
      const page = await browse(waiting.url).catch(() => undefined)
      if (phone.state === 'online') return true
      // Nothing came of it: time goes by, and where no prompt was ever sent the guest asks again. Not faster than the
      // box can work: a quarter of an hour in a second would be a stop of everything.
      await wait(400)
      await world.pass({ seconds: 20 })
      if (page?.html.includes('/attempts"') || page?.status === 404) waiting = await ask()
      return false
    },
    45,
  )
  const { service_id } = await eventually('the payment is settled', () =>
    db('payments').where({ payer_msisdn: payer, state: 'settled' }).first(),
  )
  const session = await eventually('accounting tells of it', () =>
    db('sessions').where({ service_id: service_id!, stopped_at: null }).first(),
  )
  await eventually('the SMS is sent', async () => {
    await world.pass({ seconds: 10 })
    return safaricom.messagesTo(payer).some(({ by }) => by === 'gateway')
  })
  world.stopRouterClock()
  await world.pass({ minutes: 61 })
  await eventually('the end is confirmed', async () => {
    await world.pass({ seconds: 10 })
    return db('sessions').where({ id: session.id }).whereNotNull('stopped_at').first()
  })
  await eventually('the step is reached', () => struck !== undefined, 5).catch(() => {})
  await struck
  return struck !== undefined
}

/**
 * What was lost in a kill is found by the next question: waits until nothing waits for one. A job that PostgreSQL forgot
 * while it was in hand is found a minute later by the machine's clock, which nobody moves on.
 */
export async function comeToRest({ world }: GuestLab): Promise<void> {
  let hours = 0
  await eventually(
    'nothing waits for its proof',
    async () => {
      await wait(500)
      // Not for days: after two of them a person is told.
      if (hours < 6) await world.pass({ minutes: 20 })
      hours += 1 / 3
      return !(await world.appliance.db('callbacks').whereNotNull('due_at').first('id'))
    },
    90,
  )
}

/** What of a guest's rows is not as it would be without a kill, after so many stories. */
export async function findGuestDifferences(
  { appliance }: GuestLab['world'],
  stories: number,
): Promise<string[]> {
  const wanted: [what: string, count: number, sql: string][] = [
    ['prompts paid', stories, `select count(*) as n from stk_pushes where state = 'paid'`],
    [
      'prompts in flight',
      0,
      `select count(*) as n from stk_pushes where state not in ('paid', 'failed', 'unanswered')`,
    ],
    ['checkouts paid', stories, `select count(*) as n from checkouts where state = 'paid'`],
    ['checkouts open', 0, `select count(*) as n from checkouts where state = 'open'`],
    ['the last receipt', stories, 'select coalesce(max(number), 0) as n from receipts'],
    ['receipts', stories, 'select count(*) as n from receipts'],
    ['messages sent', stories, `select count(*) as n from messages where state = 'sent'`],
    ['devices let in', stories, 'select count(*) as n from devices where service_id is not null'],
  ]
  const differences: string[] = []
  for (const [what, count, sql] of wanted) {
    const { rows } = await appliance.db.raw<{ rows: { n: number }[] }>(sql)
    if (rows[0]!.n !== count) differences.push(`${what}: ${rows[0]!.n}, not ${count}`)
  }
  return differences
}
