// A packet in words, for logs and people: `User-Name = "jane"`. Octets are hex; nothing is decrypted.

import { readIpv4, readIpv6, readIpv6Prefix } from './addresses.ts'
import type { Attribute } from './attributes.ts'
import { definitionOf, type Kind } from './dictionary.ts'
import { readText, type Packet } from './packet.ts'
import { valueName } from './value-names.ts'

/** `Access-Request 1`, then one line an attribute, in wire order. */
export function describePacket(packet: Packet): string[] {
  return [`${packet.code} ${packet.identifier}`, ...packet.attributes.map(describeAttribute)]
}

/** A value that doesn't fit its kind is shown as octets, like a kind we don't know. */
export function describeAttribute({ name, vendor, type, value }: Attribute): string {
  const kind = definitionOf(vendor, type)?.kind ?? 'octets'
  return `${name} = ${readers[kind](value, name) ?? `0x${value.toString('hex')}`}`
}

const readers: Record<Kind, (value: Buffer, name: string) => string | undefined> = {
  text(value) {
    const text = readText(value)
    return text === undefined ? undefined : JSON.stringify(text)
  },
  octets: () => undefined,
  integer(value, name) {
    if (value.length !== 4) return undefined
    const number = value.readUInt32BE(0)
    return valueName(name, number) ?? String(number)
  },
  date: (value) => (value.length === 4 ? String(value.readUInt32BE(0)) : undefined),
  ipaddr: readIpv4,
  ipv6addr: readIpv6,
  ipv6prefix: readIpv6Prefix,
}
