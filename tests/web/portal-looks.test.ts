import test from 'ava'
import type { Page } from 'playwright-core'
import { openBrowser, openWindow } from '../support/browser.ts'
import { openLooker } from '../support/looks.ts'
import { openDoor } from './door.ts'
import { ask, drawMac, goOnline, openHotspot, settle, turn, type Asked } from './guests.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db } = appliance
const spot = await openHotspot(appliance)
const browser = await openBrowser()
let last = 800
const begin = (mac: string | null = drawMac()) =>
  ask(appliance, spot, mac, `254723000${String((last += 1))}`)
const at = ({ checkout }: Asked) => `/p/checkouts/${checkout.merchant_reference}`
const sent_at = appliance.now()

async function made(change: Parameters<typeof turn>[2]): Promise<string> {
  const asked = await begin()
  await turn(appliance, asked, change)
  return at(asked)
}

async function paid(
  receipt: string,
  mac: string | null = drawMac(),
): Promise<{ asked: Asked; mac: string }> {
  const asked = await begin(mac)
  await settle(appliance, asked, receipt)
  return { asked, mac: mac ?? '' }
}

/** Every page and state of the portal, by its name. */
async function pages(): Promise<Record<string, string>> {
  const inside = await paid('UKLLOOKS01')
  await db('devices').where({ mac: inside.mac }).update({ login_tried_at: appliance.now() })
  const asked_elsewhere = drawMac()
  await begin(asked_elsewhere)
  const online = await paid('UKLLOOKS02')
  await goOnline(appliance, spot, online.mac, online.asked.checkout.service_id)
  const elsewhere = await paid('UKLLOOKS03', null)
  const review = await begin()
  await db('subscribers')
    .where({ id: review.checkout.subscriber_id })
    .update({ closed_at: appliance.now() as never })
  await settle(appliance, review, 'UKLLOOKS04')
  const late = await begin()
  await turn(appliance, late, { state: 'sent', sent_at })
  await db('checkouts')
    .where({ id: late.checkout.id })
    .update({ wait_until: sent_at as never })
  return {
    'the plans': spot.arrive(drawMac()),
    'the plans in English': spot.arrive(drawMac(), { lang: 'en' }),
    'the plans outside the Wi-Fi': `/p/${spot.key}`,
    'the plans after the time ended': spot.arrive(drawMac(), {
      error: 'Account expired: please pay to continue',
    }),
    'asked by another browser': spot.arrive(asked_elsewhere),
    'buying more': spot.arrive(inside.mac, { choose: '1' }),
    'paid and back again': spot.arrive(inside.mac, { error: 'internal error' }),
    'the request on its way': await made({ state: 'sending' }),
    'the request that may have gone out': await made({ state: 'unknown' }),
    'waiting for the PIN': await made({ state: 'sent', sent_at }),
    'M-Pesa has not answered': at(late),
    'failed: cancelled': await made({
      state: 'failed',
      sent_at,
      result_code: '1032',
      result_words: 'x',
    }),
    'failed: our mistake': await made({ state: 'failed', result_code: '2028', result_words: 'x' }),
    'nobody answered': await made({ state: 'unanswered', sent_at }),
    'before a person': at(review),
    welcome: `${at(inside.asked)}?in=1`,
    'paid, not in': `${at(inside.asked)}?in=0`,
    'paid elsewhere': at(elsewhere.asked),
    'what is left': `/p/${spot.key}/status?mac=${inside.mac}`,
    'what is left, online': `/p/${spot.key}/status?mac=${online.mac}&in=1&orig=http://www.nation.africa/`,
    'nothing left': `/p/${spot.key}/status?mac=${drawMac()}`,
    'no such place': '/p/ffffffffffff',
  }
}
const all = await pages()
const looker = await openLooker(browser, origin)
test.after.always(async () => {
  await browser.close()
  await door.close()
})

async function look(
  width: number,
  scheme: 'light' | 'dark',
  js: boolean,
  path: string,
  task: (page: Page) => Promise<void>,
): Promise<void> {
  const window = js
    ? await openWindow(browser, origin, { width, scheme })
    : await browser.newContext({
        javaScriptEnabled: false,
        viewport: { width, height: 640 },
        colorScheme: scheme,
        baseURL: origin,
      })
  try {
    const page = await window.newPage()
    const answer = await page.goto(path)
    if (answer!.status() >= 500) throw new Error(`${path} failed`)
    await task(page)
  } finally {
    await window.close()
  }
}

/** All that a browser fetches for a page, uncompressed, and whom else it asks. */
async function weigh(url: string): Promise<{ bytes: number; strangers: string[] }> {
  const window = await browser.newContext({ viewport: { width: 320, height: 640 } })
  const page = await window.newPage()
  const answers: Promise<{ url: string; bytes: number }>[] = []
  page.on('response', (answer) => {
    const weighed = answer.body().then((body) => ({ url: answer.url(), bytes: body.length }))
    answers.push(weighed)
  })
  await page.goto(url)
  const fetched = await Promise.all(answers)
  await window.close()
  return {
    bytes: fetched.reduce((sum, one) => sum + one.bytes, 0),
    strangers: fetched
      .map((one) => one.url)
      .filter((one) => !one.startsWith('data:') && !one.startsWith(`${origin}/`)),
  }
}

for (const [name, path] of Object.entries(all)) {
  test.serial(`"${name}" looks well at 320 and 1280, light and dark, folds open`, async (t) => {
    t.deepEqual(await looker.findFaults(path), [])
  })

  test.serial(
    `"${name}" is whole without JavaScript at 320 px, and weighs 30 kB at most with all it fetches`,
    async (t) => {
      await look(320, 'light', false, path, async (page) => {
        t.is(await page.locator('h1').count(), 1)
        t.is(await page.locator('main').count(), 1)
        t.is(
          await page.locator('button[hidden]').count(),
          await page.locator('[data-copy]').count(),
        )
      })
      const { bytes, strangers } = await weigh(origin + path)
      t.deepEqual(strangers, [])
      t.true(bytes > 10_000 && bytes <= 30_000, `${bytes} bytes`)
      t.log(`${bytes} bytes`)
    },
  )
}

test.serial('the script of the portal is 1.3 kB at most', async (t) => {
  const html = await (await fetch(origin + all['waiting for the PIN'])).text()
  const script = await fetch(origin + /src="([^"]+portal\.js)"/.exec(html)![1]!)
  t.true((await script.arrayBuffer()).byteLength <= 1300)
})

test.serial('a keyboard is enough: choose, type, pay; the focus is seen', async (t) => {
  await look(320, 'light', true, spot.arrive(drawMac()), async (page) => {
    const { keyboard } = page
    await keyboard.press('Tab') // English
    await keyboard.press('Tab')
    await keyboard.press('Space')
    await keyboard.press('ArrowDown')
    t.is(
      await page.locator('input[type=radio]:checked').getAttribute('value'),
      String(spot.plans[1]!.id),
    )
    t.not(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'none')
    await keyboard.press('Tab')
    await keyboard.type('0723 000 999')
    await keyboard.press('Enter')
    await page.waitForURL(/\/p\/checkouts\//)
    t.regex(await page.title(), /^Subiri kidogo: Kilima Net$/)
  })
})

test.serial('whoever wants no motion has none', async (t) => {
  const window = await browser.newContext({ reducedMotion: 'reduce', baseURL: origin })
  const page = await window.newPage()
  await page.goto(all['waiting for the PIN']!)
  const moving = `[...document.querySelectorAll('*')].filter((it) => ['', '::before'].some((part) => getComputedStyle(it, part).animationName !== 'none')).length`
  t.is(await page.evaluate(moving), 0)
  t.is(
    await page.evaluate(
      `getComputedStyle(document.querySelector('.ring .left')).transitionDuration`,
    ),
    '0s',
  )
  await window.close()
})
