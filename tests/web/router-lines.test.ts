import test from 'ava'
import { undoScript } from '../../appliance/routeros/undoing.ts'
import { makeCertificate } from '../support/certificates.ts'
import { said } from './door.ts'
import { names, openGates, plain, put } from './gates.ts'

const gates = await openGates()
const {
  appliance,
  origin,
  clock,
  technician,
  support,
  added,
  lineOn,
  connected,
  agentOf,
  call,
  queue,
  stateOf,
} = gates
const { db, safe } = appliance
test.after.always(() => gates.close())

test.serial('S0-18, S1-20: a line is pasted, and the page has seen the script go, each step, and the first call', async (t) => {
  const { path, line, id } = await added()
  t.regex(said((await technician.get(path)).html), /Paste this one line.*It fetched its script not yet/)
  t.is((await support.get(path)).status, 403)
  const ros = gates.router()
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
  const { line, ros } = { ...(await added()), ros: gates.router({ from: '102.0.4.40' }) }
  const stranger = makeCertificate('stranger').certificate
  await ros.run(`/file add name=ca.pem contents="${stranger.replaceAll('\n', '\\n')}"; /certificate import file-name=ca.pem passphrase="" name=lango-ca`, 'terminal')
  const ran = await ros.run(line, 'terminal')
  t.regex(ran.output.join('\n'), /no trusted CA/)
  t.is((await db('router_agents').where({ source_address: '102.0.4.40' }).first()), undefined)
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

test.serial('N15: RouterOS 6 is connected with a plain agent and a warning', async (t) => {
  const { id, path } = await added()
  const { html } = await technician.get(path)
  const [, line = ''] = /<code id="line-six">([^<]*)</.exec(html) ?? []
  t.regex(plain(line), /^\/file print file=lango-ca; .*certificate import/)
  // How a file comes to be on RouterOS 6 is not simulated: this one knows the certificate.
  const ros = gates.router({ version: '6.49.10', trusts: true })
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
