// The kinds of packet, by number and by word.

import test from 'ava'
import {
  answersTo,
  Code,
  codeName,
  isAccessReply,
  type CodeName,
} from '../../../radius/wire/codes.ts'

test('codes have the RFC words', (t) => {
  for (const [name, number] of Object.entries(Code)) t.is(codeName(number), name as CodeName)
  t.is(codeName(40), 'Disconnect-Request')
  t.is(codeName(43), 'CoA-Request')
  t.is(codeName(46), undefined)
  t.deepEqual(answersTo['CoA-Request'], ['CoA-ACK', 'CoA-NAK'])
  t.true(isAccessReply('Access-Challenge'))
  t.false(isAccessReply('Accounting-Response'))
})
