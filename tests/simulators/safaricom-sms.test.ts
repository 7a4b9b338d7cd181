// The simulator of Safaricom: text messages, M-PESA's own and those of the SMS gateway.

import test from 'ava'
import { bill, guest, openStkTrial, openTrial, type Trial } from './safaricom-api.ts'

const sms = { username: 'lango', api_key: 'a-key', sender: 'LANGO' }

const first = '254711000111'

/** The form as Africa's Talking documents it, with what is given instead; undefined leaves a field out. */
async function send(
  { safaricom }: Trial,
  instead: Record<string, string | undefined> = {},
  apiKey = sms.api_key,
) {
  const fields = {
    username: 'lango',
    to: `+${first}`,
    message: 'Asante. Umelipa KES 1,500.',
    from: 'LANGO',
    bulkSMSMode: '1',
    enqueue: '1',
    ...instead,
  }
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  const answer = await fetch(`${safaricom.url}/version1/messaging`, {
    method: 'POST',
    headers: { apiKey, accept: 'application/json' },
    body: new URLSearchParams(given as [string, string][]),
    signal: AbortSignal.timeout(1000),
  })
  const text = await answer.text()
  const read = answer.status === 201 ? (JSON.parse(text) as { SMSMessageData: Data }) : undefined
  return { status: answer.status, text, data: read?.SMSMessageData }
}

interface Data {
  Message: string
  Recipients: { statusCode: number; number: string; status: string; messageId: string }[]
}

test('a message is sent to each phone that can have it, and the answer is a 201 all the same', async (t) => {
  const trial = await openTrial({ sms })
  t.teardown(trial.close)
  const { status, data } = await send(trial, { to: `+${first},+2547110001` })
  t.is(status, 201)
  const [good, bad] = data!.Recipients
  t.regex(good!.messageId, /^ATPid_\w+$/)
  t.deepEqual(data, {
    Message: 'Sent to 1/2 Total Cost: KES 0.8000',
    Recipients: [
      {
        statusCode: 101,
        number: '+254711000111',
        status: 'Success',
        cost: 'KES 0.8000',
        messageId: good!.messageId,
      },
      {
        statusCode: 403,
        number: '+2547110001',
        status: 'InvalidPhoneNumber',
        cost: '0',
        messageId: 'None',
      },
    ] as never,
  })
  t.is(bad!.statusCode, 403)
  t.like(trial.safaricom.messagesTo(first)[0], {
    from: 'LANGO',
    to: first,
    text: 'Asante. Umelipa KES 1,500.',
    by: 'gateway',
    id: good!.messageId,
  })
  const many = await send(trial, { to: `+${first},+254733000222,+254110000333` })
  t.is(many.data?.Message, 'Sent to 3/3 Total Cost: KES 2.4000')
  t.is(trial.safaricom.messages.length, 4)
})

test('a wrong key or user name is 401 in plain text; without an account every key is wrong', async (t) => {
  const trial = await openTrial({ sms })
  const closed = await openTrial()
  t.teardown(trial.close)
  t.teardown(closed.close)
  for (const refused of [
    await send(trial, {}, 'another'),
    await send(trial, { username: 'sandbox' }),
    await send(closed),
  ]) {
    t.is(refused.status, 401)
    t.is(refused.text, 'The supplied authentication is invalid')
  }
  t.is(trial.safaricom.messages.length, 0)
})

test('a sender that was not approved is a 201 without recipients', async (t) => {
  const trial = await openTrial({ sms })
  t.teardown(trial.close)
  const { status, data } = await send(trial, { from: 'OTHER' })
  t.is(status, 201)
  t.deepEqual(data, { Message: 'InvalidSenderId', Recipients: [] })
  t.is((await send(trial, { from: undefined })).data?.Recipients[0]?.statusCode, 101)
  t.is((await send(trial, { to: undefined })).status, 400)
  t.is((await send(trial, { message: undefined })).status, 400)
})

for (const [fault, statusCode, status] of [
  ['no_balance', 405, 'InsufficientBalance'],
  ['blacklist', 406, 'UserInBlacklist'],
  ['risk_hold', 401, 'RiskHold'],
  ['could_not_route', 407, 'CouldNotRoute'],
  ['do_not_disturb', 409, 'DoNotDisturbRejection'],
  ['internal_error', 500, 'InternalServerError'],
  ['gateway_error', 501, 'GatewayError'],
  ['rejected', 502, 'RejectedByGateway'],
] as const) {
  test(`one recipient fails with ${statusCode}, the others do not`, async (t) => {
    const trial = await openTrial({ sms })
    t.teardown(trial.close)
    Object.assign(trial.safaricom.faults.sms, { fault, times: 1, only: first })
    const { data } = await send(trial, { to: `+254733000222,+${first}` })
    t.is(data?.Message, 'Sent to 1/2 Total Cost: KES 0.8000')
    const refused = { statusCode, number: `+${first}`, status, cost: '0', messageId: 'None' }
    t.deepEqual(data?.Recipients[1], refused)
    const again = await send(trial)
    t.is(again.data?.Recipients[0]?.statusCode, 101, 'once is once')
    t.is(trial.safaricom.messagesTo(first).length, 1)
  })
}

test('F37 the gateway is away, or takes a message and loses it or says nothing', async (t) => {
  const trial = await openTrial({ sms, switches: { spike_arrest: true } })
  t.teardown(trial.close)
  const { safaricom } = trial
  safaricom.faults.api.sms.fault = 'html_503'
  t.is((await send(trial)).status, 503)
  Object.assign(safaricom.faults.api.sms, { fault: 'invalid_token', times: 1 })
  t.is((await send(trial)).text, 'The supplied authentication is invalid')
  Object.assign(safaricom.faults.api.sms, { fault: 'reset', times: 1 })
  await t.throwsAsync(send(trial))
  t.is(safaricom.messages.length, 0)

  safaricom.faults.sms.fault = 'lost'
  t.is((await send(trial)).data?.Recipients[0]?.statusCode, 101)
  t.is(safaricom.messages.length, 0)
  Object.assign(safaricom.faults.sms, { fault: 'accepted_hang', times: 1 })
  await t.throwsAsync(send(trial), { name: 'TimeoutError' })
  t.is(safaricom.messages.length, 1)
  for (const _ of [1, 2, 3])
    t.is((await send(trial)).status, 201, 'Daraja’s pace is not the gateway’s')
})

test('M-PESA tells the payer, by hand and by a prompt, whatever Lango is told', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, push, register, lango } = trial
  await push()
  const { transaction } = await safaricom.answerPrompt(guest, 'approve', { lost: true })
  const [message, ...others] = safaricom.messagesTo(guest)
  t.is(others.length, 0)
  t.like(message, { from: 'MPESA', by: 'mpesa' })
  t.is(
    message?.text,
    `${transaction?.trans_id} Confirmed. Ksh50 sent to KILIMA NET for account 9133574KQXR.`,
  )
  await safaricom.pay(bill)
  t.regex(safaricom.messagesTo(bill.msisdn)[0]!.text, /Confirmed\. Ksh1,500 sent/)

  await register()
  safaricom.shortcode(bill.shortcode).validation = true
  lango.answer = () => ({ status: 200, body: '{"ResultCode":"C2B00012","ResultDesc":"No"}' })
  await safaricom.pay(bill)
  t.regex(safaricom.messagesTo(bill.msisdn)[1]!.text, /not sent: invalid account number/)
})
