// The simulator of Safaricom: what Pull Transactions and Transaction Status say afterwards.

import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto'
import test from 'ava'
import { bill, openTrial, shortcode, type Trial } from './safaricom-api.ts'

const pullRegistration = {
  ShortCode: shortcode,
  RequestType: 'Pull',
  NominatedNumber: '0722000000',
  CallBackURL: 'https://pay.example.co.ke/hooks/pull',
}

const pull = (trial: Trial, from: string, to: string, offset = '0') =>
  trial.call('/pulltransactions/v1/query', {
    ShortCode: shortcode,
    StartDate: from,
    EndDate: to,
    OffSetValue: offset,
  })

const today = ['2026-11-21 8:00:00', '2026-11-21 23:59:59'] as const

test('pull is registered once, and says so the second time', async (t) => {
  const { call, close } = await openTrial()
  t.teardown(close)
  const first = await call('/pulltransactions/v1/register', pullRegistration)
  t.deepEqual(Object.keys(first.body), [
    'ResponseRefID',
    'ResponseStatus',
    'ShortCode',
    'ResponseDescription',
  ])
  t.is(first.body['ResponseStatus'], '1000')
  const second = await call('/pulltransactions/v1/register', pullRegistration)
  t.is(second.body['ResponseStatus'], '1001')
  const wrong = await call('/pulltransactions/v1/register', { ...pullRegistration, ShortCode: 'x' })
  t.is(wrong.body['errorCode'], '400.001')
})

test('F33 a lost payment is found by a pull: an array in an array', async (t) => {
  const trial = await openTrial()
  t.teardown(trial.close)
  await trial.register()
  const paid = await trial.safaricom.pay(bill, { lost: true })
  t.is((await pull(trial, ...today)).status, 500, 'pull is not registered yet')
  await trial.call('/pulltransactions/v1/register', pullRegistration)

  const found = await pull(trial, ...today)
  t.is(found.body['ResponseCode'], '1000')
  t.deepEqual(found.body['Response'], [
    [
      {
        transactionId: paid.trans_id,
        trxDate: '2026-11-21T14:32:00Z',
        msisdn: 254705912645,
        sender: 'NICHOLAS',
        transactiontype: 'c2b-pay-bill-debit',
        billreference: '4821072',
        amount: '1500.00',
        organizationname: 'ORGANISATION 600966',
      },
    ],
  ])
  t.is(
    (await pull(trial, '2026-11-21 14:32:01', '2026-11-21 15:00:00')).body['ResponseCode'],
    '1001',
  )
})

test('an empty pull has three spellings', async (t) => {
  const trial = await openTrial()
  t.teardown(trial.close)
  await trial.call('/pulltransactions/v1/register', pullRegistration)
  t.is((await pull(trial, ...today)).body['Transaction'], '[[]]')
  trial.safaricom.switches.pull_empty = 'nested'
  t.deepEqual((await pull(trial, ...today)).body['Response'], [[]])
  trial.safaricom.switches.pull_empty = 'error_500'
  const refused = await pull(trial, ...today)
  t.is(refused.status, 500)
  t.is(refused.body['errorCode'], '500')
})

test('a pull pages by a hundred, and forgets after 48 hours', async (t) => {
  const trial = await openTrial()
  t.teardown(trial.close)
  await trial.call('/pulltransactions/v1/register', pullRegistration)
  for (let number = 0; number < 130; number += 1) await trial.safaricom.pay(bill)
  const rows = async (offset: string) =>
    ((await pull(trial, ...today, offset)).body['Response'] as unknown[][] | undefined)?.[0]?.length
  t.is(await rows('0'), 100)
  t.is(await rows('100'), 30)
  t.is(await rows('200'), undefined)

  trial.clock.pass({ hours: 47 })
  t.is(await rows('0'), 100)
  trial.clock.pass({ hours: 2 })
  t.is(await rows('0'), undefined)
})

const statusQuery = (trial: Trial, receipt: string) => ({
  Initiator: 'testapiuser',
  SecurityCredential: 'RC6E9WDxXR4b9X2c6z3gp0oC5Th==',
  CommandID: 'TransactionStatusQuery',
  TransactionID: receipt,
  PartyA: shortcode,
  IdentifierType: '4',
  ResultURL: `${trial.lango.url}/hooks/result`,
  QueueTimeOutURL: `${trial.lango.url}/hooks/timeout`,
  Remarks: 'OK',
  Occasion: 'OK',
})

interface Result {
  Result: Record<string, unknown> & {
    ResultParameters?: { ResultParameter: { Key: string; Value?: string }[] }
  }
}

async function askStatus(trial: Trial, receipt: string, change: object = {}) {
  const path = '/mpesa/transactionstatus/v1/query'
  const before = trial.lango.posted.length
  const ack = await trial.call(path, { ...statusQuery(trial, receipt), ...change })
  await trial.safaricom.idle()
  const posted = trial.lango.posted.slice(before)
  const results = posted.map(({ body }) => (JSON.parse(body) as Result).Result)
  const items = new Map(
    results[0]?.ResultParameters?.ResultParameter.map(({ Key, Value }) => [Key, Value]),
  )
  return { ack, posted, results, items }
}

test('the status of a payment is acknowledged, then posted as documented', async (t) => {
  const trial = await openTrial()
  t.teardown(trial.close)
  const paid = await trial.safaricom.pay({ ...bill, amount_cents: 350_50 })
  const { ack, posted, results, items } = await askStatus(trial, paid.trans_id)

  t.deepEqual(Object.keys(ack.body), [
    'OriginatorConversationID',
    'ConversationID',
    'ResponseCode',
    'ResponseDescription',
  ])
  t.is(posted[0]!.path, '/hooks/result')
  const [result] = results
  t.deepEqual(Object.keys(result!), [
    'ConversationID',
    'OriginatorConversationID',
    'ReferenceData',
    'ResultCode',
    'ResultDesc',
    'ResultParameters',
    'ResultType',
    'TransactionID',
  ])
  t.is(result!['ConversationID'], ack.body['ConversationID'])
  t.deepEqual(result!['ReferenceData'], { ReferenceItem: { Key: 'Occasion', Value: 'OK' } })
  t.deepEqual(
    result!.ResultParameters!.ResultParameter.map(({ Key }) => Key),
    [
      'DebitPartyName',
      'DebitPartyName',
      'OriginatorConversationID',
      'InitiatedTime',
      'DebitAccountType',
      'DebitPartyCharges',
      'TransactionReason',
      'ReasonType',
      'TransactionStatus',
      'FinalisedTime',
      'Amount',
      'ConversationID',
      'ReceiptNo',
    ],
  )
  t.is(result!.ResultParameters!.ResultParameter[0]!.Value, '254705912645 - NICHOLAS')
  t.is(items.get('TransactionStatus'), 'Completed')
  t.is(items.get('Amount'), '350.50')
  t.is(items.get('ReceiptNo'), paid.trans_id)
})

test('an unknown receipt, and another shortcode’s, fail without ResultParameters', async (t) => {
  const trial = await openTrial()
  t.teardown(trial.close)
  const paid = await trial.safaricom.pay(bill)
  for (const [receipt, party] of [
    ['UKL0000000', shortcode],
    [paid.trans_id, '600000'],
  ] as const) {
    const { results } = await askStatus(trial, receipt, { PartyA: party })
    t.is(results[0]!['ResultCode'], 'SFC_IC0003')
    t.false('ResultParameters' in results[0]!)
  }
})

test('F39 the liar says another amount, or that it failed', async (t) => {
  const trial = await openTrial()
  t.teardown(trial.close)
  const more = await trial.safaricom.pay(bill, { liar: 'amount' })
  const failed = await trial.safaricom.pay(bill, { liar: 'failed' })
  t.is((await askStatus(trial, more.trans_id)).items.get('Amount'), '1600')
  t.is((await askStatus(trial, failed.trans_id)).items.get('TransactionStatus'), 'Declined')
})

test('a result may be lost, late, doubled, or go to the time-out URL', async (t) => {
  const trial = await openTrial()
  t.teardown(trial.close)
  const { faults } = trial.safaricom
  const { trans_id } = await trial.safaricom.pay(bill)

  faults.result = 'lost'
  t.is((await askStatus(trial, trans_id)).posted.length, 0)
  faults.result = 'twice'
  t.is((await askStatus(trial, trans_id)).posted.length, 2)
  faults.result = 'timed_out'
  t.is((await askStatus(trial, trans_id)).posted[0]!.path, '/hooks/timeout')
  Object.assign(faults, { result: 'none', result_late_seconds: 300 })
  t.is((await askStatus(trial, trans_id)).posted.length, 0)
  trial.clock.pass({ minutes: 5 })
  await trial.safaricom.tick()
  t.is(trial.lango.at('/hooks/result').length, 3)
})

test('an initiator must be named, known, and know the password', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const trial = await openTrial({
    initiators: [{ name: 'lango', password: 'Safe#2026' }],
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  })
  t.teardown(trial.close)
  const { trans_id } = await trial.safaricom.pay(bill)
  const encrypted = (password: string) =>
    publicEncrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(password),
    ).toString('base64')
  const code = async (change: object) =>
    (await askStatus(trial, trans_id, change)).results[0]?.['ResultCode']

  t.is(await code({ Initiator: 'lango', SecurityCredential: encrypted('Safe#2026') }), 0)
  t.is(await code({ Initiator: 'lango', SecurityCredential: encrypted('wrong') }), 2001)
  t.is(await code({ Initiator: 'nobody', SecurityCredential: encrypted('Safe#2026') }), 2001)
  const bare = await askStatus(trial, trans_id, { SecurityCredential: '' })
  t.is(bare.ack.body['errorMessage'], 'Bad Request - Invalid SecurityCredential')
})
