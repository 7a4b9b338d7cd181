// Addresses as RADIUS carries them (RFC 2865 5, RFC 3162 2) and as people write them.

import assert from 'node:assert'

/** Four octets as dotted text; undefined when there are not four. */
export function readIpv4(value: Buffer): string | undefined {
  return value.length === 4 ? `${value[0]}.${value[1]}.${value[2]}.${value[3]}` : undefined
}

export function writeIpv4(text: string): Buffer {
  const octets = text.split('.')
  assert(octets.length === 4 && octets.every(isOctet), `not an IPv4 address: ${text}`)
  return Buffer.from(octets.map(Number))
}

/** Sixteen octets as text by RFC 5952; undefined when there are not sixteen. */
export function readIpv6(value: Buffer): string | undefined {
  if (value.length !== 16) return undefined

  const groups = Array.from({ length: 8 }, (_, at) => value.readUInt16BE(at * 2).toString(16))
  const run = longestZeroRun(groups)
  if (run.length < 2) return groups.join(':')

  const head = groups.slice(0, run.start).join(':')
  const tail = groups.slice(run.start + run.length).join(':')
  return `${head}::${tail}`
}

export function writeIpv6(text: string): Buffer {
  const halves = text.split('::')
  assert(halves.length <= 2, `not an IPv6 address: ${text}`)
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const gap = 8 - head!.length - (tail?.length ?? 0)
  assert(tail ? gap >= 1 : gap === 0, `not an IPv6 address: ${text}`)

  const groups = [...head!, ...Array.from({ length: gap }, () => '0'), ...(tail ?? [])]
  assert(
    groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)),
    `not an IPv6 address: ${text}`,
  )
  const octets = Buffer.alloc(16)
  groups.forEach((group, at) => octets.writeUInt16BE(Number.parseInt(group, 16), at * 2))
  return octets
}

/** A prefix as `2001:db8::/48`. RFC 3162 2.3: a reserved octet, the length, and as many octets as are needed. */
export function readIpv6Prefix(value: Buffer): string | undefined {
  if (value.length < 2 || value.length > 18) return undefined
  const bits = value[1]!
  if ((value.length - 2) * 8 < bits) return undefined

  const address = Buffer.alloc(16)
  value.copy(address, 0, 2)
  clearHostBits(address, bits) // "Bits outside of the Prefix-Length, if included, MUST be zero."
  return `${readIpv6(address)}/${bits}`
}

export function writeIpv6Prefix(text: string): Buffer {
  const [address, length, ...rest] = text.split('/')
  const bits = Number(length)
  assert(
    rest.length === 0 && /^\d{1,3}$/.test(length ?? '') && bits <= 128,
    `not an IPv6 prefix: ${text}`,
  )
  const octets = writeIpv6(address!)
  const prefix = Buffer.from(octets)
  clearHostBits(prefix, bits)
  assert(prefix.equals(octets), `an IPv6 prefix with bits beyond its length: ${text}`)
  return Buffer.concat([Buffer.of(0, bits), prefix.subarray(0, Math.ceil(bits / 8))])
}

function isOctet(text: string): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= 255
}

function longestZeroRun(groups: string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === '0') length++
    if (length > best.length) best = { start, length }
  }
  return best
}

function clearHostBits(address: Buffer, bits: number): void {
  for (let bit = bits; bit < 128; bit++) {
    address[bit >> 3] = address[bit >> 3]! & ~(0x80 >> (bit & 7))
  }
}
