// What a vector of a request and its reply says, and whether it holds; and lists of attributes from routers' logs.

import { attribute, sizeOf, type Attribute } from '../../../radius/wire/attributes.ts'
import { authenticityOfReply, authenticityOfRequest } from '../../../radius/wire/authenticators.ts'
import { Code } from '../../../radius/wire/codes.ts'
import { provesPassword, readCredential } from '../../../radius/wire/credentials.ts'
import { describeAttribute } from '../../../radius/wire/description.ts'
import { definitionNamed } from '../../../radius/wire/dictionary.ts'
import { writeReply } from '../../../radius/wire/packet-writer.ts'
import { find, findInteger, readPacket, type Packet } from '../../../radius/wire/packet.ts'
import { chapProves } from '../../../radius/wire/passwords.ts'

interface DecodedAttribute {
  type: number
  name: string
  hex: string
  value?: string | number
  vendorId?: number
  sub?: { vendorType: number; hex: string }[]
}

interface DecodedPacket {
  code: number
  codeName: string
  identifier: number
  length: number
  authenticator: string
  attributes: DecodedAttribute[]
}

export interface ExchangeVector {
  name: string
  secret?: string
  request: string
  requestDecoded: DecodedPacket
  response?: string
  responseDecoded?: DecodedPacket
  password?: string
  cleartextPassword?: string
  inputBytes?: number
  outputBytes?: number
}

export interface SampleVector {
  name: string
  length?: number
  password?: string
  attributes: [string, string | number][]
}

/** RFC 2865 7.3 prints the length of State as `10`, which is its decimal; the packet's own length says 0a. */
const misprints: Record<string, string> = { '18103332373639343330': '180a3332373639343330' }

/** Words of logs for values that the RFCs word otherwise. */
const otherWords: Record<string, string> = { 'Login-User': 'Login' }

export function checkExchange(vector: ExchangeVector, file: { secret?: string }): string[] {
  const secret = vector.secret ?? file.secret!
  const requestBytes = Buffer.from(corrected(vector.request), 'hex')
  const { packet, problem } = readPacket(requestBytes)
  if (!packet) return [`request: ${problem}`]

  const complaints = [
    ...decodesTo(packet, vector.requestDecoded),
    ...same('request is', authenticityOfRequest(packet, secret), expectedOf(vector, packet)),
    ...provesItsPassword(vector, packet, secret),
    ...counts(vector, packet),
  ]
  if (!vector.response || !vector.responseDecoded) return complaints
  return [...complaints, ...checkReply(vector, vector.responseDecoded, packet, secret)]
}

/** A log has no header and no signature: the attributes must be ours to write, and take as many octets. */
export function checkSample(sample: SampleVector): string[] {
  const made = sample.attributes.map(([name, value]) => makeAttribute(name, value))
  const unknown = sample.attributes.filter((_, at) => !made[at]).map(([name]) => `unknown: ${name}`)
  const attributes = made.filter((each) => each !== undefined)
  const length = 20 + sizeOf(attributes)

  const octets = (name: string) => attributes.find((each) => each.name === name)?.value
  const response = octets('CHAP-Password')
  const challenge = octets('CHAP-Challenge')
  const isProved = !response || !challenge || chapProves(response, challenge, sample.password ?? '')
  return [...unknown, ...same('length', length, sample.length), ...same('proved', isProved, true)]
}

function checkReply(
  vector: ExchangeVector,
  decoded: DecodedPacket,
  request: Packet,
  secret: string,
): string[] {
  const bytes = Buffer.from(vector.response!, 'hex')
  const { packet, problem } = readPacket(bytes)
  if (!packet) return [`reply: ${problem}`]

  const isSigned = find(packet, 'Message-Authenticator') !== undefined
  const expected =
    isSigned || !packet.code.startsWith('Access') ? 'authentic' : 'no_message_authenticator'
  const terms = packet.attributes.filter(({ name }) => name !== 'Message-Authenticator')
  const ours = writeReply(request, packet.code, terms, secret)
  const isLaidOutAlike = (ours[20] === 80) === isSigned // Some older replies are unsigned, which ours never are.
  return [
    ...decodesTo(packet, decoded),
    ...same('reply is', authenticityOfReply(bytes, request, secret), expected),
    ...same('our own reply', ours.toString('hex'), isLaidOutAlike ? vector.response : undefined),
  ]
}

function decodesTo(packet: Packet, decoded: DecodedPacket): string[] {
  const theirs = decoded.attributes.flatMap(({ type, name, hex, vendorId, sub }) =>
    sub
      ? sub.map((each) => `${vendorId}/${each.vendorType} ${each.hex}`)
      : `0/${type} ${name} ${hex}`,
  )
  const ours = packet.attributes.map(({ vendor, type, name, value }) =>
    vendor
      ? `${vendor}/${type} ${value.toString('hex')}`
      : `0/${type} ${name} ${value.toString('hex')}`,
  )
  const values = decoded.attributes
    .map(({ name, value }) => [name, value] as const)
    .filter(([, value]) => value !== undefined)
    .filter(([name, value]) => !saysSo(packet, name, value!))
  return [
    ...same('code', Code[packet.code], decoded.code as never),
    ...same<string>('code', packet.code, decoded.codeName),
    ...same('identifier', packet.identifier, decoded.identifier),
    ...same('length', packet.bytes.length, decoded.length),
    ...same('authenticator', packet.authenticator.toString('hex'), decoded.authenticator),
    ...same('attributes', ours.join('\n'), theirs.join('\n')),
    ...values.map(([name, value]) => `${name} is not ${value}`),
  ]
}

/** Whether one of the attributes of that name has the value, as a number, an address or text. */
function saysSo(packet: Packet, name: string, value: string | number): boolean {
  return packet.attributes
    .filter((each) => each.name === name)
    .some((each) => {
      if (typeof value === 'number')
        return each.value.length === 4 && each.value.readUInt32BE(0) === value
      const [, words] = describeAttribute(each).split(' = ', 2)
      return words === value || each.value.toString() === value
    })
}

function expectedOf(
  { name }: ExchangeVector,
  packet: Packet,
): ReturnType<typeof authenticityOfRequest> {
  if (name.includes('WRONG')) return 'wrong_message_authenticator'
  const needsSignature = packet.code === 'Access-Request' || packet.code === 'Status-Server'
  const isSigned = find(packet, 'Message-Authenticator') !== undefined
  return needsSignature && !isSigned ? 'no_message_authenticator' : 'authentic'
}

function provesItsPassword(vector: ExchangeVector, packet: Packet, secret: string): string[] {
  const password = vector.password ?? vector.cleartextPassword
  if (password === undefined) return []
  const credential = readCredential(packet)
  return [
    ...same(
      `${credential.method} proves`,
      provesPassword(credential, packet, secret, password),
      true,
    ),
    ...same(
      'it proves anything',
      provesPassword(credential, packet, secret, `${password}?`),
      false,
    ),
  ]
}

function counts({ inputBytes, outputBytes }: ExchangeVector, packet: Packet): string[] {
  const total = (direction: 'Input' | 'Output') =>
    (findInteger(packet, `Acct-${direction}-Gigawords`) ?? 0) * 2 ** 32 +
    (findInteger(packet, `Acct-${direction}-Octets`) ?? 0)
  return [
    ...same('input', total('Input'), inputBytes),
    ...same('output', total('Output'), outputBytes),
  ]
}

function makeAttribute(name: string, value: string | number): Attribute | undefined {
  const definition = definitionNamed(name)
  if (!definition) return undefined
  if (definition.kind === 'date') return attribute('Event-Timestamp', 0) // The log has it in words.
  if (name === 'User-Password') return attribute(name, Buffer.alloc(16)) // The log has it in clear.
  if (definition.kind === 'octets') {
    const octets = Buffer.from(String(value).replace(/^0x/, ''), 'hex')
    return attribute(definition.name as 'Class', octets)
  }
  return attribute(definition.name as 'User-Name', (otherWords[value] ?? value) as string)
}

function corrected(hex: string): string {
  for (const [misprint, right] of Object.entries(misprints)) hex = hex.replace(misprint, right)
  return hex
}

function same<Value>(what: string, ours: Value, theirs: Value | undefined): string[] {
  return theirs === undefined || ours === theirs ? [] : [`${what}: ours ${ours}, theirs ${theirs}`]
}
