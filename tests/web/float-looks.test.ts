// The pages of floats and caps as people see them: axe finds nothing, nothing scrolls sideways, every fold open.

import test from 'ava'
import { findAxeViolations, openBrowser, openWindow, sidewaysPixels } from '../support/browser.ts'
import { openDoor, signedIn } from './door.ts'
import { fillFloat } from './float-acts.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { njeri } = await openKilima(appliance, clock)
await openHotspotDay({ appliance, clock })
const { id } = (await db('staff').where({ role: 'reseller' }).first('id'))!
await db('subscribers').where({ id: njeri.subscriber.id }).update({ reseller_id: id })
const owner = await signedIn(origin, 'owner')
const seller = await signedIn(origin, 'reseller')
const { account_no } = njeri.subscriber
const bare = await openDoor()
await hireStaff(bare.appliance)
const newcomer = await signedIn(bare.origin, 'reseller')
const alone = await signedIn(bare.origin, 'owner')
await fillFloat(appliance, id, 12_500)
const form = { form_no: crypto.randomUUID(), account: account_no, amount: '1500' }
await seller.post('/float/credits', form)
const plan = String((await db('plans').where({ kind: 'hotspot' }).first('id'))!.id)
await seller.post('/float/vouchers', { batch: crypto.randomUUID(), plan, count: '20' })
await owner.post('/caps/cashier', { amount: '3000', why: 'New people at the counter' })
await owner.post('/caps/finance', { amount: '90000', why: 'Month’s end' })
const browser = await openBrowser()
test.after.always(async () => {
  await browser.close()
  await bare.close()
  await door.close()
})

const pages: Record<string, [string, string, string]> = {
  Resellers: [origin, '/floats', owner.cookie()],
  'A float': [origin, `/floats/${id}`, owner.cookie()],
  'One’s own float': [origin, '/float', seller.cookie()],
  'Whom to credit': [origin, `/float?account=${account_no}`, seller.cookie()],
  'An empty float': [bare.origin, '/float', newcomer.cookie()],
  Caps: [origin, '/caps', owner.cookie()],
  'Caps of nobody’s making': [bare.origin, '/caps', alone.cookie()],
}

for (const [name, [house, path, cookie]] of Object.entries(pages)) {
  test.serial(`axe finds nothing wrong with "${name}", and it fits 320 px`, async (t) => {
    for (const scheme of ['light', 'dark'] as const) {
      for (const width of [320, 1280]) {
        const window = await openWindow(browser, house, { width, scheme }, cookie)
        const page = await window.newPage()
        t.is((await page.goto(path))!.status(), 200)
        t.is(await sidewaysPixels(page), 0, `${width}`)
        await page.evaluate(
          `for (const fold of document.querySelectorAll('details')) fold.open = true`,
        )
        t.is(await sidewaysPixels(page), 0, `${width}, folds open`)
        t.deepEqual(await findAxeViolations(page), [], `${width} ${scheme}`)
        await window.close()
      }
    }
  })
}
