// Every staff page on one sheet, for eyes: on a phone and on a desk, by day, by night and on paper.
//   npm run sheets -- /tmp/sheets          all of them
//   npm run sheets -- /tmp/sheets payments only the addresses that have this in them
//   npm run sheets -- /tmp/sheets / paper  only this way of looking

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { routes, type RouteName, type Row } from '../../web/routes.ts'
import { openBrowser, openWindow, type Look } from '../support/browser.ts'
import { onPostgres } from '../support/test-postgres.ts'
import { openDesk } from './desk-work.ts'
import { openDoor, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { actsOf } from './role-acts.ts'

const [folder = '/tmp/sheets', only = '', way] = process.argv.slice(2)
const looks: Record<string, Look & { print?: true }> = {
  'phone-light': { width: 320, scheme: 'light' },
  'phone-dark': { width: 320, scheme: 'dark' },
  'desk-light': { width: 1280, scheme: 'light' },
  'desk-dark': { width: 1280, scheme: 'dark' },
  paper: { width: 800, scheme: 'light', print: true },
}

async function shoot(): Promise<void> {
  const door = await openDoor({ LANGO_TRIAL: 'yes' })
  const { appliance, clock, origin } = door
  await hireStaff(appliance)
  const kilima = await openKilima(appliance, clock)
  await openHotspotDay({ appliance, clock })
  const { pages } = await openDesk({ appliance }, kilima)
  await appliance.db('sms_gateway').delete() // An act adds it.
  const acts = actsOf({ appliance, clock, kilima })
  const owner = await signedIn(origin, 'owner')
  const { id } = (await appliance.db('staff').where({ role: 'owner' }).first('id'))!
  const paths = new Set<string>()
  for (const [name, { roles, changes }] of Object.entries(routes) as [RouteName, Row][]) {
    if (changes !== null || roles === 'anyone' || !roles.includes('owner')) continue
    const { path } = (await acts[name]?.(id, 'owner')) ?? { path: name.slice(4) }
    if (!path.includes(':')) paths.add(path)
  }
  for (const path of Object.values(pages)) paths.add(path)
  const wanted = [...paths].filter((path) => path.includes(only))
  await mkdir(folder, { recursive: true })
  const browser = await openBrowser()
  try {
    for (const [look, at] of Object.entries(looks)) {
      if (way !== undefined && way !== look) continue
      const window = await openWindow(browser, origin, at, owner.cookie())
      const page = await window.newPage()
      if (at.print) await page.emulateMedia({ media: 'print' })
      const shots: string[] = []
      for (const [number, path] of wanted.entries()) {
        const answer = await page.goto(path)
        if (!answer?.headers()['content-type']?.startsWith('text/html')) continue
        const png = await page.screenshot({ fullPage: true })
        await writeFile(join(folder, `${String(number).padStart(3, '0')}-${look}.png`), png)
        shots.push(`<figure><figcaption>${number} ${path}</figcaption><img src="data:image/png;base64,${png.toString('base64')}"></figure>`) // prettier-ignore
      }
      const width = at.width === 320 ? 180 : 380
      for (let from = 0; from < shots.length; from += 18) {
        await page.emulateMedia({ media: 'screen' })
        await page.goto('about:blank') // The pages' own policy forbids what a sheet does.
        await page.setViewportSize({ width: 1980, height: 900 })
        await page.setContent(
          `<style>body{display:flex;flex-wrap:wrap;gap:8px;margin:4px;background:#888;font:12px sans-serif}
           figure{margin:0;width:${width}px;height:480px;overflow:hidden}img{width:100%;display:block}</style>${shots.slice(from, from + 18).join('')}`,
        )
        await page.screenshot({
          path: join(folder, `sheet-${look}-${from / 18}.png`),
          fullPage: true,
        })
        await page.goto('about:blank')
        await page.setViewportSize({ width: at.width, height: 800 })
        if (at.print) await page.emulateMedia({ media: 'print' })
      }
      await window.close()
    }
    console.log(`${wanted.length} pages, ${Object.keys(looks).length} looks: ${folder}`)
  } finally {
    await browser.close()
    await door.close()
  }
}

await onPostgres(shoot)
