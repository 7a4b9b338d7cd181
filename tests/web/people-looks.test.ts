import test from 'ava'
import { openBrowser } from '../support/browser.ts'
import { openLooker } from '../support/looks.ts'
import { askForSomething } from './asked.ts'
import { openDoor, signedIn } from './door.ts'
import { hireStaff, openKilima, password } from './kilima.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
await hireStaff(appliance)
await openKilima(appliance, clock)
const owner = await signedIn(origin, 'owner')
await owner.post('/me/codes', { password, code: '' })
const mercy = { name: 'Mercy', email: 'mercy@kilima.co.ke', role: 'cashier', site: '' }
await owner.post('/people/invitations', mercy)
await askForSomething(appliance)
const browser = await openBrowser()
const looker = await openLooker(browser, origin, owner.cookie())
test.after.always(async () => {
  await browser.close()
  await door.close()
})

const pages: Record<string, string> = {
  People: '/people',
  'Setting up a box': '/first-steps',
  'A colleague': '/people/2',
  'Oneself among the people': '/people/1',
  Audit: '/audit',
  'An empty audit': '/audit?noun=voucher',
  Approvals: '/approvals',
  'One’s own sign-in': '/me',
  'Setting up codes': '/me/codes',
}

for (const [name, path] of Object.entries(pages)) {
  test.serial(`"${name}" looks well at 320 and 1280, light and dark, folds open`, async (t) => {
    t.deepEqual(await looker.findFaults(path), [])
  })
}
