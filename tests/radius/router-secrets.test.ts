// A router's shared secret: changed without a gap (T46), and wrong (F50).

import test from 'ava'
import { findDisconnectTargets } from '../../appliance/access/disconnections.ts'
import { readEverything } from '../../appliance/access/facts.ts'
import { rotateSecret } from '../../appliance/access/routers.ts'
import { openProofs } from '../../radius/proofs.ts'
import { readPacket } from '../../radius/wire/packet.ts'
import { eventually } from '../support/eventually.ts'
import { ask, capture, valueIn, type Peer } from '../support/radclient.ts'
import { login, openVillage, peerOf, secret } from './conversations/village.ts'

const village = await openVillage()
const { appliance } = village
const { db, safe, work } = appliance
await village.addHome({ user_name: 'wanjiku', paid: [[-24, 24]] })
const id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const radius = await village.open({ alarmMilliseconds: 600 })
test.after.always(() => village.close())

const router = async () => (await db('routers').where({ id }).first())!
const say = (kind: Peer['kind'], spoken: string, words: string) =>
  ask({ ...peerOf(radius, kind === 'acct' ? 'acct' : 'auth'), kind, secret: spoken }, words)
const enter = async (spoken: string) => (await say('auth', spoken, login('wanjiku'))).code
const start = (session: string) =>
  `User-Name = "wanjiku"\nAcct-Session-Id = "${session}"\nAcct-Status-Type = Start`

test.serial(
  'T46: during a change of secret both are good, and the first packet with the new one ends the old',
  async (t) => {
    const next = await work((unit) => rotateSecret(unit, safe, 'Kilimani'))
    await radius.readModel.lookAgain()
    t.is(await enter(secret), 'Access-Accept')
    t.is(await enter(secret), 'Access-Accept')
    t.is((await say('acct', secret, start('81300001'))).code, 'Accounting-Response')

    // radclient believes only an answer that is made with the secret it asked with.
    const accepted = await say('auth', next, login('wanjiku'))
    t.is(accepted.code, 'Access-Accept')
    t.truthy(valueIn(accepted, 'Session-Timeout'))
    t.is(await enter(secret), undefined)
    t.is((await say('acct', secret, start('81300002'))).code, undefined)
    t.is((await say('acct', next, start('81300003'))).code, 'Accounting-Response')

    await radius.flush()
    const { secret_sealed, next_secret_sealed } = await router()
    t.is(safe.open(secret_sealed, 'routers.secret'), next)
    t.is(next_secret_sealed, null)
    const again = await village.open()
    const peer = { ...peerOf(again, 'auth'), secret: next }
    t.is((await ask(peer, login('wanjiku'))).code, 'Access-Accept')
  },
)

test.serial(
  'T46: the old secret is over at once, also while PostgreSQL can’t be told',
  async (t) => {
    const old = safe.open((await router()).secret_sealed, 'routers.secret')
    const next = await work((unit) => rotateSecret(unit, safe, 'Kilimani'))
    await radius.readModel.lookAgain()
    await db.raw('alter table routers rename to routers_gone')
    t.is(await enter(next), 'Access-Accept')
    t.is(await enter(old), undefined)
    await db.raw('alter table routers_gone rename to routers')
    await eventually('it is written down', async () => (await router()).next_secret_sealed === null)
    t.is(safe.open((await router()).secret_sealed, 'routers.secret'), next)
  },
)

test.serial(
  'T46: a Disconnect-Request is made with the secret that the router was last seen with',
  async (t) => {
    const [session] = await village.sessionsOf('wanjiku')
    const asked = { session_id: session!.id, reason: 'moved', state: 'asked', asked_at: appliance.now(), due_at: appliance.now() } as const // prettier-ignore
    const [row] = await db('disconnections').insert(asked).returning('id')
    const made = async () =>
      safe.open((await findDisconnectTargets(db, [row!.id]))[0]!.secret_sealed, 'routers.secret')

    const before = await made()
    const next = await work((unit) => rotateSecret(unit, safe, 'Kilimani'))
    await radius.readModel.lookAgain()
    t.is(await made(), before)
    t.is((await say('acct', next, start('81300004'))).code, 'Accounting-Response')
    await radius.flush()
    t.is(await made(), next)
  },
)

test.serial(
  'T46: a secret that was drawn twice before it was used is the second one',
  async (t) => {
    const [first, second] = [
      await work((unit) => rotateSecret(unit, safe, 'Kilimani')),
      await work((unit) => rotateSecret(unit, safe, 'Kilimani')),
    ]
    await radius.readModel.lookAgain()
    t.is(await enter(first), undefined)
    t.is(await enter(second), 'Access-Accept')
  },
)

const alarms = () => db('exceptions').where({ kind: 'secret_mismatch' }).orderBy('id')
const openAlarms = () => alarms().whereNull('resolved_at')
const spokenSecret = async () => safe.open((await router()).secret_sealed, 'routers.secret')

test.serial(
  'F50: a wrong secret is told to staff in time, and is over when it works again',
  async (t) => {
    await radius.flush()
    t.is((await openAlarms()).length, 0)
    t.is(await enter('another'), undefined)
    const [told] = await eventually('staff are told', async () => {
      const rows = await openAlarms()
      return rows.length > 0 && rows
    })
    t.is(told!.subject, `router:${id}`)
    t.like(told!.details, { router: 'Kilimani', address: '127.0.0.1', packets: 1 })

    t.is(await enter(await spokenSecret()), 'Access-Accept')
    await radius.flush()
    const closed = await db('exceptions').where({ id: told!.id }).first()
    t.is(closed!.resolution, 'Its packets are right again.')
  },
)

test.serial(
  'F50: what a process told before it was restarted is taken back by the next',
  async (t) => {
    await enter('another')
    await eventually('staff are told', async () => (await openAlarms()).length === 1)
    const again = await village.open()
    const peer = { ...peerOf(again, 'auth'), secret: await spokenSecret() }
    t.is((await ask(peer, login('wanjiku'))).code, 'Access-Accept')
    await again.flush()
    t.is((await openAlarms()).length, 0)
  },
)

test('F50: half a minute of wrong packets only is an alarm; a right one among them is none', async (t) => {
  const theirs = await openVillage()
  await theirs.addRouter({ name: 'Thika', address: '127.0.0.1' })
  const { now, work: doWork, db: rows, safe: box } = theirs.appliance
  const [facts] = (await readEverything({ db: rows, safe: box, now: now() })).routers
  const wrong = readPacket(await capture('auth', 'another', login('x'))).packet!
  const right = readPacket(await capture('auth', secret, login('x'))).packet!
  let seconds = 0
  const proofs = openProofs(
    { now, work: doWork, safe: box },
    { alarmMilliseconds: 30_000, clock: () => seconds * 1000 },
  )
  const told = async () => {
    proofs.look()
    await proofs.flush()
    return (await rows('exceptions').whereNull('resolved_at')).length
  }
  t.like(proofs.check(wrong, facts!), { doubt: 'wrong_message_authenticator' })
  seconds = 20
  t.like(proofs.check(right, facts!), { router: { name: 'Thika' } })
  proofs.check(wrong, facts!)
  seconds = 49
  proofs.check(wrong, facts!)
  t.is(await told(), 0)
  seconds = 50
  t.is(await told(), 1)
  t.is(await told(), 1)
  proofs.check(right, facts!)
  t.is(await told(), 0)
  await proofs.close()
  await theirs.close()
})
