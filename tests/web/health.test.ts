// The page that says how the box is, for who looks after it.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { machineNow } from '../../appliance/clock.ts'
import type { Health } from '../../appliance/health.ts'
import { findAxeViolations, openBrowser, openWindow, sidewaysPixels } from '../support/browser.ts'
import { openDoor, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { njeri } = await openKilima(appliance, clock)
const browser = await openBrowser()
const support = await signedIn(origin, 'support')
test.after.always(async () => {
  await browser.close()
  await door.close()
})

async function tell(more: Partial<Health> & Pick<Health, 'name'>): Promise<void> {
  const health: Health = { pid: 7, told_at: String(machineNow()), clock: null, ...more }
  await writeFile(
    join(appliance.config.stateDir, `health-${more.name}.json`),
    JSON.stringify(health),
  )
}

const radius: NonNullable<Health['radius']> = {
  source: 'postgresql',
  fresh: true,
  read_at: String(machineNow()),
  age_seconds: 1,
  services: 4821,
  routers: 3,
  snapshot_bytes: 900,
  spool_bytes: 0,
  unanswered: { unknown_router: 12, no_message_authenticator: 3 },
}

async function looksWell(t: { deepEqual: Function; is: Function }, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [320, 1280]) {
      const window = await openWindow(browser, origin, { width, scheme }, support.cookie())
      const page = await window.newPage()
      await page.goto('/health')
      t.deepEqual(await findAxeViolations(page), [], `${name} ${width} ${scheme}`)
      t.is(await sidewaysPixels(page), 0)
      const folder = process.env['LANGO_SCREENSHOTS']
      if (folder) await page.screenshot({ path: join(folder, `health-${name}-${width}-${scheme}.png`), fullPage: true })
      await window.close()
    }
  }
} // prettier-ignore

test.serial('nobody says anything: the page says so', async (t) => {
  t.true((await support.get('/health')).html.includes('Nobody says anything'))
  await looksWell(t, 'nothing')
})

test.serial('all is well, and Today leads here whom it works for', async (t) => {
  await db('sessions').whereNull('stopped_at').update({ stopped_at: clock.now(), terminate_cause: 'User-Request' } as never) // prettier-ignore
  await tell({ name: 'radius', radius })
  await tell({ name: 'jobs' })
  const { html } = await support.get('/health')
  t.regex(html, /2 well<\/span>/)
  t.true(html.includes('4,821'))
  t.true(html.includes('Nobody is online who has not paid.'))
  await looksWell(t, 'well')
  t.true((await support.get('/')).html.includes('href="/health"'))
  t.false((await (await signedIn(origin, 'finance')).get('/')).html.includes('4,821'))
})

test.serial('F14, F61, U35: what is wrong is said, and who is online without paid time', async (t) => {
  await tell({ name: 'radius', radius: { ...radius, fresh: false, age_seconds: 95, clock_skews: { 'Kilimani-1': -420 } } })
  await tell({ name: 'jobs', told_at: String(machineNow().subtract({ minutes: 3 })) })
  const router = (await db('routers').first('id'))!
  const { id: service_id, user_name } = njeri.service
  const started_at = clock.now().subtract({ hours: 2 })
  await db('sessions').insert({
    session_key: 'class:unpaid', router_id: router.id, service_id, acct_session_id: '81200001', user_name, started_at,
    heard_at: clock.now(),
  } as never)
  t.false((await support.get('/health')).html.includes(`>${user_name}<`), 'paid')
  clock.pass({ hours: 24 * 400 })
  const { html } = await (await signedIn(origin, 'support')).get('/health')
  t.regex(html, /RADIUS has not read PostgreSQL for 1 min/)
  t.regex(html, /The clock of Kilimani-1 is 7 min behind ours/)
  t.regex(html, /jobs has said nothing for 3 min/)
  t.true(html.includes(`>${user_name}<`))
  support.bring((await signedIn(origin, 'support')).cookie())
  await looksWell(t, 'ill')
}) // prettier-ignore
