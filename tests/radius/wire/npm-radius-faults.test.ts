// The known faults of npm `radius` 1.1.4, so that nobody takes it for the server. When one of these fails, it was mended.

import test from 'ava'
import { attribute } from '../../../radius/wire/attributes.ts'
import { authenticityOfRequest } from '../../../radius/wire/authenticators.ts'
import { writeRequest } from '../../../radius/wire/packet-writer.ts'
import { readPacket } from '../../../radius/wire/packet.ts'
import { radius } from './npm-radius.ts'
import { exchangeNamed } from './packet-files.ts'

const secret = 'Siri-ya-Lango'

test('a Disconnect-Request it signs is authentic to nobody', (t) => {
  const byThem = radius.encode({
    code: 'Disconnect-Request',
    identifier: 1,
    secret,
    attributes: [['User-Name', 'jane']],
    add_message_authenticator: true,
  })
  t.is(authenticityOfRequest(readPacket(byThem).packet!, secret), 'wrong_request_authenticator')
})

test('a captured Disconnect-Request, signed by RFC 5176, is refused by it', (t) => {
  const { request, secret } = exchangeNamed('captured-disconnect-request')
  t.is(authenticityOfRequest(readPacket(request.bytes).packet!, secret), 'authentic')
  t.throws(() => radius.decode({ packet: Buffer.from(request.bytes), secret }), {
    any: true, // It throws what is no Error.
    message: /Message-Authenticator mismatch/,
  })
})

test('authenticators whose octets are no UTF-8 look the same to it', (t) => {
  const bytes = requestWithAnOctetOver(0xf8)
  const at = 4 + bytes.subarray(4, 20).findIndex((octet) => octet >= 0xf8)
  bytes[at] = bytes[at] === 0xff ? 0xfe : 0xff

  t.notThrows(() => radius.decode({ packet: Buffer.from(bytes), secret }))
  t.is(authenticityOfRequest(readPacket(bytes).packet!, secret), 'wrong_request_authenticator')
})

/** An octet from 0xf8 on never is UTF-8, so each reads as the same replacement character. */
function requestWithAnOctetOver(octet: number): Buffer {
  const requests = Array.from({ length: 256 }, (_, identifier) =>
    writeRequest({
      code: 'Accounting-Request',
      identifier,
      secret,
      attributes: [attribute('User-Name', 'jane')],
      messageAuthenticator: false,
    }),
  )
  return requests.find((bytes) => bytes.subarray(4, 20).some((each) => each >= octet))!
}
