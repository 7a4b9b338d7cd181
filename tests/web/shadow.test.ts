// A paybill in shadow as the office sees it: what Lango would have done beside what the other system did, and going live.

import test from 'ava'
import { openBrowser } from '../support/browser.ts'
import { openLooker } from '../support/looks.ts'
import { paybill } from '../support/factories.ts'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { pay } from './past.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { otieno, njeri } = await openKilima(appliance, clock)
await db('shortcodes').where({ shortcode: paybill }).update({ shadow: true })
const owner = await signedIn(origin, 'owner')
const finance = await signedIn(origin, 'finance')
const auditor = await signedIn(origin, 'auditor')
const cashier = await signedIn(origin, 'cashier')
const browser = await openBrowser()
test.after.always(async () => {
  await browser.close()
  await door.close()
})

const page = `/settings/paybills/${paybill}/shadow`
const paid = (code: string, amount: number, who: typeof otieno, minute: number) =>
  pay(door, { at: `2026-11-21T11:4${minute}:00Z`, code, amount, typed: who, name: 'PETER' })

test.serial('S4-02: the page lays what Lango would have done beside what the other system did', async (t) => {
  t.regex(said((await owner.get(page)).html), /in shadow .*Nothing was watched yet/)
  await paid('UKLSHA0001', 1500, otieno, 0)
  await paid('UKLSHA0002', 1500, njeri, 1)
  await paid('UKLSHA0003', 1000, njeri, 2)
  t.is((await finance.post(`${page}/credits`, { lines: 'nothing of the kind' })).status, 422)
  const lines = [
    'Code\tAccount\tAmount',
    `UKLSHA0001\t${otieno.subscriber.account_no}\t1500`,
    `UKLSHA0002\t${otieno.subscriber.account_no}\t1500`,
    'UKLSHA0009\tKN-77\t300',
  ].join('\n')
  t.is((await finance.post(`${page}/credits`, { lines })).status, 303)
  const words = said((await finance.get(page)).html)
  t.regex(words, /1 the same 1 differs 1 not on their list 1 not seen here/)
  t.regex(words, /UKLSHA0001 .*?Otieno Ouma .*?until .*?the same/)
  t.regex(words, /UKLSHA0009 .*?not seen here .*?KN-77/)
  t.notRegex((await finance.get(page)).html, /\/hooks\//, 'the address is the owner’s')
  t.regex((await owner.get(page)).html, /\/hooks\/[0-9a-f]{48}\/confirmation/)
  t.notRegex((await auditor.get(page)).html, /method="post"[^>]*shadow/)
  t.is((await cashier.get(page)).status, 403)
  t.regex(said((await finance.get('/payments?days=ever')).html), /UKLSHA0003 .*?only watched/)
  t.regex(said((await finance.get('/payments/mpesa/UKLSHA0003')).html), /the other system credits it/)
}) // prettier-ignore

test.serial('S4-02: one that the other system missed is credited here, by a person', async (t) => {
  const { id } = (await db('payments').where({ receipt_code: 'UKLSHA0003' }).first('id'))!
  t.is((await auditor.post(`${page}/credits/${id}`)).status, 403)
  t.is((await finance.post(`${page}/credits/${id}`)).status, 303)
  t.is((await db('payments').where({ id }).first())!.state, 'unsettled')
  t.is((await finance.post(`${page}/credits/${id}`)).status, 409)
})

test.serial('S4-02: a person asks to go live and another says yes', async (t) => {
  t.is((await owner.post(`/settings/paybills/${paybill}/turn`, { to: 'live', why: '' })).status, 422) // prettier-ignore
  const asked = await owner.post(`/settings/paybills/${paybill}/turn`, { to: 'live', why: 'A week without a difference' }) // prettier-ignore
  t.is(asked.status, 303)
  t.regex(said((await owner.get(page)).html), /waits for a second person/)
  const { id } = (await db('approvals').where({ kind: 'paybill_live' }).first('id'))!
  t.regex(said((await finance.get('/approvals')).html), /Go live with a paybill/)
  t.is((await owner.post(`/approvals/${id}/approval`)).status, 409)
  t.is((await finance.post(`/approvals/${id}/approval`)).status, 303)
  t.like(await db('shortcodes').where({ shortcode: paybill }).first(), { shadow: false })
  t.regex(said((await owner.get(page)).html), /live .*Live since/)
})

test.serial('S4-02: a new paybill may begin in shadow', async (t) => {
  const fields = { shortcode: '700123', name: 'New', base_url: 'https://api.safaricom.co.ke', consumer_key: 'k', consumer_secret: 's', shadow: 'yes' } // prettier-ignore
  t.is((await owner.post('/settings/paybills', fields)).status, 303)
  t.like(await db('shortcodes').where({ shortcode: '700123' }).first(), { shadow: true })
  t.regex((await owner.get('/settings/paybills/700123')).html, /in shadow/)
})

test.serial('the page of a paybill in shadow looks well at 320 and 1280, light and dark', async (t) => {
  const looker = await openLooker(browser, origin, owner.cookie())
  t.deepEqual(await looker.findFaults(page), [])
  t.deepEqual(await looker.findFaults('/settings/paybills/700123/shadow'), [])
  await looker.close()
}) // prettier-ignore
