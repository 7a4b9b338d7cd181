// What Safaricom says of a transaction, in the several hands it writes in.

import test from 'ava'
import { readStatusResult } from '../../../appliance/providers/daraja-status.ts'
import { bytes, message, shown } from './read.ts'

const nobody = { msisdn: null, shortcode: null, name: null }

test('a completed status names both parties, the amount and what we sent along', (t) => {
  t.deepEqual(shown(readStatusResult(message('status-completed.json'))), {
    outcome: 'completed',
    receipt_code: 'UKL8WANJA1',
    amount_cents: 1500_00,
    status_words: 'Completed',
    reason_type: 'Pay Bill Online',
    debit_party: { msisdn: '254722903114', shortcode: null, name: 'WANJIRU KAMAU' },
    credit_party: { msisdn: null, shortcode: '4087120', name: 'NYUMBA NET' },
    account_typed: null,
    finalised_at: '2026-11-21T03:30:15Z',
    originator_conversation_id: '5118-111210-1',
    conversation_id: 'AG_20261121_70301a',
    occasion: 'callback 71',
    result_code: '0',
    result_desc: 'The service request is processed successfully.',
    initiator_refused: false,
  })
})

test('where DebitPartyName comes twice, the second is the credit party', (t) => {
  const result = readStatusResult(message('status-says-debit-party-twice.json'))
  t.is(result.debit_party.shortcode, '4087120')
  t.like(result.credit_party, { msisdn: '254722903114', name: 'WANJIRU KAMAU' })
  t.is(result.occasion, 'refund 4')
  t.is(String(result.finalised_at), '2026-11-21T03:30:15Z')
})

test('one item in place of a list, and blanks in keys, are read', (t) => {
  t.like(readStatusResult(message('status-with-one-item-that-is-no-list.json')), {
    outcome: 'not_final',
    conversation_id: 'AG_20261121_70301b',
    debit_party: nobody,
  })
})

for (const [words, outcome] of [
  ['Completed', 'completed'],
  ['COMPLETED', 'completed'],
  ['Cancelled', 'failed'],
  ['Declined', 'failed'],
  ['Expired', 'failed'],
  ['Initiated', 'not_final'],
  ['Authorized', 'not_final'],
  ['Pending Authorized', 'not_final'],
  ['Not Completed', 'unknown'],
  ['', 'unknown'],
] as const) {
  test(`a status of "${words}" is ${outcome}`, (t) => {
    const item = { Key: 'TransactionStatus', Value: words }
    const body = { Result: { ResultCode: 0, ResultParameters: { ResultParameter: [item] } } }
    t.is(readStatusResult(bytes(body)).outcome, outcome)
    const refused = { Result: { ...body.Result, ResultCode: 1 } }
    t.is(readStatusResult(bytes(refused)).outcome, 'unknown', 'the code wins over the words')
  })
}

test('whatever else comes to the result or timeout address is unknown', (t) => {
  for (const body of [
    '',
    '{}',
    '[]',
    '<html>',
    '{"Result":null}',
    '{"Result":[1]}',
    '{"Result":{}}',
  ]) {
    t.is(readStatusResult(bytes(body)).outcome, 'unknown', body)
  }
})

test('an operator who is locked, wrong or without the role is told apart', (t) => {
  t.true(readStatusResult(message('status-operator-locked.json')).initiator_refused)
  t.false(readStatusResult(message('the-queue-timed-out.json')).initiator_refused)
})
