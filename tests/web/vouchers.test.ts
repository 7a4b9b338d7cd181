import test from 'ava'
import { redeemVoucher } from '../../appliance/money/vouchers.ts'
import { openDoor, said, signedIn, type Visitor } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const finance = await signedIn(origin, 'finance')
const cashier = await signedIn(origin, 'cashier')
test.after.always(() => door.close())

const codes = /[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/g

async function page(visitor: Visitor = finance): Promise<string> {
  return said((await visitor.get('/vouchers')).html)
}
async function make(fields: Record<string, string> = {}) {
  const { id } = (await db('plans').where({ kind: 'hotspot' }).first('id'))!
  const batch = crypto.randomUUID()
  return finance.post('/vouchers', { plan: String(id), count: '12', batch, ...fields })
}

test.serial('before any pass is sold, the page says what vouchers need', async (t) => {
  t.regex(await page(), /no hotspot plan is sold yet\. Add one first\..*No vouchers yet/)
  const day = await openHotspotDay({ appliance, clock })
  t.is(day.plan.name, 'Day pass')
  t.regex(await page(), /Make vouchers .* Day pass, KES 50 .* No vouchers yet Make some above/)
})

test.serial(
  'S2-60: codes are shown to whoever makes them, on a page nobody keeps, and on no other page',
  async (t) => {
    const answer = await make()
    t.is(answer.status, 200)
    t.is(answer.headers.get('cache-control'), 'no-store')
    const shown = [...new Set(answer.html.match(codes))]
    t.is(shown.length, 12)
    t.regex(said(answer.html), /12 vouchers to print/)
    t.regex(
      said(answer.html),
      /Kasarani Siku 1 · 1 day · KES 50 [A-Z0-9-]{14} Jiunge na Wi-Fi, bonyeza “Nina vocha”.*V000001 · 21 November 14:32, Nairobi/,
    )

    const act = (await db('audit').where({ action: 'voucher.made' }).orderBy('id', 'desc').first())!
    t.deepEqual(act.after, { plan: 'Day pass', price_cents: 5000, count: 12 })
    const stored = JSON.stringify([await db('audit'), await db('vouchers'), await db('payments')])
    for (const code of shown) {
      t.false(stored.includes(code))
      t.false((await finance.get('/vouchers')).html.includes(code))
      t.true((await finance.get(`/search?q=${code}`)).status < 400)
    }
  },
)

test.serial(
  'a form that is sent twice makes its vouchers once, also both at the same time',
  async (t) => {
    const before = await counted()
    const batch = crypto.randomUUID()
    const answers = await Promise.all([make({ batch }), make({ batch })])
    t.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409])
    t.regex(
      said(answers.find(({ status }) => status === 409)!.html),
      /made already: find them in the list/,
    )
    t.is((await make({ batch })).status, 409)
    t.is(await counted(), before + 12)
  },
)

for (const [what, fields, told] of [
  ['no number', { count: 'many' }, /A whole number from 1 to 500/],
  ['none', { count: '0' }, /A whole number from 1 to 500/],
  ['too many', { count: '501' }, /A whole number from 1 to 500/],
  ['no plan', { plan: 'x' }, /Choose a plan\./],
] as const) {
  test.serial(`${what}: refused beside the field, and nothing is made`, async (t) => {
    const before = await counted()
    const answer = await make(fields)
    t.is(answer.status, 422)
    t.regex(said(answer.html), told)
    t.is(await counted(), before)
  })
}

test.serial('a plan that is not sold any more, or is for homes, makes no vouchers', async (t) => {
  const home = (await db('plans').where({ kind: 'pppoe' }).first('id'))!
  t.is((await make({ plan: String(home.id) })).status, 404)
  await db('plans').where({ kind: 'hotspot' }).update({ withdrawn_at: appliance.now() })
  t.is((await make()).status, 404)
  await db('plans').where({ kind: 'hotspot' }).update({ withdrawn_at: null })
})

test.serial('the list says how many were used, and who used the last one', async (t) => {
  clock.set('2026-11-21T11:33:00Z')
  const made = await make({ count: '4' })
  const [code] = made.html.match(codes)!
  const router = (await db('routers').where({ name: 'juja-gate' }).first())!
  const redeemed = await appliance.work((unit) =>
    redeemVoucher(unit, appliance.safe, {
      code: code!,
      mac: 'BC:24:11:00:AA:01',
      router,
      language: 'sw',
      source_address: null,
    }),
  )
  const { subscriber_id } = (await db('services').where({ id: redeemed!.service_id }).first())!
  const { account_no } = (await db('subscribers').where({ id: subscriber_id }).first())!
  const { html } = await cashier.get('/vouchers')
  t.regex(
    said(html),
    /Day pass, KES 50 14:33 today Grace Wambui · 1 of 4 used Grace Wambui 4 1 3 Guest with a voucher 14:33 today/,
  )
  t.true(html.includes(`href="/subscribers/${account_no}"`))
  t.regex(
    said(html),
    /Made 28 since the beginning Used 1 .* Left 27 not used yet Left, worth KES 1,350/,
  )
  t.false(html.includes('method="post" action="/vouchers"'), 'a cashier makes none')
  t.regex(
    said((await cashier.get(`/subscribers/${account_no}`)).html),
    /A voucher typed at the hotspot → credited/,
  )
})

async function counted(): Promise<number> {
  return (await db('vouchers').select('id')).length
}
