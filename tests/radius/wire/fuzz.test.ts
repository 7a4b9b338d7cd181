// Any bytes on UDP are survived (design 6, invariant 8; reliability T48, T52).

import { randomBytes } from 'node:crypto'
import test from 'ava'
import { readPacket } from '../../../radius/wire/packet.ts'
import { fuzzCodec } from './fuzz.ts'

test('T52: 200,000 broken packets are read or refused by name, and what is read is kept', (t) => {
  const tally = fuzzCodec(200_000, 20261121)
  t.log(tally)

  t.true(tally['packet']! > 20_000, 'enough of them are still packets')
  for (const problem of [
    'too_short',
    'bad_length',
    'unknown_code',
    'bad_attribute',
    'bad_message_authenticator',
    'missing_message_authenticator',
  ]) {
    t.true(tally[problem]! > 100, problem)
  }
})

test('T48: noise is refused by name', (t) => {
  for (let round = 0; round < 20_000; round++) {
    const noise = randomBytes(round % 200)
    const { packet, problem } = readPacket(noise)
    if (!packet && !problem) t.fail(noise.toString('hex'))
  }
  t.pass()
})
