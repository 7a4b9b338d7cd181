import test from 'ava'
import type { Page } from 'playwright-core'
import { issueFirstRunToken } from '../../appliance/people/first-run.ts'
import {
  findAxeViolations,
  openBrowser,
  openWindow,
  sidewaysPixels,
  type Look,
} from '../support/browser.ts'
import { paybill } from '../support/factories.ts'
import { openLooker } from '../support/looks.ts'
import { openDoor, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { addPayHero } from './provider-acts.ts'
import { emailOf, hireStaff, openKilima, password } from './kilima.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
await hireStaff(appliance)
const { otieno, mutua, njeri } = await openKilima(appliance, clock)
const day = await openHotspotDay({ appliance, clock })
const prompt = (await appliance.db('stk_pushes').where({ checkout_id: day.nameless.id }).first())!
const guest = (await appliance
  .db('subscribers')
  .where({ id: day.zawadi.subscriber_id })
  .first('account_no'))!
const hero = await addPayHero(appliance)
const empty = await openDoor()
const first = await issueFirstRunToken(empty.appliance)
const browser = await openBrowser()
const finance = await signedIn(origin, 'finance')
const exceptions = await appliance.db('exceptions').orderBy('id').select('id', 'kind')
const idOf = (kind: string) => exceptions.find((one) => one.kind === kind)!.id
const inside = await openLooker(browser, origin, finance.cookie())
const atTheDoor = await openLooker(browser, origin)
test.after.always(async () => {
  await browser.close()
  await empty.close()
  await door.close()
})

const pages: Record<string, string> = {
  Today: '/',
  'Work that is late': '/overdue',
  'How everything is': '/health',
  'What was found': '/search?q=mwa',
  'Nothing was found': '/search?q=zzzz',
  Subscribers: '/subscribers',
  'Nobody found': '/subscribers?q=zzzz',
  'A subscriber who is short': `/subscribers/${otieno.subscriber.account_no}`,
  'A suspended subscriber': `/subscribers/${mutua.subscriber.account_no}`,
  Payments: '/payments',
  'A payment': '/payments/mpesa/UKL4T8M2QX',
  'A payment that needs a person': '/payments/mpesa/UKK2V7N9RA',
  'A payment that a prompt asked for': '/payments/mpesa/UKL0S9WQ7H',
  'A payment whose code is not known': `/payments/mpesa/${prompt.account_reference}`,
  'A guest': `/subscribers/${guest.account_no}`,
  Checkouts: '/checkouts',
  'Checkouts of one reason': '/checkouts?stage=unpaid&reason=cancelled',
  'No checkouts': '/checkouts?q=zzzz',
  Vouchers: '/vouchers',
  Exceptions: '/exceptions',
  'Money to give': `/exceptions/${idOf('unknown_account')}`,
  'A line to look at': `/exceptions/${idOf('still_online')}`,
  Settings: '/settings',
  'The keys of a paybill': `/settings/paybills/${paybill}`,
  'A PayHero account': `/settings/providers/${hero}`,
  'Old notifications': '/settings/ipn',
  'Going live': '/go-live',
  Troubles: '/alerts',
  'Payments as finance asks': '/payments?view=answers&days=ever',
  'Taking it from somebody': `/payments/new?account=${otieno.subscriber.account_no}`,
  Messages: '/messages?code=UKL4T8M2QX',
  Requests: `/requests?account=${otieno.subscriber.account_no}`,
  Claims: '/claims',
  'A page that is not there': '/nowhere',
}
const outside: Record<string, string> = {
  'Sign in': `${origin}/sign-in`,
  'The first run': `${empty.origin}/first-run?token=${first}`,
  'A spent first run': `${origin}/first-run?token=x`,
  'Nobody can sign in': `${empty.origin}/sign-in`,
}
const schemes = ['light', 'dark'] as const

async function look(
  at: Look,
  path: string,
  cookie: string,
  task: (page: Page) => Promise<void>,
): Promise<void> {
  const window = await openWindow(browser, origin, at, cookie)
  try {
    const page = await window.newPage()
    const answer = await page.goto(path)
    if (answer!.status() >= 500) throw new Error(`${path} failed`) // Its page of the fault looks well, too.
    await task(page)
  } finally {
    await window.close()
  }
}

for (const [name, path] of Object.entries({ ...pages, ...outside })) {
  test.serial(`"${name}" looks well at 320 and 1280, light and dark, folds open`, async (t) => {
    t.deepEqual(await (name in pages ? inside : atTheDoor).findFaults(path), [])
  })
}

test.serial(
  'vouchers are made, and their slips look well at every width and on paper',
  async (t) => {
    for (const scheme of schemes) {
      for (const width of [320, 1280]) {
        await look({ width, scheme }, '/vouchers', finance.cookie(), async (page) => {
          await page.getByLabel('How many').fill('3')
          await page.getByRole('button', { name: 'Make and print' }).click()
          t.is(await page.locator('.slips li').count(), 3)
          t.deepEqual(await findAxeViolations(page), [], `${width} ${scheme}`)
          t.is(await sidewaysPixels(page), 0)
          await page.emulateMedia({ media: 'print' })
          t.false(await page.locator('h1').isVisible())
          t.true(await page.locator('.slips .code').first().isVisible())
        })
      }
    }
  },
)

test.serial(
  'signing in, finding a subscriber and suspending them takes a keyboard and nothing else',
  async (t) => {
    await look({ width: 1280, scheme: 'light' }, '/sign-in', '', async (page) => {
      const { keyboard } = page
      await keyboard.press('Tab')
      await keyboard.type(emailOf('support'))
      await keyboard.press('Tab')
      await keyboard.type(password)
      await keyboard.press('Enter')
      await page.waitForURL(`${origin}/`)
      await keyboard.press('Tab')
      t.is(await page.evaluate('document.activeElement.className'), 'skip')
      await keyboard.press('/')
      await keyboard.type('njeri')
      await keyboard.press('Enter')
      await page.waitForURL(/\/subscribers\/4821014$/)
      await page.locator('summary', { hasText: 'Suspend' }).focus()
      await keyboard.press('Enter')
      await keyboard.press('Tab')
      await keyboard.type('Resold the line')
      await keyboard.press('Enter')
      await page.locator('.toast').waitFor()
      t.is(await page.evaluate('document.activeElement.className'), 'toast')
      await keyboard.press('Tab')
      await keyboard.press('Enter')
      await page.getByText('Reinstated Njeri Mwangi.').waitFor()
      t.is(page.url(), `${origin}/subscribers/4821014`)
    })
  },
)

test.serial(
  'the match screen has its keys: J and K move, a number chooses, Enter gives',
  async (t) => {
    const path = `/exceptions/${idOf('unknown_account')}`
    await look({ width: 1280, scheme: 'light' }, path, finance.cookie(), async (page) => {
      const picked = () => page.locator('.choice[data-picked] strong').textContent()
      t.is(await picked(), 'Njeri Mwangi')
      await page.keyboard.press('2')
      t.is(await picked(), 'Otieno Ouma')
      await page.locator('#why').pressSequentially('jk1/')
      t.is(await page.locator('#why').inputValue(), 'jk1/')
      t.is(await picked(), 'Otieno Ouma')
      await page.locator('#account_no').fill('4821014')
      t.is(await picked(), 'Someone else')
      await page.locator('body').click({ position: { x: 700, y: 10 } })
      await page.keyboard.press('j')
      await page.waitForURL(`**/exceptions/${idOf('missing_reference')}`)
      await page.keyboard.press('k')
      await page.waitForURL(`**${path}`)
      await page.keyboard.press('1')
      await page.keyboard.press('Enter')
      await page.locator('.toast').waitFor()
      t.regex((await page.locator('.toast').textContent())!, /KES 1,500: Given to 4821014/)
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.locator('.toast').waitFor({ state: 'detached' })
    })
  },
)

test.serial(
  'everything works without JavaScript, over plain http, under a name that is no localhost',
  async (t) => {
    const named = await openBrowser('lango.test')
    try {
      const there = origin.replace('127.0.0.1', 'lango.test')
      const window = await named.newContext({ javaScriptEnabled: false, baseURL: there })
      const page = await window.newPage()
      await page.goto(`/subscribers/${njeri.subscriber.account_no}`)
      await page.getByLabel('Email').fill(emailOf('owner'))
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      t.is(page.url(), `${there}/subscribers/${njeri.subscriber.account_no}`)
      await page.locator('summary', { hasText: 'Suspend' }).click()
      await page.getByRole('button', { name: 'Suspend Njeri Mwangi' }).click()
      await page.getByText('Suspended Njeri Mwangi.').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Reinstated Njeri Mwangi.').waitFor()
      await page.getByRole('button', { name: '+ 1 day' }).click()
      await page.getByText('time is 1 day ahead').waitFor()
      await page.getByRole('button', { name: 'Sign out' }).click()
      t.is(page.url(), `${there}/sign-in`)
    } finally {
      await named.close()
    }
  },
)
