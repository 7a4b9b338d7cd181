import test from 'ava'
import { openDoor, said, visit } from './door.ts'
import { ask, drawMac, goOnline, login, openHotspot, settle, turn, type Asked } from './guests.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db } = appliance
const spot = await openHotspot(appliance)
test.after.always(() => door.close())

let last = 300
const drawPhone = () => `254723000${String((last += 1))}`
const begin = (mac: string | null = drawMac()) => ask(appliance, spot, mac, drawPhone())
const pathOf = ({ checkout }: Asked) => `/p/checkouts/${checkout.merchant_reference}`
const look = async (asked: Asked, more = '') => {
  const answer = await visit(origin).get(pathOf(asked) + more)
  return { ...answer, page: said(answer.html) }
}
const sent = (asked: Asked) =>
  turn(appliance, asked, {
    state: 'sent',
    sent_at: appliance.now(),
    checkout_request_id: `ws_CO_${asked.push.id}`,
  })
const failed = (asked: Asked, result_code: string) =>
  turn(appliance, asked, {
    state: 'failed',
    sent_at: appliance.now(),
    result_code,
    result_words: 'x',
  })

test.serial(
  'S1-09, S2-63: paid leads to the router’s login and back to the page that says welcome',
  async (t) => {
    const asked = await begin()
    await sent(asked)
    await settle(appliance, asked, 'UKLPAID001')
    const first = await look(asked)
    t.is(first.status, 303)
    t.is(first.location, `${pathOf(asked)}/login`)
    // By the router's own login page: it gives a fresh challenge, and brings the way out back to us.
    await db('checkouts')
      .where({ id: asked.checkout.id })
      .update({
        hand_off: JSON.stringify({
          login,
          chap_id: '\\371',
          chap_challenge: '\\001',
          orig: 'http://www.nation.africa/kenya',
        }) as never,
      })
    const fresh = new URL((await visit(origin).get(first.location!)).location!)
    t.is(fresh.origin + fresh.pathname, login)
    t.is(fresh.searchParams.get('username'), null)
    const { mac } = (await db('devices').where({ id: asked.checkout.device_id! }).first('mac'))!
    const arrived = spot.arrive(mac, { orig: fresh.searchParams.get('dst')! })
    const to = new URL((await visit(origin).get(arrived)).location!)
    t.is(to.origin + to.pathname, login)
    const dst = new URL(to.searchParams.get('dst')!)
    t.is(dst.origin, appliance.config.publicUrl)
    const welcome = await visit(origin).get(dst.pathname + dst.search)
    t.is(welcome.status, 200)
    const page = said(welcome.html)
    t.regex(page, /Karibu, lango limefunguka Umelipa KES 50\. Una intaneti hadi \d\d:\d\d kesho/)
    t.regex(page, /Risiti \d+ .*Jumla KES 50 M-Pesa UKLPAID001 Simu 0723 ••• 3\d\d Akaunti \d{7}-1/)
    t.regex(
      welcome.html,
      /href="http:\/\/www\.nation\.africa\/kenya" rel="noreferrer nofollow">Endelea kwenda www\.nation\.africa/,
    )

    const again = await look(asked) // Back from the router without a session: no loop.
    t.is(again.status, 200)
    t.regex(
      again.page,
      /Umelipa Una intaneti hadi .* bado hakijaifungulia simu hii\. Fungua intaneti sasa/,
    )
    await goOnline(
      appliance,
      spot,
      (await db('devices').where({ id: asked.checkout.device_id! }).first('mac'))!.mac,
      asked.checkout.service_id,
    )
    t.regex((await look(asked)).page, /Karibu, lango limefunguka/)
  },
)

test.serial(
  'S1-09: without a login to send them to, a guest is told how to get on; over is over',
  async (t) => {
    const asked = await begin(null)
    await settle(appliance, asked, 'UKLPAID002')
    t.regex(
      (await look(asked)).page,
      /Umelipa Muda wako ni hadi .* Jinsi ya kuingia .*Wi-Fi ya Kilima Net, Githurai 44.*msimbo ulio kwenye SMS ya M-Pesa/,
    )
    t.is((await visit(origin).get(`${pathOf(asked)}/login`)).location, pathOf(asked))
    await db('credits')
      .where({ service_id: asked.checkout.service_id })
      .update({
        ends_at: appliance.now().subtract({ seconds: 1 }) as never,
        starts_at: appliance.now().subtract({ hours: 24 }) as never,
      })
    const over = await look(asked)
    t.regex(over.page, /Muda wako umeisha Muda huu uliisha .* Nunua intaneti/)
    t.regex(over.html, /<h1>Muda wako umeisha<\/h1>/)
    t.notRegex(over.html, /<(h1|title)>Umelipa/)
  },
)

test.serial('nobody is logged in before the money is proved', async (t) => {
  const asked = await begin()
  await sent(asked)
  t.is((await visit(origin).get(`${pathOf(asked)}/login`)).location, pathOf(asked))
})

test.serial('portal.js is answered in a few bytes while nothing is new, with the part that changed, or with nothing', async (t) => {
  const asked = await begin()
  const seen = async (key: string) => (await look(asked, `?seen=${key}&lang=sw`)).html
  t.is(await seen('sending-1-created'), '90')
  await sent(asked)
  const news = await seen('sending-1-created')
  t.regex(news, /^<div class="centre" data-left="90" data-ask="\?seen&#x3D;waiting-1-sent&amp;lang&#x3D;sw">/)
  t.notRegex(news, /<html|<main/)
  await failed(asked, '1032')
  t.regex(await seen('waiting-1-sent'), /Tuma ombi tena la KES 50/)
  await settle(appliance, asked, 'UKLPAID003')
  t.is(await seen('failed-1-failed'), '')
  for (const odd of ['', 'x', '<script>', 'paid-1-paid', 'a'.repeat(900)]) t.is((await look(asked, `?seen=${encodeURIComponent(odd)}`)).status, 200)
  t.is((await visit(origin).get(`/p/checkouts/${crypto.randomUUID()}?seen=x`)).status, 404)
}) // prettier-ignore

test.serial(
  'where the router takes passwords plainly (http-pap), paid leads straight to its login',
  async (t) => {
    const asked = await begin()
    await settle(appliance, asked, 'UKLPAID004')
    const to = new URL((await visit(origin).get(`${pathOf(asked)}/login`)).location!)
    t.is(to.origin + to.pathname, login)
    t.regex(to.searchParams.get('username')!, /^\d{7}-1$/)
    t.true(to.searchParams.get('dst')!.endsWith(`${pathOf(asked)}?in=1`))
  },
)
