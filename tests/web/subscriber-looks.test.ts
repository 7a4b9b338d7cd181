import test from 'ava'
import { openBrowser } from '../support/browser.ts'
import { openLooker } from '../support/looks.ts'
import { openDoor, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { openDesk } from './desk-work.ts'

const door = await openDoor()
await hireStaff(door.appliance)
const kilima = await openKilima(door.appliance, door.clock)
const desk = await openDesk(door, kilima)
const browser = await openBrowser()
const owner = await signedIn(door.origin, 'owner')
const looker = await openLooker(browser, door.origin, owner.cookie())
test.after.always(async () => {
  await browser.close()
  await door.close()
})

for (const [name, path] of Object.entries(desk.pages)) {
  test.serial(`"${name}" looks well at 320 and 1280, light and dark, folds open`, async (t) => {
    t.deepEqual(await looker.findFaults(path), [])
  })
}
