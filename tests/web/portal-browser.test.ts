import test from 'ava'
import type { BrowserContext, Page } from 'playwright-core'
import { makeVouchers } from '../../appliance/money/vouchers.ts'
import { openBrowser } from '../support/browser.ts'
import { openDoor } from './door.ts'
import { openGate } from './gate.ts'
import { drawMac, openHotspot, settle, turn, type Asked } from './guests.ts'

// A guest's browser, on plain http, under names that are no localhost: the portal and the router are two sites.
const gate = await openGate('wifi.lango.test')
const door = await openDoor({ LANGO_PUBLIC_URL: 'http://portal.lango.test' })
const { appliance, clock, origin } = door
const { db, work, safe } = appliance
const spot = await openHotspot(appliance, gate.host)
const there = 'http://portal.lango.test'
// The public URL has no port: the name stands for this door's own.
const browser = await openBrowser(`portal.lango.test ${new URL(origin).host}, MAP ${gate.host}`)
test.after.always(async () => {
  await browser.close()
  await door.close()
  await gate.close()
})

let last = 700
const drawPhone = () => `0723000${String((last += 1))}`

/** A phone of 320 px, sent to the portal by its router. */
async function arrive(
  js: boolean,
  mac: string,
): Promise<{ window: BrowserContext; page: Page; trouble: string[] }> {
  const window = await browser.newContext({
    javaScriptEnabled: js,
    baseURL: there,
    viewport: { width: 320, height: 640 },
  })
  const page = await window.newPage()
  const trouble: string[] = []
  page.on('console', (message) => trouble.push(message.text()))
  page.on('pageerror', (error) => trouble.push(error.message))
  page.on('request', (request) => {
    if (!/^(http:\/\/(portal|wifi)\.lango\.test|data:)/.test(request.url()))
      trouble.push(request.url())
  })
  gate.leadTo((orig) => there + spot.arrive(mac, { login: gate.login, orig }))
  await page.goto(spot.arrive(mac, { login: gate.login }))
  return { window, page, trouble }
}

async function choose(page: Page, phone: string): Promise<Asked> {
  await page.getByText('Siku 1').click()
  await page.getByLabel('Namba ya M-Pesa').fill(phone)
  await page.getByRole('button', { name: 'Lipa kwa M-Pesa' }).click()
  await page.waitForURL(/\/p\/checkouts\//)
  const merchant_reference = new URL(page.url()).pathname.split('/').at(-1)!
  const checkout = (await db('checkouts').where({ merchant_reference }).first())!
  return {
    checkout,
    push: (await db('stk_pushes')
      .where({ checkout_id: checkout.id })
      .orderBy('attempt', 'desc')
      .first())!,
  }
}

const sent = (asked: Asked) => turn(appliance, asked, { state: 'sent', sent_at: appliance.now() })
const fail = (asked: Asked) =>
  turn(appliance, asked, { state: 'failed', result_code: '1032', result_words: 'x' })

for (const js of [true, false]) {
  const how = js ? 'with JavaScript' : 'without JavaScript'

  test.serial(`S1-01 to S1-09: choosing, paying, cancelled, again, paid, in: ${how}`, async (t) => {
    const mac = drawMac()
    const { window, page, trouble } = await arrive(js, mac)
    const before = gate.tried.length
    await page.getByText('Siku 1').click()
    await page.getByLabel('Namba ya M-Pesa').fill('12')
    await page.getByRole('button', { name: 'Lipa kwa M-Pesa' }).click()
    await page.getByText('Namba hii ina tarakimu 2.').waitFor()
    const asked = await choose(page, drawPhone())
    await page.getByRole('heading', { name: 'Tunaiuliza simu yako' }).waitFor()
    await sent(asked)
    await page.getByRole('heading', { name: 'Weka PIN yako kwenye simu' }).waitFor()
    await fail(asked)
    await page.getByRole('heading', { name: 'Malipo hayakukamilika' }).waitFor()
    await page.getByRole('button', { name: 'Tuma ombi tena la KES 50' }).click()
    await page.getByText('Ombi la 2').waitFor()
    const push = (await db('stk_pushes')
      .where({ checkout_id: asked.checkout.id, attempt: 2 })
      .first())!
    await settle(appliance, { ...asked, push }, js ? 'UKLBROWSE1' : 'UKLBROWSE2')
    await page.getByRole('heading', { name: 'Karibu, lango limefunguka' }).waitFor()
    t.is(gate.tried.length, before + 1)
    t.regex(gate.tried.at(-1)!['password']!, /^[0-9a-f]{32}$/)
    t.true(page.url().startsWith(`${there}/p/checkouts/`))
    t.deepEqual(
      trouble.filter((words) => !/422|status of 4/.test(words)),
      [],
    )
    await window.close()
  })

  test.serial(
    `a voucher’s form ends at the router, and back at what is left: ${how}`,
    async (t) => {
      const [code] = await work((unit) =>
        makeVouchers(unit, safe, { plan: spot.plans[0]!, count: 1, made_by: null }),
      )
      const { window, page, trouble } = await arrive(js, drawMac())
      await page.getByText('Nina vocha').click()
      await page.getByLabel('Namba ya vocha').fill(code!)
      await page.getByRole('button', { name: 'Tumia vocha' }).click()
      await page.getByRole('heading', { name: 'Karibu, lango limefunguka' }).waitFor()
      t.regex(page.url(), /\/status\?/)
      t.is(await page.getByRole('link', { name: 'Endelea kwenda www.nation.africa' }).count(), 1)
      t.deepEqual(trouble, [])
      await window.close()
    },
  )

  test.serial(
    `S1-09: a router that says no is explained, never asked again by itself: ${how}`,
    async (t) => {
      const mac = drawMac()
      const { window, page } = await arrive(js, mac)
      const asked = await choose(page, drawPhone())
      const before = gate.tried.length
      gate.refuseWith(
        there + spot.arrive(mac, { login: gate.login, error: 'RADIUS server is not responding' }),
      )
      await settle(appliance, asked, js ? 'UKLBROWSE3' : 'UKLBROWSE4')
      await page.getByRole('heading', { name: 'Umelipa, lakini bado hujaingia' }).waitFor()
      t.is(gate.tried.length, before + 1)
      gate.refuseWith(null)
      await page.getByRole('link', { name: 'Jaribu kuingia tena' }).click()
      await page.getByRole('heading', { name: 'Karibu, lango limefunguka' }).waitFor()
      t.is(gate.tried.length, before + 2)
      await window.close()
    },
  )
}

test.serial(
  'S1-05: the page counts down by itself, changes in place, and says so to who cannot see it',
  async (t) => {
    const { window, page } = await arrive(true, drawMac())
    const asked = await choose(page, drawPhone())
    await page.evaluate('window.same = true')
    const seconds = async () => Number(await page.locator('[data-seconds]').textContent())
    const first = await seconds()
    await page.getByText(String(first - 2), { exact: true }).waitFor()
    await page.locator('summary', { hasText: 'Sioni ombi' }).click()
    clock.pass({ seconds: 30 })
    await sent(asked)
    await page.getByRole('heading', { name: 'Weka PIN yako kwenye simu' }).waitFor()
    t.true((await seconds()) <= 60)
    t.is(await page.evaluate('window.same'), true) // No new page: the fold stays as it was.
    t.not(await page.locator('details').first().getAttribute('open'), null)
    t.is(await page.locator('#now').getAttribute('aria-live'), 'polite')
    t.is(await page.locator('.ring').getAttribute('aria-live'), 'off')
    clock.pass({ seconds: 70 })
    await page.reload()
    await page.getByRole('heading', { name: 'M-Pesa bado haijajibu' }).waitFor()
    await window.close()
  },
)

test.serial('S2-67: one press copies the account number, on plain http too', async (t) => {
  const { window, page } = await arrive(true, drawMac())
  await choose(page, drawPhone())
  const button = page.getByRole('button', { name: 'Nakili: Akaunti' })
  await button.click()
  t.is(await button.textContent(), 'Imenakiliwa')
  t.regex((await page.evaluate<string>('String(getSelection())')).trim(), /^\d{7}-1$/)
  await window.close()
})

test.serial(
  'S1-02, S2-15: the back button and a double click in a real browser are one request',
  async (t) => {
    const mac = drawMac()
    const { window, page } = await arrive(true, mac)
    await page.getByText('Siku 1').click()
    await page.getByLabel('Namba ya M-Pesa').fill(drawPhone())
    await page.getByRole('button', { name: 'Lipa kwa M-Pesa' }).dblclick()
    await page.waitForURL(/\/p\/checkouts\//)
    await page.goBack()
    await page.waitForURL(/\/p\/checkouts\//)
    const device = (await db('devices').where({ mac }).first())!
    t.is((await db('checkouts').where({ device_id: device.id })).length, 1)
    await window.close()
  },
)
