// Subscribers' own pages as people see them, on a small phone and a desk, by day and by night; and the way in without a script, by
// the keyboard alone, in Swahili.

import test from 'ava'
import { openBrowser } from '../support/browser.ts'
import { openLooker } from '../support/looks.ts'
import { openDoor } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { addGateway, lastSms, signInOwn } from './own-door.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { njeri, otieno, baraka } = await openKilima(appliance, clock)
await addGateway(appliance)
await db('daily_usage').insert({ service_id: njeri.service.id, day: '2026-11-20', input_octets: 2e8, output_octets: 3e9 } as never).onConflict().ignore() // prettier-ignore
const browser = await openBrowser()
test.after.always(async () => {
  await browser.close()
  await door.close()
})

const cookieOf = async (who: typeof njeri) => {
  const { cookies } = await signInOwn(appliance, origin, who.subscriber.msisdn!)
  return `lango_own=${cookies.get('lango_own')}`
}
const line = (who: typeof njeri, thing: string) => `/p/me/accounts/${who.subscriber.account_no}/lines/1/${thing}` // prettier-ignore

test.serial('S0-17: axe finds nothing on any own page, at 320 px and wide, light and dark, in both languages', async (t) => {
  const home20 = (await db('plans').where({ name: 'Home 20' }).first())!
  const hers = await openLooker(browser, origin, await cookieOf(njeri))
  for (const path of ['/p/me?lang=en', line(njeri, 'pay'), `${line(njeri, 'plan')}?to=${home20.id}&when=prorated`, '/p/me?lang=sw', line(njeri, 'help')])
    t.deepEqual(await hers.findFaults(path), [], path)
  await hers.close()
  const his = await openLooker(browser, origin, await cookieOf(baraka))
  for (const path of ['/p/me?lang=en', line(baraka, 'help')]) t.deepEqual(await his.findFaults(path), [], path)
  await his.close()
  const nobody = await openLooker(browser, origin)
  for (const path of ['/p/me/sign-in?lang=sw', '/p/me/links/none']) t.deepEqual(await nobody.findFaults(path), [], path)
  await nobody.close()
}) // prettier-ignore

test.serial('S0-01, S2-55: without a script, by the keyboard, at 320 px and in Swahili: in, pay, out', async (t) => {
  await db('subscribers').where({ id: otieno.subscriber.id }).update({ language: 'sw' })
  const window = await browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled: false, baseURL: origin }) // prettier-ignore
  const page = await window.newPage()
  await page.goto('/p/me')
  t.regex(page.url(), /\/p\/me\/sign-in$/)
  t.is(await page.locator('html').getAttribute('lang'), 'sw')
  await page.focus('#phone')
  await page.keyboard.type(`0${otieno.subscriber.msisdn!.slice(3)}`)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#code')
  const code = (await lastSms(appliance, otieno.subscriber.msisdn!))!.slice(0, 6)
  await page.focus('#code')
  await page.keyboard.type(code)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  t.true(await page.isChecked('[name=remember]'))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/p\/me$/)
  t.regex((await page.textContent('h1'))!, /Habari, Otieno Ouma/)
  t.true((await window.cookies()).find(({ name }) => name === 'lango_own')!.expires > 0)
  await page.focus('text=Lipa KES 500')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#phone')
  t.false(await page.isVisible('[data-copy]'), 'nothing can be copied without a script, so nothing says so')
  await page.focus('[value=prompt]')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/p\/links\//)
  t.regex((await page.textContent('main'))!, /PIN/)
  await page.goto('/p/me')
  await page.focus('text=/^Toka$/')
  await page.keyboard.press('Enter')
  await page.waitForURL(/sign-in$/)
  await page.goto('/p/me')
  t.regex(page.url(), /sign-in$/)
  await window.close()
})

test.serial('S2-67: with a script the numbers to pay by hand can be copied', async (t) => {
  clock.pass({ minutes: 5 })
  const window = await browser.newContext({ viewport: { width: 1280, height: 800 }, baseURL: origin })
  const [name = '', value = ''] = (await cookieOf(otieno)).split('=')
  await window.addCookies([{ name, value, url: origin }])
  const page = await window.newPage()
  const errors: Error[] = []
  page.on('pageerror', (error) => errors.push(error))
  await page.goto(`${line(otieno, 'pay')}?lang=en`)
  const copy = page.locator('[data-copy]').first()
  t.is(await copy.textContent(), 'Copy')
  await copy.click()
  t.is(await copy.textContent(), 'Copied')
  t.deepEqual(errors, [])
  await window.close()
}) // prettier-ignore
