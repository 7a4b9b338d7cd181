// T27, T36: what two hundred strangers are called, on the pages that show it; in a browser, and in every other field: every-field.test.ts.

import test from 'ava'
import { accountNo } from '../../appliance/account-no.ts'
import { openException } from '../../appliance/money/exceptions.ts'
import { recordAct } from '../../appliance/people/audit.ts'
import { addCustomer } from '../support/factories.ts'
import { openDoor, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { online, pay, refuse } from './past.ts'
import { polyglots } from './polyglots.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const finance = await signedIn(origin, 'finance')
test.after.always(() => door.close())

const corpus = polyglots

const at = '2026-11-21T11:00:00Z'
interface Person {
  evil: string
  account_no: string
  code: string
  lost: string
}
const people: Person[] = []
/** Every page there is, fetched once. */
const seen: { path: string; status: number; html: string }[] = []

test.before(async () => {
  const router = (await db('routers').first('id'))!
  for (const [index, evil] of corpus.entries()) people.push(await addPerson(evil, index, router.id))
  const { plan, zawadi } = await openHotspotDay({ appliance, clock })
  await db('plans').where({ id: plan.id }).update({ name: corpus[0]! })
  await db('subscribers').where({ id: zawadi.subscriber_id }).update({ name: corpus[1]! })
  await db('stk_pushes').update({ result_words: corpus[2]! })
  await db('routers').update({ name: '<script>alert(1)</script>' }).where({ id: router.id })
  await db('plans').update({ name: '<script>alert("plan")</script>' }).where({ name: 'Home 20' })
  await pay(
    { appliance, clock },
    { at, code: 'UKLPHONE01', amount: 100, typed: '0798 765 604', name: 'ZED' },
  )
  clock.set('2026-11-21T11:32:00Z')
  for (const path of await pages()) seen.push({ path, ...(await finance.get(path)) })
})

/** Somebody whose every word is this one. */
async function addPerson(evil: string, index: number, router_id: number): Promise<Person> {
  const shop = { appliance, clock }
  const number = String(index).padStart(3, '0')
  const [code, lost] = [`UKLEVIL${number}`, `UKLLOST${number}`]
  const user_name = evil.toLowerCase().slice(0, 60) + index
  const who = await addCustomer(appliance, {
    name: evil,
    account_no: accountNo(300_000 + index)!,
    user_name,
  })
  const { id, account_no } = who.subscriber
  await pay(shop, { at, code, amount: 100, typed: who, name: evil })
  await pay(shop, { at, code: lost, amount: 100, typed: evil, name: evil })
  await online(shop, {
    who,
    router_id,
    from: at,
    until: '2026-11-21T11:05:00Z',
    gigabytes: 1,
    cause: evil,
    ip: '10.0.0.1',
  })
  await refuse(shop, { who, router_id, reason: evil, from: at, every: { minutes: 1 }, times: 2 })
  await work(async (unit) => {
    const details = { [evil]: evil, reason: evil }
    await openException(unit, {
      kind: 'work_failed',
      subject: `job:${evil}`,
      subscriber_id: id,
      details,
    })
    const nobody = { staff: null, source_address: null }
    await recordAct(unit, {
      ...nobody,
      action: 'subscriber.suspended',
      subject: `subscriber:${id}`,
      why: evil,
    })
  })
  return { evil, account_no, code, lost }
}

/** Exactly what the template engine makes of it. */
function escaped(words: string): string {
  const signs: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#x27;',
    '`': '&#x60;',
    '=': '&#x3D;',
  }
  return words.replace(/[&<>"'`=]/g, (sign) => signs[sign]!)
}

async function pages(): Promise<string[]> {
  const guests = (await db('subscribers').whereLike('name', 'Guest %').pluck('account_no')).map(
    (account_no) => `/subscribers/${account_no}`,
  )
  const ids = await db('exceptions').orderBy('id').pluck('id')
  return [
    '/', '/overdue', '/subscribers', '/subscribers?show=ended', '/payments?days=ever', '/payments?state=excepted', '/exceptions',
    '/checkouts', '/checkouts?stage=unpaid&reason=not_sent', '/vouchers', '/payments/mpesa/UKL0S9WQ7H', ...guests,
    ...people.flatMap(({ account_no, code, lost }) => [
      `/subscribers/${account_no}`, `/payments/mpesa/${code}`, `/payments/mpesa/${lost}`,
    ]),
    ...people.slice(0, 40).flatMap(({ evil }) => [
      `/subscribers?q=${encodeURIComponent(evil)}`, `/subscribers?router=${encodeURIComponent(evil)}`, `/payments?q=${encodeURIComponent(evil)}`,
      `/search?q=${encodeURIComponent(evil)}`, `/checkouts?q=${encodeURIComponent(evil)}`, `/checkouts?plan=${encodeURIComponent(evil)}`,
    ]),
    ...ids.map((id) => `/exceptions/${id}`),
  ] // prettier-ignore
}

test.serial('T27: whatever outsiders wrote is shown as they wrote it, and is never HTML', (t) => {
  t.true(seen.length > 1000)
  for (const { path, status, html } of seen) {
    t.is(status, 200, path)
    const tags = html.match(/<(script|style|iframe|base|img|svg\/|textarea)[^>]*>/gi) ?? []
    t.deepEqual(
      tags.map((tag) => tag.replace(/[0-9a-f]{12}/, 'HASH')),
      ['<script src="/assets/HASH/lango.js" defer>'],
      path,
    )
    t.false(/<[^>]+\son\w+\s*=/i.test(html), path)
    t.false(/<[^>]+\sstyle\s*=/i.test(html), path)
    t.false(/(href|src|action)="(javascript|data|https?):/i.test(html), path)
  }
})

test.serial('T36: names with quotes come back unchanged', async (t) => {
  for (const { evil, account_no } of people.slice(0, 80)) {
    const { html } = await finance.get(`/subscribers/${account_no}`)
    t.true(html.includes(`<h1>${escaped(evil)}</h1>`), evil)
    const found = await finance.get(`/subscribers?q=${encodeURIComponent(evil)}`)
    t.true(found.html.includes(`>${escaped(evil)}</a>`), evil)
  }
  t.is(
    (await db('payments').whereLike('receipt_code', 'UKLEVIL%').pluck('id')).length,
    corpus.length,
  )
})

test.serial('S2-59, T41: a phone typed as the account is covered as well', async (t) => {
  const id = (await db('exceptions').orderBy('id', 'desc').first('id'))!.id
  for (const path of [
    '/payments?q=UKLPHONE01&days=ever',
    '/payments/mpesa/UKLPHONE01',
    `/exceptions/${id}`,
  ]) {
    const { html } = await finance.get(path)
    t.false(/98 ?765 ?604/.test(html), path)
    t.true(html.includes('0798 ••• 604'), path)
  }
})

test.serial('S2-59, T41: no page shows a phone in full, nor a secret', async (t) => {
  const phones = await db('payments')
    .whereNotNull('payer_msisdn')
    .distinct()
    .pluck<string[]>('payer_msisdn')
  for (const { path, html } of seen) {
    for (const phone of phones)
      t.false(html.includes(phone) || html.includes(`0${phone.slice(3)}`), path)
    t.false(/argon2|\$v=19|siri-ya-kutosha|mwangaza|Gate#2026/.test(html), path)
  }
})

test.serial(
  'S2-58: the phone and the message in full are for whom they are for, and are written down',
  async (t) => {
    const path = '/payments/mpesa/UKL4T8M2QX'
    t.regex((await finance.get(path)).html, /&quot;MSISDN&quot;: &quot;0710 ••• 318&quot;/)
    const shown = await finance.post(`${path}/messages`, { seen_why: 'A test' })
    t.regex(shown.html, /&quot;MSISDN&quot;:&quot;254710000318&quot;/)
    t.regex((await finance.post(`/subscribers/${accountNo(482107)}/phone`)).html, /0710 000 318/)
    t.false((await finance.get(`/subscribers/${accountNo(482107)}`)).html.includes('0710 000 318'))
  },
)
