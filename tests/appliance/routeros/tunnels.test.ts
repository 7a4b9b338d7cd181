import test from 'ava'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
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
