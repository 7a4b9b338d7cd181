// WireGuard: keys, and the box's end as wg-quick(8) reads it. Pure, but for the dice of a new key.

import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import assert from 'node:assert/strict'
import { isIPv4 } from './router-plan.ts'

/** Of the box, and of nobody else: 10.98.0.2 and on are routers'. */
export const boxTunnelAddress = '10.98.0.1'
export const tunnelBits = 16

export interface KeyPair {
  private_key: string
  public_key: string
}

/** Curve25519, in the base64 that `wg` writes. */
export function drawKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('x25519')
  const private_key = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32)
  return { private_key: private_key.toString('base64'), public_key: publicKeyOf(private_key.toString('base64')) } // prettier-ignore
}

const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex')

/** As `wg pubkey` says it. */
export function publicKeyOf(private_key: string): string {
  const key = Buffer.concat([pkcs8, Buffer.from(private_key, 'base64')])
  const known = createPublicKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }))
  return known.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
}

export function isTunnelKey(words: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(words) && Buffer.from(words, 'base64').length === 32
}

export interface Peer {
  name: string
  address: string
  public_key: string
}

/** /etc/wireguard/lango.conf. A router has one address and sends nothing from any other. */
export function tunnelConfiguration(
  { private_key, port }: { private_key: string; port: number },
  peers: readonly Peer[],
): string {
  assert(isTunnelKey(private_key))
  const each = peers.map(({ name, address, public_key }) => {
    assert(isIPv4(address) && isTunnelKey(public_key) && /^[\w.-]+$/.test(name))
    return `\n[Peer]\n# ${name}\nPublicKey = ${public_key}\nAllowedIPs = ${address}/32\n`
  })
  return `# Written by Lango. What is changed here is gone at the next router.
[Interface]
Address = ${boxTunnelAddress}/${tunnelBits}
ListenPort = ${port}
PrivateKey = ${private_key}
${each.join('')}`
}

/** The first address nobody has. Undefined where all are taken. */
export function freeAddress(taken: ReadonlySet<string>): string | undefined {
  for (let at = 2; at < 0xfffe; at++) {
    const address = `10.98.${at >> 8}.${at & 255}`
    if (!taken.has(address) && (at & 255) !== 0 && (at & 255) !== 255) return address
  }
  return undefined
}
