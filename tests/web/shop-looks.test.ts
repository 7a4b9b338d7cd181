// The shop's pages as people see them: nothing wrong to axe, no sideways scroll on a small phone, light and dark, by keyboard
// and without JavaScript.

import test from 'ava'
import { openBrowser, openWindow, type Look } from '../support/browser.ts'
import { openLooker } from '../support/looks.ts'
import { openDoor, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const day = await openHotspotDay({ appliance, clock })
const browser = await openBrowser()
const owner = await signedIn(origin, 'owner')
const plan = String(day.plan.id)
await owner.post('/vouchers', { plan, count: '4', batch: crypto.randomUUID() })
await owner.post('/vouchers/V000002/voiding', { why: 'Wet from the rain' })
const shift = (await owner.post('/shifts', { float: '500' })).location!
await owner.post(`${shift}/sales`, { plan, count: '2', batch: crypto.randomUUID() })
const batch = (await db('voucher_batches').first('id'))!.id
const router = (await db('routers').first('id'))!.id
const auditor = await signedIn(origin, 'auditor')
const empty = await openDoor()
await hireStaff(empty.appliance)
const alone = await signedIn(empty.origin, 'owner')
test.after.always(async () => {
  await browser.close()
  await empty.close()
  await door.close()
})

const pages: Record<string, [string, string, string]> = {
  Plans: [origin, '/plans', owner.cookie()],
  'Plans not sold any more': [origin, '/plans?show=withdrawn', owner.cookie()],
  'A plan': [origin, `/plans/${plan}`, owner.cookie()],
  'A plan of somebody who only looks': [origin, `/plans/${plan}`, auditor.cookie()],
  'A new plan, half typed': [origin, '/plans/new?name=Home&fair_after=5', owner.cookie()],
  'A batch of vouchers': [origin, `/vouchers/batches/${batch}`, owner.cookie()],
  'A voucher': [origin, '/vouchers/V000002', owner.cookie()],
  'A voucher nobody has': [origin, '/vouchers?number=x', owner.cookie()],
  'Bringing vouchers in': [origin, '/vouchers/import', owner.cookie()],
  Shifts: [origin, '/shifts', owner.cookie()],
  'A shift': [origin, shift, owner.cookie()],
  'Places and routers': [origin, '/routers', owner.cookie()],
  'A router': [origin, `/routers/${router}`, owner.cookie()],
  'A new router': [origin, '/routers/new', owner.cookie()],
  'A router without a line': [origin, `/routers/${router}/line`, owner.cookie()],
  'No plan': [empty.origin, '/plans', alone.cookie()],
  'No shift': [empty.origin, '/shifts', alone.cookie()],
  'No place': [empty.origin, '/routers', alone.cookie()],
}
for (const [name, [house, path, cookie]] of Object.entries(pages)) {
  test.serial(`"${name}" looks well at 320 and 1280, light and dark, folds open`, async (t) => {
    const looker = await openLooker(browser, house, cookie)
    t.deepEqual(await looker.findFaults(path), [])
    await looker.close()
  })
}

test.serial('a cashier’s day works without JavaScript: open, sell, undo, count', async (t) => {
  const cashier = await signedIn(origin, 'cashier')
  const [name, value] = cashier.cookie().split('=') as [string, string]
  const window = await browser.newContext({ javaScriptEnabled: false, baseURL: origin })
  await window.addCookies([{ name, value, url: origin }])
  const page = await window.newPage()
  await page.goto('/shifts')
  await page.getByLabel('In the drawer now, KES').fill('200')
  await page.getByRole('button', { name: 'Open the shift' }).click()
  await page.getByRole('button', { name: 'Sell and print' }).click()
  t.is(await page.locator('.slips li').count(), 1)
  await page.getByRole('link', { name: 'Back to the vouchers' }).click()
  await page.getByText('1 voucher sold').waitFor()
  await page.locator('td summary', { hasText: 'Undo' }).click()
  await page.locator('td').getByLabel('Why').fill('Changed their mind')
  await page.getByRole('button', { name: 'Give KES 50 back' }).click()
  await page.getByText('Peter Ndung’u: Changed their mind').waitFor()
  await page.locator('summary', { hasText: 'Count and close' }).click()
  await page.getByLabel('Counted, KES').fill('200')
  await page.getByRole('button', { name: 'Close the shift' }).click()
  await page.getByText('agrees').waitFor()
  t.is(await page.getByRole('button', { name: 'Sell and print' }).count(), 0)
  await window.close()
})

test.serial('a plan is looked at and saved by keyboard alone', async (t) => {
  const look: Look = { width: 1280, scheme: 'light' }
  const window = await openWindow(browser, origin, look, owner.cookie())
  const page = await window.newPage()
  await page.goto('/plans/new')
  await page.locator('#name').focus()
  await page.keyboard.type('Home 40')
  for (const [field, words] of [['price', '4000'], ['down', '40'], ['up', '20']] as const) {
    await page.locator(`#${field}`).focus()
    await page.keyboard.type(words)
  } // prettier-ignore
  await page.getByRole('button', { name: 'See what the router is told' }).press('Enter')
  await page.getByText('20M/40M').waitFor()
  t.is(await page.locator('#name').inputValue(), 'Home 40')
  await page.getByRole('button', { name: 'Add the plan' }).press('Enter')
  await page.waitForURL(/\/plans\/\d+$/)
  t.is(await page.locator('h1').textContent(), 'Home 40')
  await window.close()
})
