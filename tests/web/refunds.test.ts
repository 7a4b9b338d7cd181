// Refunds as the office sees them, and how an owner lets money leave by itself.

import test from 'ava'
import { addAccount } from '../../appliance/money/provider-accounts.ts'
import { openPayoutCredentials } from '../../appliance/money/payout-settings.ts'
import { openBrowser } from '../support/browser.ts'
import { paybill } from '../support/factories.ts'
import { openLooker } from '../support/looks.ts'
import { openDoor, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { agreedRefund, payoutFields } from './refund-acts.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, safe } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const owner = await signedIn(origin, 'owner')
const finance = await signedIn(origin, 'finance')
const auditor = await signedIn(origin, 'auditor')
const settings = `/settings/paybills/${paybill}/payouts`
const browser = await openBrowser()
test.after.always(async () => {
  await browser.close()
  await door.close()
})

test.serial('where nothing leaves by itself, a refund is paid by hand, under its code, or taken back', async (t) => {
  const id = await agreedRefund(door)
  const { html } = await finance.get('/refunds')
  t.regex(html, /to do by hand/)
  t.notRegex(html, new RegExp(`/refunds/${id}/attempts`))
  const blank = await finance.post(`/refunds/${id}/payment`, { code: '' })
  t.is(blank.status, 422)
  t.regex(blank.html, /The M-Pesa code of the payment back, please/)
  t.is((await finance.post(`/refunds/${id}/payment`, { code: 'uklback7h1' })).status, 303)
  t.regex((await finance.get('/refunds?done=paid')).html, /by hand, UKLBACK7H1/)
  t.is((await finance.post(`/refunds/${id}/payment`, { code: 'uklback7h1' })).status, 409, 'once')

  const other = await agreedRefund(door)
  t.is((await finance.post(`/refunds/${other}?_method=delete`)).status, 303)
  t.is((await db('refunds').where({ id: other }).first())!.state, 'taken_back')
  t.notRegex((await auditor.get('/refunds')).html, /refunds\/\d+\?_method/)
}) // prettier-ignore

test.serial('T25: the owner lets money leave: an operator of its own, ways, and a cap', async (t) => {
  t.regex((await owner.get(settings)).html, /Money leaves by hand only/)
  const wrong = await owner.post(settings, { ...payoutFields, b2c: 'phones', cap: 'much', password: '' }) // prettier-ignore
  t.is(wrong.status, 422)
  t.regex(wrong.html, /Five to seven digits/)
  const unproved = await owner.post(settings, { ...payoutFields, password: '' })
  t.is(unproved.status, 422)
  const torn = await owner.post(settings, { ...payoutFields, certificate: '-----BEGIN' })
  t.is(torn.status, 422)
  t.regex(torn.html, /not a certificate/)
  // As a browser sends it: a field is one line.
  const oneLine = payoutFields.certificate.replaceAll('\n', ' ')
  t.is((await owner.post(settings, { ...payoutFields, certificate: oneLine })).status, 303)
  const kept = (await db('payout_settings').where({ shortcode: paybill }).first())!
  t.like(kept, { b2c_shortcode: '600992', reverses: true, daily_cap_cents: 20_000_00 })
  t.is(openPayoutCredentials(safe, kept).initiator_password, 'Gate#2027')
  t.is(openPayoutCredentials(safe, kept).certificate_pem, payoutFields.certificate)
  t.is((await owner.post(settings, { ...payoutFields, password: '', certificate: '', cap: '5000' })).status, 303) // prettier-ignore
  const again = (await db('payout_settings').where({ shortcode: paybill }).first())!
  t.is(openPayoutCredentials(safe, again).initiator_password, 'Gate#2027', 'as it was')
  const page = (await owner.get(settings)).html
  t.notRegex(page, /Gate#2027|BEGIN PUBLIC KEY/)
  const acts = await db('audit').where({ action: 'settings.payouts_changed' })
  t.is(acts.length, 2)
  t.notRegex(JSON.stringify(acts), /Gate#2027/)

  const id = await agreedRefund(door)
  t.regex((await finance.get('/refunds')).html, /goes out soon/)
  t.is((await finance.post(`/refunds/${id}/payment`, { code: 'UKLBACK7H2' })).status, 409, 'not while it may go by itself') // prettier-ignore
}) // prettier-ignore

test.serial('S1-12, T25: the owner lets Paystack give back: with its own key, and a cap', async (t) => {
  const keys = { secret_key: 'sk_test_kilima', payer_email: 'malipo@kilima.example' }
  const typed = { name: 'Paystack', base_url: 'http://127.0.0.1:9', keys }
  const by = { staff: null, source_address: null }
  const shortcode = await appliance.work((unit) => addAccount(unit, safe, 'paystack', typed, by))
  const path = `/settings/paybills/${shortcode}/payouts`
  t.regex((await owner.get('/refunds')).html, new RegExp(path))
  const { html } = await owner.get(path)
  t.regex(html, /Refunds go back by Paystack/)
  t.notRegex(html, /API operator|B2C/)
  t.is((await owner.post(path, { reverses: 'yes', cap: 'much' })).status, 422)
  t.is((await owner.post(path, { reverses: 'yes', cap: '5000' })).status, 303)
  const kept = await db('payout_settings').where({ shortcode }).first()
  t.like(kept, { reverses: true, b2c_shortcode: null, daily_cap_cents: 5000_00 })
  t.regex((await owner.get(path)).html, /Money may leave by itself/)
  t.is((await owner.post(path, { reverses: '', cap: '5000' })).status, 303)
  t.regex((await owner.get(path)).html, /Money leaves by hand only/)
}) // prettier-ignore

for (const [name, path, cookie] of [
  ['Refunds', '/refunds', owner.cookie()],
  ['Refunds, read only', '/refunds', auditor.cookie()],
  ['How money may leave', settings, owner.cookie()],
  ['How Paystack may give back', '/settings/paybills/paystack-kes/payouts', owner.cookie()],
] as const)
  test.serial(`"${name}" looks well at 320 and 1280, light and dark, folds open`, async (t) => {
    if (name === 'Refunds') await db('payouts').update({ state: 'failed', ended_at: clock.now(), due_at: null, result_words: 'The balance is insufficient for the transaction.' }) // prettier-ignore
    const looker = await openLooker(browser, origin, cookie)
    t.deepEqual(await looker.findFaults(path), [])
    await looker.close()
  })
