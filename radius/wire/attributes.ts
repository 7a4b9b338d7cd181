// One attribute: a name, a number and a value in octets; and the way attributes lie in a packet (RFC 2865 5).

import assert from 'node:assert'
import { writeIpv4, writeIpv6, writeIpv6Prefix } from './addresses.ts'
import {
  definitionNamed,
  definitionOf,
  type AttributeName,
  type Kind,
  type KindOf,
} from './dictionary.ts'
import { valueNumber, type NameWithValues, type ValueName } from './value-names.ts'

/** A number the dictionary has no name for keeps its number as its name. */
export type UnnamedAttribute = `Attr-${number}` | `Vendor-${number}-${number}`

/** `vendor` is 0 for the RFCs' own attributes; then `type` is the RADIUS type, else the vendor's. */
export interface Attribute {
  readonly name: AttributeName | UnnamedAttribute
  readonly vendor: number
  readonly type: number
  readonly value: Buffer
}

export type AttributeProblem =
  | 'bad_attribute' // A length of 0 or 1, or one that runs past the end.
  | 'bad_message_authenticator' // Not 18 octets, or more than one (RFC 3579 3.2).
  | 'too_many_attributes'

/** The value `attribute()` wants: numbers or the RFC's words, text, addresses as text, octets as a Buffer. */
export type ValueOf<Name extends AttributeName> = Name extends NameWithValues
  ? number | ValueName<Name>
  : {
      text: string
      octets: Buffer
      integer: number
      date: number
      ipaddr: string
      ipv6addr: string
      ipv6prefix: string
    }[KindOf<Name>]

const attributesMax = 200 // FreeRADIUS's limit too; a router sends about twenty.
const vendorSpecific = 26
const messageAuthenticator = 80
const valueBytesMax = 253
const vendorValueBytesMax = 247

/** Makes an attribute of ours. What doesn't fit the dictionary is our own mistake, so it throws. */
export function attribute<Name extends AttributeName>(name: Name, value: ValueOf<Name>): Attribute {
  const definition = definitionNamed(name)
  assert(definition, `the dictionary has no ${name}`)
  const octets = writers[definition.kind](value, name)
  return numberedAttribute(definition.vendor, definition.type, octets)
}

/** Makes an attribute by number: what a packet held, or one that the dictionary lacks. */
export function numberedAttribute(vendor: number, type: number, value: Buffer): Attribute {
  const max = vendor === 0 ? valueBytesMax : vendorValueBytesMax
  assert(value.length <= max, `attribute ${vendor}/${type} has ${value.length} octets of ${max}`)
  return { name: nameOf(vendor, type), vendor, type, value }
}

/** Looks through the attributes from `start` to the end, which makes nothing of them: most of a packet nobody asks for. */
export function checkAttributes(bytes: Buffer, start: number): AttributeProblem | undefined {
  let signatures = 0
  let count = 0

  for (let at = start; at < bytes.length;) {
    const type = bytes[at]!
    const length = at + 1 < bytes.length ? bytes[at + 1]! : 0
    if (length < 2 || at + length > bytes.length) return 'bad_attribute'

    count += type === vendorSpecific ? countVendors(bytes, at + 2, at + length) : 1
    if (type === messageAuthenticator) {
      signatures++
      if (signatures > 1 || length !== 18) return 'bad_message_authenticator'
    }
    if (count > attributesMax) return 'too_many_attributes'
    at += length
  }
  return undefined
}

/**
 * Where the first value of that number begins, of attributes that were checked; -1 for nowhere. The octet before it is its
 * length and two more.
 */
export function seekAttribute(bytes: Buffer, start: number, vendor: number, type: number): number {
  for (let at = start; at < bytes.length; at += bytes[at + 1]!) {
    if (bytes[at] !== vendorSpecific) {
      if (vendor === 0 && bytes[at] === type) return at + 2
      continue
    }
    const end = at + bytes[at + 1]!
    const found = seekVendors(bytes, at + 2, end, vendor, type)
    if (found !== -1) return found
  }
  return -1
}

/** The attributes from `start` on, which were checked. Values are views of `bytes`, not copies. */
export function readAttributes(bytes: Buffer, start: number): Attribute[] {
  const attributes: Attribute[] = []
  const take = (vendor: number, at: number, end: number) => {
    const [type, value] = [bytes[at]!, bytes.subarray(at + 2, end)]
    attributes.push({ name: nameOf(vendor, type), vendor, type, value })
  }
  for (let at = start; at < bytes.length; at += bytes[at + 1]!) {
    const end = at + bytes[at + 1]!
    const vendor = bytes[at] === vendorSpecific ? vendorOf(bytes, at + 2, end) : 0
    if (vendor === 0) take(0, at, end)
    else for (let each = at + 6; each < end; each += bytes[each + 1]!) take(vendor, each, each + bytes[each + 1]!) // prettier-ignore
  }
  return attributes
}

/** How many octets the attributes take in a packet. */
export function sizeOf(attributes: readonly Attribute[]): number {
  let size = 0
  for (const { vendor, value } of attributes) size += (vendor === 0 ? 2 : 8) + value.length
  return size
}

/** Writes the attributes from `at` on and says where they end. Each vendor's attribute gets a container of its own. */
export function writeAttributes(
  bytes: Buffer,
  at: number,
  attributes: readonly Attribute[],
): number {
  for (const { vendor, type, value } of attributes) {
    if (vendor !== 0) {
      bytes[at] = vendorSpecific
      bytes[at + 1] = value.length + 8
      bytes.writeUInt32BE(vendor, at + 2)
      at += 6
    }
    bytes[at] = type
    bytes[at + 1] = value.length + 2
    // By hand: a call to copy costs more than a few octets do.
    for (let each = 0; each < value.length; each++) bytes[at + 2 + each] = value[each]!
    at += value.length + 2
  }
  return at
}

/** RFC 2865 5.26; 0 for content we can't read. That is no reason to refuse the packet: the container is kept as it is. */
function vendorOf(bytes: Buffer, start: number, end: number): number {
  const vendor = end - start < 6 ? 0 : bytes.readUInt32BE(start)
  if (vendor > 0xff_ff_ff) return 0 // "The high-order octet is 0."
  for (let at = start + 4; at < end;) {
    const length = at + 1 < end ? bytes[at + 1]! : 0
    if (length < 2 || at + length > end) return 0
    at += length
  }
  return vendor
}

function countVendors(bytes: Buffer, start: number, end: number): number {
  if (vendorOf(bytes, start, end) === 0) return 1
  let count = 0
  for (let at = start + 4; at < end; at += bytes[at + 1]!) count++
  return count
}

function seekVendors(
  ...[bytes, start, end, vendor, type]: [Buffer, number, number, number, number]
): number {
  const its = vendorOf(bytes, start, end)
  if (its !== vendor) return -1
  if (its === 0) return type === vendorSpecific ? start : -1
  for (let at = start + 4; at < end; at += bytes[at + 1]!) if (bytes[at] === type) return at + 2
  return -1
}

function nameOf(vendor: number, type: number): AttributeName | UnnamedAttribute {
  const definition = definitionOf(vendor, type)
  if (definition) return definition.name
  return vendor === 0 ? `Attr-${type}` : `Vendor-${vendor}-${type}`
}

const writers: Record<Kind, (value: unknown, name: string) => Buffer> = {
  text(value, name) {
    assert(typeof value === 'string' && value !== '', `${name} takes text that is not empty`)
    assert(!value.includes('\0') && value.isWellFormed(), `${name} has a character it may not have`)
    return Buffer.from(value)
  },
  octets(value, name) {
    assert(Buffer.isBuffer(value), `${name} takes octets`)
    return value
  },
  integer: (value, name) =>
    writeInteger(typeof value === 'string' ? valueNumber(name, value) : value, name),
  date: writeInteger,
  ipaddr: (value) => writeIpv4(String(value)),
  ipv6addr: (value) => writeIpv6(String(value)),
  ipv6prefix: (value) => writeIpv6Prefix(String(value)),
}

function writeInteger(value: unknown, name: string): Buffer {
  assert(
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xff_ff_ff_ff,
    `${name} takes a whole number of 32 bits or a word the RFCs give it`,
  )
  const octets = Buffer.allocUnsafe(4)
  octets.writeUInt32BE(Number(value))
  return octets
}
