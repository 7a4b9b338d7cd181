// Access-Requests by the thousand, drawn from a seed: every method, right and wrong, signed and not, whole and spoilt.

import { createHash, createHmac } from 'node:crypto'
import {
  attribute,
  numberedAttribute,
  sizeOf,
  writeAttributes,
} from '../../../radius/wire/attributes.ts'
import type { Attribute } from '../../../radius/wire/attributes.ts'
import { credentialOf, octets, spoil, type Draw } from './proofs.ts'
import { randomFrom } from '../wire/fuzz.ts'

export interface User {
  user_name: string
  password: string
}

export interface Login {
  bytes: Buffer
  /** What is the matter with it, or special: `method chap`, `password wrong`, `signature absent`. */
  traits: ReadonlySet<string>
}

/** So many of them; the identifier is the number of the login, modulo 256. */
export function drawLogins(
  count: number,
  seed: number,
  users: readonly User[],
  secret: string,
): Login[] {
  const draw = randomFrom(seed)
  return Array.from({ length: count }, (_, number) => drawLogin(number, draw, users, secret))
}

/** One of the words; the first stands for all that is left of a hundred. */
function pick<Usual extends string, Other extends string>(
  draw: Draw,
  usual: Usual,
  others: Record<Other, number>,
): Usual | Other {
  let lot = draw(100)
  for (const [word, share] of Object.entries(others) as [Other, number][]) {
    if (lot < share) return word
    lot -= share
  }
  return usual
}

function drawLogin(number: number, draw: Draw, users: readonly User[], secret: string): Login {
  const user = users[draw(users.length)]!
  const traits = new Set<string>()
  const note = <Word extends string>(of: string, word: Word): Word => {
    traits.add(`${of} ${word}`)
    return word
  }
  const authenticator = octets(draw, 16)
  const name = nameOf(
    note(
      'name',
      pick(draw, 'known', {
        unknown: 6,
        capitals: 2,
        absent: 1,
        empty: 1,
        nul: 1,
        long: 1,
      }),
    ),
    user,
  )
  const right = note('password', pick(draw, 'right', { wrong: 25, empty: 3 }))
  const password = { right: user.password, wrong: `x${user.password}`, empty: '' }[right]
  const method = note(
    'method',
    pick(draw, 'pap', {
      chap: 20,
      'chap-authenticator': 6,
      'ms-chap': 18,
      'ms-chap2': 24,
      none: 2,
      two: 2,
    }),
  )
  const shape = note('shape', pick(draw, 'whole', { short: 4, long: 4 }))
  const credential = credentialOf(method, { name, password, authenticator, secret, draw }).map(
    (each) => spoil(each, shape),
  )

  const rest = [
    ...(name ? [numberedAttribute(0, 1, name)] : []),
    ...credential,
    attribute('NAS-Port', draw(2 ** 31)),
    attribute('NAS-Identifier', `router-${draw(9)}`),
    ...Array.from({ length: Math.max(0, draw(8) - 4) }, () =>
      attribute('Proxy-State', octets(draw, 1 + draw(40))),
    ),
    ...strange(
      note('extra', pick(draw, 'none', { unknown: 5, vendor: 5, 'broken-vendor': 4, many: 1 })),
      draw,
    ),
  ]
  if (rest.some((each) => each.name === 'Proxy-State')) traits.add('proxy-state')
  const signature = note(
    'signature',
    pick(draw, 'valid', { absent: 6, wrong: 5, twice: 2, short: 2 }),
  )
  const frame = note(
    'frame',
    pick(draw, 'exact', {
      padded: 3,
      'length-over': 2,
      'length-under': 2,
      'attribute-0': 1,
      'attribute-1': 1,
      'attribute-over': 1,
      'other-code': 1,
    }),
  )
  const bytes = layOut(number, authenticator, rest, signature, secret)
  return { bytes: frameAs(frame, bytes, secret, signature, draw), traits }
}

function nameOf(kind: string, { user_name }: User): Buffer | undefined {
  switch (kind) {
    case 'unknown': return Buffer.from(`${user_name}-hakuna`)
    case 'capitals': return Buffer.from(user_name.toUpperCase())
    case 'absent': return undefined
    case 'empty': return Buffer.alloc(0)
    case 'nul': return Buffer.from(`${user_name}\0x`)
    case 'long': return Buffer.from(user_name.padEnd(253, 'm'))
    default: return Buffer.from(user_name)
  }
} // prettier-ignore

function strange(kind: string, draw: Draw): Attribute[] {
  switch (kind) {
    case 'unknown': return [numberedAttribute(0, 224 + draw(16), octets(draw, draw(30)))]
    case 'vendor': return [numberedAttribute(64_000 + draw(9), 1 + draw(250), octets(draw, 1 + draw(30)))]
    case 'broken-vendor': return [numberedAttribute(0, 26, octets(draw, draw(12)))]
    case 'many': return Array.from({ length: 260 }, () => attribute('Class', octets(draw, 2)))
    default: return []
  }
} // prettier-ignore

const header = 20

/** With the signature in the middle, at a place that nobody may count on. */
function layOut(
  number: number,
  authenticator: Buffer,
  rest: Attribute[],
  signature: string,
  secret: string,
): Buffer {
  const blank = numberedAttribute(0, 80, Buffer.alloc(signature === 'short' ? 15 : 16))
  const signatures = { absent: [], twice: [blank, blank] }[signature] ?? [blank]
  const at = rest.length >> 1
  const attributes = [...rest.slice(0, at), ...signatures, ...rest.slice(at)]
  const bytes = Buffer.alloc(header + sizeOf(attributes))
  bytes[0] = 1
  bytes[1] = number & 255
  bytes.writeUInt16BE(bytes.length, 2)
  authenticator.copy(bytes, 4)
  writeAttributes(bytes, header, attributes)
  sign(bytes, header + sizeOf(rest.slice(0, at)), signature, secret)
  return bytes
}

function sign(bytes: Buffer, at: number, signature: string, secret: string): void {
  if (signature === 'absent' || signature === 'short') return
  const digest = createHmac('md5', signature === 'wrong' ? `${secret}!` : secret)
    .update(bytes)
    .digest()
  digest.copy(bytes, at + 2)
}

/** What is around the attributes, or between them, made as it must not be; signed again where that can be. */
function frameAs(
  kind: string,
  bytes: Buffer,
  secret: string,
  signature: string,
  draw: Draw,
): Buffer {
  const again = (changed: Buffer): Buffer => {
    const at = signature === 'valid' ? signatureAt(bytes) : undefined
    if (at === undefined) return changed
    changed.fill(0, at + 2, at + 18)
    sign(changed, at, signature, secret)
    return changed
  }
  const withTail = (...tail: number[]): Buffer => {
    const changed = Buffer.concat([bytes, Buffer.from(tail)])
    changed.writeUInt16BE(changed.length, 2)
    return again(changed)
  }
  switch (kind) {
    case 'padded':
      return Buffer.concat([bytes, octets(draw, 1 + draw(30))])
    case 'length-over':
      bytes.writeUInt16BE(bytes.length + 1 + draw(20), 2)
      return again(bytes)
    case 'length-under':
      bytes.writeUInt16BE(draw(20), 2)
      return again(bytes)
    case 'attribute-0':
      return withTail(24, 0, 1, 1)
    case 'attribute-1':
      return withTail(24, 1, 1, 1)
    case 'attribute-over':
      return withTail(24, 40, 1, 1)
    case 'other-code':
      bytes[0] = [2, 3, 5, 11, 13, 43, 99, 255][draw(8)]!
      return again(bytes)
    default:
      return bytes
  }
}

function signatureAt(bytes: Buffer): number | undefined {
  for (let at = header; at < bytes.length; at += bytes[at + 1]!) if (bytes[at] === 80) return at
  return undefined
}

/** For the report of a difference: the same login has the same name. */
export function nameLogin({ bytes, traits }: Login): string {
  const usual = /^(name known|shape whole|extra none|signature valid|frame exact)$/
  const words = [...traits].filter((trait) => !usual.test(trait)).join(', ')
  return `${createHash('md5').update(bytes).digest('hex').slice(0, 6)} (${words})`
}
