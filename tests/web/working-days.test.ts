// A working day of each role, in a real browser and by what the pages say, on the house of Kilima: one does what the next one
// finds.

import test from 'ava'
import { openBrowser } from '../support/browser.ts'
import { find, looksWell, openDays } from './day.ts'
import { openDoor } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { otieno, halima, njeri, baraka } = await openKilima(appliance, clock)
const seller = (await db('staff').where({ role: 'reseller' }).first('id'))!.id
await db('subscribers').where({ id: njeri.subscriber.id }).update({ reseller_id: seller })
const browser = await openBrowser()
test.after.always(async () => {
  await browser.close()
  await door.close()
})

const day = openDays(browser, origin)

test.serial(
  'a cashier’s day, on a phone: a drawer opened and counted, cash for a line that is then open, a claim',
  async (t) => {
    await day('cashier', 360, async (page) => {
      await page.goto('/shifts')
      await page.getByLabel('In the drawer now, KES').fill('200')
      await page.getByRole('button', { name: 'Open the shift' }).click()
      await page.getByText('Opened').first().waitFor()
      await find(page, '0710 000 318')
      await page.waitForURL(`**/subscribers/${otieno.subscriber.account_no}`)
      t.regex(await page.locator('.verdict').innerText(), /KES 500 short/)
      await page.goto('/payments/new')
      await page.getByLabel('Who pays?').fill(otieno.subscriber.account_no)
      await page.getByRole('button', { name: 'Find' }).last().click()
      await page.getByLabel('Cash').check()
      await page.getByLabel('Amount in KES').fill('500')
      await page.getByRole('button', { name: /Take it from Otieno/ }).click()
      await page.waitForLoadState()
      t.deepEqual(await looksWell(page), [])
      await find(page, otieno.subscriber.account_no)
      await page.waitForURL(`**/subscribers/${otieno.subscriber.account_no}`)
      t.notRegex(await page.locator('.verdict').innerText(), /short/)
      await page.getByLabel('Write a note').fill('Paid the rest in cash')
      await page.getByRole('button', { name: 'Add the note' }).click()
      await page.getByText('Paid the rest in cash').waitFor()
      await page.goto('/claims')
      await page.getByLabel('Their account').fill(njeri.subscriber.account_no)
      await page.getByLabel('M-Pesa’s code').fill('UKL7F3DD2C')
      await page.getByRole('button', { name: 'Ask M-Pesa' }).click()
      await page.getByText('UKL7F3DD2C').first().waitFor()
      await page.goto('/shifts')
      await page.getByRole('link', { name: 'Go on selling' }).click()
      await page.getByText('Count and close').click()
      await page.getByLabel('Counted, KES').fill('700')
      await page.getByRole('button', { name: 'Close the shift' }).click()
      await page.getByText('agrees').first().waitFor()
    })
    t.like(await db('shifts').first(), { float_cents: 200_00, counted_cents: 700_00 })
    const credits = await db('credits').where({ service_id: otieno.service.id })
    t.true(credits.some(({ ends_at }) => Temporal.Instant.compare(ends_at, appliance.now()) > 0))
  },
)

test.serial(
  'support’s day: a line that would not close is taken on, looked into and closed',
  async (t) => {
    await day('support', 1280, async (page) => {
      await page
        .getByRole('link', { name: /Exceptions/ })
        .first()
        .click()
      await page.getByText('Halima Abdi').first().click()
      await page.getByRole('button', { name: 'Take it on' }).click()
      t.regex(await page.locator('main').innerText(), /Owner: you|Brian Otieno/)
      await page
        .locator('form[action$="/closure"] input[name=why]')
        .fill('Their box was on another cable')
      await page.locator('form[action$="/closure"] button').click()
      await page.waitForLoadState()
      await find(page, halima.subscriber.account_no)
      await page.waitForURL(`**/subscribers/${halima.subscriber.account_no}`)
      await page.getByLabel('Write a note').fill('Called, all is well')
      await page.getByRole('button', { name: 'Add the note' }).click()
      await page.getByText('Called, all is well').waitFor()
      t.deepEqual(await looksWell(page), [])
      t.is(await page.getByRole('link', { name: 'Payments', exact: true }).count(), 0)
    })
  },
)

test.serial(
  'finance’s day: money without an owner is given to one, and a loss is put before another',
  async (t) => {
    await day('finance', 1280, async (page) => {
      await page
        .getByRole('link', { name: /Exceptions/ })
        .first()
        .click()
      await page.getByText('48210I4').first().click()
      await page.locator('.choice').filter({ hasText: 'Njeri Mwangi' }).first().click()
      await page.getByRole('button', { name: /Give the money/ }).click()
      await page.getByRole('button', { name: 'Undo' }).first().waitFor()
      await page.getByText('FAITH WAIRIMU').first().click()
      await page.getByText('Write it off').first().click()
      await page
        .locator('form[action$="/write-off"] input[name$="why"]')
        .fill('Nobody asked for it in a year')
      await page.getByRole('button', { name: 'Ask to write it off' }).click()
      await page.waitForLoadState()
      await page
        .getByRole('link', { name: /Approvals/ })
        .first()
        .click()
      t.regex(await page.locator('main').innerText(), /Nobody asked for it in a year/)
      await page.goto(`/requests?account=${njeri.subscriber.account_no}`)
      t.regex(await page.locator('main').innerText(), /Njeri Mwangi/)
      await page.goto('/messages?code=UKL4T8M2QX')
      t.deepEqual(await looksWell(page), [])
      await page.goto('/payments?days=ever&view=answers')
      t.regex(await page.locator('main').innerText(), /UKL4T8M2QX/)
    })
  },
)

test.serial('the owner’s day: says yes, invites a colleague, and reads who did what', async (t) => {
  await day('owner', 1280, async (page) => {
    await page
      .getByRole('link', { name: /Approvals/ })
      .first()
      .click()
    await page
      .getByRole('button', { name: /^Yes|Say yes|Approve/ })
      .first()
      .click()
    await page.waitForLoadState()
    t.deepEqual(await looksWell(page), [])
    await page.getByRole('link', { name: 'People' }).first().click()
    await page.getByLabel('Their name').fill('Mercy Achieng')
    await page.getByLabel('Their e-mail').fill('mercy@kilima.co.ke')
    await page.getByLabel('Role').selectOption('cashier')
    await page.getByRole('button', { name: 'Make the link' }).click()
    t.regex(await page.locator('main').innerText(), /\/join\?/)
    await page.getByRole('link', { name: 'Audit' }).first().click()
    const acts = await page.locator('main').innerText()
    t.regex(acts, /Mercy|invited/)
    t.regex(acts, /Grace Wambui/)
  })
  t.truthy(await db('approvals').where({ decision: 'approved' }).first())
})

test.serial(
  'a technician’s day: a router added, a secret drawn anew, and why a line does not come up',
  async (t) => {
    await day('technician', 1280, async (page) => {
      await page
        .getByRole('link', { name: /routers/i })
        .first()
        .click()
      await page.getByText('by hand instead').click()
      await page.getByLabel('Name', { exact: true }).fill('ruiru-1')
      await page.getByLabel('Its address').fill('10.99.0.77')
      await page.getByRole('button', { name: 'Add and show its lines' }).click()
      t.regex(await page.locator('main').innerText(), /\/radius/)
      t.deepEqual(await looksWell(page), [])
      await page
        .getByRole('link', { name: /routers/i })
        .first()
        .click()
      await page.getByRole('link', { name: 'githurai-1' }).click()
      await page.getByRole('button', { name: 'Draw a new secret' }).click()
      t.regex(await page.locator('main').innerText(), /\/radius/)
      await find(page, 'baraka')
      await page.waitForURL(`**/subscribers/${baraka.subscriber.account_no}`)
      t.regex(await page.locator('.verdict').innerText(), /password/i)
      await page.getByRole('link', { name: 'Health' }).first().click()
      t.regex(await page.locator('main').innerText(), /Routers/)
      t.is(await page.getByRole('link', { name: 'Payments', exact: true }).count(), 0)
    })
    t.truthy(await db('routers').where({ name: 'ruiru-1' }).first())
  },
)

test.serial(
  'a reseller’s day: whom they sold to and what those paid, and nobody else',
  async (t) => {
    await day('reseller', 360, async (page) => {
      const list = await page.locator('main').innerText()
      t.regex(list, /Njeri Mwangi/)
      t.notRegex(list, /Otieno Ouma|Halima/)
      await find(page, 'njeri')
      await page.waitForURL(`**/subscribers/${njeri.subscriber.account_no}`)
      t.regex(await page.locator('.verdict').innerText(), /online|Nothing stands in the way/i)
      t.deepEqual(await looksWell(page), [])
      await page.goto('/payments?days=ever')
      const paid = await page.locator('main').innerText()
      t.regex(paid, /Njeri/i)
      t.notRegex(paid, /Otieno|Halima/i)
      await find(page, 'halima')
      t.notRegex(await page.locator('main').innerText(), /Halima Abdi/)
      t.is((await page.goto(`/subscribers/${otieno.subscriber.account_no}`))!.status(), 404)
    })
  },
)

test.serial(
  'an auditor’s day: reads money, exceptions and acts, takes a list along, and finds nothing to press',
  async (t) => {
    await day('auditor', 1280, async (page) => {
      for (const path of [
        '/payments?days=ever',
        '/exceptions',
        '/audit',
        '/settings',
        '/go-live',
      ]) {
        await page.goto(path)
        const forms = page.locator('main form[method=post]')
        const actions = await Promise.all(
          (await forms.all()).map((form) => form.getAttribute('action')),
        )
        const pressed = actions.filter(
          (action) => !/export|\/(business|sms|messages)$/.test(action ?? ''),
        )
        t.deepEqual(pressed, [], path)
      }
      await page.goto('/payments?days=ever')
      const part = page.locator('details', { hasText: 'Save as CSV' })
      await part.locator('summary').click()
      const saved = page.waitForEvent('download')
      await part.locator('form button').click()
      t.regex((await saved).suggestedFilename(), /\.csv$/)
      await page.goto('/audit')
      t.regex(await page.locator('main').innerText(), /Ruth Njeri/)
      await page.getByLabel('About').selectOption('payment')
      await page.getByRole('button', { name: 'Show' }).click()
      await page.waitForURL(/noun=payment/)
      t.deepEqual(await looksWell(page), [])
    })
  },
)
