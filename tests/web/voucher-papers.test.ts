// Vouchers on paper: what Chromium prints on A4 and on rolls, and what another program reads off it.

import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { Page } from 'playwright-core'
import {
  findAxeViolations,
  openBrowser,
  openWindow,
  sidewaysPixels,
  type Look,
} from '../support/browser.ts'
import { openDoor, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
await hireStaff(appliance)
await openKilima(appliance, clock)
await openHotspotDay({ appliance, clock })
const browser = await openBrowser()
const finance = await signedIn(origin, 'finance')
const folder = await mkdtemp(join(tmpdir(), 'lango-slips-'))
test.after.always(async () => {
  await browser.close()
  await door.close()
  await rm(folder, { recursive: true })
})

/** A page with slips, made by hand as somebody would, without JavaScript. */
async function slips(look: Look, count: number, task: (page: Page) => Promise<void>) {
  const window = await openWindow(browser, origin, look, finance.cookie())
  try {
    const page = await window.newPage()
    await page.goto('/vouchers')
    await page.getByLabel('How many').fill(String(count))
    await page.getByRole('button', { name: 'Make and print' }).click()
    await page.locator('.slips').waitFor() // With its stylesheet, or it is printed without one.
    await page.waitForLoadState('load')
    await task(page)
  } finally {
    await window.close()
  }
}

const millimetres = (points: string) => Math.round((Number(points) / 72) * 25.4)

async function print(page: Page) {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)]
  return boxes.map(([, width, height]) => `${millimetres(width!)}x${millimetres(height!)}`)
}

test.serial('U65: slips are printed on A4, and on rolls of 80 and 58 mm a page each', async (t) => {
  await slips({ width: 1280, scheme: 'dark' }, 3, async (page) => {
    t.deepEqual(await print(page), ['210x297'])
    await page.getByLabel('Roll, 80 mm').check()
    t.deepEqual(await print(page), ['80x96', '80x96', '80x96'])
    await page.getByLabel('Roll, 58 mm').check()
    t.deepEqual(await print(page), ['58x100', '58x100', '58x100'])
  })
})

test.serial('U65: sixty slips are a few sheets of A4, and none is cut in two', async (t) => {
  await slips({ width: 1280, scheme: 'light' }, 60, async (page) => {
    const sheets = await print(page)
    t.true(sheets.length >= 3 && sheets.length <= 8, String(sheets))
  })
})

for (const scheme of ['light', 'dark'] as const) {
  test.serial(`U65: zbarimg reads each code off the screen, ${scheme}, as it is printed beside it`, async (t) => {
    await slips({ width: 1280, scheme }, 4, async (page) => {
      const file = join(folder, `${scheme}.png`)
      await page.screenshot({ path: file, fullPage: true })
      const { stdout } = spawnSync('zbarimg', ['-q', '--raw', file], { encoding: 'utf8' })
      const printed = await page.locator('.slips .code').allTextContents()
      t.deepEqual(stdout.trim().split('\n').toSorted(), printed.toSorted())
    })
  }) // prettier-ignore
}

test.serial('a page of slips is for everybody at 320 px, light and dark', async (t) => {
  for (const scheme of ['light', 'dark'] as const) {
    await slips({ width: 320, scheme }, 2, async (page) => {
      t.deepEqual(await findAxeViolations(page), [])
      t.is(await sidewaysPixels(page), 0)
      await page.getByLabel('Roll, 58 mm').check()
      t.is(await sidewaysPixels(page), 0)
    })
  }
})
