// The simulator of Safaricom: what the phone does with a prompt, and the callback that tells of it, byte for byte.

import test from 'ava'
import { asTill, bill, guest, keysOf, openStkTrial, store, type StkTrial } from './safaricom-api.ts'

const names = ({ callbacks }: StkTrial) =>
  callbacks()
    .at(-1)
    ?.CallbackMetadata?.Item.map(({ Name }) => Name)

test('S1-06 U11 approved: the money moves, and the callback has the literals of the real one', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, lango, push } = trial
  const { MerchantRequestID, CheckoutRequestID } = (await push()).body
  const { transaction, state } = await safaricom.answerPrompt(guest, 'approve')

  t.is(state, 'paid')
  const [posted, ...others] = lango.at('/hooks/prompt')
  t.is(others.length, 0)
  t.is(posted?.type, 'application/json')
  t.is(
    posted?.body,
    `{"Body":{"stkCallback":{"MerchantRequestID":"${MerchantRequestID}","CheckoutRequestID":"${CheckoutRequestID}",` +
      `"ResultCode":0,"ResultDesc":"The service request is processed successfully.","CallbackMetadata":{"Item":[` +
      `{"Name":"Amount","Value":50.00},{"Name":"MpesaReceiptNumber","Value":"${transaction?.trans_id}"},` +
      `{"Name":"Balance"},{"Name":"TransactionDate","Value":20261121143200},` +
      `{"Name":"PhoneNumber","Value":254708374149}]}}}}`,
  )
  t.regex(transaction!.trans_id, /^UKL[0-9A-Z]{7}$/)
  t.is(safaricom.shortcode('600966').balance_cents, 5000)
})

test('S3-03 a paid push is also a C2B payment with the same receipt, found by a pull and by status', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, lango, register, push, call } = trial
  await register()
  await push()
  const { transaction } = await safaricom.answerPrompt(guest, 'approve')
  t.deepEqual(
    lango.posted.map(({ path }) => path),
    ['/hooks/prompt', '/hooks/confirm'],
    'and nobody was asked to validate',
  )
  t.deepEqual(JSON.parse(lango.at('/hooks/confirm')[0]!.body), {
    TransactionType: 'Pay Bill',
    TransID: transaction?.trans_id,
    TransTime: '20261121143200',
    TransAmount: '50.00',
    BusinessShortCode: '600966',
    BillRefNumber: '9133574KQXR',
    InvoiceNumber: '',
    OrgAccountBalance: '50.00',
    ThirdPartyTransID: '',
    MSISDN: '2547 ***** 149',
    FirstName: 'NJERI',
    MiddleName: '',
    LastName: '',
  })

  const CallBackURL = 'https://pay.kilima.co.ke/hooks'
  const ShortCode = '600966'
  const registration = {
    ShortCode,
    RequestType: 'Pull',
    NominatedNumber: '0722000000',
    CallBackURL,
  }
  await call('/pulltransactions/v1/register', registration)
  const pulled = await call('/pulltransactions/v1/query', {
    ShortCode,
    StartDate: '2026-11-21 14:00:00',
    EndDate: '2026-11-21 15:00:00',
    OffSetValue: '0',
  })
  t.like((pulled.body['Response'] as unknown[][])[0]![0], {
    transactionId: transaction?.trans_id,
    billreference: '9133574KQXR',
    amount: '50.00',
  })
  await call('/mpesa/transactionstatus/v1/query', {
    Initiator: 'lango',
    SecurityCredential: 'x',
    CommandID: 'TransactionStatusQuery',
    TransactionID: transaction?.trans_id,
    PartyA: ShortCode,
    IdentifierType: '4',
    ResultURL: `${lango.url}/hooks/result`,
    QueueTimeOutURL: `${lango.url}/hooks/timeout`,
    Remarks: 'ok',
  })
  await safaricom.idle()
  t.regex(lango.at('/hooks/result')[0]!.body, /"TransactionStatus","Value":"Completed"/)
})

test('without registered URLs, or with the switch, a push has no C2B twin', async (t) => {
  const trial = await openStkTrial({ switches: { repeat_rule: 'off' } })
  t.teardown(trial.close)
  const { safaricom, lango, register, push } = trial
  await push()
  await safaricom.answerPrompt(guest, 'approve')
  await register()
  safaricom.switches.c2b_after_push = false
  await push()
  await safaricom.answerPrompt(guest, 'approve')
  t.deepEqual(
    lango.posted.map(({ path }) => path),
    ['/hooks/prompt', '/hooks/prompt'],
  )
})

test('S3-01 a till’s push is booked under its store, without an account', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, lango, call, push } = trial
  await call('/mpesa/c2b/v2/registerurl', {
    ShortCode: store.shortcode,
    ResponseType: 'Completed',
    ConfirmationURL: `${lango.url}/hooks/confirm`,
    ValidationURL: `${lango.url}/hooks/validate`,
  })
  await push(asTill(trial))
  const prompt = await safaricom.answerPrompt(guest, 'approve')
  t.is(prompt.text, 'Do you want to pay KES 50 to KILIMA SHOP?')
  safaricom.switches.till_number = 'till'
  await safaricom.pay({ ...bill, shortcode: store.till })
  const told = lango.at('/hooks/confirm').map(({ body }) => JSON.parse(body) as object)
  const till = { TransactionType: 'Customer Merchant Payment', BillRefNumber: '' }
  t.like(told[0], { ...till, BusinessShortCode: store.shortcode })
  t.like(told[1], { ...till, BusinessShortCode: store.till })
  t.is(safaricom.shortcode(store.till).balance_cents, 1550_00)
})

for (const [act, code, words] of [
  ['wrong_pin', 2001, 'The initiator information is invalid.'],
  ['cancel', 1032, 'Request cancelled by user'],
  ['no_balance', 1, 'The balance is insufficient for the transaction.'],
  ['over_limit', 3, 'Declined due to limit rule: greater than the maximum transaction amount.'],
  ['over_daily_limit', 4, 'Declined due to limit rule: would exceed daily transfer limit.'],
  ['pin_locked', 8006, 'The security credential is locked.'],
] as const) {
  test(`a phone that says ${act} is called back with ${code} and no metadata`, async (t) => {
    const trial = await openStkTrial()
    t.teardown(trial.close)
    await trial.push()
    const { transaction, result } = await trial.safaricom.answerPrompt(guest, act)
    await trial.safaricom.idle()
    t.is(transaction, null)
    t.deepEqual(result, { code, words })
    const [callback, ...others] = trial.callbacks()
    t.is(others.length, 0)
    t.deepEqual(keysOf(JSON.stringify(callback)), [
      'MerchantRequestID',
      'CheckoutRequestID',
      'ResultCode',
      'ResultDesc',
    ])
    t.like(callback, { ResultCode: code, ResultDesc: words })
    t.is(trial.safaricom.transactions.length, 0)
  })
}

test('any result code ends a prompt; those that are no numbers are strings', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, push, callbacks } = trial
  for (const [code, words] of [
    ['SFC_IC0003', 'The operator does not exist.'],
    [2028, 'The request is not permitted according to product assignment.'],
    [26, 'System busy. The service request is rejected.'],
    [1001, /^Unable to lock subscriber/],
    [9999, 'An error occurred while sending a push request'],
    [8, 'Declined due to limit rule: would exceed the maximum balance.'],
    [1036, '[STK_CB - ]SMSC ACK timeout.'],
    [1019, 'Transaction has expired.'],
    ['E3008', 'Error, the user has a bad debt contract.'],
    [4711, 'The service request failed.'],
  ] as const) {
    await push()
    await safaricom.answerPrompt(guest, { result_code: code })
    t.is(callbacks().at(-1)?.ResultCode, code)
    const said = callbacks().at(-1)!.ResultDesc
    if (typeof words === 'string') t.is(said, words)
    else t.regex(said, words)
  }
  await push()
  await safaricom.answerPrompt(guest, { result_code: 1, words: 'No.' })
  t.is(callbacks().at(-1)?.ResultDesc, 'No.')

  safaricom.switches.old_prefixes = true
  await push()
  await safaricom.answerPrompt(guest, 'cancel')
  t.is(callbacks().at(-1)?.ResultDesc, '[STK_CB - ]Request cancelled by user')
})

test('a push over the limits is refused when it is approved', async (t) => {
  const switches = { largest_payment: 1000, daily_limit: 1500, repeat_rule: 'off' } as const
  const trial = await openStkTrial({ switches })
  t.teardown(trial.close)
  const codes = []
  for (const Amount of ['1001', '1000', '501', '500']) {
    await trial.push({ Amount })
    codes.push((await trial.safaricom.answerPrompt(guest, 'approve')).result?.code)
  }
  t.deepEqual(codes, [3, 0, 4, 0])
})

test('the metadata is met in other shapes', async (t) => {
  const trial = await openStkTrial({ switches: { repeat_rule: 'off' } })
  t.teardown(trial.close)
  const { safaricom, lango, push, callbacks } = trial
  const bodyOf = async (shape: NonNullable<typeof safaricom.faults.push.fault.shape>) => {
    Object.assign(safaricom.faults.push, { fault: { shape }, times: 1 })
    await push()
    await safaricom.answerPrompt(guest, 'approve')
    return lango.at('/hooks/prompt').at(-1)!.body
  }
  t.regex(await bodyOf('masked_phone'), /"Name":"PhoneNumber","Value":"2547 \*{5} 149"/)
  t.regex(await bodyOf('integer_amount'), /"Name":"Amount","Value":50}/)
  const strings = await bodyOf('strings')
  t.regex(strings, /"ResultCode":"0".*"Value":"50\.00".*"20261121143200".*"254708374149"/)
  t.false(strings.includes('Balance'))
  await bodyOf('reordered')
  const reordered = 'MpesaReceiptNumber Amount PhoneNumber TransactionDate Balance'
  t.deepEqual(names(trial), reordered.split(' '))
  await bodyOf('empty_items')
  t.deepEqual(callbacks().at(-1)?.CallbackMetadata, { Item: [] })
  t.is(await bodyOf('no_body'), '{"stkCallback":null}')
})

test('the item Balance is left out by a switch', async (t) => {
  const trial = await openStkTrial({ switches: { balance_item: 'absent' } })
  t.teardown(trial.close)
  await trial.push()
  await trial.safaricom.answerPrompt(guest, 'approve')
  const four = ['Amount', 'MpesaReceiptNumber', 'TransactionDate', 'PhoneNumber']
  t.deepEqual(names(trial), four)
})
