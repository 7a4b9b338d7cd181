// The page behind a link, as whoever pays sees it, and the page where staff make it.

import test from 'ava'
import { findOwner, invoiceNo } from '../../appliance/money/matching.ts'
import { openDoor, said, signedIn, visit } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { pay } from './past.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { otieno } = await openKilima(appliance, clock)
const cashier = await signedIn(origin, 'cashier')
const auditor = await signedIn(origin, 'auditor')
const payer = visit(origin)
test.after.always(() => door.close())

const { account_no } = otieno.subscriber
const form = () => ({ form_no: crypto.randomUUID(), account: account_no, amount: '500', about: 'The rest of November', days: '7' }) // prettier-ignore
let link = ''

test.serial('S2-05: staff make a link, see it once, and send it on', async (t) => {
  const asking = await cashier.get(`/requests?account=${account_no}&way=link`)
  t.regex(said(asking.html), /Prompt on a phone Link to send .*The link is good for/)
  t.true(asking.html.includes('value="500"'))
  const wrong = await cashier.post('/requests/links', { ...form(), about: '', days: '999' })
  t.is(wrong.status, 422)
  t.regex(said(wrong.html), /Say what it is for, in a few words/)
  const fields = form()
  const made = await cashier.post('/requests/links', fields)
  t.is(made.status, 200)
  link = /\/p\/links\/[A-Za-z0-9_-]{22}/.exec(made.html)![0]
  t.regex(made.html, /href="https:\/\/wa\.me\/\?text.{1,6}INV\d+%3A%20http%3A%2F%2F/)
  t.regex(made.html, /href="sms:\?/)
  const invoice = invoiceNo((await db('payment_requests').orderBy('id', 'desc').first('id'))!.id)
  t.regex(made.html, new RegExp(`Its invoice number is ${invoice}:`))
  t.regex(made.html, new RegExp(`body(=|&#x3D;)${invoice}%3A%20http`), 'the SMS carries it')
  t.regex(said((await cashier.get('/requests')).html), new RegExp(`${invoice} · The rest of November`))
  const again = await cashier.post('/requests/links', fields)
  t.is(again.status, 409)
  t.false(again.html.includes('/p/links/'))
  t.like(await db('audit').orderBy('id', 'desc').first(), { action: 'payment.link_made', why: 'The rest of November' })
  const list = await cashier.get('/requests')
  t.regex(said(list.html), /Otieno Ouma 14:32 today · link, until 28 Nov.* pending Withdraw Peter/)
  t.false(list.html.includes('/p/links/'))
  t.false(said((await auditor.get('/requests')).html).includes('Withdraw'))
}) // prettier-ignore

test.serial('S2-59: it says for whom, how much and how to pay, and no phone, surname or balance', async (t) => {
  const page = await payer.get(`${link}?lang=en`)
  t.is(page.status, 200)
  const words = said(page.html)
  t.regex(words, /Pay KES 500 For Otieno O\. Account 4821072 What for The rest of November Can be paid until 28 November 14:32/)
  t.regex(words, /Or pay yourself .*Paybill 600966 .*Account 4821072-1 .*Amount KES 500/)
  const invoice = invoiceNo((await db('payment_requests').orderBy('id', 'desc').first('id'))!.id)
  t.regex(words, new RegExp(`Invoice number, good at the paybill too ${invoice}`))
  t.is((await findOwner(db, invoice))?.subscriber.account_no, account_no, 'S0-14: and it is')
  for (const secret of ['Ouma', '0710', '254710', '318', 'Peter']) t.false(page.html.includes(secret), secret)
  t.is(page.headers.get('cache-control'), 'no-store')
  t.is(page.headers.get('referrer-policy'), 'same-origin')
  const swahili = said((await payer.get(`${link}?lang=sw`)).html)
  t.regex(swahili, /Lipa KES 500 Kwa ajili ya Otieno O\./)
  t.regex(swahili, /Namba ya M-Pesa itakayolipa/)
  for (const none of ['/p/links/x', `${link}x`, '/p/links/AAAAAAAAAAAAAAAAAAAAAA']) t.is((await payer.get(none)).status, 404)
}) // prettier-ignore

test.serial('S2-05, U68: whoever pays types a phone, is asked there, and sees how it stands', async (t) => {
  const send = (phone: string) => payer.post(`${link}/prompts`, { phone, lang: 'en' })
  const wrong = await send('0712')
  t.is(wrong.status, 422)
  t.regex(said(wrong.html), /This number has 4 digits/)
  const sent = await send('0722 123 456')
  t.is(sent.status, 303)
  t.true(sent.location!.startsWith(link))
  const waits = await payer.get(`${link}?lang=en`)
  t.regex(said(waits.html), /Enter your PIN on the phone .*90 seconds For Otieno O/)
  t.false(waits.html.includes('<form'))
  t.false(waits.html.includes('722'), 'not even the phone that was typed')
  t.is((await payer.get(`${link}?seen=asking&lang=en`)).html, '90')
  t.is((await payer.get(`${link}?seen=open&lang=en`)).html, '')
  clock.pass({ minutes: 2 })
  t.regex(said((await payer.get(`${link}?lang=en`)).html), /We are asking M-Pesa .*do not pay again/)
  const other = await send('0722 123 457')
  t.is(other.status, 303, 'the countdown is over: another phone may pay')
  const busy = await send('0722 123 458')
  t.is(busy.status, 429)
  t.regex(said(busy.html), /The other number is still being asked/)
}) // prettier-ignore

test.serial('S2-69: what M-Pesa refused is told in its words, and can be tried again', async (t) => {
  await db('stk_pushes').update({ state: 'failed', result_code: '2001', result_words: 'x', closed_at: clock.now(), due_at: null })
  const words = said((await payer.get(`${link}?lang=en`)).html)
  t.regex(words, /The payment did not go through\. .*PIN.*Ask my phone for KES 500/)
}) // prettier-ignore

test.serial('S2-05: paid by hand it says so, in whoever’s hands it is, and asks nobody again', async (t) => {
  const at = clock.now().toString()
  await pay({ appliance, clock }, { at, code: 'UKLLINK001', amount: 500, typed: otieno, name: 'MAMA OTIENO' })
  clock.set(at)
  const page = await payer.get(`${link}?lang=en`)
  t.regex(said(page.html), /Paid\. Thank you! Otieno O\. has KES 500 more on the account\./)
  t.notRegex(page.html, /UKLLINK001|MAMA|4821072/)
  t.is((await payer.post(`${link}/prompts`, { phone: '0722123499', lang: 'en' })).status, 303)
  t.is((await db('stk_pushes').where('msisdn', '254722123499')).length, 0)
  t.regex(said((await cashier.get('/requests?state=successful')).html), /Otieno Ouma .*paid/)
}) // prettier-ignore

test.serial('S2-05: a link that was sent to the wrong person is withdrawn', async (t) => {
  const made = await cashier.post('/requests/links', { ...form(), amount: '250' })
  const wrong = /\/p\/links\/[A-Za-z0-9_-]{22}/.exec(made.html)![0]
  const { id } = (await db('payment_requests').orderBy('id', 'desc').first())!
  t.is((await cashier.delete(`/requests/${id}`)).status, 303)
  t.is((await cashier.delete(`/requests/${id}`)).status, 409)
  t.is((await cashier.delete('/requests/999999')).status, 404)
  t.regex(said((await payer.get(`${wrong}?lang=en`)).html), /Nothing is to be paid here any more/)
  t.regex(
    said((await cashier.get('/requests?state=failed')).html),
    /Otieno Ouma .*failed withdrawn/,
  )
})

test.serial('S2-05: where there is no line to pay for, the form of a link says so', async (t) => {
  const lines = db('services').where({ subscriber_id: otieno.subscriber.id })
  await lines.clone().update({ closed_at: appliance.now() })
  const refused = await cashier.post('/requests/links', form())
  t.is(refused.status, 422)
  t.regex(said(refused.html), /Otieno Ouma has no line to pay for/)
  await lines.update({ closed_at: null })
})
