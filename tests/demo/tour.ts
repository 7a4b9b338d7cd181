// The tour of the running trial, walked in Chromium as a person would: by what the pages say to press. Each step has to tick
// itself on the page that stays open.

import type { Page } from 'playwright-core'
import { guestPhones } from '../../appliance/commands/town.ts'
import { openBrowser, openWindow } from '../support/browser.ts'
import { control } from './guest.ts'
import type { Stage } from './stage.ts'

const patience = { timeout: 40_000 }

export async function walkTour({ place }: Stage, say: (step: string) => void): Promise<void> {
  const browser = await openBrowser()
  try {
    const look = { width: 1280, scheme: 'light' } as const
    const window = await openWindow(browser, place.publicUrl, look)
    const page = await window.newPage()
    await signIn(page, place.secrets.owner)
    await begin(page)
    say('The tour is begun, from the bar above every page')
    await anotherPhone(place.ports.routers)
    await guestPays(page)
    say(await ticked(page, 'guest'))
    await paybillIsPaid(page, 'Pay, as M-Pesa does')
    say(await ticked(page, 'line'))
    await paybillIsPaid(page, 'Pay with the wrong digit')
    await moneyIsMatched(page)
    say(await ticked(page, 'stray'))
    await page.getByRole('button', { name: 'Let a month pass' }).click()
    say(await ticked(page, 'time'))
    say(await ticked(page, 'gate'))
    await page.getByText('That was the tour.').waitFor(patience)
  } finally {
    await browser.close()
  }
}

async function signIn(page: Page, owner: { email: string; password: string }): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: /^The tour:/ }).click()
  await page.getByRole('heading', { name: 'The tour', exact: true }).waitFor()
}

/** Anew, where somebody has walked some of it. */
async function begin(page: Page): Promise<void> {
  if ((await page.locator('#tour .done').count()) === 0) return
  await page.getByRole('button', { name: 'Begin the tour anew' }).click()
  await page.locator('#step-guest.now').waitFor(patience)
}

/** Nobody has seen this phone before, whatever was tried earlier. */
async function anotherPhone(port: number): Promise<void> {
  await control(`http://127.0.0.1:${port}/control/mac`, { client: guestPhones[0].name })
}

/** The page that a link of the tour opens beside it. */
async function press(page: Page, name: string): Promise<Page> {
  const opened = page.waitForEvent('popup', patience)
  await page.getByRole('link', { name }).click()
  const other = await opened
  await other.waitForLoadState()
  return other
}

async function guestPays(page: Page): Promise<void> {
  const phone = await press(page, 'Open the guest’s browser')
  await phone.getByRole('link', { name: 'English' }).click()
  await phone.getByText('Day pass').click()
  await phone.getByLabel('M-Pesa number').fill('0723 456 951')
  await phone.getByRole('button', { name: 'Pay with M-Pesa' }).click()
  const screen = await press(page, 'Open the same phone’s screen')
  await screen.getByLabel('Enter M-PESA PIN').fill('1234')
  await screen.getByRole('button', { name: 'Send', exact: true }).click()
  await page.locator('#step-guest.done').waitFor(patience)
  await screen.close()
  await phone.close()
}

async function paybillIsPaid(page: Page, link: string): Promise<void> {
  const phone = await press(page, link)
  await phone.getByRole('button', { name: 'Send the money' }).click()
  await phone.locator('#sms').getByText('sent to').waitFor(patience)
  await phone.close()
}

async function moneyIsMatched(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'See whose it is' }).click(patience)
  await page.locator('.choice').first().click()
  await page.getByRole('button', { name: /^Give the money/ }).click()
  await page.getByRole('button', { name: 'Undo' }).first().waitFor(patience)
  await page.getByRole('link', { name: /^The tour:/ }).click()
}

/** Waits until the step has ticked itself; returns its name and what it says. */
async function ticked(page: Page, step: string): Promise<string> {
  const part = page.locator(`#step-${step}.done`)
  await part.waitFor(patience)
  const name = await part.locator('h2').innerText()
  return `${name}. ${await part.locator('p').first().innerText()}`
}
