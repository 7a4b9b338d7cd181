// The simulated phone as a person and a test hold it: a page that works without a script, and the control API.

import test from 'ava'
import { guest, openStkTrial, readReply } from './safaricom-api.ts'

const local = '0708374149'

const submit = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })

const postJson = async (url: string, body: object) =>
  readReply(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )

const page = async (url: string) => (await fetch(url)).text()
const read = async (url: string) => (await (await fetch(url)).json()) as Record<string, unknown>[]

test('a phone is chosen by its number in any spelling; a wrong one is said at its field', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, push } = trial
  const url = `${safaricom.url}/phone`
  t.true((await page(url)).includes('Whose phone is it?'))
  for (const typed of ['0708 374 149', '+254708374149', '254708374149']) {
    const shown = await page(`${url}?number=${encodeURIComponent(typed)}`)
    t.true(shown.includes(`>${local}</h2>`) && shown.includes('No prompt.'), typed)
  }
  const refused = await fetch(`${url}?number=12`)
  t.is(refused.status, 422)
  t.true((await refused.text()).includes('id="number-wrong"'))

  await push()
  t.true((await page(url)).includes(`A prompt lies on ${local}`))
  t.true((await page(safaricom.url)).includes(`/phone?number=${local}`))
})

test('S1-04 the prompt is shown with a PIN to enter, and the form acts on it', async (t) => {
  const trial = await openStkTrial({
    shortcodes: [
      { shortcode: '600966', organisation: 'KILIMA <NET>', passkey: 'bfb279f9aa9bdbcf' },
    ],
  })
  t.teardown(trial.close)
  const { safaricom, push, clock } = trial
  const url = `${safaricom.url}/phone`
  const phone = `${url}?number=${local}`
  await push()
  clock.pass({ seconds: 13 })
  const shown = await page(phone)
  t.true(
    shown.includes('Do you want to pay KES 50 to KILIMA &lt;NET&gt; account 9133574KQXR?') &&
      shown.includes('>47 s<') &&
      shown.includes('name="pin"'),
  )

  const { checkout_request_id } = safaricom.findPrompt(guest)!
  const fields = { checkout_request_id, number: local, fault: 'none', result_code: '17' }
  await submit(url, { ...fields, act: 'approve' })
  t.is(safaricom.findPrompt(guest)?.state, 'open', 'no PIN was entered')
  const sent = await submit(url, { ...fields, act: 'approve', pin: '1234' })
  t.is(sent.status, 303)
  t.is(sent.headers.get('location'), `/phone?number=${local}`)
  t.is(safaricom.findPrompt(guest)?.state, 'paid')
  const after = await page(phone)
  t.true(after.includes('No prompt.') && after.includes('Confirmed. Ksh50 sent'))
  t.true(after.includes('data-tone="good"'))
  await submit(url, { ...fields, act: 'approve', pin: '1234' })
  t.is(safaricom.transactions.length, 1, 'sent twice is paid once')
})

for (const [fields, code] of [
  [{ act: 'approve', pin: '0000' }, 2001],
  [{ act: 'cancel' }, 1032],
  [{ act: 'no_balance' }, 1],
  [{ act: 'result', result_code: 'SFC_IC0003' }, 'SFC_IC0003'],
  [{ act: 'result', result_code: '9999' }, 9999],
] as const) {
  test(`the form ends a prompt with ${code}`, async (t) => {
    const trial = await openStkTrial()
    t.teardown(trial.close)
    const { safaricom, push } = trial
    await push()
    const { checkout_request_id } = safaricom.findPrompt(guest)!
    await submit(`${safaricom.url}/phone`, { checkout_request_id, number: local, ...fields })
    t.is(safaricom.findPrompt(guest)?.result?.code, code)
    t.is(trial.callbacks()[0]?.ResultCode, code)
  })
}

test('S1-14 a prompt is ignored, the phone is off, or it is approved late from its list', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, push, clock } = trial
  const url = `${safaricom.url}/phone`
  const phone = `${url}?number=${local}`
  await push()
  const { checkout_request_id } = safaricom.findPrompt(guest)!
  const fields = { checkout_request_id, number: local }
  await submit(url, { ...fields, act: 'phone_off' })
  t.true((await page(phone)).includes('This phone is off.'))
  await submit(url, { ...fields, act: 'approve_late' })
  t.true((await page(phone)).includes('approved 30 s after that'))
  await submit(url, { ...fields, act: 'ignore' })
  clock.pass({ seconds: 60 })
  const lapsed = await page(phone)
  t.true(lapsed.includes('1037: No response from user.') && lapsed.includes('Approve it late, now'))
  await submit(url, { ...fields, act: 'approve' })
  t.is(safaricom.findPrompt(guest)?.state, 'paid')
  t.deepEqual(
    trial.callbacks().map(({ ResultCode }) => ResultCode),
    [1037, 0],
  )
})

test('the control API lists prompts and messages of a phone, and acts on them', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, push } = trial
  const { url } = safaricom
  await push()
  await push({ PhoneNumber: '254110123456' })
  t.is((await read(`${url}/control/prompts`)).length, 2)
  const [prompt, ...others] = await read(`${url}/control/prompts?phone=${guest}`)
  t.is(others.length, 0)
  t.like(prompt, { phone: guest, state: 'open', account_reference: '9133574KQXR' })

  const act = (fields: object) => postJson(`${url}/control/prompts`, fields)
  t.is((await act({ phone: guest })).status, 422)
  t.is((await act({ phone: '0722000000', act: 'approve' })).status, 404)
  const paid = await act({ phone: local, act: 'approve', fault: { copies: 2 } })
  t.is(paid.status, 200)
  t.is((paid.body['callbacks'] as unknown[]).length, 2)
  t.is((await act({ phone: local, act: 'approve' })).status, 409)
  const id = safaricom.findPrompt('254110123456')!.checkout_request_id
  await act({ checkout_request_id: id, result_code: 26 })
  t.is(safaricom.findPrompt(id)?.result?.code, 26)

  t.is((await read(`${url}/control/messages`)).length, 1)
  t.is((await read(`${url}/control/messages?phone=${guest}`)).length, 1)
  t.is((await read(`${url}/control/messages?phone=254110123456`)).length, 0)
  await postJson(`${url}/control/habits`, { phone: 'every', act: 'cancel' })
  await push({ Amount: '70' })
  await safaricom.idle()
  t.is(safaricom.findPrompt(guest)?.result?.code, 1032)
})

test('the control API and the form of faults make pushes and messages go wrong', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom } = trial
  const { url } = safaricom
  const faults = (fields: object) => postJson(`${url}/control/faults`, fields)
  await faults({ push_fault: 'overtaking', push_fault_times: 2, sms_fault: 'blacklist' })
  t.deepEqual(safaricom.faults.push, { fault: { before_response: 'approve' }, times: 2 })
  t.deepEqual(safaricom.faults.sms, { fault: 'blacklist', times: null, only: null })
  await faults({ push_fault: { lost: true }, push: 'hang', query: 'busy_500', sms: 'html_503' })
  t.deepEqual(safaricom.faults.push, { fault: { lost: true }, times: null })
  t.is(safaricom.faults.api.push.fault, 'hang')
  await faults({ push_fault: 'late', push_fault_late_seconds: 7 })
  t.deepEqual(safaricom.faults.push.fault, { late_seconds: 7 })
  await faults({ clear: true })
  t.deepEqual(safaricom.faults.push, { fault: {}, times: null })
  t.is(safaricom.faults.api.query.fault, 'none')

  await submit(`${url}/faults`, { push_fault: 'twice', push_fault_times: '1', sms_fault: 'lost' })
  t.deepEqual(safaricom.faults.push, { fault: { copies: 2 }, times: 1 })
  t.true((await page(url)).includes('2 things wrong'))

  await postJson(`${url}/control/shortcodes`, { shortcode: '5555', passkey: 'x' })
  const opened = { shortcode: '888880', passkey: 'secret-key', till: '777770', kind: 'till' }
  const told = await postJson(`${url}/control/shortcodes`, opened)
  t.is(told.body['passkey'], true, 'whether, not which')
  t.like(safaricom.shortcode('777770'), { shortcode: '888880', passkey: 'secret-key' })
  t.false((await page(`${url}/control/state`)).includes('secret-key'))
})
