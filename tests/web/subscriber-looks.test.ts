import test from 'ava'
import { findAxeViolations, openBrowser, openWindow, sidewaysPixels } from '../support/browser.ts'
import { openDoor, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { openDesk } from './desk-work.ts'

const door = await openDoor()
await hireStaff(door.appliance)
const kilima = await openKilima(door.appliance, door.clock)
const desk = await openDesk(door, kilima)
const browser = await openBrowser()
const owner = await signedIn(door.origin, 'owner')
test.after.always(async () => {
  await browser.close()
  await door.close()
})

for (const [name, path] of Object.entries(desk.pages)) {
  test.serial(
    `axe finds nothing wrong with "${name}", which fits 320 px with every fold open`,
    async (t) => {
      for (const scheme of ['light', 'dark'] as const) {
        for (const width of [320, 1280]) {
          const window = await openWindow(browser, door.origin, { width, scheme }, owner.cookie())
          const page = await window.newPage()
          const answer = await page.goto(path)
          t.is(answer!.status(), 200)
          t.is(await page.locator('h1').count(), 1)
          await page.evaluate(
            `for (const fold of document.querySelectorAll('details')) fold.open = true`,
          )
          t.deepEqual(await findAxeViolations(page), [], `${width} ${scheme}`)
          t.is(await sidewaysPixels(page), 0, `${width} ${scheme}`)
          await window.close()
        }
      }
    },
  )
}
