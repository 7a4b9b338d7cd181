// Who knows the secret? Every way in which a packet can claim it without knowing.

import { createHmac } from 'node:crypto'
import test from 'ava'
import { attribute } from '../../../radius/wire/attributes.ts'
import { authenticityOfReply, authenticityOfRequest } from '../../../radius/wire/authenticators.ts'
import { writeReply, writeRequest, type NewRequest } from '../../../radius/wire/packet-writer.ts'
import { readPacket } from '../../../radius/wire/packet.ts'
import { headerAuthenticator } from '../../../radius/wire/authenticators.ts'
import { exchangeNamed } from './packet-files.ts'

const secret = 'Siri-ya-Lango'
const zeros = Buffer.alloc(16)

function requestBytes(code: NewRequest['code'], messageAuthenticator: boolean): Buffer {
  const attributes = [attribute('User-Name', 'jane'), attribute('Acct-Session-Id', '81000001')]
  return writeRequest({ code, identifier: 9, attributes, secret, messageAuthenticator })
}

const authenticity = (bytes: Buffer) => authenticityOfRequest(readPacket(bytes).packet!, secret)

for (const code of ['Access-Request', 'Status-Server'] as const) {
  test(`one changed octet anywhere in a signed ${code} is noticed`, (t) => {
    const bytes = requestBytes(code, true)
    t.is(authenticity(bytes), 'authentic')
    for (const at of changeable(bytes)) {
      t.is(authenticity(changed(bytes, at)), 'wrong_message_authenticator', `octet ${at}`)
    }
  })
}

for (const code of ['Accounting-Request', 'CoA-Request', 'Disconnect-Request'] as const) {
  test(`one changed octet anywhere in a ${code} is noticed`, (t) => {
    for (const bytes of [requestBytes(code, true), requestBytes(code, false)]) {
      t.is(authenticity(bytes), 'authentic')
      for (const at of changeable(bytes)) {
        t.is(authenticity(changed(bytes, at)), 'wrong_request_authenticator', `octet ${at}`)
      }
    }
  })

  test(`a ${code} whose header is right and whose signature is wrong is refused`, (t) => {
    const bytes = changed(requestBytes(code, true), -1)
    headerAuthenticator(bytes, zeros, secret).copy(bytes, 4)
    t.is(authenticity(bytes), 'wrong_message_authenticator')
  })
}

test('T45: an Access-Request without a Message-Authenticator proves nothing', (t) => {
  t.is(authenticity(requestBytes('Access-Request', false)), 'no_message_authenticator')
})

test('a reply is no request', (t) => {
  const { reply, secret } = exchangeNamed('pppoe-pap')
  t.is(authenticityOfRequest(readPacket(reply!.bytes).packet!, secret), 'not_a_request')
})

test('one changed octet anywhere in a reply is noticed', (t) => {
  const asked = requestBytes('Disconnect-Request', true)
  const reply = writeReply(readPacket(asked).packet!, 'Disconnect-ACK', [], secret)
  for (const at of changeable(reply)) {
    t.is(
      authenticityOfReply(changed(reply, at), asked, secret),
      'wrong_response_authenticator',
      `octet ${at}`,
    )
  }
})

test('T45: an Access reply signed in its header only is told apart from a signed one', (t) => {
  const { request, reply, secret } = exchangeNamed('rfc2865-7.1-pap')
  t.is(authenticityOfReply(reply!.bytes, request.bytes, secret), 'no_message_authenticator')
})

test('T45: an Access reply with a right header and a wrong signature is refused', (t) => {
  const asked = requestBytes('Access-Request', true)
  const reply = changed(writeReply(readPacket(asked).packet!, 'Access-Accept', [], secret), -1)
  headerAuthenticator(reply, asked.subarray(4, 20), secret).copy(reply, 4)
  t.is(authenticityOfReply(reply, asked, secret), 'wrong_message_authenticator')
})

test('a reply signed the way FreeRADIUS 3 does, over zeros, is believed if its header is right', (t) => {
  for (const [asking, answering] of [
    ['Accounting-Request', 'Accounting-Response'],
    ['CoA-Request', 'CoA-ACK'],
    ['Access-Request', 'Access-Accept'],
  ] as const) {
    const asked = requestBytes(asking, true)
    const reply = writeReply(readPacket(asked).packet!, answering, [], secret)
    reply.fill(0, 4, 20)
    reply.fill(0, 22)
    createHmac('md5', secret).update(reply).digest().copy(reply, 22)
    headerAuthenticator(reply, asked.subarray(4, 20), secret).copy(reply, 4)

    const expected = answering === 'Access-Accept' ? 'wrong_message_authenticator' : 'authentic'
    t.is(authenticityOfReply(reply, asked, secret), expected)
  }
})

test('a CoA reply with a right header and a wrong signature is refused', (t) => {
  const asked = requestBytes('CoA-Request', true)
  const reply = changed(writeReply(readPacket(asked).packet!, 'CoA-ACK', [], secret), -1)
  headerAuthenticator(reply, asked.subarray(4, 20), secret).copy(reply, 4)
  t.is(authenticityOfReply(reply, asked, secret), 'wrong_message_authenticator')
})

test('an answer to another request is not its answer', (t) => {
  const { request, reply, secret } = exchangeNamed('disconnect-ack')
  const another = exchangeNamed('coa-ack')

  t.is(authenticityOfReply(reply!.bytes, another.request.bytes, secret), 'not_its_answer')
  t.is(authenticityOfReply(changed(reply!.bytes, 1), request.bytes, secret), 'not_its_answer')
  t.is(authenticityOfReply(request.bytes, request.bytes, secret), 'not_its_answer')
  t.is(authenticityOfReply(reply!.bytes, reply!.bytes, secret), 'not_its_answer')
  t.is(authenticityOfReply(reply!.bytes, Buffer.alloc(0), secret), 'not_its_answer')
})

test('more secrets than are kept ready still work', (t) => {
  const { packet } = readPacket(requestBytes('Access-Request', true))
  for (let other = 0; other < 10_001; other++) authenticityOfRequest(packet!, `other ${other}`)
  t.is(authenticityOfRequest(packet!, secret), 'authentic')
})

test('bytes that are no packet are no answer', (t) => {
  t.is(
    authenticityOfReply(Buffer.from('hello'), requestBytes('CoA-Request', true), secret),
    'unreadable',
  )
})

/** Octets that can change and leave a packet of the same code and shape: not code, length or attribute headers. */
function changeable(bytes: Buffer): number[] {
  const places = Array.from({ length: 16 }, (_, at) => at + 4)
  for (let at = 20; at < bytes.length; at += bytes[at + 1]!) {
    for (let octet = at + 2; octet < at + bytes[at + 1]!; octet++) places.push(octet)
  }
  return places
}

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  const place = at < 0 ? bytes.length + at : at
  copy[place]! ^= 1
  return copy
}
