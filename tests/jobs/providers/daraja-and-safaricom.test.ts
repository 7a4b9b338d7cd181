// Our client and our readers against the simulated Safaricom, which shares no code with them.

import test, { type ExecutionContext } from 'ava'
import { generateKeyPairSync } from 'node:crypto'
import { Refusal } from '../../../appliance/errors.ts'
import { parseMsisdn } from '../../../appliance/msisdn.ts'
import { readConfirmation, readValidation } from '../../../appliance/providers/daraja-c2b.ts'
import { readStatusResult } from '../../../appliance/providers/daraja-status.ts'
import { isHashOf } from '../../../appliance/providers/payer.ts'
import { openDaraja, recordsOf } from '../../../jobs/providers/daraja.ts'
import type { StoredToken } from '../../../jobs/providers/daraja-token.ts'
import { bill, openTrial, shortcode } from '../../simulators/safaricom-api.ts'
import { apiFaults, type ApiFault } from '../../simulators/safaricom/faults.ts'

const pem = (type: 'spki' | 'pkcs8') => ({ type, format: 'pem' }) as const
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: pem('spki') as { type: 'spki'; format: 'pem' },
  privateKeyEncoding: pem('pkcs8') as { type: 'pkcs8'; format: 'pem' },
})

async function openBoth(t: ExecutionContext) {
  const trial = await openTrial({
    initiators: [{ name: 'lango-api', password: 'Str0ng#Pass' }],
    private_key: privateKey,
  })
  t.teardown(trial.close)
  let stored: StoredToken | undefined
  const store = {
    read: () => Promise.resolve(stored),
    write: (token: string, expires_at: Temporal.Instant) =>
      Promise.resolve(void (stored = { token, expires_at })),
  }
  const account = {
    base_url: trial.safaricom.url,
    consumer_key: 'key',
    consumer_secret: 'secret',
    initiator_name: 'lango-api',
    initiator_password: 'Str0ng#Pass',
    certificate_pem: publicKey,
  }
  const pace = { turn: () => Promise.resolve() }
  const daraja = openDaraja(account, store, trial.clock.now, { pace, limits: { total_ms: 2000 } })
  const hook = (name: string) => `${trial.lango.url}/hooks/${name}`
  const addresses = {
    shortcode,
    confirmation_url: hook('confirm'),
    validation_url: hook('validate'),
    when_silent: 'Completed',
    version: 'v1',
  } as const
  const question = {
    shortcode,
    result_url: hook('result'),
    timeout_url: hook('timeout'),
    occasion: 'callback 71',
  }
  const day = () => ({
    shortcode,
    from: trial.clock.now().subtract({ hours: 24 }),
    to: trial.clock.now().add({ minutes: 1 }),
  })
  return { trial, daraja, addresses, question, day, account, store, pace }
}

test('S4-01: what is registered arrives, is read, and its hash is the payer’s', async (t) => {
  const { trial, daraja, addresses } = await openBoth(t)
  trial.safaricom.shortcode(shortcode).validation = true
  t.is((await daraja.registerUrls(addresses)).answer.outcome, 'registered')
  const paid = await trial.safaricom.pay(bill)
  await trial.safaricom.idle()

  const asked = readValidation(Buffer.from(trial.lango.at('/hooks/validate')[0]!.body))
  const confirmed = readConfirmation(Buffer.from(trial.lango.at('/hooks/confirm')[0]!.body))
  if ('unreadable' in asked || 'unreadable' in confirmed) return t.fail()

  t.is(asked.org_balance_cents, null)
  for (const { receipt_code, amount_cents, account_key, shortcode: ours } of [asked, confirmed]) {
    t.deepEqual(
      [receipt_code, Number(amount_cents), account_key, ours],
      [paid.trans_id, 1500_00, '4821072', shortcode],
    )
  }
  t.is(String(confirmed.paid_at), '2026-11-21T11:32:00Z')
  t.true(confirmed.customer_money)
  t.true(isHashOf(confirmed, parseMsisdn('254705912645')))
})

test('F33: lost payments are pulled, over as many pages as there are', async (t) => {
  const { trial, daraja, day } = await openBoth(t)
  const registration = {
    shortcode,
    nominated: parseMsisdn('0722903114'),
    callback_url: `${trial.lango.url}/hooks/pull`,
  }
  t.is((await daraja.registerPull(registration)).answer.outcome, 'registered')
  t.is((await daraja.registerPull(registration)).answer.outcome, 'already_registered')
  for (const empty of ['string', 'nested', 'error_500'] as const) {
    trial.safaricom.switches.pull_empty = empty
    t.deepEqual((await daraja.pullTransactions(day())).answer.rows, [])
  }

  const paid = []
  for (let nth = 0; nth < 230; nth++) paid.push(await trial.safaricom.pay(bill, { lost: true }))
  const { answer } = await daraja.pullTransactions(day())
  t.true(answer.complete)
  t.deepEqual(
    answer.rows.map((row) => row.receipt_code).toSorted(),
    paid.map((payment) => payment.trans_id).toSorted(),
  )
  t.like(answer.rows[0], {
    amount_cents: 1500_00,
    account_typed: '4821072',
    msisdn: '254705912645',
  })

  const wanted = answer.rows[120]!.receipt_code
  const sooner = await daraja.pullTransactions({ ...day(), wanted })
  t.is(sooner.records.length, 2, 'The second page has it: the third is not asked for.')
  t.is(sooner.answer.rows.length, 200)
  t.false(sooner.answer.complete)
})

test('S3-06: a status is asked with the operator’s credential, and its result proves the payment', async (t) => {
  const { trial, daraja, question } = await openBoth(t)
  const { trans_id } = await trial.safaricom.pay(bill)
  const { answer } = await daraja.queryTransactionStatus({ ...question, receipt_code: trans_id })
  await trial.safaricom.tick()
  await trial.safaricom.idle()

  const result = readStatusResult(Buffer.from(trial.lango.at('/hooks/result')[0]!.body))
  t.like(result, {
    outcome: 'completed',
    receipt_code: trans_id,
    amount_cents: 1500_00,
    occasion: 'callback 71',
    initiator_refused: false,
    ...(answer.outcome === 'accepted' && { conversation_id: answer.conversation_id }),
  })
  t.is(result.debit_party.msisdn, parseMsisdn('254705912645'))
  t.is(result.credit_party.shortcode, shortcode)
})

test('a wrong operator’s password is told as such', async (t) => {
  const { trial, account, store, pace, question } = await openBoth(t)
  const wrong = openDaraja({ ...account, initiator_password: 'old' }, store, trial.clock.now, {
    pace,
  })
  await wrong.queryTransactionStatus({ ...question, receipt_code: 'UKL8WANJA1' })
  await trial.safaricom.tick()
  await trial.safaricom.idle()
  const result = readStatusResult(Buffer.from(trial.lango.at('/hooks/result')[0]!.body))
  t.like(result, { outcome: 'unknown', result_code: '2001', initiator_refused: true })
})

test('a token that another system replaced is renewed on the way', async (t) => {
  const { trial, daraja, addresses } = await openBoth(t)
  await daraja.registerUrls(addresses)
  await trial.token()
  t.is((await daraja.registerUrls(addresses)).answer.outcome, 'registered')
})

for (const fault of apiFaults.filter((name) => name !== 'none')) {
  test(`F37: while the API answers ${fault}, a pull is a refusal with its record, then works again`, async (t) => {
    const { trial, daraja, day } = await openBoth(t)
    const { pull } = trial.safaricom.faults.api
    await daraja.registerPull({
      shortcode,
      nominated: parseMsisdn('0722903114'),
      callback_url: `${trial.lango.url}/hooks/pull`,
    })
    await trial.safaricom.pay(bill)
    pull.fault = fault
    const error = await t.throwsAsync(daraja.pullTransactions(day()))
    t.true(error instanceof Refusal)
    t.true(recordsOf(error).length > 0)
    const permanent: ApiFault[] = ['no_product']
    t.is((error as Refusal).status, permanent.includes(fault) ? 422 : 503, (error as Refusal).code)

    pull.fault = 'none'
    t.is((await daraja.pullTransactions(day())).answer.rows.length, 1)
  })
}
