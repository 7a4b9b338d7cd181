// A subscriber's own pages: what is left, what was used, paying, another plan, help; and that each sees only what is theirs.

import test from 'ava'
import { cents } from '../../appliance/money.ts'
import { routes } from '../../web/routes.ts'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { addGateway, signInOwn } from './own-door.ts'
import { pay } from './past.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { njeri, otieno, halima, baraka, mutua } = await openKilima(appliance, clock)
await addGateway(appliance)
for (const [day, down] of [['2026-11-20', 3.2e9], ['2026-11-21', 1.1e9]] as const)
  await db('daily_usage').insert({ service_id: njeri.service.id, day, input_octets: 2e8, output_octets: down } as never).onConflict().ignore() // prettier-ignore
const at = (who: typeof njeri, thing = '') => `/p/me/accounts/${who.subscriber.account_no}${thing}`
const line = (who: typeof njeri, thing: string) => at(who, `/lines/1/${thing}`)
const own = (who: typeof njeri, lang?: 'en' | 'sw') => signInOwn(appliance, origin, who.subscriber.msisdn!, lang && { lang }) // prettier-ignore
const [hers, his, silent, wrong, paused] = [await own(njeri), await own(otieno), await own(halima), await own(baraka), await own(mutua)] // prettier-ignore
test.after.always(() => door.close())

test.serial('S2-04: the home says state, time, data, speed, price and what to do, and shows the use by day', async (t) => {
  const words = said((await hers.get('/p/me')).html)
  t.regex(words, /Hello, Njeri Mwangi Account 4821014/)
  t.regex(words, /What is left Online Your line has been online since 06:12 yesterday\./)
  t.regex(words, /10 d 18 h left until 2 December 09:00/)
  t.regex(words, /Data without a limit/)
  t.regex(words, /Pay KES 1,500 My internet does not work Plan Home 10 Price KES 1,500, 1 month Speed 10 Mb\/s down, 5 Mb\/s up/)
  t.regex(words, /Data by day .*The same as a table Day Down Up Together 21 Nov /)
  t.regex(words, /Your money In your wallet KES 0 Bought: Home 10, until 2 December 09:00 .* −KES 1,500 Paid in, UKB4N0QQ7C .* \+KES 1,500/)
  const short = said((await his.get('/p/me')).html)
  t.regex(short, /Not paid in full KES 1,000 is in your wallet, and Home 10 costs KES 1,500\. Pay KES 500 more/)
  t.regex(short, /No time left .*Pay KES 500 /)
  t.regex(said((await paused.get('/p/me')).html), /Paused We paused this account .* paying does not open it/)
  const swahili = said((await hers.get('/p/me?lang=sw')).html)
  t.regex(swahili, /Habari, Njeri Mwangi .*Mtandaoni .*Imebaki siku 10 na saa 18 hadi 2 Desemba 09:00/)
  await hers.get('/p/me?lang=en')
}) // prettier-ignore

test.serial('S2-21: every route of one’s own shows a stranger’s account to nobody, and is shut without a sign-in', async (t) => {
  const theirs = Object.keys(routes).filter((name) => name.includes('/p/me/accounts/'))
  t.true(theirs.length >= 8)
  const acts = await db('audit').count('id')
  const nobody = (await import('./own-door.ts')).visitOwn(origin)
  for (const name of theirs) {
    const [method, pattern] = name.split(' ') as [string, string]
    const path = pattern.replace(':account_no', otieno.subscriber.account_no).replace(':service_no', '1')
    const send = (visitor: typeof hers) => (method === 'GET' ? visitor.get(path) : visitor.post(path, {}))
    t.is((await send(hers)).status, 404, name)
    t.is((await send(nobody)).location, '/p/me/sign-in', name)
    const gone = path.replace('/lines/1/', '/lines/7/')
    if (gone !== path) t.is((await (method === 'GET' ? his.get(gone) : his.post(gone, {}))).status, 404, gone)
  }
  t.deepEqual(await db('audit').count('id'), acts)
  const owner = await signedIn(origin, 'owner')
  t.is((await owner.get('/p/me')).location, '/p/me/sign-in', 'the staff’s sign-in is none here')
}) // prettier-ignore

const form = (more: Record<string, string> = {}) => ({
  lang: 'en',
  form_no: crypto.randomUUID(),
  way: 'prompt',
  terms: '1',
  amount: '',
  phone: '',
  ...more,
})

test.serial('S2-05, S2-67: paying asks one’s own phone or another’s, for a term, for several, or any amount', async (t) => {
  const words = said((await his.get(line(otieno, 'pay'))).html)
  t.regex(words, /Pay for Home 10 KES 1,000 is in your wallet and counts\./)
  t.regex(words, /1 month .* KES 500 2 months .* KES 2,000 3 months .* KES 3,500 6 months .* KES 8,000 12 months .* KES 17,000/)
  t.regex(words, /Leave it empty for 0710 ••• 318\./)
  t.regex(words, /Or pay by hand .*Paybill 600966 Copy Account 4821072-1 Copy Amount KES 500 Copy/)
  const fields = form()
  const sent = await his.post(line(otieno, 'pay'), fields)
  t.is(sent.status, 303)
  t.regex(sent.location!, /^\/p\/links\/[A-Za-z0-9_-]{22}\?lang=en$/)
  t.is((await his.post(line(otieno, 'pay'), fields)).location, sent.location, 'the same form is the same request')
  t.regex(said((await his.get(sent.location!)).html), /Enter your PIN on the phone .*For Otieno O\./)
  t.like(await db('stk_pushes').orderBy('id', 'desc').first(), { msisdn: otieno.subscriber.msisdn, amount_cents: 500_00 })
  const other = await his.post(line(otieno, 'pay'), form({ terms: '3', phone: '0722 123 456' }))
  t.is(other.status, 303)
  t.like(await db('stk_pushes').orderBy('id', 'desc').first(), { msisdn: '254722123456', amount_cents: 3500_00 })
  for (const [amount, ok] of [['250', true], ['0', false], ['1.50', false], ['250001', false], ['x', false]] as const) {
    const asked = await his.post(line(otieno, 'pay'), form({ way: 'link', terms: 'other', amount }))
    t.is(asked.status, ok ? 200 : 422, amount)
  }
  t.is((await his.post(line(otieno, 'pay'), form({ phone: '0712' }))).status, 422)
  t.is((await paused.post(line(mutua, 'pay'), form({ way: 'link' }))).status, 409)
}) // prettier-ignore

test.serial('S2-05: somebody else pays by a link; it is on the account at once, and tells no phone and no surname', async (t) => {
  const made = await his.post(line(otieno, 'pay'), form({ way: 'link' }))
  const link = /\/p\/links\/[A-Za-z0-9_-]{22}/.exec(made.html)![0]
  t.regex(made.html, /href="https:\/\/wa\.me\/\?text.{1,6}http%3A%2F%2F/)
  const stranger = (await import('./own-door.ts')).visitOwn(origin)
  const page = said((await stranger.get(`${link}?lang=en`)).html)
  t.regex(page, /Pay KES 500 For Otieno O\. .*What for Home 10, 1 month/)
  t.notRegex(page, /Ouma|318/)
  await pay({ appliance, clock }, { at: clock.now().toString(), code: 'UKLOWN0001', amount: 500, typed: otieno, name: 'MAMA' })
  t.regex(said((await his.get('/p/me')).html), /1 month|left until 2\d December/)
  const staff = await signedIn(origin, 'cashier')
  t.regex(said((await staff.get('/requests')).html), /Otieno Ouma/)
}) // prettier-ignore

test.serial('T14: twenty links a day, and then no more', async (t) => {
  const before = (await db('payment_requests').where({ asked_by: null, subscriber_id: otieno.subscriber.id })).length
  for (let made = before; made < 20; made += 1) t.is((await his.post(line(otieno, 'pay'), form({ way: 'link' }))).status, 200)
  t.is((await his.post(line(otieno, 'pay'), form({ way: 'link' }))).status, 429)
}) // prettier-ignore

test.serial('S2-18: another plan now costs what is shown, from the wallet; at renewal it costs nothing yet', async (t) => {
  const home20 = (await db('plans').where({ name: 'Home 20' }).first())!
  const look = (when: string) => hers.get(`${line(njeri, 'plan')}?to=${home20.id}&when=${when}&lang=en`)
  t.regex(said((await look('renewal')).html), /Home 20 at KES 2,500, from 2 December 09:00\. Change to Home 20/)
  const dear = said((await look('prorated')).html)
  const [, lacks] = /Your wallet lacks KES (\d+)\. Pay that first/.exec(dear)!
  t.true(Number(lacks) > 300 && Number(lacks) < 400, lacks)
  const refused = await hers.post(line(njeri, 'plan'), { lang: 'en', to: String(home20.id), when: 'prorated', shown_cents: '40000' })
  t.is(refused.status, 409)
  t.regex(said(refused.html), /Your wallet does not hold the difference/)

  // Money that came without buying a term: what the next prompt is for.
  const { post } = await import('../../appliance/money/ledger.ts')
  await appliance.work((work) => post(work, { kind: 'adjust', from: { kind: 'sales' }, to: { kind: 'wallet', subscriber_id: njeri.subscriber.id }, amount_cents: cents(400_00), reason: 'A test' }))
  const shown = await look('prorated')
  const pays = /name="shown_cents" value="(\d+)"/.exec(shown.html)![1]!
  const change = (fields: Record<string, string>) => hers.post(line(njeri, 'plan'), { lang: 'en', to: String(home20.id), when: 'prorated', ...fields })
  t.is((await change({ shown_cents: '100' })).status, 409, 'dearer than was shown')
  t.is((await db('services').where({ id: njeri.service.id }).first())!.plan_id, njeri.service.plan_id)
  t.is((await change({ shown_cents: pays })).status, 303)
  t.is((await db('services').where({ id: njeri.service.id }).first())!.plan_id, home20.id)
  const page = said((await hers.get('/p/me')).html)
  t.regex(page, /until 2 December 09:00 .*Plan Home 20/)
  t.like(await db('audit').orderBy('id', 'desc').first(), { action: 'own.plan_changed', staff_id: null, why: 'Home 10 → Home 20' })
  const back = { to: String(njeri.service.plan_id), when: 'renewal', shown_cents: '0' }
  for (const status of [303, 409]) t.is((await change(back)).status, status, 'the second is the plan they have chosen')
  t.is((await change({ ...back, to: String(home20.id) })).status, 303)
  t.regex(said((await change(back)).html), /You changed the plan often today/)
  t.is((await paused.post(line(mutua, 'plan'), { lang: 'en', to: String(home20.id), when: 'renewal', shown_cents: '0' })).status, 409)
}) // prettier-ignore

test.serial('N4: help looks at the line check by check, in plain words', async (t) => {
  const page = said((await silent.get(line(halima, 'help'))).html)
  t.regex(page, /My internet does not work .*We looked at Home 20, Line 1 just now/)
  t.regex(page, /What we looked at/)
  const refused = said((await wrong.get(line(baraka, 'help'))).html)
  t.regex(refused, /Not let in Your box sends a password that is not yours/)
  t.regex(refused, /done The account is open done Time is paid done There is data left .*did not work It was not let in did not work It is not online now/)
  t.regex(said((await paused.get(line(mutua, 'help'))).html), /did not work The account is paused/)
  const swahili = said((await wrong.get(`${line(baraka, 'help')}?lang=sw`)).html)
  t.regex(swahili, /Kifaa chako kinatuma nenosiri ambalo si lako/)
  await wrong.get(`${line(baraka, 'help')}?lang=en`)
}) // prettier-ignore

test.serial('N4: it buys time with money that waits, and frees a session that nobody hears of, once', async (t) => {
  const repair = (visitor: typeof hers, who: typeof njeri) => visitor.post(line(who, 'help/repairs'), { lang: 'en' })
  const session = (await db('sessions').where({ service_id: halima.service.id }).whereNull('stopped_at').first())!
  const asked = () => db('disconnections').where({ session_id: session.id, reason: 'asked' })
  await db('disconnections').where({ session_id: session.id }).update({ state: 'confirmed', due_at: null, confirmed_at: clock.now() } as never)
  const freed = await repair(silent, halima)
  t.regex(freed.location!, /did=freed$/)
  t.regex(said((await silent.get(freed.location!)).html), /We freed the connection that was left hanging/)
  t.regex((await repair(silent, halima)).location!, /did=nothing$/)
  t.is((await asked()).length, 1)

  const { post } = await import('../../appliance/money/ledger.ts')
  await db('credits').where({ service_id: baraka.service.id }).update({ ends_at: clock.now().subtract({ hours: 1 }), due_at: null } as never)
  await appliance.work((work) => post(work, { kind: 'adjust', from: { kind: 'sales' }, to: { kind: 'wallet', subscriber_id: baraka.subscriber.id }, amount_cents: cents(1500_00), reason: 'A test' }))
  t.regex(said((await wrong.get(line(baraka, 'help'))).html), /Money waits KES 1,500 is in your wallet/)
  t.regex((await repair(wrong, baraka)).location!, /did=bought$/)
  t.regex((await repair(wrong, baraka)).location!, /did=nothing$/)
  t.is((await db('credits').where({ service_id: baraka.service.id }).where('ends_at', '>', clock.now() as never)).length, 1)
}) // prettier-ignore

test.serial('S2-65, N4: else a person has it, with the timeline, and they are told who and by when', async (t) => {
  const asked = await wrong.post(line(baraka, 'help/questions'), { lang: 'en' })
  t.is(asked.status, 303)
  t.regex(said((await wrong.get(asked.location!)).html), /A person looks at it\. Our support has this before them.* and answers by 18:3\d today/)
  t.false((await wrong.get(asked.location!)).html.includes('help/questions'))
  await wrong.post(line(baraka, 'help/questions'), { lang: 'en' })
  const open = await db('exceptions').where({ kind: 'no_internet' })
  t.is(open.length, 1)
  const support = await signedIn(origin, 'support')
  const page = said((await support.get(`/exceptions/${open[0]!.id}`)).html)
  t.regex(page, /Asks for help .*Why do they have no internet\?/)
  t.regex(page, /Baraka Mwakio/)
  t.regex(page, /What had happened .*(refused|password)/i)
  await support.post(`/exceptions/${open[0]!.id}/ownership`)
  t.regex(said((await wrong.get(asked.location!)).html), /Brian Otieno has this before them/)
  t.regex(said((await support.get(at(baraka).replace('/p/me/accounts', '/subscribers'))).html), /They: asked for help/)
}) // prettier-ignore
