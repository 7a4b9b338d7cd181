// Guests who paid are let in by the router's API, and routers are asked who is online by their own list: the jobs, on a simulated
// hotspot whose RADIUS, lists and API are one thing.

import test from 'ava'
import {
  askGuestLogin,
  decideLogin,
  type LoginAnswer,
} from '../../appliance/access/guest-logins.ts'
import { listGhosts, listStrays } from '../../appliance/access/router-readings.ts'
import { driftWords } from '../../appliance/words/staff/router-drift.ts'
import { letIn } from '../../jobs/let-guest-in.ts'
import { readRouters } from '../../jobs/read-routers.ts'
import { openRouterTurns } from '../../jobs/routers/turns.ts'
import { noon, openVillage, secret } from '../radius/conversations/village.ts'
import { openHotspot } from '../simulators/router/hotspot.ts'
import { tieInside } from '../simulators/router/inside.ts'
import { openRouter } from '../simulators/router/router.ts'
import { openApiServer } from '../simulators/routeros/api-server.ts'
import { simulatedRouterOS } from '../simulators/routeros/routeros.ts'
import { eventually } from '../support/eventually.ts'
import { browse } from '../simulators/router-lab.ts'

const village = await openVillage(undefined, noon, { LANGO_TRIAL: 'yes' })
const { clock, appliance } = village
const { db, work, safe, now } = appliance
const radius = await village.open({ pollMilliseconds: 20 })
const address = '127.0.0.58'
const router = await openRouter({
  name: 'kiosk',
  address,
  coa_port: 0,
  timeout_ms: 200,
  now: clock.now,
  radius: { host: '127.0.0.1', auth_port: radius.auth_port, acct_port: radius.acct_port, secret },
})
const hotspot = await openHotspot(router, { login_by: ['http-pap'] })
const ros = simulatedRouterOS({ version: '7.20', now: clock.now })
await ros.run(`/user group add name=lango policy=read,write,api,rest-api,test
  /user add name=lango group=lango password=gate`)
tieInside(ros, router, hotspot)
const api = await openApiServer(ros, { host: address })
const router_id = await village.addRouter({ name: 'kiosk', address })
await db('routers')
  .where({ id: router_id })
  .update({ api_port: api.port, api_password_sealed: safe.seal('gate', 'routers.api_password') })
test.after.always(async () => {
  await api.close()
  await hotspot.close()
  await router.close()
  await village.close()
})

let drawn = 10

/** A guest whose pass has been paid, and whose phone stands before the gate, or does not. */
async function payAtGate({ there = true, paid = [[-1, 24]] as [number, number][] } = {}) {
  drawn += 1
  const mac = `BC:24:11:EB:00:${drawn}`
  const home = await village.addHome({ user_name: `guest-${drawn}`, kind: 'hotspot', macs: [mac], paid }) // prettier-ignore
  const phone = await hotspot.addClient({ name: `Guest ${drawn}`, mac })
  if (there) await browse(phone, '/', { host: 'example.com' })
  const device_id = (await db('devices').where({ mac }).first())!.id
  const ask = () => work((unit) => askGuestLogin(unit, { ...home, device_id, router_id }))
  await ask()
  const row = () => db('guest_logins').where({ service_id: home.service_id }).orderBy('id', 'desc').first() // prettier-ignore
  const turns = openRouterTurns(1)
  return {
    ...home,
    mac,
    phone,
    ask,
    row,
    /** One try, when its time has come. */
    async turn() {
      const one = (await row())!
      if (one.due_at) clock.set(String(one.due_at))
      await letIn(appliance, turns, { guest_login_id: one.id })
      await router.idle()
      return (await row())!
    },
  }
}

test.serial('S1-08: paid and before the gate: asked once, let in once, and a second job finds it done', async (t) => {
  const guest = await payAtGate()
  await guest.ask()
  t.is((await db('guest_logins').where({ service_id: guest.service_id })).length, 1)
  t.like(await guest.turn(), { state: 'let_in', tries: 1, due_at: null })
  t.is(guest.phone.state, 'online')
  t.like(await guest.turn(), { state: 'let_in', tries: 1 })
  t.is(router.sessions.filter(({ mac }) => mac === guest.mac).length, 1)
  await eventually('its Start is written down', async () => (await village.sessionsOf(`guest-${drawn}`)).length === 1)
  await guest.ask()
  t.is((await db('guest_logins').where({ service_id: guest.service_id })).length, 1, 'who is online is not asked for')
}) // prettier-ignore

test.serial('S1-08: a phone that sleeps while its owner pays is looked for again, and let in when it wakes', async (t) => {
  const guest = await payAtGate({ there: false })
  t.like(await guest.turn(), { state: 'away', tries: 1 })
  await browse(guest.phone, '/', { host: 'example.com' })
  t.like(await guest.turn(), { state: 'let_in', tries: 2, due_at: null })
}) // prettier-ignore

test.serial('S1-08: its browser was quicker, its API hangs, its pass ended: each is told, and nobody is in twice', async (t) => {
  const quick = await payAtGate()
  await browse(quick.phone, '/login', { form: { username: `guest-${drawn}`, password: 'maji-ya-kunywa', dst: '' } })
  t.like(await quick.turn(), { state: 'was_in', due_at: null })
  t.is(router.sessions.filter(({ mac }) => mac === quick.mac).length, 1)

  const cut = await payAtGate()
  api.fault = 'hang_up'
  t.like(await cut.turn(), { state: 'unanswered', tries: 1 })
  api.fault = 'none'
  t.like(await cut.turn(), { state: 'let_in', tries: 2 })

  const late = await payAtGate({ paid: [[-2, -1]] })
  t.like(await late.turn(), { state: 'over', tries: 0, due_at: null })
  t.not(late.phone.state, 'online')
}) // prettier-ignore

test('S1-08: tried four times over half a minute, then left to the guest’s own browser', (t) => {
  const away: LoginAnswer = { kind: 'away' }
  t.deepEqual([0, 1, 2, 3].map((tries) => decideLogin(tries, away).again_seconds), [5, 10, 20, null]) // prettier-ignore
})

test.serial('N5, U35: the router’s own list is read once a minute; who only it knows is listed, and whom it does not know', async (t) => {
  const paid = await payAtGate()
  await paid.turn()
  await eventually('its Start is written down', async () => (await village.sessionsOf(`guest-${drawn}`)).length === 1)
  const [session] = await village.sessionsOf(`guest-${drawn}`)
  const unpaid = await payAtGate({ paid: [[-1, 24]] })
  await unpaid.turn()
  const free = `guest-${drawn}`
  await eventually('its Start is written down', async () => (await village.sessionsOf(free)).length === 1)
  // Its Start was lost on the way, say, and its time is over: nobody counts it, and nobody ends it.
  await db('sessions').where({ user_name: free }).delete()
  await db('credits').where({ service_id: unpaid.service_id }).update({ ends_at: now().subtract({ minutes: 5 }) })

  const look = async () => {
    clock.pass({ seconds: 61 })
    return readRouters(appliance)
  }
  t.is(await look(), 1)
  t.is(await readRouters(appliance), 0, 'not again within the minute')
  t.deepEqual(await listStrays(db, router_id, now()), [], 'seen once is a session that is just beginning')
  await look()
  const strays = await listStrays(db, router_id, now())
  t.deepEqual(strays.map(({ user_name, paid_until }) => [user_name, paid_until]), [[free, null]])
  t.regex(driftWords.unpaid_stray(strays[0]!, now()), /without paid time · only the router knows/)

  // And the other way round: our books say online, the router was restarted and says nothing.
  t.deepEqual((await listGhosts(db, router_id, now())).map(({ user_name }) => user_name), [])
  router.reboot()
  await look()
  const ghosts = await listGhosts(db, router_id, now())
  t.true(ghosts.some(({ user_name }) => user_name === session!.user_name))
  t.deepEqual(await listStrays(db, router_id, now()), [])

  api.fault = 'hang_up'
  await look()
  api.fault = 'none'
  const reading = await db('router_readings').where({ router_id }).first()
  t.regex(driftWords.read(reading, now())!, /Its own list was read .* The last try failed: /)
}) // prettier-ignore
