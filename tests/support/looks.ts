// A page as people see it: on a phone and on a desk, by day and by night, its folds closed and open. One window looks at page
// after page; to open one for each way of looking took most of the time of all tests.

import type { Browser, Page } from 'playwright-core'
import { findAxeViolations, openWindow, sidewaysPixels } from './browser.ts'

export const phone = 320
export const desk = 1280

export interface Looker {
  /** Opens a page; what is wrong with it, in words: empty where nothing is. */
  findFaults(path: string): Promise<string[]>
  close(): Promise<void>
}

/** Somebody with this cookie, or nobody, in front of one window. */
export async function openLooker(browser: Browser, origin: string, cookie = ''): Promise<Looker> {
  const window = await openWindow(browser, origin, { width: phone, scheme: 'light' }, cookie)
  const page = await window.newPage()
  return {
    findFaults: (path) => findFaults(page, path),
    close: () => window.close(),
  }
}

async function findFaults(page: Page, path: string): Promise<string[]> {
  await page.setViewportSize({ width: phone, height: 800 })
  const answer = await page.goto(path)
  const faults: string[] = []
  const status = answer!.status()
  if (status >= 500) faults.push(`${path} answers ${status}`) // Its page of the fault looks well, too.
  const heads = await page.locator('h1').count()
  if (heads !== 1) faults.push(`${heads} first headings`)

  await checkWidth(page, 'closed', faults)
  await page.evaluate(`for (const fold of document.querySelectorAll('details')) fold.open = true`)
  for (const width of [phone, desk]) {
    await page.setViewportSize({ width, height: 800 })
    await checkWidth(page, 'open', faults)
    // Colours are all that the night changes.
    for (const [colorScheme, rules] of [['light', undefined], ['dark', ['color-contrast']]] as const) {
      await page.emulateMedia({ colorScheme })
      const found = await findAxeViolations(page, rules)
      faults.push(...found.map((words) => `${width} ${colorScheme}: ${words}`))
    }
    await page.emulateMedia({ colorScheme: 'light' })
  } // prettier-ignore
  return faults
}

async function checkWidth(page: Page, folds: string, faults: string[]): Promise<void> {
  const pixels = await sidewaysPixels(page)
  const { width } = page.viewportSize()!
  if (pixels !== 0) faults.push(`${pixels} px wider than ${width}, folds ${folds}`)
}
