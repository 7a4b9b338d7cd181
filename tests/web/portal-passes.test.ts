import test, { type ExecutionContext } from 'ava'
import { makeVouchers } from '../../appliance/money/vouchers.ts'
import { openDoor, said, visit } from './door.ts'
import { ask, drawMac, goOnline, login, openHotspot, settle } from './guests.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db, work, safe } = appliance
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

test('S2-55, S1-09: whoever has paid is sent to the router, with a proof of its challenge, once', async (t) => {
  const mac = drawMac()
  const asked = await ask(appliance, spot, mac, '254723000201')
  await settle(appliance, asked, 'UKLRETURN1')
  const guest = visit(origin)
  const first = await guest.get(spot.arrive(mac))
  t.is(first.status, 303)
  const url = new URL(first.location!)
  t.is(url.origin + url.pathname, login)
  t.regex(url.searchParams.get('username')!, /^\d{7}-1$/)
  t.regex(url.searchParams.get('password')!, /^[0-9a-f]{32}$/)
  const dst = new URL(url.searchParams.get('dst')!)
  t.is(dst.origin, appliance.config.publicUrl)
  t.is(dst.pathname, `/p/${key}/status`)

  const back = await guest.get(spot.arrive(mac))
  t.is(back.status, 200)
  t.regex(said(back.html), /Umelipa, lakini bado hujaingia/)
  t.regex(said(back.html), /Tumekupeleka kwenye kifaa cha Wi-Fi sasa hivi/)
  t.regex(said(back.html), /Siku 1 yako iko salama.*Usilipe tena/)
  const again = /href="([^"]+)" rel="nofollow">Jaribu kuingia tena/.exec(back.html)![1]!
  const pressed = await guest.get(again.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='))
  t.true(pressed.location!.startsWith(`${login}?username=`))
})

test('S1-09: what the router says is told in our words, and never in its own', async (t) => {
  const mac = drawMac()
  const asked = await ask(appliance, spot, mac, '254723000202')
  await settle(appliance, asked, 'UKLRETURN2')
  for (const [error, told] of [
    ['no more sessions are allowed for user 4821072-1', /Muda wako unatumika kwenye simu zote/],
    ['RADIUS server is not responding', /Kifaa cha Wi-Fi kina shughuli nyingi/],
    ['web browser did not send challenge response (try again, enable JavaScript)', /ukurasa ulikaa wazi/],
    ['Unknown user name or password', /ukurasa ulikaa wazi/],
    ['internal error (no memory)', /kina hitilafu yake/],
    ['Call 0700 666 666 for a refund', /kwa sababu tusiyoijua/],
  ] as const) {
    const { html, status } = await visit(origin).get(spot.arrive(mac, { error }))
    t.is(status, 200)
    t.regex(said(html), told)
    t.false(html.includes('0700 666 666'))
    t.false(html.includes('4821072'))
  }
}) // prettier-ignore

test('whose time or data has ended is told so, and chooses again', async (t) => {
  const time = await visit(origin).get(spot.arrive(drawMac(), { error: 'Account expired: please pay to continue' }))
  t.regex(said(time.html), /Muda wako umeisha\. Chagua tena/)
  const data = await visit(origin).get(spot.arrive(drawMac(), { error: 'Data used up: please pay to continue' }))
  t.regex(said(data.html), /Data uliyonunua imeisha/)
  const odd = await visit(origin).get(spot.arrive(drawMac(), { error: 'whatever' }))
  t.notRegex(odd.html, /role="alert"/)
}) // prettier-ignore

test('“in” is believed only a moment after we sent the phone to the router, or while it has a session', async (t) => {
  const mac = drawMac()
  const asked = await ask(appliance, spot, mac, '254723000206')
  await settle(appliance, asked, 'UKLSTATUS2')
  const status = `/p/${key}/status?mac=${mac}&in=1`
  const page = `/p/checkouts/${asked.checkout.merchant_reference}?in=1`
  const tried = (login_tried_at: unknown) => db('devices').where({ mac }).update({ login_tried_at: login_tried_at as never })
  const out = async () => {
    const [left, paid] = [await visit(origin).get(status), await visit(origin).get(page)]
    t.regex(said(left.html), /hujaunganishwa sasa .*Fungua intaneti sasa/)
    t.regex(said(paid.html), /bado hakijaifungulia simu hii\. Fungua intaneti sasa/)
    for (const { html } of [left, paid]) t.notRegex(said(html), /lango limefunguka|umeunganishwa/)
  }
  const inside = async () => {
    for (const path of [status, page]) t.regex(said((await visit(origin).get(path)).html), /Karibu, lango limefunguka/)
  }
  await out()
  await tried(appliance.now().subtract({ seconds: 119 }))
  await inside()
  await tried(appliance.now().subtract({ seconds: 120 }))
  await out()
  await goOnline(appliance, spot, drawMac(), asked.checkout.service_id) // Another phone of the same pass.
  await out()
  await goOnline(appliance, spot, mac, asked.checkout.service_id)
  await inside()
}) // prettier-ignore

test('U03: time and data left, buy again, log out; without a pass, a way to buy', async (t) => {
  const mac = drawMac()
  const asked = await ask(appliance, spot, mac, '254723000203')
  await settle(appliance, asked, 'UKLSTATUS1')
  const off = await visit(origin).get(`/p/${key}/status?mac=${mac}`)
  t.regex(said(off.html), /Una intaneti hadi 14:32 kesho\. hujaunganishwa sasa/)
  t.true(off.html.includes(`href="${login}" rel="noreferrer nofollow">Fungua intaneti sasa`))
  t.notRegex(off.html, /logout/)
  await goOnline(appliance, spot, mac, asked.checkout.service_id)
  const on = await visit(origin).get(`/p/${key}/status?mac=${mac.replaceAll(':', '-')}`)
  t.regex(
    said(on.html),
    /umeunganishwa Intaneti yako Muda uliobaki siku 1 Data iliyobaki GB 5 Mpango Siku 1/,
  )
  t.true(on.html.includes('href="http://10.5.50.1/logout"'))
  t.regex(on.html, /href="\/p\/[0-9a-f]{12}\?mac&#x3D;[^"]*choose&#x3D;1[^"]*">Nunua zaidi/)
  const more = await visit(origin).get(spot.arrive(mac, { choose: '1' }))
  t.regex(said(more.html), /Bado una intaneti hadi 14:32 kesho/)
  const none = await visit(origin).get(`/p/${key}/status?mac=${drawMac()}`)
  t.regex(said(none.html), /Hakuna muda kwenye simu hii/)
  t.is((await visit(origin).get(`/p/${key}/status`)).status, 200)
})

/** The router's login page, asked for a fresh challenge, leads back to us; we lead to its login, and then to this page. */
async function goRound(t: ExecutionContext, location: string, mac: string): Promise<string> {
  const asked = new URL(location)
  t.is(asked.origin + asked.pathname, login)
  t.deepEqual([...asked.searchParams.keys()], ['dst']) // No proof of a challenge that may be old.
  const arrived = spot.arrive(mac, { orig: asked.searchParams.get('dst')!, chap: '\\020' })
  const to = new URL((await visit(origin).get(arrived)).location!)
  t.is(to.origin + to.pathname, login)
  t.regex(to.searchParams.get('password')!, /^[0-9a-f]{32}$/)
  t.is(to.searchParams.get('dst'), asked.searchParams.get('dst'))
  return to.searchParams.get('dst')!
}

test('a voucher lets its phone in; wrong and used are answered alike, and not for ever', async (t) => {
  const [code] = await work((unit) =>
    makeVouchers(unit, safe, { plan: plans[0]!, count: 1, made_by: null }),
  )
  const mac = drawMac()
  const send = (voucher: string, whose = mac) => {
    const { plan: _plan, phone: _phone, ...sent } = form(whose, { voucher })
    return visit(origin).post(`/p/${key}/vouchers`, sent)
  }
  const wrong = await send('AAAAA-AAAAA')
  t.is(wrong.status, 422)
  t.regex(said(wrong.html), /Namba hii haifanyi kazi: ina kosa, au imeshatumika/)
  t.regex(wrong.html, /<details class="more" open><summary>Nina vocha/)
  const right = await send(code!.toLowerCase().replace('-', ' '))
  const dst = new URL(await goRound(t, right.location!, mac))
  const welcome = await visit(origin).get(dst.pathname + dst.search)
  t.regex(said(welcome.html), /Karibu, lango limefunguka .* Endelea kwenda www\.nation\.africa/)
  const other = drawMac()
  const used = await send(code!, other)
  t.is(used.status, 422)
  t.is(/class="wrong"[^>]*>([^<]*)/.exec(used.html)![1], /class="wrong"[^>]*>([^<]*)/.exec(wrong.html)![1])
  for (let tries = 1; tries < 5; tries += 1) t.is((await send('BBBBB-BBBBB', other)).status, 422)
  const stopped = await send('BBBBB-BBBBB', other)
  t.is(stopped.status, 429)
  t.regex(said(stopped.html), /Umejaribu mara nyingi kwa muda mfupi\. Unaweza kujaribu tena saa 15:3\d leo/)
  t.is((await send('', drawMac())).status, 422)
}) // prettier-ignore

test('S2-55: a new phone takes the pass along by the code of the M-Pesa message, whole or alone', async (t) => {
  const asked = await ask(appliance, spot, drawMac(), '254723000204')
  await settle(appliance, asked, 'UKLMOVED11')
  const move = (fields: Record<string, string>, mac = drawMac()) => {
    const { plan: _plan, phone: _phone, ...sent } = form(mac, fields)
    return visit(origin).post(`/p/${key}/moves`, sent)
  }
  const sms = 'uklmoved11 Confirmed. Ksh50.00 sent to KILIMA NET for account 48 on 21/11/26 at 2:31 PM'
  const here = drawMac()
  const moved = await move({ by: 'receipt', receipt: sms }, here)
  await goRound(t, moved.location!, here)
  const wrong = await move({ by: 'receipt', receipt: 'UKLNOBODY1' })
  t.is(wrong.status, 422)
  t.regex(said(wrong.html), /Hatukupata muda uliobaki kwa ulichoandika/)
  t.regex(said((await move({ by: 'receipt', receipt: '?' })).html), /Msimbo una herufi na tarakimu kumi/)
  const by_code = await move({ by: 'code', paid_by: '0723 000 204', code: '12' })
  t.regex(said(by_code.html), /Namba ya siri ina tarakimu sita/)
  const nobody = await move({ by: 'code', paid_by: '0723 000 204', code: '123 456' })
  t.regex(said(nobody.html), /Hatukupata muda uliobaki/)
  t.is((await move({ by: 'receipt', receipt: 'UKLMOVED11' }, '')).status, 422)
}) // prettier-ignore

test.serial('T09, N7: a claim is answered alike, whether its code is unknown, spent, another’s or badly guessed', async (t) => {
  const spent = await ask(appliance, spot, drawMac(), '254723000209')
  await settle(appliance, spent, 'UKLSPENT01')
  await db('credits').where({ service_id: spent.checkout.service_id }).update({ starts_at: appliance.now().subtract({ hours: 50 }), ends_at: appliance.now().subtract({ hours: 1 }) } as never)
  const claim = (receipt: string) => {
    const { plan: _plan, phone: _phone, ...sent } = form(drawMac(), { by: 'receipt', receipt, payer: '0723 000 299', lang: 'en' })
    return visit(origin).post(`/p/${key}/moves`, sent)
  }
  const [unknown, used] = [await claim('UKLNOBODY7'), await claim('UKLSPENT01')]
  const bare = (html: string) => said(html)
  t.deepEqual([unknown.status, used.status], [200, 200])
  t.is(bare(unknown.html), bare(used.html))
  t.regex(bare(used.html), /We are asking M-Pesa about this code\. If it was paid from that number/)
  const wrong = visit(origin).post(`/p/${key}/moves`, { ...form(drawMac(), {}), by: 'receipt', receipt: 'UKLNOBODY7', payer: '12', lang: 'en' } as never)
  t.true((await wrong).status >= 400)
}) // prettier-ignore
