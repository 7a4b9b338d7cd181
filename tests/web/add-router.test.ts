// "Add a router" as a technician does it, in a browser: the form, the line, and the page that fills with ticks while the router
// is at it, up to its first packet and its first session. Timed.

import test from 'ava'
import { openBrowser } from '../support/browser.ts'
import { findAxeViolations, sidewaysPixels } from '../support/browser.ts'
import { signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { openTlsDoor } from './tls-door.ts'

const door = await openTlsDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const technician = await signedIn(origin, 'technician')
const browser = await openBrowser()
test.after.always(async () => {
  await browser.close()
  await door.close()
})

test('S0-18, N15: from "Add a router" to the first session, on one page that says how far it is', async (t) => {
  const began = performance.now()
  const window = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: door.publicUrl, viewport: { width: 1280, height: 900 } })
  const [name, value] = technician.cookie().split('=') as [string, string]
  await window.addCookies([{ name, value, domain: '127.0.0.1', path: '/', secure: true }])
  const page = await window.newPage()
  await page.goto('/routers')
  await page.getByRole('link', { name: 'Add a router' }).click()
  await page.getByRole('button', { name: 'Make the line' }).click()
  await page.getByText('One word of letters').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('zimmerman-1')
  await page.getByLabel('It serves').selectOption('hotspot')
  await page.getByLabel('Reach').selectOption('direct')
  await page.getByLabel('Its address').fill('102.0.4.17')
  await page.getByRole('button', { name: 'Make the line' }).click()
  await page.getByRole('heading', { name: 'Connect zimmerman-1' }).waitFor()
  const line = (await page.locator('#line').textContent())!

  const ros = door.router({ from: '102.0.4.17', licence: 4 })
  await ros.run('/interface bridge add name=bridge', 'terminal')
  t.is((await ros.run(line, 'terminal')).error, null)
  const done = (words: string) => page.locator('#progress li', { hasText: words }).getByText('done', { exact: true })
  await done('It calls home').waitFor({ timeout: 15_000 }) // The page looks by itself.
  const { id } = (await db('routers').where({ name: 'zimmerman-1' }).first('id'))!
  const at = clock.now()
  await db('router_voices').insert({ router_id: id, nas_identifier: 'MikroTik', since_at: at, heard_at: at })
  await db('sessions').insert({ session_key: 'class:first', router_id: id, acct_session_id: '80a00001', user_name: 'guest', started_at: at, heard_at: at })
  await done('Its first RADIUS packet').waitFor({ timeout: 15_000 })
  await done('The first customer is online').waitFor({ timeout: 15_000 })
  t.log(`${Math.round((performance.now() - began) / 100) / 10} s from the click to the first session`)
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 })
    for (const path of [`/routers/${id}/line`, `/routers/${id}`, '/routers/new']) {
      await page.goto(path)
      t.is(await sidewaysPixels(page), 0, `${path} at ${width}`)
      if (width === 320) t.deepEqual(await findAxeViolations(page), [], path)
    }
  }
  await window.close()
}) // prettier-ignore
