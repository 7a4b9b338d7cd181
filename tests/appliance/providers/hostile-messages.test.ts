// Bytes nobody meant: our readers never throw, and never make of a body another payment than its JSON says.

import test from 'ava'
import * as fc from 'fast-check'
import { readConfirmation } from '../../../appliance/providers/daraja-c2b.ts'
import { readAcknowledgement } from '../../../appliance/providers/daraja-command.ts'
import { readError } from '../../../appliance/providers/daraja-errors.ts'
import { readPullAnswer, readPullRegisterAnswer } from '../../../appliance/providers/daraja-pull.ts'
import { readRegisterAnswer } from '../../../appliance/providers/daraja-register.ts'
import { readStatusResult } from '../../../appliance/providers/daraja-status.ts'
import { readTokenAnswer } from '../../../appliance/providers/daraja.ts'
import { redact } from '../../../appliance/providers/redaction.ts'
import { bytes, message } from './read.ts'

const seeds = [
  'a-paybill-payment.json',
  'numbers-where-text-was.json',
  'a-key-named-proto-and-one-twice.json',
  'pull-rows-in-a-nest.json',
  'pull-rows-as-text.json',
  'status-completed.json',
  'status-says-debit-party-twice.json',
  'registered.json',
  'the-gateway-slows-us-down.json',
  'a-token-for-a-number-of-seconds.json',
].map(message)

interface Change {
  at: number
  cut: number
  put: Uint8Array
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1200),
  cut: fc.nat(6),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc
      .constantFrom(
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '1e9',
        '-',
        '.',
        'null',
        '\\u0000',
        '"TransAmount":"9",',
      )
      .map((words) => bytes(words)),
  ),
})

function mutate(seed: Buffer, changes: Change[]): Buffer {
  return changes.reduce((body: Buffer, { at, cut, put }) => {
    const place = at % (body.length + 1)
    return Buffer.concat([body.subarray(0, place), put, body.subarray(place + cut)])
  }, seed)
}

const mutants = fc
  .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 4 }))
  .map(([seed, changes]) => mutate(seed, changes))
const anything = fc.oneof(
  { weight: 6, arbitrary: mutants },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }).map((some) => Buffer.from(some)) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 4 }).map(bytes) },
)
const statuses = fc.constantFrom(200, 201, 302, 400, 401, 404, 408, 429, 500, 503)

test('no body makes any reader throw', (t) => {
  fc.assert(
    fc.property(anything, statuses, (body, status) => {
      readConfirmation(body)
      readStatusResult(body)
      readPullAnswer(status, body)
      readPullRegisterAnswer(status, body)
      readRegisterAnswer(status, body)
      readAcknowledgement(status, body)
      readTokenAnswer(status, 'text/html', body)
      redact({ message: readError(status, 'application/json', body) })
    }),
    { numRuns: 20_000 },
  )
  t.pass()
})

/** What plain JSON says a field is, in the hand of someone who only knows JSON. */
function plainly(body: Buffer): { receipt: string; cents: number } {
  const said = JSON.parse(new TextDecoder().decode(body)) as Record<string, string | number>
  const amount = Number(String(said['TransAmount']).replaceAll(',', ''))
  return { receipt: String(said['TransID']).trim().toUpperCase(), cents: Math.round(amount * 100) }
}

test('no mutant of a payment is read as another payment than its JSON says', (t) => {
  let read = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds.slice(0, 3)),
      fc.array(change, { maxLength: 3 }),
      (seed, changes) => {
        const body = mutate(seed, changes)
        const reading = readConfirmation(body)
        if ('unreadable' in reading) return

        read++
        const { receipt, cents } = plainly(body)
        t.is(reading.receipt_code, receipt)
        t.is(Number(reading.amount_cents), cents)
        t.true(reading.amount_cents > 0 && reading.amount_cents <= 1_000_000_00)
      },
    ),
    { numRuns: 20_000 },
  )
  t.true(read > 2000, `only ${read} mutants were readable`)
})

test('hostile text is read in no time: patterns do not run away', (t) => {
  const long = 60_000
  const bodies = [
    '*',
    ' ',
    '0',
    '1,',
    'a',
    '-',
    'a*',
    ' *',
    '254',
    '\u0301',
    'access token - ',
  ].map((sign) => {
    const words = sign.repeat(long / sign.length)
    const fields = [
      'TransID',
      'TransAmount',
      'TransTime',
      'MSISDN',
      'BillRefNumber',
      'FirstName',
      'errorMessage',
    ]
    return fields.map((field) => bytes({ TransID: 'UKL8WANJA1', TransAmount: '5', [field]: words }))
  })
  const started = performance.now()
  for (const body of bodies.flat()) {
    readConfirmation(body)
    readStatusResult(body)
    readError(500, '', body)
    redact(JSON.parse(body.toString()))
  }
  const took = performance.now() - started
  t.true(took < 10_000, `${Math.round(took)} ms`)
})
