// Everything around signing in, walked once by somebody who comes to work here, each page looked at as a phone and as a desk
// shows it, in light and in dark: one browser, one window.

import test from 'ava'
import { readNewSeed } from '../../appliance/people/codes.ts'
import { issueFirstRunToken } from '../../appliance/people/first-run.ts'
import { makePasswordLink } from '../../appliance/people/password-links.ts'
import { codeAt, stepAt } from '../../appliance/people/totp.ts'
import { findAxeViolations, openBrowser, openWindow, sidewaysPixels } from '../support/browser.ts'
import { openDoor } from './door.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, safe } = appliance
const first = await issueFirstRunToken(appliance)
const browser = await openBrowser()
const window = await openWindow(browser, origin, { width: 320, scheme: 'light' })
const page = await window.newPage()
const foreign: string[] = []
page.on('request', (request) => {
  if (!request.url().startsWith(origin)) foreign.push(request.url())
})
page.on('console', (message) => {
  if (/Content Security Policy/i.test(message.text())) foreign.push(message.text())
})
test.after.always(async () => {
  await browser.close()
  await door.close()
})

const ownersPassword = 'tembo hula nyasi jioni'
const lostPassword = 'simba hunywa maji usiku'

/** What is wrong with the page that is open, at 320 px in the light and at 1280 px in the dark; `again`: it was looked at before. */
async function faults(again = false): Promise<string[]> {
  const found: string[] = []
  for (const [width, colorScheme] of [
    [320, 'light'],
    [1280, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    const sideways = await sidewaysPixels(page)
    if (sideways > 0) found.push(`${width}: ${sideways} px sideways`)
    const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined // The rest is the same in the dark.
    if (again && !rules) continue
    found.push(...(await findAxeViolations(page, rules)).map((fault) => `${width}: ${fault}`))
  }
  const titles = await page.locator('h1').count()
  if (titles !== 1) found.push(`${titles} titles`)
  const small = await page
    .locator('.door .button, .door .input')
    .evaluateAll(
      (all) =>
        all.filter((one) => (one as unknown as { offsetHeight: number }).offsetHeight < 40).length,
    )
  if (small > 0) found.push(`${small} things too small for a thumb`)
  return found
}

const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
const heading = (name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 10_000 })

let kept: Buffer
async function code(): Promise<string> {
  await db('code_seeds').update({ step_used: null }) // The clock of a test stands still, and so would its codes.
  return codeAt(kept, stepAt(clock.now()))
}

test.serial('S2-25: the first owner comes in, and each page on the way looks well', async (t) => {
  await page.goto('/sign-in')
  t.deepEqual(await faults(), [], 'nobody can sign in yet')
  await page.goto(`/first-run?token=${first}`)
  await page.getByLabel('Your name').fill('Daniel Kimani')
  await page.getByLabel('Email').fill('owner@kilima.co.ke')
  await page.getByLabel('Password').fill('short')
  await page
    .locator('form')
    .evaluate((form) => ((form as { noValidate?: boolean }).noValidate = true))
  await press('Become the owner')
  t.deepEqual(await faults(), [], 'the first run, refused')
  await page.getByLabel('Password').fill(ownersPassword)
  await press('Become the owner')
  await page.waitForURL(`${origin}/first-steps`)
})

test.serial(
  'S2-25: codes from a phone are set up, and the recovery codes shown once',
  async (t) => {
    await page
      .getByRole('link', { name: /Set up codes/ })
      .first()
      .click()
    await page.locator('form[action="/me/codes"] [name=password]').fill(ownersPassword)
    await page.locator('form[action="/me/codes"] button').click()
    await page.locator('img.qr').waitFor()
    t.deepEqual(await faults(), [], 'setting up')
    const { id } = (await db('staff').first('id'))!
    kept = await readNewSeed(db, safe, id)
    await page.locator('#code').fill('000000')
    await press('These are my codes')
    t.deepEqual(await faults(true), [], 'setting up, refused')
    await page.locator('#code').fill(await code())
    await press('These are my codes')
    await page.locator('.recovery').waitFor()
    t.is(await page.locator('.recovery li').count(), 10)
    t.deepEqual(await faults(), [], 'the recovery codes')
    await page.emulateMedia({ media: 'print' })
    t.true(await page.locator('.recovery').isVisible())
    t.false(await page.locator('.side').isVisible())
    await page.emulateMedia({ media: 'screen' })
  },
)

test.serial('S2-25: a link is made for a colleague, who joins by it', async (t) => {
  await page.goto('/people')
  await page.getByLabel('Their name').fill('Mercy Achieng')
  await page.getByLabel('Their e-mail').fill('mercy@kilima.co.ke')
  await press('Make the link')
  const link = await page.locator('#link').innerText()
  t.deepEqual(await faults(), [], 'the link that was made')
  await window.clearCookies()
  await page.goto(new URL(link).pathname + new URL(link).search)
  t.deepEqual(await faults(), [], 'joining')
  await page.getByLabel('Password').fill('mercy@kilima.co.ke')
  await press('Begin')
  t.deepEqual(await faults(true), [], 'joining, refused')
  await page.goto('/join?token=nobodys')
  t.deepEqual(await faults(), [], 'a link that is spent')
})

test.serial(
  'S2-25: signing in asks for the code; a forgotten password is replaced by a link',
  async (t) => {
    await page.goto('/sign-in')
    await page.getByLabel('Email').fill('owner@kilima.co.ke')
    await page.getByLabel('Password').fill('not this one at all')
    await press('Sign in')
    t.deepEqual(await faults(), [], 'refused')
    await page.getByLabel('Password').fill(ownersPassword)
    await press('Sign in')
    await heading('The code from your phone')
    t.deepEqual(await faults(), [], 'the code')
    await page.locator('#code').fill('000000')
    await press('Sign in')
    t.deepEqual(await faults(true), [], 'the code, refused')
    await page.locator('#code').fill(await code())
    await press('Sign in')
    await page.waitForURL(`${origin}/`)

    const { id } = (await db('staff').first('id'))!
    await page.goto(`/people/${id}`)
    t.is(
      await page.locator('form[action$="/password-link"]').count(),
      0,
      'one’s own is changed on one’s own page',
    )
    const nobody = { staff: null, source_address: null }
    const link = await appliance.work((work) =>
      makePasswordLink(work, { id, disabled_at: null }, nobody),
    )
    await window.clearCookies()
    await page.goto(`/new-password?token=${link}`)
    t.deepEqual(await faults(), [], 'a new password')
    await page.getByLabel('Password').fill(lostPassword)
    await press('Use this password')
    await page.getByText('The new password is set').waitFor()
    t.deepEqual(await faults(true), [], 'it is set')
  },
)

test.serial(
  'T27: on all of that no request went elsewhere, and nothing broke the content policy',
  (t) => {
    t.deepEqual(foreign, [])
  },
)
