import test from 'ava'
import { makeVouchers, redeemVoucher } from '../../appliance/money/vouchers.ts'
import { readSought } from '../../appliance/people/sought.ts'
import { search } from '../../appliance/people/search.ts'
import { openDoor, said, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, work, safe } = appliance
await hireStaff(appliance)
const { njeri, otieno, halima, mutua } = await openKilima(appliance, clock)
const { plan, router, nameless } = await openHotspotDay({ appliance, clock })
const finance = await signedIn(origin, 'finance')
const support = await signedIn(origin, 'support')
const [used, unused] = (await work((unit) => makeVouchers(unit, safe, { plan, count: 2, made_by: null }))) as [string, string] // prettier-ignore
const typed = { code: used, mac: 'AA:BB:CC:00:11:99', router, language: 'en', source_address: null } as const // prettier-ignore
await work((unit) => redeemVoucher(unit, safe, typed))
await db('services').where({ id: mutua.service.id }).update({ locked_mac: 'D4:CA:6D:01:02:03', static_address: '10.50.0.7' }) // prettier-ignore
await db('sessions').where({ service_id: njeri.service.id }).update({ calling_station_id: '48:8F:5A:0A:0B:0C' }) // prettier-ignore
const prompt = (await db('stk_pushes').where({ checkout_id: nameless.id }).first())!
test.after.always(() => door.close())

const find = async (q: string, visitor = finance) =>
  visitor.get(`/search?q=${encodeURIComponent(q)}`)
const goesTo = async (q: string) => (await find(q)).location
const pathOf = ({ subscriber }: typeof njeri) => `/subscribers/${subscriber.account_no}`

for (const [what, q, who] of [
  ['account number', '4821072', otieno],
  ['account number in groups', '482 1072', otieno],
  ['phone as people write it', '0710 000 318', otieno],
  ['phone as M-Pesa writes it', '254710000318', otieno],
  ['phone as an address book writes it', '+254 (0) 710-000318', otieno],
  ['user name', 'Otieno.Ouma', otieno],
  ['a part of the name', 'ouma', otieno],
  ['parts of the name in any order', 'mwangi njeri', njeri],
  ['the MAC that is online, with dashes', '48-8f-5a-0a-0b-0c', njeri],
  ['the MAC as Cisco writes it', '488f.5a0a.0b0c', njeri],
  ['the MAC a line is locked to', 'd4ca6d010203', mutua],
  ['the IP address that is online', '10.44.0.9', halima],
  ['a static IP address', '10.50.0.7', mutua],
] as const) {
  test.serial(`S1-18: one box finds a subscriber by ${what}, and goes there`, async (t) => {
    t.is(await goesTo(q), pathOf(who))
  })
}

for (const [what, q, path] of [
  ['its code', ' ukl4t8m2qx ', '/payments/mpesa/UKL4T8M2QX'],
  ['its code in groups', 'UKL4 T8M2 QX', '/payments/mpesa/UKL4T8M2QX'],
  ['the beginning of its code', 'ukl4t8', '/payments/mpesa/UKL4T8M2QX'],
  ['who paid', 'peter', '/payments/mpesa/UKK2V7N9RA'],
  ['what was typed', '48210I4', '/payments/mpesa/UKK2V7N9RA'],
  ['amount and time', '1000 14:18', '/payments/mpesa/UKL4T8M2QX'],
  ['amount as it is printed, and day', 'KES 2,500 today', '/payments/mpesa/UKL9C1ZB6N'],
  ['its prompt', prompt.account_reference, `/payments/mpesa/${prompt.account_reference}`],
  [
    'Safaricom’s name for the prompt',
    prompt.checkout_request_id!,
    `/payments/mpesa/${prompt.account_reference}`,
  ],
] as const) {
  // prettier-ignore
  test.serial(`S1-18: one box finds a payment by ${what}, and goes there`, async (t) => {
    t.is(await goesTo(q), path)
  })
}

test.serial(
  'S1-18: one that is being checked is found, though nothing is counted yet',
  async (t) => {
    t.is(await goesTo('UKL2N8GZ5V'), '/payments?q=UKL2N8GZ5V&days=ever')
  },
)

test.serial('S1-18: a used voucher leads to its payment, an unused one is told of', async (t) => {
  t.regex((await goesTo(used.toLowerCase().replace('-', ' ')))!, /^\/payments\/voucher\/V\d{6}$/)
  const answer = await find(unused)
  t.is(answer.status, 200)
  t.regex(said(answer.html), /Vouchers V\d{6} Day pass, KES 50 Made 14:32 today not used yet/)
  t.false(answer.html.includes(unused.slice(0, 5) + '-' + unused.slice(6, 9) + '<'))
})

test.serial('S1-18: several are listed, each with what it was found by and whether M-Pesa called back', async (t) => {
  await db('payments').where({ receipt_code: 'UJL7H3WP0D' }).update({ payer_name: 'PETER OTIENO' })
  const { html, status } = await find('peter')
  t.is(status, 200)
  const words = said(html)
  t.regex(words, /Found for “peter” 2 things with that in it\./)
  t.regex(words, /UKK2V7N9RA 13:47:00 yesterday · PETER PETER nobody yet received needs a person 1,500/)
  t.regex(words, /UJL7H3WP0D 21 October 08:00:00 · PETER OTIENO PETER OTIENO Otieno Ouma received settled 1,500/)
  const people = said((await find('mwa')).html)
  t.regex(people, /Baraka Mwakio 826143\d · Kasarani · name 0710 ••• 604 name not online/)
  t.regex(people, /Njeri Mwangi 4821014 · Kasarani · name 0710 ••• 440 name online/)
}) // prettier-ignore

test.serial('S2-25: who may not see payments finds none by any of their names', async (t) => {
  for (const q of ['ukl4t8m2qx', 'peter', '1000 14:18', unused, 'UKL2N8GZ5V']) {
    const { html, status } = await find(q, support)
    t.is(status, 200, q)
    t.regex(said(html), /Nothing found/, q)
  }
  t.is((await find('4821072', support)).location, '/subscribers/4821072')
})

test.serial('T22: what is out of somebody’s place is not found', async (t) => {
  const now = appliance.now()
  const [site] = await db('sites').insert({ name: 'Juja' }).returning('id')
  const elsewhere = { id: 1, role: 'cashier', site_id: site!.id } as const
  const reseller = { id: 1, role: 'reseller', site_id: null } as const
  for (const viewer of [elsewhere, reseller]) {
    for (const q of ['4821072', 'otieno', '0710000318', 'UKL4T8M2QX', '1000 14:18', '10.44.0.9', 'kasarani-1', 'UKL2N8GZ5V', used]) {
      const { subscribers, payments, vouchers, claims, routers } = await search(appliance, q, { money: true, viewer, now }) // prettier-ignore
      t.deepEqual([subscribers, payments, vouchers, claims, routers].flat(), [], q)
    }
  }
}) // prettier-ignore

test.serial('nothing at all, one sign, wildcards and odd signs find nothing and break nothing', async (t) => {
  for (const q of ['', 'a', '%', '%%%', '___', '\\\\\\', '\0', "' or 1=1 --", 'fe80::1%eth0', '99:99', '2026-02-31', '١٢٣', ':name ?']) {
    const { status, html } = await find(q)
    t.is(status, 200, q)
    t.regex(said(html), /Nothing found|What are you looking for\?/, q)
  }
}) // prettier-ignore

test('what is typed is read as all that it could be', (t) => {
  const now = Temporal.Instant.from('2026-11-21T06:00:00Z') // 09:00 in Nairobi.
  const span = (q: string) => {
    const { from, until, amount_cents } = readSought(q, now)
    return [amount_cents, from?.toString() ?? null, until?.toString() ?? null]
  }
  t.deepEqual(span('1500'), [1500_00, null, null])
  t.deepEqual(span('Ksh. 1,500.50/='), [1500_50, null, null])
  t.deepEqual(span('08:15'), [null, '2026-11-21T05:12:00Z', '2026-11-21T05:19:00Z'])
  t.deepEqual(span('22:40 50'), [50_00, '2026-11-20T19:37:00Z', '2026-11-20T19:44:00Z'])
  t.deepEqual(span('yesterday'), [null, '2026-11-19T21:00:00Z', '2026-11-20T21:00:00Z'])
  t.deepEqual(span('2026-11-03'), [null, '2026-11-02T21:00:00Z', '2026-11-03T21:00:00Z'])
  t.deepEqual(span('1500 peter'), [null, null, null])
  t.is(readSought('fe80::1', now).address, 'fe80::1')
  t.is(readSought('ab cd ef 00 11 22', now).mac, 'AB:CD:EF:00:11:22')
})
