// The door of subscribers' own pages: codes, links, browsers; and that it tells nobody who is a subscriber.

import test from 'ava'
import { makeOwnLink } from '../../appliance/people/own-links.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import { openDoor, said } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { addGateway, askOf, lastSms, signInOwn, visitOwn } from './own-door.ts'

const door = await openDoor({ LANGO_PROXY_HOPS: '1' })
const { appliance, clock, origin } = door
const { db, safe } = appliance
await hireStaff(appliance)
const { njeri, otieno, halima } = await openKilima(appliance, clock)
await addGateway(appliance)
test.after.always(() => door.close())

const phoneOf = (who: typeof njeri) => who.subscriber.msisdn!
const stranger = '254711999000' as Msisdn
const ask = (visitor = visitOwn(origin), phone = phoneOf(njeri)) =>
  visitor.post('/p/me/sign-in', { phone: `+${phone}`, lang: 'en' })
const later = () => clock.pass({ hours: 25 })

test.serial('S2-55: a code by SMS opens one’s own page, once, in the browser that asked', async (t) => {
  const visitor = visitOwn(origin)
  t.is((await visitor.get('/p/me')).location, '/p/me/sign-in')
  const asked = await ask(visitor)
  t.is(asked.status, 200)
  t.regex(said(asked.html), /Type the code If 0710 ••• 440 is the number of an account here/)
  const sms = (await lastSms(appliance, phoneOf(njeri)))!
  t.regex(sms, /^\d{6} is your code for your Kasarani page, for 10 minutes\./)
  const code = sms.slice(0, 6)
  t.false(asked.html.includes(code))
  const thief = visitOwn(origin)
  t.is((await thief.post('/p/me/code', { ask: 'f'.repeat(32), code, lang: 'en' })).status, 422)
  const given = { ask: askOf(asked), code: `${code.slice(0, 3)} ${code.slice(3)}`, lang: 'en' }
  const opened = await visitor.post('/p/me/code', given)
  t.is(opened.location, '/p/me')
  t.regex(opened.headers.getSetCookie()[0]!, /^lango_own=[0-9a-f]{64}; path=\/p\/me; samesite=lax; httponly$/i)
  t.is((await visitor.get('/p/me')).status, 200)
  t.is((await thief.post('/p/me/code', given)).status, 422, 'a code is good once')
  t.like(await db('audit').orderBy('id', 'desc').first(), { action: 'own.signed_in', staff_id: null })
}) // prettier-ignore

test.serial('S2-55: a number of nobody’s is answered word for word alike, and is sent nothing', async (t) => {
  later()
  const [known, unknown] = [await ask(), await ask(undefined, stranger)]
  const plain = (html: string) => html.replace(/[0-9a-f]{32}/, 'ask').replace(/0711 ••• 000|0710 ••• 440/, 'phone')
  t.is(unknown.status, known.status)
  t.is(plain(unknown.html), plain(known.html))
  t.deepEqual([...unknown.headers.keys()], [...known.headers.keys()])
  t.truthy(await lastSms(appliance, phoneOf(njeri)))
  t.is(await lastSms(appliance, stranger), undefined)
  t.like(await db('messages').where({ msisdn: stranger }).first(), { state: 'withdrawn' })
  const wrong = await Promise.all([known, unknown].map((asked) =>
    visitOwn(origin).post('/p/me/code', { ask: askOf(asked), code: '000000', lang: 'en' })))
  t.is(plain(wrong[0]!.html), plain(wrong[1]!.html))
  // Even whoever guesses the code of a number that is nobody's gets nowhere.
  const row = (await db('sms_codes').where({ msisdn: stranger }).first())!
  const code = safe.open(row.code_sealed, 'sms_codes.code')
  t.is((await visitOwn(origin).post('/p/me/code', { ask: askOf(unknown), code, lang: 'en' })).status, 422)
}) // prettier-ignore

test.serial('S2-55: to ask costs the same rows whoever is asked for, and looks at no subscriber', async (t) => {
  later()
  const asked: string[] = []
  const hear = ({ sql }: { sql: string }) => asked.push(sql)
  const sqlOf = async (phone: Msisdn) => {
    asked.length = 0
    db.on('query', hear)
    await ask(undefined, phone)
    db.removeListener('query', hear)
    return [...asked]
  }
  const [known, unknown] = [await sqlOf(phoneOf(njeri)), await sqlOf(stranger)]
  t.deepEqual(unknown, known)
  t.true(known.length > 3)
  t.deepEqual(known.filter((sql) => /subscribers/.test(sql)), [])
}) // prettier-ignore

test.serial('T14: SMS pumping: one a minute, three in a quarter of an hour, six a day; thirty from one address', async (t) => {
  later()
  const statuses: number[] = []
  for (const minutes of [0, 0, 1, 1, 1, 15, 15, 15, 15]) {
    clock.pass({ minutes, seconds: minutes })
    statuses.push((await ask(undefined, stranger)).status)
  }
  t.deepEqual(statuses, [200, 429, 200, 200, 429, 200, 200, 200, 429])
  const refused = await ask(undefined, stranger)
  t.regex(said(refused.html), /Please wait a little\. Many codes were asked for\./)
  t.true(Number(refused.headers.get('retry-after')) > 3600)

  later()
  let sent = 0
  for (let last = 0; last < 32; last += 1)
    if ((await ask(visitOwn(origin, '41.90.1.1'), `2547110000${String(last).padStart(2, '0')}` as Msisdn)).status === 200) sent += 1
  t.is(sent, 30)
  t.is((await ask(visitOwn(origin, '41.90.1.2'))).status, 200, 'others go on')
}) // prettier-ignore

test.serial('T14: five wrong digits end a code, and so do ten minutes', async (t) => {
  later()
  const asked = await ask()
  const code = (await lastSms(appliance, phoneOf(njeri)))!.slice(0, 6)
  const type = (digits: string) => visitOwn(origin).post('/p/me/code', { ask: askOf(asked), code: digits, lang: 'en' })
  const wrong = code === '111111' ? '222222' : '111111'
  for (let tries = 0; tries < 4; tries += 1) t.regex(said((await type(wrong)).html), /These are not the digits/)
  t.regex(said((await type(wrong)).html), /This code is over\./)
  t.regex(said((await type(code)).html), /This code is over\./)
  t.regex(said((await type('12')).html), /Six digits, please/)
  clock.pass({ minutes: 2 })
  const again = await ask()
  const fresh = (await lastSms(appliance, phoneOf(njeri)))!.slice(0, 6)
  clock.pass({ minutes: 10 })
  t.is((await visitOwn(origin).post('/p/me/code', { ask: askOf(again), code: fresh, lang: 'en' })).status, 422)
}) // prettier-ignore

test.serial('S2-55: a remembered phone stays 90 days, any other half a day; out everywhere ends them all', async (t) => {
  later()
  const short = await signInOwn(appliance, origin, phoneOf(otieno))
  clock.pass({ minutes: 2 })
  const long = await signInOwn(appliance, origin, phoneOf(otieno), { remember: 'yes' })
  const row = (await db('own_sign_ins').where({ remembered: true }).first())!
  t.is(row.started_at.until(row.ends_at).total('hours'), 90 * 24)
  clock.pass({ hours: 13 })
  t.is((await short.get('/p/me')).status, 303)
  const home = await long.get('/p/me')
  t.regex(said(home.html), /Where you are signed in Chrome, Android, since .* remembered · here/)
  const other = await signInOwn(appliance, origin, phoneOf(otieno))
  t.is((await other.post('/p/me/sign-out')).location, '/p/me/sign-in')
  t.is((await long.get('/p/me')).status, 200, 'signing out of one leaves the others')
  const third = await signInOwn(appliance, origin, phoneOf(otieno)).catch(() => null)
  t.is(third, null, 'not before the minute is over')
  clock.pass({ minutes: 2 })
  const fourth = await signInOwn(appliance, origin, phoneOf(otieno))
  await fourth.post('/p/me/sign-out', { everywhere: 'yes' })
  for (const visitor of [long, fourth]) t.is((await visitor.get('/p/me')).status, 303)
}) // prettier-ignore

test.serial('S2-55: a link opens its own account while it lasts; forged, ended, or another phone’s it opens nothing', async (t) => {
  later()
  const { id } = halima.subscriber
  const owner = { id, msisdn: phoneOf(halima) }
  const now = appliance.now()
  const link = makeOwnLink(safe, owner, { now, ends_at: now.add({ hours: 48 }) })
  const visitor = visitOwn(origin)
  const path = `/p/me/links/${link}`
  const shown = await visitor.get(path)
  t.regex(said(shown.html), /This link is for the account of Halima A\./)
  t.is((await visitor.get('/p/me')).status, 303, 'looking at it signs nobody in')
  t.is((await visitor.post(path, { lang: 'en' })).location, '/p/me')
  t.regex(said((await visitor.get('/p/me')).html), /Hello, Halima Abdi/)

  const forged: string[] = []
  for (let at = 0; at < link.length; at += 3) {
    const sign = link[at] === 'A' ? 'B' : 'A'
    forged.push(link.slice(0, at) + sign + link.slice(at + 1))
  }
  const others = makeOwnLink(safe, { id: otieno.subscriber.id, msisdn: owner.msisdn }, { now, ends_at: now.add({ hours: 1 }) })
  for (const token of [...forged, others, 'x', `${link}A`]) t.is((await visitor.post(`/p/me/links/${token}`, { lang: 'en' })).status, 404, token)

  await db('subscribers').where({ id }).update({ msisdn: '254710777888' as never })
  t.is((await visitor.get(path)).status, 404, 'the number is not the account’s any more')
  t.is((await visitor.get('/p/me')).status, 303, 'nor is the browser')
  await db('subscribers').where({ id }).update({ msisdn: owner.msisdn })
  t.is((await visitor.get('/p/me')).status, 200)
  await visitor.post('/p/me/sign-out', { everywhere: 'yes' })
  const over = await visitor.get(path)
  t.is(over.status, 404)
  t.regex(said(over.html), /Kiungo hiki kimekwisha/)
  clock.pass({ minutes: 1 })
  const fresh = makeOwnLink(safe, owner, { now: appliance.now(), ends_at: appliance.now().add({ hours: 1 }) })
  t.is((await visitor.get(`/p/me/links/${fresh}`)).status, 200)
  clock.pass({ hours: 1 })
  t.is((await visitor.get(`/p/me/links/${fresh}`)).status, 404)
}) // prettier-ignore

test.serial(
  'S2-21: a browser sees the accounts of its phone, and no other',
  async (t) => {
    later()
    const visitor = await signInOwn(appliance, origin, phoneOf(njeri))
    const theirs = otieno.subscriber.account_no
    t.is((await visitor.get(`/p/me/accounts/${njeri.subscriber.account_no}`)).status, 200)
    t.is((await visitor.get(`/p/me/accounts/${theirs}`)).status, 404)
  },
)

test.serial('S2-55: where no SMS can be sent the door says so, to everybody', async (t) => {
  await db('sms_gateway').delete()
  const page = await visitOwn(origin).get('/p/me/sign-in?lang=en')
  t.regex(said(page.html), /No code can be sent just now\. SMS is not set up here yet\. Please call us instead\./)
  t.false(page.html.includes('<form'))
}) // prettier-ignore
