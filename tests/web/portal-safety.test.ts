import test from 'ava'
import { makeVouchers } from '../../appliance/money/vouchers.ts'
import { portalPolicy } from '../../web/middleware/set-headers.ts'
import { openDoor, said, visit } from './door.ts'
import { ask, drawMac, login, openHotspot, settle, turn } from './guests.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db, work, safe } = appliance
const spot = await openHotspot(appliance)
const { key, plans } = spot
const guest = visit(origin)
test.after.always(() => door.close())

let last = 500
const drawPhone = () => `254723000${String((last += 1))}`

test.serial(
  'S2-59: what anybody may open tells nobody’s phone, and no receipt but to whom has the checkout’s own address',
  async (t) => {
    const mac = drawMac()
    const msisdn = '254711222333'
    const paid = await ask(appliance, spot, mac, msisdn)
    await settle(appliance, paid, 'UKLSECRET1')
    const { account_no } = (await db('subscribers')
      .where({ id: paid.checkout.subscriber_id })
      .first('account_no'))!
    const open = [
    spot.arrive(mac), spot.arrive(mac, { choose: '1' }), spot.arrive(mac, { error: 'x' }), `/p/${key}/status?mac=${mac}`, `/p/${key}/status?mac=${mac}&in=1`,
    `/p/${key}/login?mac=${mac}&login=${login}`, `/p/${key}`, `/p/checkouts/${paid.checkout.id}`, `/p/checkouts/${crypto.randomUUID()}`,
  ] // prettier-ignore
    for (const path of open) {
      const { html, location } = await guest.get(path)
      for (const secret of [
        '711222333',
        '711 222 333',
        '0711 ••• 333',
        'UKLSECRET1',
        paid.checkout.merchant_reference,
      ])
        t.false(`${html} ${location}`.includes(secret), `${path} ${secret}`)
      if (location === null) t.false(html.includes(account_no), path) // On the way to the router it is the user name.
    }
    const own = await guest.get(`/p/checkouts/${paid.checkout.merchant_reference}?in=1`)
    t.true(own.html.includes('UKLSECRET1') && own.html.includes('0711 ••• 333'))
    t.notRegex(own.html, /711222333|711 222 333/)
  },
)

test.serial('S2-59: an address one row away is nobody’s: ids are uuids of chance', async (t) => {
  const asked = await ask(appliance, spot, drawMac(), drawPhone())
  const id = asked.checkout.merchant_reference
  t.regex(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  for (const near of [
    id.toUpperCase(),
    id.replace(/.$/, (sign) => (sign === '0' ? '1' : '0')),
    asked.push.merchant_reference,
    `${id} `,
    `${id}%00`,
    `{${id}}`,
  ])
    t.is((await guest.get(`/p/checkouts/${encodeURIComponent(near)}`)).status, 404, near)
})

test.serial(
  'the portal’s answers are kept by no cache, need no sign-in, and say what browsers may do',
  async (t) => {
    const asked = await ask(appliance, spot, drawMac(), drawPhone())
    await turn(appliance, asked, { state: 'sent', sent_at: appliance.now() })
    const page = `/p/checkouts/${asked.checkout.merchant_reference}`
    for (const path of [
      spot.arrive(drawMac()),
      page,
      `${page}?seen=waiting-1-sent`,
      `${page}?seen=sending-1-created`,
      `/p/${key}/status?lang=xx`,
      '/p/x',
      `${page}/login`,
    ]) {
      const { headers } = await visit(origin).get(path)
      t.is(headers.get('cache-control'), 'no-store', path)
      // The one that begins a request gives its browser a key; no other page has a cookie to give.
      const given = path.includes('mac=')
        ? /^lango_guest=[0-9a-f]{32}; path=\/p; expires=[^;]+; samesite=lax; httponly$/
        : /^$/
      t.regex(headers.getSetCookie().join(), given, path)
      t.is(headers.get('x-frame-options'), 'DENY')
      t.is(headers.get('x-content-type-options'), 'nosniff')
      t.is(headers.get('referrer-policy'), 'same-origin')
      const policy = headers.get('content-security-policy')!
      t.regex(policy, /^default-src 'none'; .*form-action 'self'/)
      t.notRegex(policy, /unsafe|upgrade-insecure|\*(?!;|$| )/)
    }
  },
)

test('a form may end at the hotspot’s own host, and only there', (t) => {
  t.regex(
    portalPolicy('10.5.50.1'),
    /form-action 'self' http:\/\/10\.5\.50\.1:\* https:\/\/10\.5\.50\.1:\*$/,
  )
  for (const odd of ['x; script-src *', '*', 'a b', "'unsafe-inline'", '', 'x,y'])
    t.regex(portalPolicy(odd), /form-action 'self'$/)
})

test.serial(
  'over https the pages of guests are not upgraded: the router’s login is http',
  async (t) => {
    const tls = await openDoor({ LANGO_PUBLIC_URL: 'https://lango.kilima.co.ke' })
    try {
      const { headers } = await visit(tls.origin).get('/p/x')
      t.notRegex(headers.get('content-security-policy')!, /upgrade-insecure/)
      const hotspot = await openHotspot(tls.appliance)
      const plain = await visit(tls.origin).get(`/p/${hotspot.key}`)
      t.regex(plain.headers.getSetCookie().join(), /^lango_guest=.*; secure; httponly$/)
      t.regex(
        (await visit(tls.origin).get('/sign-in')).headers.get('content-security-policy')!,
        /upgrade-insecure/,
      )
    } finally {
      await tls.close()
    }
  },
)

test.serial(
  'T28: guests’ forms come from our pages; a browser too old to say so is believed, another page is not',
  async (t) => {
    const send = (headers: Record<string, string>) =>
      guest.post(
        `/p/${key}/checkouts`,
        { plan: String(plans[1]!.id), phone: `0${drawPhone().slice(3)}`, mac: drawMac() },
        headers,
      )
    t.is((await send({ origin: '', 'sec-fetch-site': '' })).status, 303)
    t.is((await send({ origin, 'sec-fetch-site': '' })).status, 303)
    for (const headers of [
      { origin: 'null', 'sec-fetch-site': '' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://10.5.50.1', 'sec-fetch-site': '' },
    ]) {
      const refused = await send(headers)
      t.is(refused.status, 403)
      t.regex(said(refused.html), /Tafadhali anza tena hapa/)
    }
  },
)

test.serial('the router’s redirect arrives from another site: reading is open', async (t) => {
  for (const headers of [
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site', referer: 'http://10.5.50.1/login' },
  ])
    t.is((await guest.get(spot.arrive(drawMac()), headers)).status, 200)
})

test.serial(
  'T14, S2-59: vouchers of others, pushed through the form, are counted and never shown',
  async (t) => {
    const [code] = await work((unit) =>
      makeVouchers(unit, safe, { plan: plans[0]!, count: 1, made_by: null }),
    )
    const mac = drawMac()
    const send = (voucher: string) => guest.post(`/p/${key}/vouchers`, { voucher, mac })
    for (let tries = 1; tries <= 5; tries += 1) {
      const answer = await send('CCCCC-CCCCC')
      t.is(answer.status, 422)
      t.false(answer.html.includes(code!))
      t.is((await db('portal_attempts').where({ mac, kind: 'voucher' })).length, tries)
    }
    const right = await send(code!) // By now, even that is not looked at.
    t.is(right.status, 429)
    t.is((await db('devices').where({ mac }).whereNotNull('service_id')).length, 0)
  },
)

test.serial(
  'a question that is no question is answered in words: odd methods, bodies, sizes',
  async (t) => {
    t.is((await guest.post(`/p/${key}`, {})).status, 405)
    const big = await guest.post(`/p/${key}/checkouts`, { phone: '1'.repeat(70_000) })
    t.is(big.status, 413)
    t.regex(said(big.html), /Hatukuweza kusoma hili/)
    const twice = await fetch(`${origin}/p/${key}/checkouts`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'plan=1&plan=2&phone=0712345678',
    })
    t.is(twice.status, 422)
    const raw = await fetch(`${origin}/p/${key}/checkouts`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: '{"plan":1}',
    })
    t.is(raw.status, 422)
    t.is((await guest.get(`/p/${key}?mac=a&mac=b&orig[]=x`)).status, 200)
    t.is((await guest.get(`/p/${key}?orig=${'a'.repeat(5000)}`)).status, 200)
  },
)
