// Prompts that end without money, or never leave: each says why, none is sent twice, and what only we can set right
// is put before a person.

import test from 'ava'
import type { Msisdn } from '../../appliance/msisdn.ts'
import { readStkResult } from '../../appliance/providers/daraja-stk-results.ts'
import { openCredentials } from '../../appliance/money/shortcodes.ts'
import { readCheckout } from '../../appliance/money/checkout-file.ts'
import { wordsFor } from '../../appliance/words/words.ts'
import { paybill } from '../support/factories.ts'
import { resultCodes } from '../simulators/safaricom/stk-results.ts'
import { openTown, standing, store } from './push-town.ts'

const town = await openTown()
const shop = await openTown({ till: true })
const { appliance, safaricom, clock } = town
const { db, safe } = appliance
safaricom.switches.repeat_rule = 'off'

test.after.always(() => Promise.all([town.close(), shop.close()]))

const said = async (merchant_reference: string) =>
  (await readCheckout(db, merchant_reference, clock.now()))!

async function takeExceptions() {
  const open = await db('exceptions').whereNull('resolved_at')
  await db('exceptions').update({ resolved_at: clock.now(), resolution: 'Seen.' })
  return open.map(({ kind, subject, details }) => [kind, subject, details['reason']])
}

for (const code of resultCodes) {
  test.serial(`A.4: ${code} has its own reason, and a sentence in both languages`, async (t) => {
    const checkout = await town.ask()
    safaricom.setHabit(checkout.msisdn, {
      act: { result_code: /^\d+$/.test(code) ? Number(code) : code },
    })
    await town.work()
    const file = await said(checkout.merchant_reference)
    const expected = readStkResult(code, '')
    t.is(file.stage, 'failed')
    t.like(file.push!.result, { code, reason: expected.reason, state: expected.state })
    t.like(await standing(town, checkout), { push: 'failed', credits: 0, payments: [] })
    for (const language of ['en', 'sw'] as const)
      t.truthy(wordsFor(language).failure[expected.reason as 'wrong_pin'])
    const ours = ['8', '2028', 'SFC_IC0003'].includes(code)
    const open = await takeExceptions()
    t.is(open.length, ours ? 1 : 0, JSON.stringify(open))
    if (ours) t.deepEqual(open[0]!.slice(0, 2), ['work_failed', `send-push:${paybill}`])
  })
}

for (const [mood, sends, state, code] of [
  ['spike_429', 4, 'failed', 'not_sent'],
  ['busy_500', 4, 'failed', 'not_sent'],
  ['maintenance_500', 4, 'failed', 'not_sent'],
  ['invalid_token', 8, 'failed', 'not_sent'], // A new token is tried at once, each time.
  ['html_503', 1, 'failed', 'no_trace'],
  ['html_403', 1, 'failed', 'no_trace'],
  ['internal_500', 1, 'failed', 'no_trace'],
  ['empty_400', 1, 'failed', 'no_trace'],
  ['reset', 1, 'failed', 'no_trace'],
  ['hang', 1, 'failed', 'no_trace'],
] as const) {
  test.serial(`S3-11, F37: not taken, ${mood}: asked ${sends} times at most`, async (t) => {
    const checkout = await town.ask()
    safaricom.faults.api.push.fault = mood
    const before = safaricom.calls.length
    await town.work()
    await town.pass(60, 2)
    safaricom.faults.api.push.fault = 'none'
    await town.pass(1000, 100)
    const calls = safaricom.calls.slice(before).filter(({ path }) => path.includes('/stkpush/'))
    t.true(calls.length <= sends && calls.length > 0, `${calls.length} calls`)
    t.like(await town.pushOf(checkout), { state, result_code: code })
    t.is(safaricom.findPrompt(checkout.msisdn), undefined)
    await takeExceptions()
  })
}

test.serial('S3-11: too busy twice, then taken: one prompt', async (t) => {
  const checkout = await town.ask()
  safaricom.setHabit(checkout.msisdn, { act: 'approve' })
  Object.assign(safaricom.faults.api.push, { fault: 'busy_500', times: 2 })
  await town.work()
  await town.pass(20, 1)
  t.like(await standing(town, checkout), { push: 'paid', attempts: 1, credits: 1 })
  t.is(safaricom.prompts.filter(({ phone }) => phone === checkout.msisdn).length, 1)
})

test.serial('nobody waits for two minutes: what could not be sent is not sent then', async (t) => {
  const checkout = await town.ask()
  clock.pass({ seconds: 121 })
  await town.work()
  t.like(await town.pushOf(checkout), { state: 'failed', result_code: 'not_sent' })
  t.is(safaricom.findPrompt(checkout.msisdn), undefined)
})

test.serial('F37: queries are refused for an hour: asked again until they are not', async (t) => {
  const checkout = await town.ask()
  await town.work()
  Object.assign(safaricom.faults.api.query, { fault: 'html_503', times: null })
  Object.assign(safaricom.faults.api.pull, { fault: 'html_503', times: null })
  await safaricom.answerPrompt(checkout.msisdn, 'approve', { lost: true, c2b: { lost: true } })
  await town.pass(3600, 120)
  t.is((await town.pushOf(checkout)).state, 'sent')
  safaricom.faults.api.query.fault = 'none'
  safaricom.faults.api.pull.fault = 'none'
  await town.pass(3700, 600)
  t.like(await standing(town, checkout), { push: 'paid', credits: 1 })
  await takeExceptions()
})

test.serial('a wrong passkey is put before a person, in words to act on', async (t) => {
  const row = (await db('shortcodes').where({ shortcode: paybill }).first())!
  const credentials = { ...openCredentials(safe, row), passkey: 'wrong' }
  const credentials_sealed = safe.seal(JSON.stringify(credentials), 'shortcodes.credentials')
  await db('shortcodes').where({ shortcode: paybill }).update({ credentials_sealed })
  const checkout = await town.ask()
  await town.work()
  t.like(await town.pushOf(checkout), { state: 'failed', result_code: 'not_sent' })
  const [exception, ...more] = await takeExceptions()
  t.deepEqual(more, [])
  t.is(exception![1], `send-push:${paybill}`)
  t.regex(String(exception![2]), /wrong credentials/i)
  t.regex(String(exception![2]), /passkey/i)
  await db('shortcodes')
    .where({ shortcode: paybill })
    .update({ credentials_sealed: row.credentials_sealed })
})

test.serial(
  'a number that M-Pesa does not know is the guest’s to set right, not ours',
  async (t) => {
    const checkout = await town.ask()
    await db('stk_pushes')
      .where({ checkout_id: checkout.id })
      .update({ msisdn: '254100000000' as Msisdn })
    await town.work()
    const { state } = await town.pushOf(checkout)
    t.true(['sent', 'failed'].includes(state))
    t.deepEqual(await takeExceptions(), [])
  },
)

test.serial(
  'S3-04: a till: the store signs, the till is paid, and nothing has a reference',
  async (t) => {
    const checkout = await shop.ask()
    shop.safaricom.setHabit(checkout.msisdn, { act: 'approve' })
    await shop.work()
    const prompt = shop.safaricom.findPrompt(checkout.msisdn)!
    t.like(prompt, {
      shortcode: store.shortcode,
      party_b: store.till,
      transaction_type: 'CustomerBuyGoodsOnline',
    })
    await shop.pass(1300, 650)
    t.like(await standing(shop, checkout), {
      push: 'paid',
      payments: [prompt.transaction!.trans_id],
      credits: 1,
    })
    t.deepEqual(await shop.appliance.db('exceptions').select('kind', 'details'), [])
  },
)

test.serial('F33, F35: a till whose callback is lost, or comes last', async (t) => {
  for (const fault of [
    { lost: true },
    { lost: true, c2b: { lost: true } },
    { order: 'c2b_first' },
    { late_seconds: 420 },
  ] as const) {
    const checkout = await shop.ask()
    Object.assign(shop.safaricom.faults.push, { fault, times: 1 })
    shop.safaricom.setHabit(checkout.msisdn, { act: 'approve', after_seconds: 7 })
    await shop.work()
    await shop.pass(90, 10)
    await shop.pass(1300, 650)
    t.like(await standing(shop, checkout), {
      push: 'paid',
      payments: [shop.safaricom.findPrompt(checkout.msisdn)!.transaction!.trans_id],
      credits: 1,
    })
  }
  t.deepEqual(await shop.appliance.db('exceptions').select('kind', 'details'), [])
})
