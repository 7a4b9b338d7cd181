import test from 'ava'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  drawKeyPair,
  freeAddress,
  isTunnelKey,
  publicKeyOf,
  tunnelConfiguration,
} from '../../../appliance/routeros/tunnels.ts'

test('S1-08: keys are what wg makes of the same octets', (t) => {
  for (let time = 0; time < 5; time++) {
    const { private_key, public_key } = drawKeyPair()
    t.true(isTunnelKey(private_key) && isTunnelKey(public_key))
    t.is(execFileSync('wg', ['pubkey'], { input: private_key }).toString().trim(), public_key)
  }
  const secret = Buffer.alloc(32, 7)
  const wg = execFileSync('wg', ['pubkey'], { input: secret.toString('base64') }).toString().trim()
  t.is(publicKeyOf(secret.toString('base64')), wg)
}) // prettier-ignore

test('S1-08: wg-quick reads the box’s end, with a peer a router and nobody else’s addresses', async (t) => {
  const box = drawKeyPair()
  const peers = ['githurai-2', 'juja-gate'].map((name, at) => {
    return { name, address: `10.98.0.${at + 2}`, public_key: drawKeyPair().public_key }
  })
  const text = tunnelConfiguration({ private_key: box.private_key, port: 51820 }, peers)
  const folder = await mkdtemp(join(tmpdir(), 'lango-tunnel-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const file = join(folder, 'lango.conf')
  await writeFile(file, text, { mode: 0o600 })
  const stripped = execFileSync('wg-quick', ['strip', file], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
  t.regex(stripped, /ListenPort = 51820/)
  t.false(stripped.includes('Address ='), 'wg-quick has taken it for itself')
  for (const { address, public_key } of peers) t.true(stripped.includes(`PublicKey = ${public_key}\nAllowedIPs = ${address}/32`))
  t.is(stripped.match(/\[Peer\]/g)!.length, 2)
}) // prettier-ignore

test('S1-08: the box’s script brings the tunnels up once, takes routers in without cutting others, and half an answer changes nothing', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lango-tunnels-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const at = (name: string) => join(folder, name)
  const stand = (name: string, text: string) => writeFile(at(name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  // No kernel with WireGuard here: what would be done to it is written down; wg-quick itself judges the file.
  await stand('wg', `echo "wg $*" >>${at('did')}`)
  await stand('wg-quick', `[ "$1" = strip ] && exec /usr/bin/wg-quick "$@"; echo "wg-quick $*" >>${at('did')}; touch ${at('up')}`)
  await stand('lango', `cat ${at('told')}`)
  const template = await readFile(new URL('../../../ansible/roles/tunnels/templates/lango-tunnels.j2', import.meta.url), 'utf8')
  const script = template.replace('cd /etc/wireguard', `cd ${folder}`).replace('/usr/local/sbin/lango tunnels', `${at('lango')} tunnels`).replace('/sys/class/net/lango', at('up'))
  await writeFile(at('run'), script, { mode: 0o755 })
  const run = async (told: string) => {
    await writeFile(at('told'), told)
    await writeFile(at('did'), '')
    try {
      execFileSync(at('run'), { env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` }, stdio: 'pipe' })
    } catch {
      return 'failed'
    }
    return (await readFile(at('did'), 'utf8')).trim()
  }
  const { private_key } = drawKeyPair()
  const peers = ['a', 'b'].map((name, each) => ({ name, address: `10.98.0.${each + 2}`, public_key: drawKeyPair().public_key }))
  const text = (count: number) => tunnelConfiguration({ private_key, port: 51820 }, peers.slice(0, count))
  t.is(await run('# No router comes through a tunnel yet.\n'), '')
  t.is(await run(text(1)), 'wg-quick up ./lango.conf')
  t.is(await run(text(1)), '', 'nothing has changed')
  t.is(await run(text(2)), 'wg syncconf lango lango-next.stripped')
  t.regex(await readFile(at('lango.conf'), 'utf8'), new RegExp(peers[1]!.public_key.replaceAll('+', '\\+')))
  t.is(await run('half an answer [Interface'), '')
  t.is(await readFile(at('lango.conf'), 'utf8'), text(2), 'what runs stays')
}) // prettier-ignore

test('T53: what is no key, no address or no name is in no configuration', (t) => {
  const { private_key, public_key } = drawKeyPair()
  const good = { name: 'a', address: '10.98.0.2', public_key }
  for (const wrong of [{ public_key: 'x' }, { address: '10.98.0.2/0' }, { name: 'a\n[Peer]' }])
    t.throws(() => tunnelConfiguration({ private_key, port: 51820 }, [{ ...good, ...wrong }]))
})

test('each router has an address of its own, and the box keeps the first', (t) => {
  const taken = new Set<string>()
  for (let count = 0; count < 600; count++) taken.add(freeAddress(taken)!)
  t.is(taken.size, 600)
  t.false(taken.has('10.98.0.1') || taken.has('10.98.0.255') || taken.has('10.98.1.0'))
})
