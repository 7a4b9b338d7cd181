import test from 'ava'
import { openDoor, said, visit } from './door.ts'
import { ask, drawMac, login, openHotspot, turn } from './guests.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db } = appliance
const spot = await openHotspot(appliance)
const { key, plans } = spot
const day = String(plans[1]!.id)
test.after.always(() => door.close())

/** What the form of the plans page sends. */
function form(mac: string, more: Record<string, string> = {}): Record<string, string> {
  const query = Object.fromEntries(new URL(spot.arrive(mac), origin).searchParams)
  const { ip: _ip, error: _error, server: _server, ...carried } = query
  return { ...carried, lang: 'sw', plan: day, phone: '0723000951', ...more }
}

const keyIn = (html: string) => /name="key" value="([0-9a-f]{32})"/.exec(html)![1]!

const pushesOf = (mac: string) =>
  db('stk_pushes as p')
    .join('checkouts as k', 'k.id', 'p.checkout_id')
    .join('devices as d', 'd.id', 'k.device_id')
    .where('d.mac', mac)
    .select('p.*')

let last = 951
const drawPhone = () => `072300${String((last += 1)).padStart(4, '0')}`

test('S1-01: the plans of the site in plain words, Swahili first', async (t) => {
  const answer = await visit(origin).get(spot.arrive(drawMac()))
  t.is(answer.status, 200)
  t.regex(answer.html, /<html lang="sw">/)
  const page = said(answer.html)
  t.regex(page, /Chagua muda, lipa, ingia Githurai 44\. Intaneti inafunguka yenyewe ukishalipa/)
  t.regex(page, /Siku 1 5 Mb\/s, GB 5, simu moja KES 50/)
  t.regex(page, /Wiki 1 8 Mb\/s, bila kikomo, simu 2 KES 250/)
  t.regex(page, /Mwezi 1 10 Mb\/s, bila kikomo, simu 3 KES 900/)
  t.regex(page, /Shida\? Piga 0709 555 010/)
  t.regex(answer.html, /href="tel:\+254709555010"/)
})

test('S1-01: English is one link away, and stays through links, forms and the next visit', async (t) => {
  const guest = visit(origin)
  const mac = drawMac()
  const swahili = await guest.get(spot.arrive(mac))
  const link = /href="([^"]+)" lang="en" hreflang="en">English</.exec(swahili.html)![1]!
  const english = await guest.get(link.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='))
  t.regex(english.html, /<html lang="en">/)
  t.regex(said(english.html), /1 day 5 Mb\/s, 5 GB, one phone KES 50/)
  t.regex(english.html, /name="lang" value="en"/)
  t.true(english.html.includes(`name="mac" value="${mac}"`))
  const wrong = await guest.post(`/p/${key}/checkouts`, form(mac, { lang: 'en', phone: '12' }))
  t.regex(said(wrong.html), /A Kenyan mobile number has ten/)
  t.regex((await guest.get(spot.arrive(mac))).html, /<html lang="en">/)
  const asked = await guest.post(
    `/p/${key}/checkouts`,
    form(mac, { lang: 'en', phone: drawPhone() }),
  )
  t.regex((await guest.get(asked.location!)).html, /<html lang="en">/)
})

const spellings: Record<string, (nine: string) => string> = {
  '0723 …': (nine) => `0${nine.slice(0, 3)} ${nine.slice(3, 6)} ${nine.slice(6)}`,
  '+254 723-…': (nine) => `+254 ${nine.slice(0, 3)}-${nine.slice(3)}`,
  '254723…': (nine) => `254${nine}`,
  '723…': (nine) => nine,
  '000254723…': (nine) => `000254${nine}`,
  '(0723) …': (nine) => `(0${nine.slice(0, 3)}) ${nine.slice(3)}`,
}
for (const [spelling, spell] of Object.entries(spellings)) {
  test(`S1-01: the phone may be written ${spelling}`, async (t) => {
    const mac = drawMac()
    const nine = drawPhone().slice(1)
    const answer = await visit(origin).post(
      `/p/${key}/checkouts`,
      form(mac, { phone: spell(nine) }),
    )
    t.is(answer.status, 303, said(answer.html))
    t.is((await pushesOf(mac))[0]!.msisdn, `254${nine}`)
  })
}

for (const [typed, told] of [
  ['', /Andika namba ya simu itakayolipa/],
  ['072300095', /Namba hii ina tarakimu 9\. Namba ya simu ya Kenya ina kumi/],
  ['07230009511', /Namba hii ina tarakimu 11/],
  ['+255 712 345 678', /M-Pesa inahitaji namba ya simu ya mkononi ya Kenya/],
  ['0201234567', /Inaanza na 07 au 01/],
  ['jirani', /Tarakimu tu/],
] as const) {
  test(`S1-01: the number ${JSON.stringify(typed)} is explained, and nothing typed is lost`, async (t) => {
    const mac = drawMac()
    const answer = await visit(origin).post(`/p/${key}/checkouts`, form(mac, { phone: typed }))
    t.is(answer.status, 422)
    t.regex(said(answer.html), told)
    t.true(answer.html.includes(`name="phone" type="tel" value="${typed.replace('+', '+')}"`))
    t.regex(answer.html, new RegExp(`name="plan" value="${day}" checked`))
    t.true(answer.html.includes(`name="login" value="${login}"`))
    t.true(answer.html.includes(`name="chapid" value="\\371"`))
    t.is((await pushesOf(mac)).length, 0)
  })
}

test('S1-02: the checkout knows the device, the hotspot and what its page handed over', async (t) => {
  const mac = drawMac()
  const answer = await visit(origin).post(`/p/${key}/checkouts`, form(mac, { phone: drawPhone() }))
  t.is(answer.status, 303)
  t.regex(answer.location!, /^\/p\/checkouts\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  const checkout = (await db('checkouts')
    .where({ merchant_reference: answer.location!.split('/').at(-1)! })
    .first())!
  t.is(checkout.router_id, spot.router.id)
  t.is(checkout.plan_id, plans[1]!.id)
  t.like(checkout.hand_off, { login, chap_id: '\\371', orig: 'http://www.nation.africa/kenya' })
})

test('S1-02, S2-15: a double click, two tabs and twenty impatient taps are one request', async (t) => {
  const mac = drawMac()
  const browser = visit(origin)
  const first = await browser.get(spot.arrive(mac))
  const sent = form(mac, { phone: drawPhone(), key: keyIn(first.html) })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => visit(origin).post(`/p/${key}/checkouts`, sent)),
  )
  t.deepEqual([...new Set(answers.map(({ status }) => status))], [303])
  t.is(new Set(answers.map(({ location }) => location)).size, 1)
  t.is((await pushesOf(mac)).length, 1)
  // The back button: the plans lead to where it is waited for.
  t.is((await browser.get(spot.arrive(mac))).location, answers[0]!.location)
  t.is((await browser.get(spot.arrive(mac, { choose: '1' }))).status, 200)
})

test('what no row could hold is left out, and the guest pays all the same', async (t) => {
  const mac = drawMac()
  const sent = form(mac, { phone: drawPhone(), orig: 'http://x.example/\u0000', chapid: '\u0000' })
  const answer = await visit(origin).post(`/p/${key}/checkouts`, sent)
  t.is(answer.status, 303)
})

test('T06: no amount comes from the form: a price in it is refused, and nothing is asked for', async (t) => {
  for (const name of ['amount', 'price', 'price_cents', 'amount_cents', 'Amount']) {
    const mac = drawMac()
    const answer = await visit(origin).post(`/p/${key}/checkouts`, form(mac, { [name]: '1' }))
    t.is(answer.status, 422, name)
    t.regex(said(answer.html), /Hatukuweza kusoma hili/)
    t.is((await pushesOf(mac)).length, 0)
  }
  const mac = drawMac()
  await visit(origin).post(`/p/${key}/checkouts?amount=1`, form(mac, { phone: drawPhone() }))
  t.is((await pushesOf(mac))[0]!.amount_cents, 50_00)
})

test('T06: a plan that is not sold here is no plan', async (t) => {
  const home = (await db('plans').where({ kind: 'pppoe' }).first('id'))!
  for (const plan of [String(home.id), '999999']) {
    const answer = await visit(origin).post(
      `/p/${key}/checkouts`,
      form(drawMac(), { plan, phone: drawPhone() }),
    )
    t.is(answer.status, 422)
    t.regex(said(answer.html), /hauuzwi tena hapa/)
  }
  for (const plan of ['', '0', '-1', '1.5', '1e3', ' 2', 'x', '9'.repeat(30)]) {
    const answer = await visit(origin).post(`/p/${key}/checkouts`, form(drawMac(), { plan }))
    t.is(answer.status, 422, plan)
    t.regex(said(answer.html), /Chagua muda unaotaka/, plan)
  }
})

test('T14: a phone that has a prompt already is not asked again, and the page says when', async (t) => {
  const phone = drawPhone()
  await visit(origin).post(`/p/${key}/checkouts`, form(drawMac(), { phone }))
  const again = await visit(origin).post(`/p/${key}/checkouts`, form(drawMac(), { phone }))
  t.is(again.status, 429)
  t.is(again.headers.get('retry-after'), '90')
  t.regex(said(again.html), /Tayari kuna ombi la malipo kwenye simu hii\. .* hadi 14:34 leo/)
  t.regex(again.html, new RegExp(`value="${phone}"`))
})

test.serial('nothing to sell, no paybill, no such place: each has its page, and what still works', async (t) => {
  const { html } = await visit(origin).get('/p/ffffffffffff?mac=x')
  t.regex(said(html), /Hatulijui lango hili/)
  for (const path of ['/p/ffffffffffff', '/p/x', `/p/${key}/nowhere`, '/p/checkouts/x', `/p/checkouts/${crypto.randomUUID()}`]) {
    t.is((await visit(origin).get(path)).status, 404, path)
  }
  await db('plans').where({ kind: 'hotspot' }).update({ withdrawn_at: appliance.now() })
  const none = await visit(origin).get(spot.arrive(drawMac()))
  t.regex(said(none.html), /Hakuna kinachouzwa hapa kwa sasa.*Nimeshalipa.*Nina vocha/)
  await db('plans').where({ kind: 'hotspot' }).update({ withdrawn_at: null })
  const outside = await visit(origin).get(`/p/${key}`)
  t.regex(said(outside.html), /Sasa hauko kwenye Wi-Fi yetu/)
}) // prettier-ignore

test('S1-04: without a phone the router knows, one can pay all the same', async (t) => {
  const answer = await visit(origin).post(`/p/${key}/checkouts`, {
    plan: day,
    phone: drawPhone(),
    lang: 'sw',
  })
  t.is(answer.status, 303)
})

test('an account that is paused is told so, and nothing is asked for', async (t) => {
  const mac = drawMac()
  const phone = drawPhone()
  const asked = await ask(appliance, spot, mac, `254${phone.slice(1)}`)
  await turn(appliance, asked, { state: 'failed', result_code: '1032', result_words: 'x' })
  await db('subscribers')
    .where({ id: asked.checkout.subscriber_id })
    .update({ suspended_at: appliance.now() as never })
  const other = form(mac, { plan: String(plans[0]!.id), phone })
  const answer = await visit(origin).post(`/p/${key}/checkouts`, other)
  t.is(answer.status, 409)
  t.regex(said(answer.html), /Akaunti hii imesimamishwa\. Tafadhali tupigie\./)
  t.is((await pushesOf(mac)).length, 1)
})

test('S2-16: the waiting page of an old request is not where a guest is led', async (t) => {
  const mac = drawMac()
  const asked = await ask(appliance, spot, mac, '254723000205')
  await turn(appliance, asked, { state: 'failed', result_code: '1032', result_words: 'x' })
  t.is((await visit(origin).get(spot.arrive(mac))).status, 200)
})
