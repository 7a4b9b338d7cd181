import test from 'ava'
import { openAppliance } from '../../appliance/appliance.ts'
import { setAside } from '../../appliance/dead-letters.ts'
import { recordCallback } from '../../appliance/money/callbacks.ts'
import type { JobData } from '../../appliance/queues.ts'
import { startDueSweep } from '../../jobs/due.ts'
import type { Handlers } from '../../jobs/handlers.ts'
import { read } from '../../jobs/read-callback.ts'
import { startDeadLetters, startWorkers } from '../../jobs/workers.ts'
import { dropDatabase, freshDatabase, testClock, testConfig } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { openShop, paybill } from '../support/factories.ts'

const clock = testClock('2026-11-21T11:32:00Z')
const database = await freshDatabase()
const appliance = await openAppliance(testConfig(database), { clock, queue: 'works' })
const { db, work, boss } = appliance
await openShop(appliance)
await appliance.queueReady()
await db.raw('delete from pgboss.job')

test.after.always(async () => {
  await appliance.close()
  await dropDatabase(database)
})

async function hear(body: string): Promise<number> {
  const id = await work((unit) =>
    recordCallback(unit, {
      shortcode: paybill,
      kind: 'confirmation',
      body: Buffer.from(body),
      headers: {},
      source_address: null,
      heard_at: unit.now,
    }),
  )
  return id!
}

const jobs = async (name: string) =>
  (await db.raw('select data, state from pgboss.job where name = ? order by created_on', [name]))
    .rows

test.serial('work that fails leaves neither row nor job', async (t) => {
  const failing = work(async (unit) => {
    await recordCallback(unit, {
      shortcode: paybill,
      kind: 'confirmation',
      body: Buffer.from('never'),
      headers: {},
      source_address: null,
      heard_at: unit.now,
    })
    throw new Error('power cut')
  })
  await t.throwsAsync(failing, { message: 'power cut' })
  t.deepEqual(await db('callbacks').where({ body: Buffer.from('never') }), [])
  t.deepEqual(await jobs('read-callback'), [])
})

test.serial('a row has one job, however often it is sent', async (t) => {
  const callback_id = await hear('{}')
  for (let again = 0; again < 3; again++) {
    await work((unit) => unit.enqueue('read-callback', { callback_id }))
  }
  t.is((await jobs('read-callback')).length, 1)
})

test.serial(
  'F22: every job lost, the sweep sends what is due again; F23: a poison row goes to a person',
  async (t) => {
    const poison = await hear('{"poison":true}')
    const good = await hear('{"TransID":"UKL1SWEEP0","TransAmount":"5.00"}')
    await db.raw('truncate pgboss.job')
    t.is((await db('callbacks').where({ id: good }).first())!.state, 'recorded')

    await boss.updateQueue('read-callback', { retryLimit: 2, retryDelay: 0, retryBackoff: false })
    const unused = async () => {}
    const handlers: Handlers = {
      'read-callback': (data: JobData['read-callback']) =>
        data.callback_id === poison
          ? Promise.reject(new Error('This row is poison.'))
          : read(appliance, data),
      'prove-payment': unused,
      'send-payout': unused,
      'doubt-payment': unused,
      'settle-payment': unused,
      'pull-payments': unused,
      'register-shortcode': unused,
      'end-credit': unused,
      'change-speed': unused,
      'send-disconnect': unused,
      'send-push': unused,
      'query-push': unused,
      'close-checkout': unused,
      'let-guest-in': unused,
      'send-message': unused,
      'send-notice': unused,
      'put-away-sessions': unused,
      'work-through': unused,
      'export-audit-head': unused,
      'purge-messages': unused,
      'check-provider': unused,
      rehearse: unused,
    }
    await startWorkers(boss, handlers)
    await startDeadLetters(boss, (letter) => work((unit) => setAside(unit, letter)))
    clock.pass({ seconds: 31 })
    const sweep = startDueSweep(appliance)
    t.teardown(() => sweep.stop())

    await eventually('the good row is read', async () => {
      return (await db('callbacks').where({ id: good }).first())!.state === 'unproved'
    })
    const found = await eventually('the poison row is put before a person', () =>
      db('exceptions')
        .where({ kind: 'work_failed', subject: `read-callback:${poison}` })
        .first(),
    )
    t.like(found.details, { queue: 'read-callback', reason: 'This row is poison.', tries: 3 })
    const row = (await db('callbacks').where({ id: poison }).first())!
    t.is(row.state, 'recorded')
    t.true(row.due_at!.equals(clock.now().add({ hours: 1 })))
  },
)
