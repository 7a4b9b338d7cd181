// The looks of payment links, of the list narrowed, and of one thing done to all who fit.

import test from 'ava'
import { makeLink, promptLink, withdrawLink } from '../../appliance/money/payment-links.ts'
import { cents } from '../../appliance/money.ts'
import { findAxeViolations, openBrowser, openWindow, sidewaysPixels } from '../support/browser.ts'
import { openDoor, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { pay } from './past.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
const { otieno, njeri } = await openKilima(appliance, clock)
const browser = await openBrowser()
const finance = await signedIn(origin, 'finance')
const { id: staff_id } = (await db('staff').where({ role: 'finance' }).first('id'))!
const by = { staff: { id: staff_id, role: 'finance' }, source_address: null } as const
async function link(whose: typeof otieno, shillings: number): Promise<string> {
  const { account_no } = whose.subscriber
  const asked = { form_no: crypto.randomUUID(), account_no, amount_cents: cents(shillings * 100), about: 'The rest of November', days: 7 }
  return (await work((unit) => makeLink(unit, asked, by)))!
} // prettier-ignore

const at = clock.now().toString()
const paid = await link(njeri, 321)
await pay(
  { appliance, clock },
  { at, code: 'UKLLOOK001', amount: 321, typed: njeri, name: 'NJERI' },
)
clock.set(at)
const withdrawn = await link(njeri, 400)
await work(async (unit) =>
  withdrawLink(unit, (await unit.db('payment_requests').orderBy('id', 'desc').first('id'))!.id, by),
)
const open = await link(otieno, 500)
const refused = await link(otieno, 600)
await work((unit) =>
  promptLink(unit, refused, {
    msisdn: '254722000111' as never,
    language: 'sw',
    source_address: null,
  }),
)
await db('stk_pushes').where('msisdn', '254722000111').update({
  state: 'failed',
  result_code: '1032',
  result_words: 'x',
  closed_at: clock.now(),
  due_at: null,
})
const asking = await link(otieno, 700)
await work((unit) =>
  promptLink(unit, asking, {
    msisdn: '254722000222' as never,
    language: 'sw',
    source_address: null,
  }),
)
const site = otieno.subscriber.site_id // prettier-ignore

test.after.always(async () => {
  await browser.close()
  await door.close()
})

const pages: Record<string, string> = {
  'A link to pay by': `/p/links/${open}?lang=en`,
  'A link to pay by, in Swahili': `/p/links/${open}?lang=sw`,
  'A link whose prompt is out': `/p/links/${asking}?lang=en`,
  'A link that was refused on the phone': `/p/links/${refused}?lang=sw`,
  'A link that is paid': `/p/links/${paid}?lang=en`,
  'A link that is withdrawn': `/p/links/${withdrawn}?lang=sw`,
  'A link to make': `/requests?account=${otieno.subscriber.account_no}&way=link`,
  'Requests, some by link': '/requests',
  'Subscribers of a site and a plan': `/subscribers?home=${site}&on_plan=${otieno.service.plan_id}`,
  'All who fit, before it is done': `/subscribers/bulk?all=1&home=${site}&act=suspend`,
}

for (const [name, path] of Object.entries(pages)) {
  const cookie = path.startsWith('/p/') ? '' : finance.cookie()
  test.serial(`axe finds nothing wrong with "${name}", and it fits, at 320 and 1280, light and dark`, async (t) => {
    for (const scheme of ['light', 'dark'] as const) {
      for (const width of [320, 1280]) {
        const window = await openWindow(browser, origin, { width, scheme }, cookie)
        try {
          const page = await window.newPage()
          t.is((await page.goto(path))!.status(), 200)
          t.deepEqual(await findAxeViolations(page), [], `${width} ${scheme}`)
          t.is(await page.locator('h1').count(), 1)
          t.is(await sidewaysPixels(page), 0, `${width} ${scheme}`)
        } finally {
          await window.close()
        }
      }
    }
  }) // prettier-ignore
}

test.serial('a link that is made is shown once, and copied by one press', async (t) => {
  const window = await openWindow(browser, origin, { width: 320, scheme: 'light' }, finance.cookie())
  try {
    const page = await window.newPage()
    await page.goto(`/requests?account=${otieno.subscriber.account_no}&way=link`)
    await page.getByLabel('What it is for').fill('November')
    await page.getByRole('button', { name: 'Make the link' }).click()
    t.regex((await page.locator('#link').textContent())!, /\/p\/links\/[\w-]{22}$/)
    t.deepEqual(await findAxeViolations(page), [])
    t.is(await sidewaysPixels(page), 0)
  } finally {
    await window.close()
  }
}) // prettier-ignore
