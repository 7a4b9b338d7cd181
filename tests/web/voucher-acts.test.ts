import test from 'ava'
import { voucherNumber } from '../../appliance/money/vouchers.ts'
import { redeemVoucher } from '../../appliance/money/vouchers.ts'
import { openDoor, said, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, work, safe } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const day = await openHotspotDay({ appliance, clock })
const finance = await signedIn(origin, 'finance')
const cashier = await signedIn(origin, 'cashier')
test.after.always(() => door.close())

const codePattern = /[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/g

/** The codes of a page of slips, with the numbers beside them. */
async function make(count: number) {
  const batch = crypto.randomUUID()
  const fields = { plan: String(day.plan.id), count: String(count), batch }
  const { html } = await finance.post('/vouchers', fields)
  const codes = html.match(codePattern)!
  const rows = await db('vouchers').orderBy('id', 'desc').limit(count)
  const ids = rows.map(({ id }) => id).toReversed()
  return { codes, ids, path: (at: number) => `/vouchers/${voucherNumber(ids[at]!)}`, batch_id: rows[0]!.batch_id }
} // prettier-ignore

let drawn = 0
function redeem(code: string) {
  const mac = `BC:24:11:00:BB:${String((drawn += 1)).padStart(2, '0')}`
  const source_address = `10.0.0.${drawn}`
  return work((unit) =>
    redeemVoucher(unit, safe, { code, mac, router: day.router, language: 'sw', source_address }),
  )
}
const why = 'The printer ate it'

test.serial('U60: one slip is printed again, with the reason, and says that it is a copy', async (t) => {
  const { codes, path } = await make(2)
  const answer = await finance.post(`${path(0)}/prints`, { why })
  t.is(answer.status, 200)
  t.is(answer.headers.get('cache-control'), 'no-store')
  t.deepEqual(answer.html.match(codePattern), [codes[0]!])
  t.regex(said(answer.html), /V\d+ · copy 2 · /)
  t.like(await db('audit').orderBy('id', 'desc').first(), { action: 'voucher.printed', why })
  t.regex(said((await cashier.get(path(0))).html), /Grace Wambui: Made .* Grace Wambui: The printer ate it/)
  t.false((await finance.get(path(0))).html.includes(codes[0]!))
}) // prettier-ignore

test.serial('U60: without a reason nothing is printed, voided or replaced', async (t) => {
  const { path, batch_id } = await make(1)
  const before = await db('audit').max('id').first()
  for (const act of ['prints', 'voiding', 'replacement']) {
    const answer = await finance.post(`${path(0)}/${act}`, { why: ' ' })
    t.is(answer.status, 422, act)
    t.regex(said(answer.html), /Say why, in a few words/)
    t.is(answer.html.match(codePattern), null)
  }
  for (const act of ['prints', 'voiding'])
    t.is((await finance.post(`/vouchers/batches/${batch_id}/${act}`, { why: '' })).status, 422)
  t.deepEqual(await db('audit').max('id').first(), before)
})

test.serial('U60: a lost one is void at once, and a new code of the same plan and price stands in its place', async (t) => {
  const { codes, ids, path } = await make(1)
  await db('plans').where({ id: day.plan.id }).update({ price_cents: 9900 as never, withdrawn_at: clock.now() })
  const answer = await finance.post(`${path(0)}/replacement`, { why })
  const [fresh] = answer.html.match(codePattern)!
  t.not(fresh, codes[0])
  t.is(await redeem(codes[0]!), undefined)
  t.truthy(await redeem(fresh!))
  t.like(await db('vouchers').where({ replaces_id: ids[0]! }).first(), { price_cents: 5000, plan_id: day.plan.id })
  t.is((await finance.post(`${path(0)}/replacement`, { why })).status, 409, 'once')
  await db('plans').where({ id: day.plan.id }).update({ price_cents: 5000 as never, withdrawn_at: null })
}) // prettier-ignore

test.serial(
  'T21: a void one opens nothing and is never printed again; a used one is neither',
  async (t) => {
    const { codes, path } = await make(2)
    t.is((await finance.post(`${path(0)}/voiding`, { why })).status, 303)
    t.is(await redeem(codes[0]!), undefined)
    t.truthy(await redeem(codes[1]!))
    for (const at of [0, 1]) {
      for (const act of ['prints', 'voiding', 'replacement']) {
        const answer = await finance.post(`${path(at)}/${act}`, { why })
        t.is(answer.status, 409, act)
        t.is(answer.html.match(codePattern), null)
      }
    }
    t.regex(said((await cashier.get(path(1))).html), /Used 14:32 today, Guest with a voucher/)
  },
)

test.serial('voided and redeemed at the same moment: one of the two', async (t) => {
  for (let round = 0; round < 8; round += 1) {
    const { codes, ids, path } = await make(1)
    const [redeemed, voided] = await Promise.all([
      redeem(codes[0]!),
      finance.post(`${path(0)}/voiding`, { why }),
    ])
    t.is(voided.status, redeemed ? 409 : 303)
    const row = (await db('vouchers').where({ id: ids[0]! }).first())!
    t.is(row.redeemed_at === null, redeemed === undefined)
  }
})

test.serial('a whole batch: what is left is printed again or voided, what is used stays used', async (t) => {
  const { codes, batch_id } = await make(4)
  await redeem(codes[1]!)
  const path = `/vouchers/batches/${batch_id}`
  const printed = await finance.post(`${path}/prints`, { why })
  t.deepEqual(printed.html.match(codePattern), [codes[0]!, codes[2]!, codes[3]!])
  t.regex(said((await finance.get(path)).html), /All 4 Not used 3 Sold 0 Used 1 Void 0/)
  t.is((await finance.post(`${path}/voiding`, { why })).status, 303)
  for (const code of [codes[0]!, codes[2]!]) t.is(await redeem(code), undefined)
  t.regex(said((await finance.get(`${path}?show=void`)).html), /Void 3 .* void The printer ate it/)
  t.is((await finance.post(`${path}/voiding`, { why })).status, 409)
  t.is((await finance.post(`${path}/prints`, { why })).status, 409)
  t.like(await db('audit').where({ subject: `batch:${batch_id}` }).orderBy('id', 'desc').first(), { action: 'voucher.batch_voided', after: { count: 3 } })
}) // prettier-ignore

test.serial('a voucher is found by the number on its paper; what is none is said kindly', async (t) => {
  const { ids } = await make(1)
  t.is((await cashier.get(`/vouchers?number=v${ids[0]}`)).location, `/vouchers/${voucherNumber(ids[0]!)}`)
  t.regex(said((await cashier.get('/vouchers?number=KQ7W-DM3P')).html), /There is no voucher KQ7W-DM3P/)
  for (const number of ['V999999', 'V1', 'x', '1']) t.is((await cashier.get(`/vouchers/${number}`)).status, 404, number)
  t.is((await cashier.get('/vouchers/batches/99999')).status, 404)
}) // prettier-ignore

const list = (...lines: string[]) => lines.join('\r\n')
const plan = String(day.plan.id)
const bring = (path: string, text: string) => finance.post(`/vouchers/${path}`, { plan, text })

test.serial('U62: a list is checked first: what stays out is told line by line, and nothing is kept', async (t) => {
  const { codes } = await make(1)
  const before = (await db('vouchers').select('id')).length
  const text = list('Code;Profile', 'mikhmon001;Day pass', 'MIKHMON-001;Day pass', `${codes[0]};`, 'abc;', '"tabora7788";"Week"', 'tabora7789')
  const answer = await bring('import-checks', text)
  const words = said(answer.html)
  t.regex(words, /2 vouchers can be brought in\..*Bring in 2 vouchers 4 lines stay out/)
  t.regex(words, /3 MIKHMON-001 stands in the list twice 4 .* is here already 5 abc a code has 6 to 40 .* 6 tabora7788 no hotspot plan/)
  t.is((await db('vouchers').select('id')).length, before)
  t.like(await db('audit').orderBy('id', 'desc').first(), { action: 'voucher.import_checked', after: { good: 2, clashes: 4 } })

  const done = await bring('imports', text)
  t.regex(said(done.html), /2 vouchers are here now; 4 lines stayed out/)
  t.truthy(await redeem('mikhmon001'))
  t.truthy(await redeem('TABORA7789'))
  t.is((await bring('imports', text)).status, 409, 'nothing of it is new')
  t.regex(said((await finance.get('/vouchers')).html), /Grace Wambui, brought in/)
}) // prettier-ignore

test.serial(
  'U62: short codes are told to be short; two imports of one list at once keep it once',
  async (t) => {
    const text = Array.from({ length: 40 }, (_, at) => `net${100 + at}`).join('\n')
    t.regex(said((await bring('import-checks', text)).html), /40 codes are shorter than ten signs/)
    const answers = await Promise.all([bring('imports', text), bring('imports', text)])
    t.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409])
    t.is((await db('audit').where({ action: 'voucher.imported' })).length, 2)
    t.is((await bring('import-checks', '')).status, 422)
  },
)

test.serial('U62, T27: what a list holds is shown as text', async (t) => {
  const answer = await bring('import-checks', '<script>alert(1)</script>,x\n=HYPERLINK("x"),y')
  t.false(answer.html.includes('<script>alert(1)'))
  t.is(answer.status, 200)
})

test.serial('U64: a guest without a phone number buys at the desk and is online by the code alone', async (t) => {
  const { codes } = await make(1)
  const { service_id } = (await redeem(codes[0]!))!
  const guest = await db('subscribers as s').join('services as v', 'v.subscriber_id', 's.id').where('v.id', service_id).first('s.msisdn')
  t.is(guest.msisdn, null)
}) // prettier-ignore

test.serial('U61: a code is sent by SMS or WhatsApp instead of paper, and that it was shown is written down', async (t) => {
  const { codes, ids, path } = await make(1)
  const again = await finance.post(`${path(0)}/prints`, { why: 'Sent to 0722 by WhatsApp' })
  const words = codes[0]!.replaceAll('-', '%20')
  t.regex(again.html, new RegExp(`href="sms:\\?[^"]*${words}"`))
  t.regex(again.html, new RegExp(`href="https://wa\\.me/\\?text[^"]*${words}"[^>]*aria-label="Send V\\d+ by WhatsApp"`))
  const shown = await db('voucher_prints').where({ voucher_id: ids[0]! }).orderBy('id')
  t.deepEqual(shown.map((one) => one.why), ['Made', 'Sent to 0722 by WhatsApp'])
  t.truthy(await redeem(codes[0]!.replaceAll('-', ' ')), 'as it was sent, it opens')
  const many = await finance.post('/vouchers', { plan: String(day.plan.id), count: '11', batch: crypto.randomUUID() })
  t.false(many.html.includes('wa.me'), 'who makes many prints them')
}) // prettier-ignore
