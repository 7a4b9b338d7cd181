import test from 'ava'
import { openDoor, said, visit, type Answer } from './door.ts'
import { ask, drawMac, goOnline, login, openHotspot, settle } from './guests.ts'
import { oddAddresses } from './odd-addresses.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db } = appliance
const spot = await openHotspot(appliance)
const { key, plans } = spot
const guest = visit(origin)
test.after.always(() => door.close())

let last = 500
const drawPhone = () => `254723000${String((last += 1))}`

/** Every link, form, refresh and redirect of an answer that leads anywhere but to us, a phone, or the router's own host. */
function waysOut({ html, location, headers }: Answer): string[] {
  const found = [...html.matchAll(/(?:href|action|src|content)="([^"]*)"/g)].map(([, to]) => to!)
  const refresh = headers.get('refresh')
  const targets = [
    ...found,
    ...(location === null ? [] : [location]),
    ...(refresh ? [refresh] : []),
  ]
  const ours =
    /^(\/(?![/\\])|\?|tel:\+254709555010$|data:,$|http:\/\/10\.5\.50\.1\/log(in|out)(\?|$)|\d+$|width=)/
  return targets.filter((to) => !ours.test(to.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')))
}

test.serial(
  'T34: 150 odd forms of link-orig, and of everything else a router’s page brings, lead nowhere',
  async (t) => {
    const mac = drawMac()
    const paid = await ask(appliance, spot, mac, drawPhone())
    await settle(appliance, paid, 'UKLORIG001')
    await goOnline(appliance, spot, mac, paid.checkout.service_id)
    const page = `/p/checkouts/${paid.checkout.merchant_reference}`
    t.true(oddAddresses.length >= 150)
    for (const odd of oddAddresses) {
      const hand_off = {
        login,
        chap_id: '',
        chap_challenge: '',
        orig: odd.includes('\u0000') ? '' : odd, // No row can hold it.
      }
      await db('checkouts')
        .where({ id: paid.checkout.id })
        .update({ hand_off: JSON.stringify(hand_off) as never })
      const q = encodeURIComponent(odd)
      const answers = [
        await guest.get(spot.arrive(drawMac(), { orig: odd, login: odd })),
        await guest.get(`${page}?in=1`),
        await guest.get(`/p/${key}/status?mac=${mac}&in=1&orig=${q}&login=${q}`),
        await guest.get(`/p/${key}/login?mac=${mac}&orig=${q}&login=${q}&dst=${q}`),
      ]
      for (const answer of answers) {
        t.true(answer.status < 500, `${JSON.stringify(odd)} ${answer.status}`)
        t.deepEqual(waysOut(answer), [], JSON.stringify(odd))
        t.notRegex(said(answer.html), /Endelea kwenda/)
      }
      const dst = new URL(answers[3]!.location!).searchParams.get('dst')!
      t.is(new URL(dst).origin, appliance.config.publicUrl)
    }
  },
)

test.serial(
  'T34: what a guest may go on to is shown as a link that says its host, and never followed',
  async (t) => {
    const mac = drawMac()
    const paid = await ask(appliance, spot, mac, drawPhone())
    await settle(appliance, paid, 'UKLORIG002')
    await db('devices').where({ mac }).update({ login_tried_at: appliance.now() })
    const answer = await guest.get(`/p/checkouts/${paid.checkout.merchant_reference}?in=1`)
    t.is(answer.status, 200)
    t.deepEqual(waysOut(answer), ['http://www.nation.africa/kenya'])
  },
)

const corpus = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'><svg/onload=alert(1)>", '</title><script>alert(1)</script>',
  '{{constructor.constructor("alert(1)")()}}', 'javascript:alert(1)', '" autofocus onfocus="alert(1)" x="', '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">', '<style>*{display:none}</style>', '<!--', '\u202Egnp.exe <b>', '&lt;b&gt;',
] // prettier-ignore

test.serial(
  'T27: plan, site, provider and router names, errors and all that is typed stay text',
  async (t) => {
    const mac = drawMac()
    const paid = await ask(appliance, spot, mac, drawPhone())
    await settle(appliance, paid, 'UKLEVIL001')
    await db('credits')
      .where({ service_id: paid.checkout.service_id })
      .update({ plan_id: plans[3]!.id })
    for (const evil of corpus) {
      await db('plans').where({ id: plans[3]!.id }).update({ name: evil })
      await db('plans')
        .where({ id: plans[1]!.id })
        .update({ name: `2${evil}` })
      await db('sites').update({ name: evil })
      await db('business').update({ name: evil, support_phone: evil })
      await db('routers').where({ id: spot.router.id }).update({ name: evil })
      const brought = {
        mac: evil,
        orig: evil,
        error: evil,
        chapid: evil,
        chap: evil,
        login: evil,
        ip: evil,
        server: evil,
        lang: evil,
      }
      const form = {
        plan: evil,
        phone: evil,
        mac: evil,
        orig: evil,
        chapid: evil,
        chap: evil,
        login: evil,
        lang: evil,
      }
      const reference = paid.checkout.merchant_reference
      const answers = [
        await guest.get(spot.arrive(drawMac(), brought)),
        await guest.get(spot.arrive(mac, { error: evil, orig: evil })),
        await guest.post(`/p/${key}/checkouts`, form),
        await guest.post(`/p/${key}/vouchers`, { voucher: evil, mac: drawMac() }),
        await guest.post(`/p/${key}/moves`, {
          by: 'code',
          paid_by: evil,
          code: evil,
          mac: drawMac(),
        }),
        await guest.get(`/p/checkouts/${reference}?in=1&lang=${encodeURIComponent(evil)}`),
        await guest.get(`/p/${key}/status?mac=${mac}&orig=${encodeURIComponent(evil)}`),
        await guest.get(`/p/${encodeURIComponent(evil)}`),
        await guest.get(
          `/p/checkouts/${encodeURIComponent(evil)}?seen=${encodeURIComponent(evil)}`,
        ),
      ]
      for (const { html, status } of answers) {
        t.true(status < 500, evil)
        const tags = html.match(/<(script|style|iframe|base|img|meta http|textarea)[^>]*>/gi) ?? []
        t.deepEqual(tags, [], evil)
        t.notRegex(html, /<[^>]+\s(on\w+|style)\s*=/i)
        t.notRegex(html, /(href|src|action)="(javascript|data:(?!,)|https?:\/\/evil)/i)
      }
    }
    await db('plans').where({ id: plans[1]!.id }).update({ name: 'Siku 1' })
    await db('plans').where({ id: plans[3]!.id }).update({ name: 'Mwezi 1' })
    await db('business').update({ name: 'Kilima Net', support_phone: '0709555010' })
    await db('sites').update({ name: 'Githurai 44' })
  },
)
