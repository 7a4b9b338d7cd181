// The ladder, step by step, on a simulated MikroTik whose RADIUS, lists and API are one thing.

import test from 'ava'
import { listHappenings } from '../../appliance/people/happenings.ts'
import type { Told } from '../../appliance/people/timeline.ts'
import { tellHappening } from '../../appliance/words/staff/timeline.ts'
import { askDisconnect } from '../../appliance/access/disconnections.ts'
import { listSteps } from '../../appliance/access/router-answers.ts'
import { openDisconnecting } from '../../jobs/send-disconnect.ts'
import { openRouterTurns } from '../../jobs/routers/turns.ts'
import { noon, openVillage, secret } from '../radius/conversations/village.ts'
import { tieInside } from '../simulators/router/inside.ts'
import { openRouter } from '../simulators/router/router.ts'
import { openApiServer } from '../simulators/routeros/api-server.ts'
import { simulatedRouterOS } from '../simulators/routeros/routeros.ts'
import { eventually } from '../support/eventually.ts'

const village = await openVillage(undefined, noon, { LANGO_TRIAL: 'yes' })
const { clock, appliance } = village
const { db, work, safe } = appliance
const radius = await village.open({ pollMilliseconds: 20 })
const closing: (() => Promise<void>)[] = []
test.after.always(async () => {
  for (const close of closing) await close()
  await village.close()
})

let drawn = 60

/** A router of its own with one line online, and a job that tells it. */
async function comeOnline({ has_api = true } = {}) {
  drawn += 1
  const address = `127.0.0.${drawn}`
  const user_name = `line-${drawn}`
  const home = await village.addHome({ user_name, paid: [[-1, 24]] })
  const ros = simulatedRouterOS({ version: '7.20', now: clock.now })
  await ros.run(`/user group add name=lango policy=read,write,api,rest-api,test
    /user add name=lango group=lango password=gate`)
  const router = await openRouter({
    name: `mikrotik-${drawn}`,
    address,
    coa_port: 0,
    timeout_ms: 200,
    now: clock.now,
    radius: { host: '127.0.0.1', auth_port: radius.auth_port, acct_port: radius.acct_port, secret },
  })
  tieInside(ros, router)
  const api = await openApiServer(ros, { host: address })
  closing.push(
    () => router.close(),
    () => api.close(),
  )
  const router_id = await village.addRouter({ name: `mikrotik-${drawn}`, address })
  const api_password_sealed = has_api ? safe.seal('gate', 'routers.api_password') : null
  await db('routers')
    .where({ id: router_id })
    .update({ coa_port: router.coa_port, api_port: api.port, api_password_sealed })

  const mac = `4C:5E:0C:AA:EE:${drawn}`
  const session = await eventually('it is online', async () => {
    const dialled = await router.dial({ user_name, password: 'maji-ya-kunywa', mac, service: 'pppoe' }) // prettier-ignore
    return dialled.outcome === 'online' && dialled.session
  })
  const [row] = await eventually('accounting tells of it', async () => {
    const rows = await village.sessionsOf(user_name)
    return rows.length > 0 && rows
  })
  const session_id = row!.id
  const tell = openDisconnecting(appliance, openRouterTurns(1), {
    timing: { firstMilliseconds: 60, sendings: 2 },
    apiTurns: openRouterTurns(1),
  })
  const asked = await work((unit) => askDisconnect(unit, { session_id, reason: 'credit_ended' }))
  const find = async () => (await db('disconnections').where({ id: asked! }).first())!
  return {
    ...home,
    router,
    api,
    session,
    session_id,
    find,
    steps: async () => (await listSteps(db, session_id)).map((step) => step.slice(9)),
    /** One try, when its time has come. */
    async turn() {
      const { due_at } = await find()
      if (due_at) clock.set(String(due_at))
      await tell({ disconnection_id: asked! })
      await router.idle()
      return (await find()).state
    },
    stopped: () =>
      eventually('accounting has confirmed it', async () => (await find()).state === 'confirmed'),
  }
}

test.serial(
  'N5, U29, F57, S1-20: acknowledged and still online: other names, then the API ends it, and the timeline tells each step',
  async (t) => {
    const line = await comeOnline()
    line.router.faults.coa_ack_but_stays = true
    t.is(await line.turn(), 'acknowledged')
    t.is(await line.turn(), 'acknowledged')
    t.is(line.session.state, 'online')
    const begun = clock.now()
    await line.turn()
    t.is(line.session.state, 'ended')
    t.is(line.session.ended_by, 'admin_reset')
    await line.stopped()
    t.deepEqual(await line.steps(), [
      'Disconnect: acknowledged.',
      'Disconnect by other names: acknowledged.',
      'API: taken out of its list.',
    ])
    t.true(begun.since((await line.find()).asked_at).total('seconds') <= 60)
    const window = { subscriber_id: line.subscriber_id, before: clock.now().add({ hours: 1 }), now: clock.now(), limit: 50 } // prettier-ignore
    const told = (await listHappenings(db, window)).find(({ kind }) => kind === 'disconnection')!
    const said = tellHappening(told as Told, clock.now()).sub
    t.regex(String(said), /1\. Disconnect: acknowledged\. .*3\. API: taken out of its list\./)
  },
)

test.serial(
  'U30, F58: a router that has another address than it said is found by the other names',
  async (t) => {
    const line = await comeOnline()
    await db('sessions').where({ id: line.session_id }).update({ nas_ip_address: '10.200.0.1' })
    t.is(await line.turn(), 'refused')
    await line.turn()
    t.is(line.session.state, 'ended')
    await line.stopped()
    t.is((await line.steps()).at(-1), 'Disconnect by other names: acknowledged.')
  },
)

for (const counts of ['from_start', 'from_now'] as const)
  test.serial(`N5, U29, F57: refused by every name, ended by a CoA that leaves no time, which the router counts ${counts}; the timeline has each step`, async (t) => {
    const line = await comeOnline({ has_api: false })
    line.router.faults.disconnect_refused = true
    line.router.switches.coa_session_timeout = counts
    t.is(await line.turn(), 'refused')
    t.is(await line.turn(), 'refused')
    t.is(line.session.state, 'online')
    await line.turn()
    clock.pass({ seconds: 1 })
    line.router.tick()
    await line.router.idle()
    t.is(line.session.state, 'ended')
    t.is(line.session.ended_by, 'session_timeout')
    await line.stopped()
    t.is((await line.steps()).at(-1), 'CoA: no time left: acknowledged.')
    t.is((await line.steps()).length, 3)
  }) // prettier-ignore

test.serial('N5: a router whose port for Disconnect is shut is told by its API', async (t) => {
  const line = await comeOnline()
  line.router.faults.coa_silent = true
  t.is(await line.turn(), 'unanswered')
  await line.turn()
  if (line.session.state === 'online') await line.turn()
  t.is(line.session.state, 'ended')
  await line.stopped()
  t.is((await line.steps()).at(-1), 'API: taken out of its list.')
})

test.serial('N5, F57: where its Stop is lost, the list of the router is the proof', async (t) => {
  const line = await comeOnline()
  line.router.faults.coa_ack_but_stays = true
  line.router.faults.stop_lost = true
  await line.turn()
  await line.turn()
  t.is(await line.turn(), 'acknowledged')
  t.is(await line.turn(), 'confirmed')
  t.is((await line.steps()).at(-1), 'API: its list has no such session.')
  const { terminate_cause } = (await db('sessions').where({ id: line.session_id }).first())!
  t.is(terminate_cause, 'inferred: Read-Back')
})

test.serial('N5: what nothing ends is put before a person, with every step', async (t) => {
  const line = await comeOnline()
  line.router.faults.coa_ack_but_stays = true
  await db('routers').where({ coa_port: line.router.coa_port }).update({ api_password_sealed: safe.seal('old', 'routers.api_password') }) // prettier-ignore
  for (let each = 0; each < 8; each += 1) await line.turn()
  t.is((await line.find()).state, 'failed')
  t.is(line.session.state, 'online')
  const told = await db('exceptions').where({ kind: 'still_online', session_id: line.session_id }).first() // prettier-ignore
  t.regex(String((told!.details as { steps: string }).steps), /API: refused: The router does not know our user or its password/) // prettier-ignore
})

test.serial('N5: an API that never answers costs its time, and the ladder goes on', async (t) => {
  t.timeout(60_000)
  const line = await comeOnline()
  line.router.faults.coa_ack_but_stays = true
  await line.turn()
  await line.turn()
  line.api.fault = 'hang_up'
  t.is(await line.turn(), 'unanswered')
  line.api.fault = 'none'
  await line.turn()
  t.is(line.session.state, 'ended')
})

test.serial(
  'N5, S1-19: a router that nothing reaches is told when its agent calls, once',
  async (t) => {
    const line = await comeOnline({ has_api: false })
    line.router.faults.coa_silent = true
    const { router_id } = (await db('sessions').where({ id: line.session_id }).first())!
    const seen = { connected_at: clock.now(), heard_at: clock.now() }
    await db('router_agents').insert({ router_id: router_id!, epoch: 1, key_hash: Buffer.alloc(32, 9), dialect: 7, ...seen } as never) // prettier-ignore
    for (let each = 0; each < 5; each += 1) await line.turn()
    const queued = await db('router_commands').where({ session_id: line.session_id })
    t.deepEqual(queued.map(({ kind, state }) => [kind, state]), [['session-remove', 'queued']]) // prettier-ignore
    t.true((await line.steps()).includes('Agent: to be told when it calls.'))
  },
)
