// "Add a router" as a technician does it, in a browser: the form, the line, and the page that fills with ticks while the router
// is at it, up to its first packet and its first session. Timed.

import test from 'ava'
import { openRadius } from '../../radius/radius.ts'
import { radiusOf, tieInside } from '../simulators/router/inside.ts'
import { openRouter } from '../simulators/router/router.ts'
import { openBrowser } from '../support/browser.ts'
import { freeUdpPort } from '../support/processes.ts'
import { findAxeViolations, sidewaysPixels } from '../support/browser.ts'
import { signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { openTlsDoor } from './tls-door.ts'

const ports = { auth: await freeUdpPort(), acct: await freeUdpPort() }
const door = await openTlsDoor({
  LANGO_RADIUS_AUTH_PORT: String(ports.auth),
  LANGO_RADIUS_ACCT_PORT: String(ports.acct),
})
const { appliance, clock, origin } = door
const { db, safe } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const radius = await openRadius(appliance, {
  host: '127.0.0.1',
  authPort: ports.auth,
  acctPort: ports.acct,
  pollMilliseconds: 20,
})
const technician = await signedIn(origin, 'technician')
const browser = await openBrowser()
test.after.always(async () => {
  await browser.close()
  await radius.close()
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
  await page.getByLabel('It serves').selectOption('both')
  await page.getByLabel('Reach').selectOption('direct')
  await page.getByLabel('Its address').fill('127.0.0.66')
  await page.getByRole('button', { name: 'Make the line' }).click()
  await page.getByRole('heading', { name: 'Connect zimmerman-1' }).waitFor()
  const line = (await page.locator('#line').textContent())!

  const ros = door.router({ from: '127.0.0.66', licence: 4 })
  await ros.run('/interface bridge add name=bridge', 'terminal')
  t.is((await ros.run(line, 'terminal')).error, null)
  const done = (words: string) => page.locator('#progress li', { hasText: words }).getByText('done', { exact: true })
  await done('It calls home').waitFor({ timeout: 15_000 }) // The page looks by itself.
  const { id } = (await db('routers').where({ name: 'zimmerman-1' }).first('id'))!
  // A home dials in through it, by the settings that the script left: nobody writes a row but RADIUS.
  const router = await openRouter({ name: ros.rows('/system/identity')[0]!['name']!, address: '127.0.0.66', coa_port: 0, now: clock.now, radius: radiusOf(ros) })
  t.teardown(() => router.close())
  tieInside(ros, router)
  const { rows } = await db.raw<{ rows: { user_name: string; password_sealed: Buffer }[] }>(
    `select v.user_name, v.password_sealed from services v join plans p on p.id = v.plan_id and p.kind = 'pppoe' join subscribers s on s.id = v.subscriber_id
     where s.suspended_at is null and exists (select from credits c where c.service_id = v.id and c.starts_at <= :now and c.ends_at > :now)
       and not exists (select from sessions x where x.service_id = v.id) order by v.id limit 1`, { now: clock.now() as never })
  const [home] = rows
  const password = safe.open(home!.password_sealed, 'services.password')
  const dialled = await router.dial({ user_name: home!.user_name, password, mac: '4C:5E:0C:AA:EE:66', service: 'pppoe' })
  t.is(dialled.outcome, 'online')
  await done('Its first RADIUS packet').waitFor({ timeout: 15_000 })
  await done('The first customer is online').waitFor({ timeout: 15_000 })
  t.is((await db('sessions').where({ router_id: id })).length, 1)
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
