import test from 'ava'
import { noteSilentRouters } from '../../appliance/access/router-agents.ts'
import { queueCommand } from '../../appliance/access/router-commands.ts'
import { undoScript } from '../../appliance/routeros/undoing.ts'
import type { CommandKind } from '../../appliance/tables.ts'
import { makeCertificate } from '../support/certificates.ts'
import type { RouterOS } from '../simulators/routeros/routeros.ts'
import { said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { openTlsDoor } from './tls-door.ts'

const door = await openTlsDoor()
const { appliance, clock, origin, net } = door
const { db, safe, work } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const technician = await signedIn(origin, 'technician')
const support = await signedIn(origin, 'support')
const site = String((await db('sites').where({ name: 'Kasarani' }).first('id'))!.id)
test.after.always(() => door.close())

let drawn = 0

/** A router that was added, and the line for it. */
async function added(more: Record<string, string> = {}) {
  const name = `gate-${(drawn += 1)}`
  const answer = await technician.post('/routers/lines', {
    name, site, serves: 'both', port: 'bridge', reach: 'phone', address: '', ...more,
  }) // prettier-ignore
  const { id } = (await db('routers').where({ name }).first('id'))!
  return { id, name, path: answer.location!, line: await lineOn(answer.location!) }
}

async function lineOn(path: string): Promise<string> {
  const { html } = await technician.get(path)
  const [, line = ''] = /<code id="line">([^<]*)</.exec(html) ?? []
  return plain(line)
}

function plain(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
}

async function connected(more: Record<string, string> = {}, options: Parameters<typeof door.router>[0] = {}) {
  const router = await added(more)
  const from = `102.0.5.${drawn}`
  const ros = door.router({ from, ...options })
  await ros.run('/interface bridge add name=bridge', 'terminal')
  const ran = await ros.run(router.line, 'terminal')
  if (ran.error) throw new Error(`${ran.error}: ${ran.output.join('\n')}`)
  return { ...router, ros, from, agent: () => agentOf(router.id), call: () => call(ros) }
} // prettier-ignore

const agentOf = async (router_id: number) =>
  (await db('router_agents').where({ router_id }).first())!
const call = async (ros: RouterOS) => (await ros.run('/system script run lango-agent')).error
const queue = (router_id: number, kind: CommandKind, told: Record<string, string> = {}, more = {}) =>
  work((unit) => queueCommand(unit, safe, { router_id, kind, told: told as never, ...more })) // prettier-ignore
const stateOf = async (id: number) => (await db('router_commands').where({ id }).first())!
const names = (ros: RouterOS) => ros.rows('/ip/hotspot/user').filter(({ comment }) => comment === 'lango').map(({ name }) => name!) // prettier-ignore
const put = (name: string) => ({ name, password: 'x', rate: '5M/10M', mac: '' })

test.serial('S0-18, S1-20: a line is pasted, and the page has seen the script go, each step, and the first call', async (t) => {
  const { path, line, id } = await added()
  t.regex(said((await technician.get(path)).html), /Paste this one line.*It fetched its script not yet/)
  t.is((await support.get(path)).status, 403)
  const ros = door.router()
  await ros.run('/interface bridge add name=bridge', 'terminal')
  t.is((await ros.run(line, 'terminal')).error, null)
  const words = said((await technician.get(path)).html)
  t.regex(words, /It fetched its script from 102\.0\.4\.17 at 14:32 today, RouterOS 7/)
  t.regex(words, /passed Its RouterOS is new enough 7\.18\.2/)
  t.regex(words, /done RADIUS/)
  t.regex(words, /done It calls home/)
  t.regex(words, /This line is used up/)
  const page = said((await support.get(`/routers/${id}`)).html)
  t.regex(page, /here/)
  t.regex(page, /RouterOS 7\.18\.2/)
  t.false((await technician.get(path)).html.includes(safe.open((await db('routers').where({ id }).first())!.secret_sealed, 'routers.secret')))
}) // prettier-ignore

test.serial('T54: a line is for one machine, for an hour, and until the router is connected', async (t) => {
  const { line, path, id } = await added()
  const [, token = ''] = /\/r\/([0-9a-f]{48})\//.exec(line) ?? []
  const ask = (from: string) => fetch(`${origin}/r/${token}/7`, { headers: { 'x-forwarded-for': from } })
  t.is((await ask('102.0.4.30')).status, 200)
  t.is((await ask('102.0.4.31')).status, 404, 'another machine')
  t.is((await ask('102.0.4.30')).status, 200, 'the same may paste it again')
  const { key_sealed } = (await db('router_setups').where({ router_id: id }).first())!
  const key = safe.open(key_sealed, 'router_setups.key')
  const poll = (bearer: string) => fetch(`${origin}/agent/v1/calls`, { method: 'POST', body: 'epoch=1\nseen=0\n', headers: { authorization: `Bearer ${bearer}`, 'x-forwarded-for': '102.0.4.30' } })
  t.is((await poll('f'.repeat(48))).status, 401)
  t.is((await poll(token)).status, 401)
  t.is((await poll(key)).status, 200)
  t.is((await ask('102.0.4.30')).status, 404, 'it is used up')
  t.is((await technician.post(path)).status, 303)
  const [, next = ''] = /\/r\/([0-9a-f]{48})\//.exec(await lineOn(path)) ?? []
  t.not(next, token)
  const at = clock.now()
  await db('router_setups').where({ router_id: id, epoch: 2 }).update({ made_at: at.subtract({ minutes: 61 }), expires_at: at.subtract({ minutes: 1 }) })
  t.is((await fetch(`${origin}/r/${next}/7`)).status, 404, 'an hour later')
  t.is((await fetch(`${origin}/r/${'0'.repeat(48)}/7`)).status, 404)
}) // prettier-ignore

test.serial('T54: a router that trusts another certificate fetches nothing and tells nobody', async (t) => {
  const { line, ros } = { ...(await added()), ros: door.router({ from: '102.0.4.40' }) }
  const stranger = makeCertificate('stranger').certificate
  await ros.run(`/file add name=ca.pem contents="${stranger.replaceAll('\n', '\\n')}"; /certificate import file-name=ca.pem passphrase="" name=lango-ca`, 'terminal')
  const ran = await ros.run(line, 'terminal')
  t.regex(ran.output.join('\n'), /no trusted CA/)
  t.is((await db('router_agents').where({ source_address: '102.0.4.40' }).first()), undefined)
}) // prettier-ignore

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

test.serial('connected anew, the old key is nobody’s and what waited under it is dropped', async (t) => {
  const { id, path, ros, from } = await connected()
  const source = ros.rows('/system/script').find(({ name }) => name === 'lango-agent')!['source']!
  const waiting = await queue(id, 'user-put', put('old'))
  await technician.post(path)
  t.is((await ros.run(await lineOn(path), 'terminal')).error, null)
  t.like(await stateOf(waiting!), { state: 'dropped', reason: 'the router was connected anew since' })
  t.is((await agentOf(id)).epoch, 2)
  const [, key = ''] = /Bearer ([0-9a-f]{48})/.exec(source) ?? []
  const old = await fetch(`${origin}/agent/v1/calls`, { method: 'POST', body: '', headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': from } })
  t.is(old.status, 401)
  const next = await queue(id, 'user-put', put('new'))
  await call(ros)
  t.is((await stateOf(next!)).state, 'confirmed')
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

test.serial('N15: RouterOS 6 is connected with a plain agent and a warning', async (t) => {
  const { id, path } = await added()
  const { html } = await technician.get(path)
  const [, line = ''] = /<code id="line-six">([^<]*)</.exec(html) ?? []
  t.regex(plain(line), /^\/file print file=lango-ca; .*certificate import/)
  // How a file comes to be on RouterOS 6 is not simulated: this one knows the certificate.
  const ros = door.router({ version: '6.49.10', trusts: true })
  await ros.run('/interface bridge add name=bridge', 'terminal')
  const paste = plain(line).replace(/^.*(?=\/tool fetch)/, '')
  t.is((await ros.run(paste, 'terminal')).error, null)
  const calls = () => call(ros)
  t.regex(said((await technician.get(path)).html), /It has RouterOS 6 6\.49\.10.*Move it to RouterOS 7/)
  t.is((await agentOf(id)).dialect, 6)
  const ids = [await queue(id, 'user-put', put('six')), await queue(id, 'user-put', put('other')), await queue(id, 'user-remove', { name: 'six' })]
  await calls()
  await calls()
  t.deepEqual(names(ros), ['other'])
  t.deepEqual((await Promise.all(ids.map((one) => stateOf(one!)))).map(({ state }) => state), ['confirmed', 'confirmed', 'confirmed'])
  t.is(await queue(id, 'mend'), undefined, 'nothing that it can’t do is queued')
  t.is(await queue(id, 'user-remove', { name: 'a|b' }), undefined)
}) // prettier-ignore

test.serial('a router through a tunnel makes its own key, and the box’s end has it', async (t) => {
  const { id, ros } = await connected({ reach: 'wireguard' })
  const peer = (await db('tunnel_peers').where({ router_id: id }).first())!
  t.is(peer.public_key, ros.rows('/interface/wireguard')[0]!['public-key']!)
  t.is((await db('routers').where({ id }).first())!.address, peer.address)
  t.is(ros.rows('/radius').find(({ comment }) => comment === 'lango')!['src-address'], peer.address)
  t.is((await ros.run(undoScript(7), 'import')).error, null)
  t.is(ros.rows('/interface/wireguard').length, 0)
})
