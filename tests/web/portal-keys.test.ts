import test from 'ava'
import type { Msisdn } from '../../appliance/msisdn.ts'
import { openDoor, said, visit } from './door.ts'
import { drawMac, login, openHotspot } from './guests.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db } = appliance
const spot = await openHotspot(appliance)
const { key, plans } = spot
const day = String(plans[1]!.id)
test.after.always(() => door.close())

let last = 600
const drawPhone = () => `254723000${String((last += 1))}`
const keyIn = (html: string) => /name="key" value="([0-9a-f]{32})"/.exec(html)![1]!

test.serial(
  'S2-59: while a prompt is out, another browser with the same MAC learns neither its page nor its account',
  async (t) => {
    const mac = drawMac()
    const phone = drawPhone()
    const owner = visit(origin)
    const { html } = await owner.get(spot.arrive(mac))
    const sent = { mac, login, plan: day, phone: `0${phone.slice(3)}` }
    const own_key = keyIn(html)
    const page = (await owner.post(`/p/${key}/checkouts`, { ...sent, key: own_key })).location!
    t.regex(page, /^\/p\/checkouts\//)
    const merchant_reference = page.split('/').at(-1)!
    const { subscriber_id } = (await db('checkouts').where({ merchant_reference }).first())!
    const { account_no } = (await db('subscribers').where({ id: subscriber_id }).first())!
    t.true((await owner.get(page)).html.includes(`${account_no}-1`))

    const stranger = visit(origin)
    const told = await stranger.get(spot.arrive(mac))
    const posts = [
      { ...sent },
      { ...sent, key: 'f'.repeat(32) },
      { ...sent, key: keyIn(told.html) },
    ]
    const answers = [
      told,
      await stranger.get(spot.arrive(mac, { choose: '1' })),
      await stranger.get(`/p/${key}/status?mac=${mac}`),
      ...(await Promise.all(posts.map((fields) => stranger.post(`/p/${key}/checkouts`, fields)))),
    ]
    for (const { html: seen, location } of answers)
      for (const secret of [merchant_reference, account_no, phone.slice(3)])
        t.false(`${seen.replaceAll(`value="${sent.phone}"`, '')} ${location}`.includes(secret))
    t.deepEqual(
      answers.slice(3).map(({ status }) => status),
      [429, 429, 429],
    )
    t.regex(
      said(told.html),
      /M-Pesa bado inaulizwa kuhusu malipo ya simu hii\. .* Usilipe mara mbili\./,
    )
    const english = await stranger.get(spot.arrive(mac, { lang: 'en' }))
    t.regex(
      said(english.html),
      /M-Pesa is still being asked .* open any page and you are in\. Do not pay twice\./,
    )

    // The browser that asked is led back, by its cookie alone.
    const again = visit(origin)
    again.bring(`lango_guest=${own_key}`)
    t.is((await again.get(spot.arrive(mac))).location, page)

    // With another number it has a request of its own, and learns nothing of the first.
    const other = await stranger.post(`/p/${key}/checkouts`, {
      ...sent,
      plan: String(plans[0]!.id),
      phone: `0${drawPhone().slice(3)}`,
    })
    t.not(other.location, page)
    t.false((await stranger.get(other.location!)).html.includes(account_no))
  },
)

test('S2-15: a double click outside the Wi-Fi, where no MAC is known, is one request too', async (t) => {
  const page = await visit(origin).get(`/p/${key}`)
  const sent = { plan: day, phone: `0${drawPhone().slice(3)}`, lang: 'sw', key: keyIn(page.html) }
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => visit(origin).post(`/p/${key}/checkouts`, sent)),
  )
  t.deepEqual([...new Set(answers.map(({ status }) => status))], [303])
  t.is(new Set(answers.map(({ location }) => location)).size, 1)
  const msisdn = `254${sent.phone.slice(1)}` as Msisdn
  t.is((await db('stk_pushes').where({ msisdn })).length, 1)
})

test('the number may be changed while the first is asked, but not before it has had its time', async (t) => {
  const mac = drawMac()
  const browser = visit(origin)
  const { html } = await browser.get(spot.arrive(mac))
  const guest_key = keyIn(html)
  const sent = { mac, login, plan: day, phone: `0${drawPhone().slice(3)}`, key: guest_key }
  t.is((await browser.post(`/p/${key}/checkouts`, sent)).status, 303)
  const other = await browser.post(`/p/${key}/checkouts`, {
    ...sent,
    phone: `0${drawPhone().slice(3)}`,
  })
  t.is(other.status, 429)
  t.regex(said(other.html), /Ile namba nyingine bado inaulizwa hadi 14:34 leo\. Jibu hapo/)
  t.notRegex(other.html, /<strong><\/strong>/)
  t.is(keyIn(other.html), guest_key) // A form that was refused keeps its key.
})
