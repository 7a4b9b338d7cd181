// A guest in a browser at the hotspot, asked to pay through PayHero and through Paystack: the whole box, and each provider's
// own words. Another is asked first while a guest holds its prompt.

import test from 'ava'
import type { Browser, Page } from 'playwright-core'
import { addAccount, askFirst } from '../../appliance/money/provider-accounts.ts'
import type { AccountProvider } from '../../appliance/money/provider-keys.ts'
import { findShortcode, webhookUrl } from '../../appliance/money/shortcodes.ts'
import { openPayHero, type PayHero } from '../simulators/collectors/payhero.ts'
import { openPaystack, type Paystack } from '../simulators/collectors/paystack.ts'
import { openBrowser, openWindow } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { paybill, phone as number } from '../support/factories.ts'
import { openGuestShop, type GuestShop } from '../support/guests.ts'
import { openWorld, type World } from '../support/world.ts'

const nobody = { staff: null, source_address: null }
let world: World
let shop: GuestShop
let browser: Browser
let payhero: PayHero
let paystack: Paystack

test.before(async () => {
  world = await openWorld({ routerAddress: '127.0.0.46' })
  shop = await openGuestShop(world)
  browser = await openBrowser()
  const now = world.appliance.now
  payhero = await openPayHero({ now, username: 'kilima', password: 'hero', channel_id: 133 })
  paystack = await openPaystack({ now, secret_key: 'sk_test_kilima' })
})
test.after.always(async () => {
  await browser?.close()
  await shop?.hotspot.close()
  await world?.close()
  await payhero?.close()
  await paystack?.close()
})

/** Added as the owner would, tried by its self-test, and asked first. */
async function switchTo(
  provider: AccountProvider,
  base_url: string,
  keys: Record<string, string>,
): Promise<string> {
  const { work, safe, db } = world.appliance
  const typed = { name: provider, base_url, keys }
  const shortcode = await work((unit) => addAccount(unit, safe, provider, typed, nobody))
  await eventually(
    'its self-test has passed',
    async () => (await findShortcode(db, shortcode)).asks,
  )
  await work((unit) => askFirst(unit, shortcode, nobody))
  return shortcode
}

/** The guest's own hands: the hotspot leads to the portal, a plan, a number, the button. */
async function ask(name: string, payer: string): Promise<{ page: Page; mac: string }> {
  const phone = await shop.hotspot.addClient({ name })
  const window = await openWindow(browser, world.origin, { width: 320, scheme: 'light' })
  const page = await window.newPage()
  await page.goto(`${phone.url}/hello`)
  await page.getByText('Siku 1').click()
  await page.getByLabel('Namba ya M-Pesa').fill(payer)
  await page.getByRole('button', { name: 'Lipa kwa M-Pesa' }).click()
  await page.waitForURL(/\/p\/checkouts\//)
  return { page, mac: phone.mac }
}

async function isIn(payer: string, mac: string) {
  const { db } = world.appliance
  const payment = await eventually('it is paid and settled', () =>
    db('payments').where({ payer_msisdn: payer, state: 'settled' }).first(),
  )
  const session = await eventually('the phone is in', () =>
    db('sessions').where({ service_id: payment.service_id!, stopped_at: null }).first(),
  )
  return { payment, is_hers: session.calling_station_id === mac }
}

const promptOf = (simulator: PayHero | Paystack, phone: string) =>
  eventually('the phone is asked', () => simulator.asking.find(phone))

test.serial(
  'S1-11, S1-13: through PayHero, in a browser; Daraja takes over while the prompt is out',
  async (t) => {
    const keys = { channel_id: '133', api_username: 'kilima', api_password: 'hero' }
    const shortcode = await switchTo('payhero', payhero.url, keys)
    const payer = number(301)
    const { page, mac } = await ask('Atieno', payer)
    const prompt = await promptOf(payhero, payer)
    await page.getByRole('heading', { name: 'Weka PIN yako kwenye simu' }).waitFor()
    await world.appliance.work((unit) => askFirst(unit, paybill, nobody))
    await payhero.asking.act(prompt, 'approve')
    const { payment, is_hers } = await isIn(payer, mac)
    t.true(is_hers)
    t.like(payment, { shortcode, receipt_code: prompt.receipt, rail: 'mpesa', amount_cents: 50_00 })
  },
)

test.serial(
  'S1-12: through Paystack, in a browser: its event is signed, verified, and she is in',
  async (t) => {
    const keys = { secret_key: 'sk_test_kilima', payer_email: 'malipo@kilima.example' }
    const shortcode = await switchTo('paystack', paystack.url, keys)
    const { db, safe } = world.appliance
    paystack.webhook_url = webhookUrl(safe, await findShortcode(db, shortcode), world.origin)
    const payer = number(302)
    const { page, mac } = await ask('Naliaka', payer)
    const prompt = await promptOf(paystack, payer)
    await page.getByRole('heading', { name: 'Weka PIN yako kwenye simu' }).waitFor()
    await paystack.asking.act(prompt, 'approve')
    const { payment, is_hers } = await isIn(payer, mac)
    t.true(is_hers)
    t.like(payment, { shortcode, receipt_code: prompt.receipt, proved_by: 'provider_status' })
    t.is((await db('callbacks').where({ kind: 'paystack_event' })).length, 1)
  },
)
