// The pages of floats and caps as people see them: axe finds nothing, nothing scrolls sideways, every fold open.

import test from 'ava'
import { openBrowser } from '../support/browser.ts'
import { openLooker } from '../support/looks.ts'
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
  test.serial(`"${name}" looks well at 320 and 1280, light and dark, folds open`, async (t) => {
    const looker = await openLooker(browser, house, cookie)
    t.deepEqual(await looker.findFaults(path), [])
    await looker.close()
  })
}
