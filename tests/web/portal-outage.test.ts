// What guests and staff see while M-Pesa is away: how to pay by hand, vouchers, and since when.

import { join } from 'node:path'
import test from 'ava'
import { recordSending } from '../../appliance/money/stk-pushes.ts'
import { findAxeViolations, openBrowser, openWindow, sidewaysPixels } from '../support/browser.ts'
import { paybill } from '../support/factories.ts'
import { openDoor, said, signedIn, visit } from './door.ts'
import { ask, drawMac, openHotspot, turn } from './guests.ts'
import { hireStaff } from './kilima.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
const spot = await openHotspot(appliance)
const browser = await openBrowser()
test.after.always(async () => {
  await browser.close()
  await door.close()
})

async function setOut(since: Temporal.Instant | null): Promise<void> {
  const line = since
    ? { failures: 6, failing_since: since, failure: 'daraja_timeout', out_since: since, try_at: since } // prettier-ignore
    : { failures: 0, failing_since: null, failure: null, out_since: null, try_at: null }
  await db('provider_lines')
    .insert({ shortcode: paybill, ...line })
    .onConflict('shortcode')
    .merge()
}

async function looksWell(
  t: { deepEqual: Function; is: Function },
  path: string,
  name: string,
  cookie?: string,
) {
  // prettier-ignore
  for (const width of [320, 1280]) {
    const window = await openWindow(browser, origin, { width, scheme: 'light' }, cookie)
    const page = await window.newPage()
    await page.goto(path)
    t.deepEqual(await findAxeViolations(page), [], `${name} ${width}`)
    t.is(await sidewaysPixels(page), 0)
    const folder = process.env['LANGO_SCREENSHOTS']
    if (folder)
      await page.screenshot({ path: join(folder, `outage-${name}-${width}.png`), fullPage: true })
    await window.close()
  }
}

test.serial('N11: while M-Pesa is away the portal says so, shows how to pay by hand, and unfolds vouchers', async (t) => {
  await setOut(appliance.now())
  const page = await visit(origin).get(spot.arrive(drawMac(), { lang: 'en' }))
  t.regex(said(page.html), /M-Pesa cannot ask phones just now\. Choose, and we show you the paybill/)
  t.regex(said(page.html), /Show me how to pay by hand/)
  t.regex(page.html, /<details class="more" open><summary>I have a voucher/)
  t.regex(said((await visit(origin).get(spot.arrive(drawMac()))).html), /M-Pesa haiwezi kutuma ombi/)
  await looksWell(t, spot.arrive(drawMac(), { lang: 'en' }), 'portal')

  const asked = await ask(appliance, spot, drawMac(), '254723000777')
  await turn(appliance, asked, { state: 'sending' })
  await work((unit) => recordSending(unit, asked.push.id, { outcome: 'not_sent', code: 'provider_out', words: 'M-Pesa does not answer just now.' }, []))
  const waiting = await visit(origin).get(`/p/checkouts/${asked.checkout.merchant_reference}?lang=en`)
  const { account_no } = (await db('subscribers').where({ id: asked.checkout.subscriber_id }).first())!
  t.regex(said(waiting.html), new RegExp(`Paybill ${paybill}.*${account_no}-`))
}) // prettier-ignore

test.serial('N11: Health says since when, and the owner sets who is kept on', async (t) => {
  await setOut(appliance.now().subtract({ minutes: 12 }))
  const owner = await signedIn(origin, 'owner')
  t.regex(said((await owner.get('/health')).html), new RegExp(`it is away The line to M-Pesa ${paybill}, for 12 min`)) // prettier-ignore
  await owner.post('/budgets', { name: 'Outages', month: '20000' })
  const { id } = (await db('budgets').where({ name: 'Outages' }).first('id'))!
  t.regex(said((await owner.get('/budgets')).html), /Nobody is kept on/)
  const wrong = await owner.post('/outage-rule', { outage_budget: String(id), minutes: '2', payments_min: '2' }) // prettier-ignore
  t.is(wrong.status, 422)
  t.regex(said(wrong.html), /A whole number from 5 to 1440/)
  await owner.post('/outage-rule', { outage_budget: String(id), minutes: '90', payments_min: '3' })
  t.regex(said((await owner.get('/budgets')).html), /stay online for 90 minutes past the end, from Outages/) // prettier-ignore
  await looksWell(t, '/budgets', 'budgets', owner.cookie())
  await looksWell(t, '/health', 'health', owner.cookie())
  await owner.post('/outage-rule', { outage_budget: '', minutes: '90', payments_min: '3' })
  t.is(await db('outage_rule').first(), undefined)

  await setOut(null)
  t.regex(said((await owner.get('/health')).html), /it answers The line to M-Pesa/)
  t.notRegex(said((await visit(origin).get(spot.arrive(drawMac(), { lang: 'en' }))).html), /cannot ask phones/) // prettier-ignore
})

test.serial('S4-13: the owner sees who may call us, and a list that would turn true callers away is not enforced', async (t) => {
  const owner = await signedIn(origin, 'owner')
  const page = await owner.get('/settings/sources')
  t.regex(said(page.html), /Safaricom Nothing came in the last seven days/)
  t.regex(page.html, /196\.201\.214\.200/)
  t.regex(said(page.html), /2026-11-21, Safaricom.s going-live page/)
  const blind = await owner.post('/settings/sources', { provider: 'daraja', networks: '196.201.214.200', noted_from: 'A test', mode: 'enforce' })
  t.is(blind.status, 422)
  t.regex(said(blind.html), /Nothing has come from the list this week\. Perhaps a proxy hides who calls/)
  t.is((await owner.post('/settings/sources', { provider: 'daraja', networks: 'here', noted_from: '', mode: 'log' })).status, 422)
  await owner.post('/settings/sources', { provider: 'payhero', networks: '41.90.0.0/16', noted_from: 'Their mail', mode: 'log' })
  t.like(await db('provider_sources').where({ provider: 'payhero' }).first(), { network: '41.90.0.0/16', noted_from: 'Their mail', noted_on: '2026-11-21' })
  t.true((await owner.get('/settings')).html.includes('href="/settings/sources"'))
  await looksWell(t, '/settings/sources', 'sources', owner.cookie())
}) // prettier-ignore

test.serial('S3-06: the owner says for a paybill what opens before it is proved, up to how much, and from which budget', async (t) => {
  const owner = await signedIn(origin, 'owner')
  const page = `/settings/paybills/${paybill}`
  t.regex(said((await owner.get(page)).html), /Nothing opens before it is proved/)
  const { id } = (await db('budgets').where({ name: 'Outages' }).first('id'))!
  const wrong = await owner.post(`${page}/trust`, { trust_budget: String(id), cap: 'much', trust_minutes: '15' })
  t.is(wrong.status, 422)
  await owner.post(`${page}/trust`, { trust_budget: String(id), cap: '2,000', trust_minutes: '20' })
  t.regex(said((await owner.get(page)).html), /A message of up to KES 2,000 opens its line for 20 minutes/)
  await looksWell(t, page, 'paybill', owner.cookie())
  await owner.post(`${page}/trust`, { trust_budget: '', cap: '2,000', trust_minutes: '20' })
  t.is(await db('trust_rules').first(), undefined)
}) // prettier-ignore
