// A day's work in a real browser: signed in by hand, worked by what the pages say, signed out by hand.

import type { Browser, Page } from 'playwright-core'
import { findAxeViolations, openWindow, sidewaysPixels } from '../support/browser.ts'
import { emailOf, password } from './kilima.ts'

/** Signs in by hand, works, and signs out by hand. */
export function openDays(browser: Browser, origin: string) {
  return async (role: string, width: number, work: (page: Page) => Promise<void>) => {
    const window = await openWindow(browser, origin, { width, scheme: 'light' }, '')
    const page = await window.newPage()
    page.on('pageerror', (error) => {
      throw error
    })
    try {
      await page.goto('/sign-in')
      await page.getByLabel('Email').fill(emailOf(role))
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL((url) => url.pathname !== '/sign-in')
      await work(page)
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.waitForURL('**/sign-in')
    } finally {
      await window.close()
    }
  }
}

export async function find(page: Page, words: string): Promise<void> {
  await page.locator('#find').fill(words)
  await page.locator('#find').press('Enter')
}

/** What axe and a ruler find. */
export async function looksWell(page: Page): Promise<unknown[]> {
  const violations = await findAxeViolations(page)
  const sideways = await sidewaysPixels(page)
  return sideways === 0 ? violations : [...violations, `${sideways} px sideways`]
}
