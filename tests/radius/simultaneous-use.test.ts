// How many may be online at once, over the real socket: the limit of the plan, whoever asks in whatever moment.

import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { ask, askAtOnce, valueIn, type Heard } from '../support/radclient.ts'
import type { Radius } from '../../radius/radius.ts'
import { layCable } from './conversations/cable.ts'
import { account, logIn } from './conversations/hotspot.ts'
import { login, noon, openVillage, peerOf, type Village } from './conversations/village.ts'

const station = (last: number) => `4C:5E:0C:AA:00:${String(last).padStart(2, '0')}`
const paid: [number, number][] = [[-1, 1]]
const words = 'Already in use elsewhere: please go offline there first'

const village = await openVillage()
const { db } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const names = ['race', 'redial', 'stop', 'restart', 'closed', 'ms-chap'] as const
const services: Record<string, { service_id: number }> = {}
for (const user_name of names) services[user_name] = await village.addHome({ user_name, paid })
await village.addHome({ user_name: 'three', paid, devices: 3 })
const radius = await village.open()
test.after.always(() => village.close())

function dial(user_name: string, last: number): string {
  return `${login(user_name)}\nCalling-Station-Id = "${station(last)}"\nNAS-Identifier = "${nasOf(user_name)}"`
}

// What restarts gives back all of its places, so only one home hangs on it.
function nasOf(user_name: string): string {
  return user_name === 'restart' ? 'Kilimani-7' : 'Kilimani-1'
}

async function comeOnline(user_name: string, last: number, door: Radius = radius): Promise<Heard> {
  return ask(peerOf(door, 'auth'), dial(user_name, last))
}

/** Accounting of the session that an Access-Accept opened. */
async function tell(
  {
    user_name,
    last,
    accepted,
    status,
  }: { user_name: string; last: number; accepted: Heard; status: string },
  door: Radius = radius,
): Promise<void> {
  const token = valueIn(accepted, 'Class')
  const lines = [
    `Acct-Status-Type = ${status}`,
    `User-Name = "${user_name}"`,
    `Calling-Station-Id = "${station(last)}"`,
    `Acct-Session-Id = "8150${String(last).padStart(4, '0')}"`,
    `Class = ${token}`,
    `NAS-Identifier = "${nasOf(user_name)}"`,
  ]
  await ask(peerOf(door, 'acct'), lines.join('\n'))
}

/** A session that a router told of before RADIUS was opened. */
async function addSession(
  home: Village,
  user_name: string,
  more: Record<string, unknown>,
): Promise<void> {
  const service = (await home.appliance.db('services').where({ user_name }).first('id'))!
  const session_key = `class:${user_name}${JSON.stringify(more)}`
  const began = Temporal.Instant.from(noon).subtract({ hours: 1 })
  await home.appliance.db('sessions').insert({
    session_key, router_id, service_id: service.id, acct_session_id: '81500000', user_name,
    calling_station_id: station(99), started_at: began, heard_at: noon, ...more,
  } as never) // prettier-ignore
}

test('T56, U70: of fifty who ask at once on a plan for one, one comes online', async (t) => {
  const fifty = Array.from({ length: 50 }, (_, index) => dial('race', index))
  const answers = await askAtOnce(peerOf(radius, 'auth'), fifty)
  t.deepEqual(answers, { 'Access-Accept': 1, 'Access-Reject': 49 })
})

test('T56: of fifty on a plan for three, three', async (t) => {
  const fifty = Array.from({ length: 50 }, (_, index) => dial('three', index))
  const answers = await askAtOnce(peerOf(radius, 'auth'), fifty)
  t.deepEqual(answers, { 'Access-Accept': 3, 'Access-Reject': 47 })
})

test('T56: the refused one is told why, and so are the staff', async (t) => {
  t.is((await comeOnline('ms-chap', 1)).code, 'Access-Accept')
  const refused = await comeOnline('ms-chap', 2)
  t.is(valueIn(refused, 'Reply-Message'), words)
  const spoken = dial('ms-chap', 3).replace('User-Password', 'MS-CHAP-Password')
  const byNumber = await ask(peerOf(radius, 'auth'), spoken)
  t.is(byNumber.code, 'Access-Reject')
  t.regex(byNumber.output, /MS-CHAP-Error = .*E=649 R=0/)
  await radius.flush()
  const { service_id } = services['ms-chap']!
  const [, row] = await db('access_decisions').where({ service_id }).orderBy('id')
  t.like(row!, { outcome: 'reject', reason: 'too_many_sessions' })
})

test('F59: a box that dials again after a lost Stop is let in, as often as it dials', async (t) => {
  for (let time = 0; time < 3; time++) {
    const accepted = await comeOnline('redial', 1)
    t.is(accepted.code, 'Access-Accept')
    await tell({ user_name: 'redial', last: 1, accepted, status: 'Start' })
  }
  t.is((await comeOnline('redial', 2)).code, 'Access-Reject')
})

test('T56: a Stop opens the place for another at once', async (t) => {
  const accepted = await comeOnline('stop', 1)
  const session = { user_name: 'stop', last: 1, accepted }
  await tell({ ...session, status: 'Start' })
  t.is((await comeOnline('stop', 2)).code, 'Access-Reject')
  await tell({ ...session, status: 'Stop' })
  t.is((await comeOnline('stop', 2)).code, 'Access-Accept')
})

test('F47: Accounting-On opens the places of the router that says so, not its neighbour’s', async (t) => {
  const accepted = await comeOnline('restart', 1)
  await tell({ user_name: 'restart', last: 1, accepted, status: 'Start' })
  const on = (name: string) => `Acct-Status-Type = Accounting-On\nNAS-Identifier = "${name}"`
  await ask(peerOf(radius, 'acct'), on('Kilimani-8'))
  t.is((await comeOnline('restart', 2)).code, 'Access-Reject')
  await ask(peerOf(radius, 'acct'), on('Kilimani-7'))
  t.is((await comeOnline('restart', 2)).code, 'Access-Accept')
})

test('T56: what was online before a restart of RADIUS counts, and what had been silent does not', async (t) => {
  const theirs = await openVillage()
  t.teardown(theirs.close)
  await theirs.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const ago = (seconds: number) => Temporal.Instant.from(noon).subtract({ seconds })
  for (const [user_name, more] of [
    ['speaks', { heard_at: ago(300) }],
    ['silent', { heard_at: ago(1060) }],
    ['ended', { heard_at: ago(30), stopped_at: ago(30), terminate_cause: 'User-Request' }],
  ] as const) {
    await theirs.addHome({ user_name, paid })
    await addSession(theirs, user_name, { ...more, router_id: 1 })
  }
  const door = await theirs.open()
  t.is((await comeOnline('speaks', 1, door)).code, 'Access-Reject')
  t.is((await comeOnline('silent', 1, door)).code, 'Access-Accept')
  t.is((await comeOnline('ended', 1, door)).code, 'Access-Accept')
  t.is((await comeOnline('speaks', 99, door)).code, 'Access-Accept', 'its own')
})

test('F59: before a no, what others have closed meanwhile is looked up', async (t) => {
  const accepted = await comeOnline('closed', 1)
  await tell({ user_name: 'closed', last: 1, accepted, status: 'Start' })
  t.is((await comeOnline('closed', 2)).code, 'Access-Reject')
  const inferred = { stopped_at: noon, terminate_cause: 'inferred: Session-Context-Not-Found' }
  const { service_id } = services['closed']!
  t.is(
    await db('sessions')
      .where({ service_id })
      .update(inferred as never),
    1,
  )
  // Where PostgreSQL takes longer than a router waits, the look serves the next one who asks.
  const letIn = async () => (await comeOnline('closed', 2)).code === 'Access-Accept'
  await eventually('it is let in', letIn)
  t.pass()
})

test('F01: PostgreSQL away: what is known holds, both ways', async (t) => {
  const cable = await layCable()
  const theirs = await openVillage(cable.through)
  t.teardown(async () => {
    await theirs.close()
    await cable.close()
  })
  await theirs.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  for (const user_name of ['one', 'other']) await theirs.addHome({ user_name, paid })
  const door = await theirs.open({ pollMilliseconds: 50, freshMilliseconds: 400 })
  const accepted = await comeOnline('one', 1, door)
  await tell({ user_name: 'one', last: 1, accepted, status: 'Start' }, door)
  await cable.pull()
  await eventually('what is known grows old', () => !door.readModel.fresh())
  t.is((await comeOnline('one', 2, door)).code, 'Access-Reject')
  t.is((await comeOnline('other', 1, door)).code, 'Access-Accept')
  t.is((await comeOnline('other', 2, door)).code, 'Access-Reject')
  await tell({ user_name: 'one', last: 1, accepted, status: 'Stop' }, door)
  t.is((await comeOnline('one', 2, door)).code, 'Access-Accept')
})

test('T43: a pass that has moved is not kept out by the phone that had it', async (t) => {
  const [old, new_, third] = [station(70), station(71), station(72)]
  const guest = { user_name: 'pass-1', kind: 'hotspot', devices: 1, paid } as const
  const { service_id } = await village.addHome({ ...guest, macs: [old, third] })
  await eventually('it is known', () => radius.readModel.findPass(third))
  const accepted = await logIn(radius, { user_name: 'pass-1', mac: old })
  const token = valueIn(accepted, 'Class')
  await account(radius, {
    user_name: 'pass-1',
    mac: old,
    acct_session_id: '80170001',
    token,
    status: 'Start',
  })
  t.is(valueIn(await logIn(radius, { user_name: 'pass-1', mac: third }), 'Reply-Message'), words)

  await village.bind(old, null)
  await village.bind(new_, service_id)
  t.is((await logIn(radius, { user_name: 'pass-1', mac: new_ })).code, 'Access-Accept')
})
