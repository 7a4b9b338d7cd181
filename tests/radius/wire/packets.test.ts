// Packets from RFCs, captures and RouterOS, in hex, with what they say written beside them by someone else's decoder.

import test from 'ava'
import { writeAttributes } from '../../../radius/wire/attributes.ts'
import { authenticityOfReply, authenticityOfRequest } from '../../../radius/wire/authenticators.ts'
import { describePacket } from '../../../radius/wire/description.ts'
import { headerBytes, readPacket, type Packet } from '../../../radius/wire/packet.ts'
import { readExchanges } from './packet-files.ts'

const exchanges = readExchanges()

for (const { name, secret, request, reply } of exchanges) {
  test(`${name}: the request says what is written beside it`, (t) => {
    const packet = readPacket(request.bytes).packet!
    const authenticity: string = authenticityOfRequest(packet, secret)

    t.deepEqual(describePacket(packet), request.decode)
    t.is(authenticity, request.authenticity)
    t.not(authenticityOfRequest(packet, `${secret}?`), 'authentic')
    t.deepEqual(writtenAgain(packet), request.bytes)
  })

  if (!reply) continue
  test(`${name}: the reply says what is written beside it`, (t) => {
    const packet = readPacket(reply.bytes).packet!
    const asked = readPacket(request.bytes).packet!
    const authenticity: string = authenticityOfReply(reply.bytes, request.bytes, secret)

    t.deepEqual(describePacket(packet), reply.decode)
    t.is(authenticity, reply.authenticity)
    t.is(
      authenticityOfReply(reply.bytes, asked, secret),
      authenticityOfReply(reply.bytes, request.bytes, secret),
    )
    t.is(authenticityOfReply(reply.bytes, asked, `${secret}?`), 'wrong_response_authenticator')
    t.deepEqual(writtenAgain(packet), reply.bytes)
  })
}

test('there are packets to read', (t) => {
  t.true(exchanges.length >= 35)
})

/** The header as received and the attributes written anew: no octet may move. */
function writtenAgain({ bytes, attributes }: Packet): Buffer {
  const again = Buffer.alloc(bytes.length)
  bytes.copy(again, 0, 0, headerBytes)
  writeAttributes(again, headerBytes, attributes)
  return again
}
