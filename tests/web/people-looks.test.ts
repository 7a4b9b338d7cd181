import test from 'ava'
import { findAxeViolations, openBrowser, openWindow, sidewaysPixels } from '../support/browser.ts'
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
test.after.always(async () => {
  await browser.close()
  await door.close()
})

const pages: Record<string, string> = {
  People: '/people',
  'A colleague': '/people/2',
  'Oneself among the people': '/people/1',
  Audit: '/audit',
  'An empty audit': '/audit?noun=voucher',
  Approvals: '/approvals',
  'One’s own sign-in': '/me',
  'Setting up codes': '/me/codes',
}

for (const [name, path] of Object.entries(pages)) {
  test.serial(
    `"${name}" looks well at 320, 360 and 1280, light and dark, every fold open`,
    async (t) => {
      for (const scheme of ['light', 'dark'] as const) {
        for (const width of [320, 360, 1280]) {
          const window = await openWindow(browser, origin, { width, scheme }, owner.cookie())
          try {
            const page = await window.newPage()
            t.is((await page.goto(path))!.status(), 200)
            t.is(await page.locator('h1').count(), 1)
            if (width > 320) t.deepEqual(await findAxeViolations(page), [], `${width} ${scheme}`)
            await page.evaluate(
              `for (const fold of document.querySelectorAll('details')) fold.open = true`,
            )
            t.is(await sidewaysPixels(page), 0, `${width}`)
          } finally {
            await window.close()
          }
        }
      }
    },
  )
}
