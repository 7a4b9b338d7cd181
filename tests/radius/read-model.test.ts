// What RADIUS knows follows what the office changes: at once by NOTIFY, in a second without it, whatever commits when.

import { join } from 'node:path'
import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { readEverything, readNews } from '../../appliance/access/facts.ts'
import { openReadModel, type ReadModel } from '../../radius/read-model.ts'
import { ask, valueIn } from '../support/radclient.ts'
import { login, openVillage, peerOf, secret } from './conversations/village.ts'

const never = { pollMilliseconds: 3_600_000 }
const often = { pollMilliseconds: 20 }

const village = await openVillage()
const { appliance, clock } = village
const { db, safe } = appliance
await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const models: ReadModel[] = []
test.after.always(async () => {
  for (const model of models) await model.close()
  await village.close()
})

async function open(timings: { pollMilliseconds: number }): Promise<ReadModel> {
  const model = await openReadModel(appliance, timings)
  models.push(model)
  return model
}

/** Makes changes that are noted and not told: what a lost NOTIFY leaves behind. */
async function untold(change: () => Promise<unknown>): Promise<void> {
  const tell = (statement: string) =>
    db.raw(`create or replace function note_access_change() returns trigger language plpgsql as $$
      declare
        changed jsonb := to_jsonb(coalesce(new, old));
        row_id bigint := (changed ->> tg_argv[1])::bigint;
      begin
        insert into access_changes (kind, row_id) values (tg_argv[0], row_id);
        ${statement}
        return null;
      end
    $$`)
  await tell('')
  await change()
  await tell(`perform pg_notify('access_changed', '');`)
}

test.serial('a suspended subscriber is refused at once, told by NOTIFY alone', async (t) => {
  const { subscriber_id } = await village.addHome({ user_name: 'achieng', paid: [[-1, 1]] })
  const radius = await village.open(never)
  t.is((await ask(peerOf(radius, 'auth'), login('achieng'))).code, 'Access-Accept')

  await db('subscribers').where({ id: subscriber_id }).update({ suspended_at: clock.now() })
  await eventually('it is known', () => radius.readModel.findService('achieng')!.suspended)
  const refused = await ask(peerOf(radius, 'auth'), login('achieng'))
  t.is(refused.code, 'Access-Reject')
  t.is(valueIn(refused, 'Reply-Message'), 'Account suspended: please call us')
})

test.serial('F61: what a lost NOTIFY did not say, the poll finds', async (t) => {
  const { service_id, subscriber_id } = await village.addHome({
    user_name: 'otieno',
    paid: [[-9, -8]],
  })
  const [deaf, polling] = [await open(never), await open(often)]
  // Told things it hears: so its LISTEN stands, and has nothing left to catch up with.
  for (const suspended_at of [clock.now(), null]) {
    await db('subscribers').where({ id: subscriber_id }).update({ suspended_at })
    const suspended = suspended_at !== null
    await eventually('it hears', () => deaf.findService('otieno')!.suspended === suspended)
  }
  await untold(async () => {
    await village.addCredit(service_id, [0, 1])
    await db('subscribers').where({ id: subscriber_id }).update({ suspended_at: clock.now() })
    await eventually('it is known', () => polling.findService('otieno')!.suspended)
  })
  t.is(polling.findService('otieno')!.credits.length, 2)
  t.false(deaf.findService('otieno')!.suspended)
})

test.serial(
  'F61: with the timings of a real box: within a second by NOTIFY, within five where it is lost',
  async (t) => {
    const { subscriber_id } = await village.addHome({ user_name: 'njeri' })
    const model = await openReadModel(appliance)
    models.push(model)
    async function secondsUntil(suspended_at: Temporal.Instant | null): Promise<number> {
      await db('subscribers').where({ id: subscriber_id }).update({ suspended_at })
      const committed = performance.now()
      const suspended = suspended_at !== null
      await eventually('it is known', () => model.findService('njeri')!.suspended === suspended)
      return (performance.now() - committed) / 1000
    }
    t.true((await secondsUntil(clock.now())) < 1)
    await untold(async () => t.true((await secondsUntil(null)) < 5))
  },
)

test.serial('what began early and commits late is not missed', async (t) => {
  const early = await village.addHome({ user_name: 'early' })
  const late = await village.addHome({ user_name: 'late' })
  const model = await open(often)

  const trx = await db.transaction()
  await trx('subscribers').where({ id: early.subscriber_id }).update({ suspended_at: clock.now() })
  await db('subscribers').where({ id: late.subscriber_id }).update({ suspended_at: clock.now() })
  await eventually('it is known', () => model.findService('late')!.suspended)
  t.false(model.findService('early')!.suspended)
  await trx.commit()
  await eventually('it is known', () => model.findService('early')!.suspended)
  t.pass()
})

test.serial('a plan that changes changes the speed of all who are on it', async (t) => {
  const { service_id } = await village.addHome({ user_name: 'mutua', paid: [[-1, 1]] })
  const model = await open(never)
  const { plan_id } = (await db('services').where({ id: service_id }).first())!
  await db('plans').where({ id: plan_id }).update({ down_kbps: 77_000 })
  await eventually(
    'it is known',
    () => model.findService('mutua')!.credits[0]!.down_kbps === 77_000,
  )
  t.is(model.findService('mutua')!.credits[0]!.up_kbps, 5_000)
})

test.serial('a new name replaces the old one, and two may exchange theirs', async (t) => {
  const one = await village.addHome({ user_name: 'kamau' })
  const other = await village.addHome({ user_name: 'kimani' })
  const model = await open(never)
  await db.transaction(async (trx) => {
    await trx('services').where({ id: one.service_id }).update({ user_name: 'passing' })
    await trx('services').where({ id: other.service_id }).update({ user_name: 'kamau' })
    await trx('services').where({ id: one.service_id }).update({ user_name: 'kimani' })
  })
  await eventually('it is known', () => model.findService('kamau')!.id === other.service_id)
  t.is(model.findService('kimani')!.id, one.service_id)

  await db('services').where({ id: one.service_id }).update({ user_name: 'mwangi' })
  await eventually('it is known', () => model.findService('mwangi') !== undefined)
  t.is(model.findService('kimani'), undefined)
  await db('services').where({ id: one.service_id }).delete()
  await eventually('it is known', () => model.findService('mwangi') === undefined)
})

test.serial('routers come, change their secret, and retire', async (t) => {
  const model = await open(never)
  const id = await village.addRouter({ name: 'Olkeri', address: '127.0.0.3' })
  await eventually('it is known', () => model.findRouter('127.0.0.3')?.secret === secret)
  const secret_sealed = safe.seal('another', 'routers.secret')
  await db('routers').where({ id }).update({ secret_sealed, address: '127.0.0.4' })
  await eventually('it is known', () => model.findRouter('127.0.0.4')?.secret === 'another')
  t.is(model.findRouter('127.0.0.3'), undefined)
  await db('routers').where({ id }).update({ retired_at: clock.now() })
  await eventually('it is known', () => model.findRouter('127.0.0.4') === undefined)
  t.truthy(model.findRouter('127.0.0.1'))
})

test.serial('a database that was put back from a copy is read anew', async (t) => {
  const reader = { db, safe, now: clock.now() }
  const { mark } = await readEverything(reader)
  t.not((await readNews(reader, mark)).replaces, 'everything')
  const ahead = { xmin: mark.xmin + 1_000_000n, seen: new Set<string>() }
  t.is((await readNews(reader, ahead)).replaces, 'everything')
})

test.serial('what does not open with the box key takes nobody else with it', async (t) => {
  const { service_id } = await village.addHome({ user_name: 'sealed', paid: [[-1, 1]] })
  const id = await village.addRouter({ name: 'Sealed', address: '127.0.0.5' })
  const model = await open(never)
  const sealed = Buffer.from('not sealed by this box')
  await db('services').where({ id: service_id }).update({ password_sealed: sealed })
  await db('routers').where({ id }).update({ secret_sealed: sealed })
  await eventually('it is known', () => model.findService('sealed')!.password === null)
  await eventually('it is known', () => model.findRouter('127.0.0.5') === undefined)
  t.is(model.findService('achieng')!.password, 'maji-ya-kunywa')
})

test.serial('time that jumps by a year makes nothing old', async (t) => {
  const model = await open(often)
  clock.pass({ hours: 24 * 365 })
  t.true(model.fresh())
  const { service_id } = await village.addHome({ user_name: 'barasa' })
  await village.addCredit(service_id, [24 * 365 - 1, 24 * 365 + 1])
  await eventually('it is known', () => model.findService('barasa')?.credits.length === 1)
  t.is(model.findService('nobody'), undefined)
})

test.serial(
  'it is open when it knows something: a big town without a snapshot is waited for',
  async (t) => {
    const stateDir = join(appliance.config.stateDir, 'nothing-here')
    const timings = { ...never, firstReadMilliseconds: 0, writesSnapshot: false }
    const model = await openReadModel(
      { ...appliance, config: { ...appliance.config, stateDir } },
      timings,
    )
    models.push(model)
    t.like(model.state(), { source: 'postgresql', routers: 1 })
  },
)
