// A real browser for tests of pages: Debian's Chromium, driven by playwright-core.

import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Throws with what to do where there is no Chromium. `resolve` maps a host name to this machine. */
export async function openBrowser(resolve?: string): Promise<Browser> {
  if (!existsSync(executablePath))
    throw new Error('Tests of pages need Chromium: apt-get install chromium')
  const map = resolve === undefined ? [] : [`--host-resolver-rules=MAP ${resolve} 127.0.0.1`]
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...map],
  })
}

export interface Look {
  width: number
  scheme: 'light' | 'dark'
}

/** A window of this width, with the cookie somebody is signed in by. */
export async function openWindow(
  browser: Browser,
  origin: string,
  { width, scheme }: Look,
  cookie = '',
): Promise<BrowserContext> {
  const window = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    baseURL: origin,
  })
  const [name, value] = cookie.split('=')
  if (name && value) await window.addCookies([{ name, value, url: origin }])
  return window
}

/** What axe finds wrong, each with the first place it is; by all its rules, or by some. */
export async function findAxeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const here = await page.evaluate('typeof axe')
  if (here === 'undefined') await page.evaluate(axe.source)
  const options = JSON.stringify({
    resultTypes: ['violations'],
    ...(rules && { runOnly: [...rules] }),
  })
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(document, ${options})`)
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
}

/** By how many pixels the page is wider than its window; 0 for a page that fits. */
export async function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
}
