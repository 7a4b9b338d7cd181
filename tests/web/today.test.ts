import test from 'ava'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decideDisk } from '../../appliance/people/box-health.ts'
import { isSlow, readProviderHealth } from '../../appliance/people/provider-health.ts'
import { keepCount } from '../../appliance/people/kept-counts.ts'
import { readToday } from '../../appliance/people/today.ts'
import { openBrowser, openWindow } from '../support/browser.ts'
import { addRouter } from '../support/factories.ts'
import { openDoor, said, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, noon, openKilima } from './kilima.ts'
import { pay } from './past.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, config } = appliance
await hireStaff(appliance)
const { otieno, njeri } = await openKilima(appliance, clock)
await openHotspotDay({ appliance, clock })
const owner = await signedIn(origin, 'owner')
const technician = await signedIn(origin, 'technician')
const cashier = await signedIn(origin, 'cashier')
test.after.always(() => door.close())

const page = async (path: string, visitor = owner) => said((await visitor.get(path)).html)

test.serial('S2-80: every figure of Today leads to rows, as many as it says', async (t) => {
  const { html } = await owner.get('/')
  const figures = [...html.matchAll(/<b><a href="([^"]+)">(?:<small>KES<\/small> )?([\d,]+)<\/a><\/b>/g)]
  const shown = figures.map(([, href, figure]) => [href!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='), figure!])
  t.deepEqual(shown, [
    ['/payments?days=today', '3,600'], ['/payments?days=today', '4'], ['/subscribers?show=online', '3'],
    ['/subscribers?show=ending', '1'], ['/checkouts?days=today', '7'], ['/checkouts?days=today&stage=paid', '2'],
    ['/checkouts?days=today&stage=unpaid', '3'],
  ])
  for (const [href, figure] of shown) t.true((await page(href!)).includes(figure!), href!)
}) // prettier-ignore

test.serial('S2-80: Today is the work of whoever looks: lines and no money for a technician', async (t) => {
  const words = await page('/', technician)
  t.regex(words, /3 lines online, of 3 paid lines\. One needs somebody since 13:58 today\./)
  t.notRegex(words, /received in|Received by the hour|Heard to credited/)
  t.true(words.indexOf('Online by site') < words.indexOf('Needs a person'))
  const money = await page('/', cashier)
  t.regex(money, /KES 3,600 received in 4 payments\./)
  t.notRegex(money, /Needs a person/)
}) // prettier-ignore

test.serial('S2-80: online is told by site, and a site leads to who is online there', async (t) => {
  const [juja] = await db('sites').insert({ name: 'Juja' }).returning('id')
  await db('routers').where({ name: 'juja-gate' }).update({ site_id: juja!.id })
  const { html } = await owner.get('/')
  t.regex(said(html), /Kasarani 2 2 githurai-1/)
  t.true(html.includes('href="/subscribers?show&#x3D;online&amp;site&#x3D;Kasarani"'))
  t.regex(await page('/subscribers?show=online&site=Kasarani'), /Online 2 .* 2 subscribers/)
  t.regex(await page('/subscribers?show=online&site=Juja'), /Online 1 .* 1 subscriber/)
  const there = { id: 1, role: 'support', site_id: juja!.id } as const
  const today = await readToday(appliance, there, { money: true, now: appliance.now() })
  t.deepEqual(today.wellness.routers.map(({ name }) => name), ['juja-gate'])
  t.like(today, { money: { count: 0 }, ending: { count: 0 }, suspended: 0, hotspot: null })
}) // prettier-ignore

test.serial('S2-80: M-Pesa’s word beside what it usually takes, and payments that came without it', async (t) => {
  t.true(isSlow(40_000, 4000))
  t.false(isSlow(33_000, 4000))
  t.false(isSlow(40_000, null))
  const shop = { appliance, clock }
  for (let count = 0; count < 26; count += 1) {
    const at = Temporal.Instant.from(noon).subtract({ seconds: 20 * (30 - count) })
    await pay(shop, { at: String(at), code: `UKMSLOW${String(count).padStart(3, '0')}`, amount: 10, typed: njeri, name: 'NJERI' })
    // The newest twenty are told of late.
    if (count >= 6) await db('payments').where({ receipt_code: `UKMSLOW${String(count).padStart(3, '0')}` }).update({ paid_at: at.subtract({ minutes: 5 }) })
  }
  const { callbacks } = await readProviderHealth(db, Temporal.Instant.from(noon))
  t.true(callbacks.slow)
  t.like(callbacks, { newest: 20, untold: 0 })
  t.true(callbacks.now_ms! >= 300_000 && callbacks.usual_ms! < 60_000, JSON.stringify(callbacks))
  clock.set(noon)
  const words = await page('/health')
  t.regex(words, /things need a look: .*M-Pesa’s word/)
  t.regex(words, /after 5 min M-Pesa’s word usually .*; all of the newest 20 payments What to do Payments are still found/)
  clock.set(noon)
}) // prettier-ignore

test.serial('Health says of each thing how it is, and what to do where it is not well', async (t) => {
  t.deepEqual([decideDisk(90e9, 100e9), decideDisk(10e9, 100e9), decideDisk(4e9, 100e9), decideDisk(0.9e9, 2e9)], ['good', 'tight', 'full', 'full'])
  await mkdir(config.stateDir, { recursive: true })
  const told_at = Temporal.Now.instant().subtract({ minutes: 7 })
  await writeFile(join(config.stateDir, 'health-jobs.json'), JSON.stringify({ name: 'jobs', pid: 1, told_at, clock: null }))
  await db('credits').where({ service_id: otieno.service.id }).update({ due_at: Temporal.Instant.from(noon).subtract({ hours: 1 }) })
  const words = await page('/health')
  for (const part of [/1 trouble Processes jobs has said nothing for 7 min/, /1 Work that is late What to do/, /B free Disk of .* the database has/,
    /believed Clock/, /1 of 3 silent Routers githurai-1/, /600966 Kilima Net .* not registered/, /\d+ Jobs that wait the oldest/]) t.regex(words, part)
  t.regex(await page('/'), /1 trouble Processes/)
}) // prettier-ignore

test.serial('counts of a large town are kept a minute and made anew beside the page; a small town’s are not', async (t) => {
  let made = 0
  const at = (seconds: number) => appliance.now().add({ seconds })
  const look = (seconds: number, large = true) => keepCount(db, { name: 'test', count: async () => (made += 1), isLarge: () => large }, at(seconds))
  t.deepEqual([await look(0, false), await look(1, false)], [1, 2])
  t.deepEqual([await look(2), await look(3), await look(61)], [3, 3, 3])
  t.is(await look(63), 3) // Whoever is first after a minute does not wait.
  t.is(await look(64), 4)
  t.is(await look(2000), 5)
}) // prettier-ignore

test.serial('an open page keeps itself true, at its pace, not while hidden, and keeps nobody signed in', async (t) => {
  const browser = await openBrowser()
  try {
    const window = await openWindow(browser, origin, { width: 1280, scheme: 'light' }, owner.cookie())
    const tab = await window.newPage()
    await tab.clock.install()
    const asked: string[] = []
    tab.on('request', (request) => request.headers()['lango-live'] && asked.push(request.url()))
    await tab.goto('/')
    const seen = async () => (await db('sign_ins').max('seen_at').first())!['max'] as Temporal.Instant
    const before = await seen()
    clock.pass({ minutes: 2 })
    await addRouter(appliance, { name: 'thika-1', address: '10.99.0.77' })
    await tab.clock.runFor(4000)
    t.is(asked.length, 0)
    await tab.clock.runFor(1500)
    await tab.getByText('thika-1').waitFor()
    await tab.getByText('counted at 14:34:00').waitFor()
    t.is(asked.length, 1)
    t.true((await seen()).equals(before))
    await tab.evaluate(`Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`)
    await tab.clock.runFor(60_000)
    t.is(asked.length, 1)
    await tab.locator('#loads a').first().focus()
    await addRouter(appliance, { name: 'thika-2', address: '10.99.0.78' })
    await tab.evaluate(`Object.defineProperty(document, 'hidden', { value: false }); document.dispatchEvent(new Event('visibilitychange'))`)
    await tab.clock.runFor(20_000)
    await tab.getByText('thika-2').waitFor()
    t.is(await tab.evaluate('document.activeElement.textContent'), 'juja-gate', 'the same link anew')
    await tab.evaluate(`getSelection().selectAllChildren(document.querySelector('#loads'))`)
    await addRouter(appliance, { name: 'thika-3', address: '10.99.0.79' })
    const answered = tab.waitForResponse((answer) => 'lango-live' in answer.request().headers())
    await tab.clock.runFor(400_000) // While a fetch is on its way this clock has run on, so the pace is slow.
    await (await answered).finished()
    await tab.waitForFunction('true')
    t.is(await tab.getByText('thika-3').count(), 0, 'not under the hand of whoever marks there')
  } finally {
    await browser.close()
    clock.set(noon)
  }
}) // prettier-ignore
