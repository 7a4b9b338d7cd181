// F01: PostgreSQL stops, stalls or is not there yet. Who has paid comes online; nobody is refused for our ignorance;
// accounting is kept, acknowledged, and in the table when PostgreSQL is back.

import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { openSpool } from '../../appliance/spool.ts'
import { ask, type Heard } from '../support/radclient.ts'
import { layCable } from './conversations/cable.ts'
import { login, openVillage, peerOf, type Village } from './conversations/village.ts'
import type { Radius } from '../../radius/radius.ts'

const soonStale = { pollMilliseconds: 50, freshMilliseconds: 400 }

function acct(session: string, status: string, more = ''): string {
  return `User-Name = "wanjiku"\nAcct-Session-Id = "${session}"\nAcct-Status-Type = ${status}\nAcct-Delay-Time = 0\n${more}`
}

async function withCable(
  task: (means: {
    village: Village
    radius: Radius
    cable: Awaited<ReturnType<typeof layCable>>
    hear(words: string): Promise<Heard>
    tell(words: string): Promise<Heard>
  }) => Promise<void>,
): Promise<void> {
  const cable = await layCable()
  const village = await openVillage(cable.through)
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  await village.addHome({ user_name: 'wanjiku', paid: [[-1, 1]] })
  await village.addHome({ user_name: 'otieno' })
  const radius = await village.open(soonStale)
  try {
    await task({
      village,
      radius,
      cable,
      hear: (words) => ask(peerOf(radius, 'auth'), words),
      tell: (words) => ask(peerOf(radius, 'acct'), words),
    })
  } finally {
    await village.close()
    await cable.close()
  }
}

test('F01: PostgreSQL stopped: the known are answered, the unknown are not, accounting is kept', async (t) => {
  await withCable(async ({ village, radius, cable, hear, tell }) => {
    t.is((await hear(login('nobody'))).code, 'Access-Reject')
    t.is((await tell(acct('81400001', 'Start'))).code, 'Accounting-Response')

    await cable.pull()
    await eventually('what is known grows old', () => !radius.readModel.fresh())
    t.is((await hear(login('wanjiku'))).code, 'Access-Accept')
    t.is((await hear(login('wanjiku', 'wrong'))).code, 'Access-Reject')
    t.is((await hear(login('otieno'))).code, 'Access-Reject')
    t.is((await hear(login('nobody'))).code, undefined)
    const counters = 'Acct-Session-Time = 60\nAcct-Input-Octets = 1000\nAcct-Output-Octets = 2000'
    t.is((await tell(acct('81400001', 'Interim-Update', counters))).code, 'Accounting-Response')
    t.is((await tell(acct('81400001', 'Interim-Update', counters))).code, 'Accounting-Response')
    t.is((await tell(acct('81400002', 'Stop', counters))).code, 'Accounting-Response')
    village.clock.pass({ hours: 2 })
    t.is((await hear(login('wanjiku'))).code, 'Access-Reject') // The end is known too.

    await cable.plugIn()
    await eventually('PostgreSQL is read again', () => radius.readModel.fresh())
    t.is((await hear(login('nobody'))).code, 'Access-Reject')
    const { db } = village.appliance
    await eventually('the spool is written', async () => (await db('sessions')).length === 2)
    const [first, second] = await village.sessionsOf('wanjiku')
    t.like(first!, {
      session_seconds: 60,
      input_octets: 1000,
      output_octets: 2000,
      stopped_at: null,
    })
    t.like(second!, { acct_session_id: '81400002', terminate_cause: 'Unspecified' })

    await radius.flush()
    await eventually(
      'decisions are written',
      async () => (await db('access_decisions')).length === 6,
    )
    t.is((await tell(acct('81400003', 'Start'))).code, 'Accounting-Response')
    t.is((await village.sessionsOf('wanjiku')).length, 3)
    const left = await readdir(join(village.stateDir, 'spool-radius'))
    t.deepEqual(left, [])
  })
})

test('a PostgreSQL that stalls without a word is away as well', async (t) => {
  await withCable(async ({ village, radius, cable, hear }) => {
    const { db } = village.appliance
    await Promise.all([1, 2, 3].map(() => db.raw('select pg_sleep(0.1)'))) // Connections that look as good as ever.
    cable.goDead()
    const peer = peerOf(radius, 'acct')
    await eventually(
      'accounting is kept',
      async () => (await ask(peer, acct('81400004', 'Start'))).code,
    )
    t.is((await hear(login('wanjiku'))).code, 'Access-Accept')
    await cable.pull()
    await cable.plugIn()
    await eventually('the spool is written', async () => (await village.sessionsOf('wanjiku'))[0])
    t.pass()
  })
})

test('F07: where neither PostgreSQL nor the spool takes it, accounting is not acknowledged', async (t) => {
  await withCable(async ({ village, radius, cable, tell, hear }) => {
    await cable.pull()
    const folder = join(village.stateDir, 'spool-radius')
    await rm(folder, { recursive: true }) // Root may write where it has no right to, but not where there is no folder.
    t.is((await tell(acct('81400005', 'Start'))).code, undefined)
    t.is(radius.unanswered().get('not_kept'), 1)
    t.is((await hear(login('wanjiku'))).code, 'Access-Accept')
  })
})

test('PostgreSQL away at the start: silence, until it is there', async (t) => {
  const cable = await layCable()
  const village = await openVillage(cable.through)
  t.teardown(async () => {
    await village.close()
    await cable.close()
  })
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  await village.addHome({ user_name: 'wanjiku', paid: [[-1, 1]] })
  await cable.pull()
  const radius = await village.open(soonStale)
  t.is((await ask(peerOf(radius, 'auth'), login('wanjiku'))).code, undefined)
  t.is(radius.unanswered().get('unknown_router'), 1)

  await cable.plugIn()
  await eventually('PostgreSQL is read again', () => radius.readModel.fresh())
  t.is((await ask(peerOf(radius, 'auth'), login('wanjiku'))).code, 'Access-Accept')
})

test('what an earlier life left in the spool is written when PostgreSQL is there', async (t) => {
  const cable = await layCable()
  const village = await openVillage(cable.through)
  t.teardown(async () => {
    await village.close()
    await cable.close()
  })
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const first = await village.open(soonStale)
  await cable.pull()
  t.is((await ask(peerOf(first, 'acct'), acct('81400006', 'Start'))).code, 'Accounting-Response')
  await first.close()
  await cable.plugIn()
  await village.open(soonStale)
  await eventually('the spool is written', async () => (await village.sessionsOf('wanjiku'))[0])
  t.pass()
})

test('one record that PostgreSQL will never take does not hold up the others', async (t) => {
  const village = await openVillage()
  t.teardown(village.close)
  const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const spool = await openSpool(join(village.stateDir, 'spool-radius'))
  const now = village.clock.now()
  for (const session_key of ['class:first', null, 'class:last']) {
    const counters = { session_seconds: 0, input_octets: 0, output_octets: 0 }
    const times = { started_at: now, heard_at: now, stopped_at: null }
    const report = {
      session_key,
      router_id,
      acct_session_id: '1',
      user_name: 'wanjiku',
      ...counters,
      ...times,
    }
    await spool.keep({ kind: 'session', report })
  }
  await spool.keep('not a record at all')
  await spool.close()

  await village.open()
  const written = async () => (await village.sessionsOf('wanjiku')).length === 2
  await eventually('the spool is written', written)
  const folder = join(village.stateDir, 'spool-radius')
  await eventually('the spool is empty', async () => (await readdir(folder)).length === 0)
  t.pass()
})

test('F04: a session that somebody else has locked is kept in the spool, and written when it is free', async (t) => {
  const village = await openVillage()
  t.teardown(village.close)
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const radius = await village.open()
  const tell = (words: string) => ask(peerOf(radius, 'acct'), words)
  await tell(acct('81400007', 'Start'))

  const { db } = village.appliance
  const trx = await db.transaction()
  await trx('sessions').forUpdate()
  const used = acct('81400007', 'Interim-Update', 'Acct-Session-Time = 77')
  const answered = async () => (await tell(used)).code
  await eventually('it is acknowledged', answered)
  await trx.rollback()
  const written = async () => (await village.sessionsOf('wanjiku'))[0]!.session_seconds === 77
  await eventually('it is written', written)
  t.pass()
})
