import test, { type ExecutionContext } from 'ava'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase, type Db } from '../../appliance/database.ts'
import { callbackUrls, findShortcode } from '../../appliance/money/shortcodes.ts'
import { addStaff } from '../../appliance/people/staff.ts'
import { openTurnstile } from '../../appliance/turnstile.ts'
import { paybill } from '../support/factories.ts'
import { eventually } from '../support/eventually.ts'
import { openDoor, signedIn, type Visitor } from './door.ts'
import { hireStaff, openKilima, password } from './kilima.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
const { njeri } = await openKilima(appliance, clock)
test.after.always(() => door.close())

const crowd = 20 // More than the pool has connections.

test.before(async () => {
  const { site_id } = njeri.subscriber
  const person = { email: 'support-here@kilima.co.ke', name: 'Of one site', role: 'support', password } as const // prettier-ignore
  await work((unit) => addStaff(unit, { ...person, site_id }, null))
})

/** Runs `task` while a crowd's pages wait for PostgreSQL, and looks that they waited to its end. */
async function behindCrowd(
  t: ExecutionContext,
  visitor: Visitor,
  task: () => Promise<void>,
): Promise<void> {
  const owner = new URL(appliance.config.databaseUrl)
  owner.searchParams.delete('options') // Only the owner locks a table whole and sees who waits.
  const other = openDatabase(owner.href, { connections: 2, statement_seconds: 5 })
  const trx = await other.transaction()
  await trx.raw('lock table credits in access exclusive mode')
  let answered = 0
  const pages = Array.from({ length: crowd }, async () => {
    await visitor.get('/subscribers')
    answered += 1
  })
  try {
    await eventually('a page waits', () => waitsForLock(other))
    await task()
    t.is(answered, 0)
  } finally {
    await trx.rollback()
    await other.destroy()
    await Promise.all(pages)
  }
}

async function waitsForLock(other: Db): Promise<boolean> {
  const { rows } = await other.raw<{ rows: unknown[] }>(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows.length > 0
}

async function listSpooled(): Promise<string[]> {
  const names = await readdir(join(appliance.config.stateDir, 'spool-callbacks'))
  return names.filter((name) => name !== 'refused')
}

for (const [who, role] of [
  ['of one site', 'support-here'],
  ['who see everybody', 'support'],
] as const)
  test.serial(
    `F04: a crowd ${who}, whose pages wait for PostgreSQL, does not keep a callback waiting`,
    async (t) => {
      const visitor = await signedIn(origin, role)
      const urls = callbackUrls(appliance.safe, await findShortcode(db, paybill), origin)
      const body = `{"TransID":"UKL0CROWD${role.length}"}`
      await behindCrowd(t, visitor, async () => {
        const callback = await fetch(urls.confirmation_url, { method: 'POST', body })
        t.is(callback.status, 200)
        t.deepEqual(await listSpooled(), []) // In PostgreSQL at once, not by way of the disk.
      })
      t.truthy(
        await db('callbacks')
          .where({ body: Buffer.from(body) })
          .first('id'),
      )
    },
  )

test.serial('T22: a crowd of one site leaves others their pages', async (t) => {
  const [narrow, wide] = [await signedIn(origin, 'support-here'), await signedIn(origin, 'support')]
  await behindCrowd(t, narrow, async () => {
    t.is((await wide.get('/me')).status, 200)
  })
})

test.serial('T22: a crowd of one site can change things all at once', async (t) => {
  const visitor = await signedIn(origin, 'support-here')
  const path = `/subscribers/${njeri.subscriber.account_no}/notes`
  const notes = Array.from({ length: crowd }, (_, at) => `Called ${at}`)
  const answers = await Promise.all(notes.map((note) => visitor.post(path, { note })))
  t.deepEqual([...new Set(answers.map(({ status }) => status))], [303])
  const kept = await db('notes').where({ subscriber_id: njeri.subscriber.id }).pluck('body')
  t.deepEqual(kept.sort(), notes.sort())
})

test('a turnstile lets in as many as it has places, in order, and tells who waits too long', async (t) => {
  const turnstile = openTurnstile(1, 20)
  const leave = await turnstile.enter()
  await t.throwsAsync(turnstile.enter(), { message: 'Too many look at once.' })
  const order: number[] = []
  const second = turnstile.enter().then((out) => (order.push(2), out()))
  const third = turnstile.enter().then((out) => (order.push(3), out()))
  leave()
  await Promise.all([second, third])
  t.deepEqual(order, [2, 3])
  ;(await turnstile.enter())()
})
