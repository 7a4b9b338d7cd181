import test from 'ava'
import { noteSilentRouters } from '../../appliance/access/router-agents.ts'
import { askAgentToEnd } from '../../appliance/access/agent-step.ts'
import type { CommandKind } from '../../appliance/tables.ts'
import { said } from './door.ts'
import { names, openGates, put } from './gates.ts'

const gates = await openGates()
const { appliance, clock, net, technician, support, connected, agentOf, queue, stateOf } = gates
const { db, safe, work } = appliance
test.after.always(() => gates.close())

test.serial('invariant 37, T54: commands are run in order, once, and an old epoch or an old number is not run', async (t) => {
  const { id, ros, call: calls } = await connected()
  await calls()
  const ids = [await queue(id, 'user-put', put('a')), await queue(id, 'user-put', put('b')), await queue(id, 'user-remove', { name: 'a' })]
  t.deepEqual((await Promise.all(ids.map((one) => stateOf(one!)))).map(({ state }) => state), ['queued', 'queued', 'queued'])
  t.is(await calls(), null)
  t.deepEqual(names(ros), ['b'])
  const states = await Promise.all(ids.map((one) => stateOf(one!)))
  t.deepEqual(states.map(({ state }) => state), ['confirmed', 'confirmed', 'confirmed'])
  t.true(states.every((one) => one.delivered_at && one.executed_at && one.confirmed_at))

  // The same answer once more, and one of another epoch: what a recording of us could send.
  const before = ros.changes.length
  const { seen, epoch } = await agentOf(id)
  const again = JSON.stringify({ commands: [{ sequence: seen, epoch, kind: 'user-remove', name: '=b' }, { sequence: seen + 9, epoch: epoch + 1, kind: 'user-remove', name: '=b' }] })
  const source = ros.rows('/system/script').find(({ name }) => name === 'lango-agent')!['source']!
  const replayed = source.replace(/:local langoAnswer .*/, `:local langoAnswer [:deserialize from=json value=${JSON.stringify(again).replaceAll('$', '\\$')}]`)
  t.is((await ros.run(replayed)).error, null)
  t.deepEqual(ros.changes.slice(before), [])
  t.deepEqual(names(ros), ['b'])
}) // prettier-ignore

test.serial('invariant 37: each command run twice leaves the same', async (t) => {
  const { id, ros, call: calls } = await connected()
  for (const [kind, told] of [
    ['user-put', put('one')], ['rate-set', { name: 'one', rate: '2M/4M' }], ['session-remove', { name: 'one' }], ['status', {}], ['mend', {}], ['user-remove', { name: 'one' }],
  ] as [CommandKind, Record<string, string>][]) {
    const first = (await queue(id, kind, told))!
    await calls()
    t.is((await stateOf(first)).state, 'confirmed', `${kind}: ${(await stateOf(first)).reason}`)
    const before = ros.changes.filter((line) => !line.includes('lango-seen')).length
    const second = (await queue(id, kind, told))!
    t.not(second, first)
    await calls()
    t.is((await stateOf(second)).state, 'confirmed', kind)
    const after = ros.changes.filter((line) => !line.includes('lango-seen'))
    t.deepEqual(after.slice(before).filter((line) => !/lango\.rsc|script set source|\/file (add|remove)/.test(line)), [], kind)
  }
}) // prettier-ignore

test.serial('N5: a router that was away gets what is still true, in order; what is not is dropped with the reason', async (t) => {
  const { id, ros, call: calls } = await connected()
  await calls()
  const kept = await queue(id, 'user-put', put('stays'))
  const stale = await queue(id, 'session-remove', { name: 'gone' })
  net.up = false
  t.not(await calls(), null)
  clock.pass({ minutes: 10 })
  t.true((await work(noteSilentRouters)) >= 1)
  t.is(await work(noteSilentRouters), 0, 'told once')
  t.truthy(await db('exceptions').where({ kind: 'router_silent', subject: `router:${id}`, resolved_at: null }).first())
  t.regex(said((await support.get(`/routers/${id}`)).html), /silent/)
  await db('router_commands').where({ id: stale! }).update({ expires_at: clock.now().subtract({ minutes: 1 }) })
  const later = await queue(id, 'user-remove', { name: 'stays' })
  net.up = true
  t.is(await calls(), null)
  t.like(await stateOf(stale!), { state: 'dropped', reason: 'too late' })
  t.is((await stateOf(kept!)).state, 'confirmed')
  t.is((await stateOf(later!)).state, 'confirmed')
  t.deepEqual(names(ros), [])
  const open = () => db('exceptions').where({ kind: 'router_silent', subject: `router:${id}`, resolved_at: null })
  t.is((await open()).length, 1, 'one call is not steady')
  for (let n = 0; n < 13; n++) {
    clock.pass({ seconds: 15 })
    await calls()
  }
  t.is((await open()).length, 0)
}) // prettier-ignore

test.serial('its word lost on the way is not lost: what ran is known by its number', async (t) => {
  const { id, ros, call: calls } = await connected()
  await calls()
  const done = await queue(id, 'user-put', put('quick'))
  const { epoch } = await agentOf(id)
  const { sequence } = await stateOf(done!)
  await ros.run(`/system script set [/system script find where name=lango-seen] source="${epoch}:${sequence}"`)
  ros.reboot()
  await calls()
  t.like(await stateOf(done!), { state: 'executed', confirmed_at: null })
}) // prettier-ignore

test.serial('a clock years off changes nothing: what is too late is decided here', async (t) => {
  const { id, ros, call: calls } = await connected({}, { now: () => Temporal.Instant.from('1970-01-02T00:00:00Z') })
  const one = await queue(id, 'user-put', put('early'))
  await calls()
  t.is((await stateOf(one!)).state, 'confirmed')
  t.deepEqual(names(ros), ['early'])
}) // prettier-ignore

test.serial('S1-08: what was changed by hand is told, and put right by a button; an export is kept without secrets', async (t) => {
  const { id, ros, call: calls } = await connected()
  await ros.run('/radius incoming set accept=no', 'terminal')
  await technician.post(`/routers/${id}/commands`, { kind: 'status' })
  await calls()
  await calls()
  t.regex(said((await technician.get(`/routers/${id}`)).html), /1 setting changed by hand.*We may close a session yes no/)
  t.is((await support.post(`/routers/${id}/commands`, { kind: 'mend' })).status, 403)
  await technician.post(`/routers/${id}/commands`, { kind: 'mend' })
  await calls()
  await calls()
  t.is(ros.rows('/radius/incoming')[0]!['accept'], 'yes')
  t.regex(said((await technician.get(`/routers/${id}`)).html), /Nothing was changed by hand/)
  await technician.post(`/routers/${id}/commands`, { kind: 'export' })
  await calls()
  const kept = (await db('router_exports').where({ router_id: id }).first())!
  t.regex(kept.lines, /\/radius/)
  const secret = safe.open((await db('routers').where({ id }).first())!.secret_sealed, 'routers.secret')
  t.false(kept.lines.includes(secret))
  t.regex(said((await support.get(`/routers/${id}/exports/${kept.id}`)).html), /radius/)
}) // prettier-ignore

test.serial('S1-08, T46: a new secret is fetched by its agent at the next call, and nobody pastes anything', async (t) => {
  const { id, ros, call: calls } = await connected()
  await calls()
  const own = () => ros.rows('/radius')[0]!['secret']
  const before = own()
  t.is((await technician.post(`/routers/${id}/secret`)).status, 200)
  const drawn = safe.open((await db('routers').where({ id }).first())!.next_secret_sealed!, 'routers.next_secret')
  t.not(drawn, before)
  await calls()
  await calls()
  t.is(own(), drawn)
  t.is((await db('router_commands').where({ router_id: id, kind: 'mend' }).first())!.state, 'confirmed')
}) // prettier-ignore

test.serial('N5, U29: the last step: what nothing else has ended the agent ends when it calls; what ended by itself it is not told', async (t) => {
  const { id, ros, call: calls } = await connected()
  const active = ['late', 'other'].map((name) => ({ name }))
  ros.show('/ppp/active', { items: () => active, remove: (item) => void active.splice(active.findIndex(({ name }) => name === item['name']), 1) })
  const at = clock.now()
  const session = async (user_name: string) => {
    const row = { session_key: `class:${user_name}`, router_id: id, acct_session_id: '81a00001', user_name, started_at: at, heard_at: at }
    const [made] = await db('sessions').insert(row).returning('id')
    return { router_id: id, session_id: made!.id, user_name, framed_ip_address: null }
  }
  const [late, gone] = [await session('late'), await session('gone')]
  for (const one of [late, late, gone]) t.true(await work((unit) => askAgentToEnd(unit, safe, one)))
  const told = () => db('router_commands').where({ router_id: id, kind: 'session-remove' }).orderBy('id')
  t.is((await told()).length, 2, 'asked twice it is told once')
  await db('sessions').where({ id: gone.session_id }).update({ stopped_at: at, terminate_cause: 'User-Request' })
  await calls()
  t.deepEqual(active.map(({ name }) => name), ['other'])
  t.deepEqual((await told()).map(({ state, reason }) => [state, reason]), [['confirmed', null], ['dropped', 'the session had ended by itself']])
  const none = (await db('routers').where({ name: 'kasarani-1' }).first('id'))!.id
  t.false(await work((unit) => askAgentToEnd(unit, safe, { ...late, router_id: none })))
}) // prettier-ignore
