// The daily close as the office works it: a statement is brought, a day is looked at, signed, and opened again.

import test from 'ava'
import { readStatement } from '../../jobs/read-statement.ts'
import { openBrowser } from '../support/browser.ts'
import { drawReceipt, paybill } from '../support/factories.ts'
import { openLooker } from '../support/looks.ts'
import { settleAll, statementOf, type Line } from '../support/statements.ts'
import { asOwner, openDoor, said, signedIn, type Visitor } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const kilima = await openKilima(appliance, clock)
const finance = await signedIn(origin, 'finance')
const auditor = await signedIn(origin, 'auditor')
const browser = await openBrowser()
test.after.always(async () => {
  await browser.close()
  await door.close()
})

const day = '2026-11-20'
const lost: Line = { code: drawReceipt(), at: `${day}T15:00:00Z`, amount: 1500, typed: kilima.otieno.subscriber.account_no } // prettier-ignore

async function upload(visitor: Visitor, file: string | null, shortcode = paybill) {
  const form = new FormData()
  form.set('shortcode', shortcode)
  form.set('file', new Blob(file === null ? [] : [file]), 'November.csv')
  const answer = await fetch(`${origin}/close/statements`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { cookie: visitor.cookie(), origin, 'sec-fetch-site': 'same-origin', 'user-agent': 'Test 1.0' },
  })
  return { status: answer.status, location: answer.headers.get('location') ?? '', html: await answer.text() }
} // prettier-ignore

test.serial('S2-12, S4-05: a statement is brought as a file, read by a job, and its page says what came of it', async (t) => {
  const paid = await db('payments').where({ rail: 'mpesa' }).whereNotNull('receipt_code')
  const known = paid.filter((one) => (one.paid_at ?? one.heard_at).toZonedDateTimeISO('Africa/Nairobi').toPlainDate().toString() === day)
  const lines: Line[] = known.map((one) => ({ code: one.receipt_code!, at: (one.paid_at ?? one.heard_at).toString(), amount: Math.trunc(one.amount_cents / 100), typed: one.account_typed ?? '' }))
  const file = `${statementOf([...lines, lost])}\n${drawReceipt()},no time,,,Completed,5.00,,,,Pay Bill Online,,,\n`
  const { status, location } = await upload(finance, file)
  t.is(status, 303)
  t.regex(said((await finance.get(location)).html), /being read/)
  const statement_id = Number(location.split('/').at(-1))
  await readStatement(appliance, { statement_id })
  await settleAll(appliance)
  const page = said((await auditor.get(location)).html)
  t.regex(page, /compared/)
  t.regex(page, /Found by this statement 1 payment, KES 1,500/)
  t.regex(page, /No time, or in no spelling we know/)
  t.like(await db('payments').where({ receipt_code: lost.code }).first(), { state: 'settled', proved_by: 'statement' })
  t.regex((await finance.get(`/payments/mpesa/${lost.code}`)).html, /the statement of the paybill/)

  const again = await upload(finance, file)
  t.is(again.location, `${location}?known=yes`)
  t.regex((await finance.get(again.location)).html, /This very file was read before/)
  t.is(Number((await db('statements').count().first())!['count']), 1)
  t.is((await db('audit').where({ action: 'statement.brought' })).length, 1)
  t.is((await upload(finance, null)).status, 422)
  t.is((await upload(finance, 'x', '999999')).status, 404)
  t.is((await upload(auditor, file)).status, 403)
}) // prettier-ignore

test.serial('S2-06, N1: the day says three sums and one drift, and what was lost and found', async (t) => {
  const { html } = await finance.get(`/close/${day}`)
  const page = said(html)
  t.regex(page, /Friday 20 November 2026/)
  t.regex(page, /Callback lost: found by the statement, and credited/)
  t.regex(page, new RegExp(lost.code))
  t.regex(page, /Drift KES 0 Every shilling on the statement is in the books/)
}) // prettier-ignore

test.serial('S2-12, S4-05: a day is signed by a person once it is over, opened again only with a reason, and both stay', async (t) => {
  t.regex(said((await finance.get('/close')).html), /not closed yet/)
  t.is((await finance.post('/close/2026-11-21/signature', { why: 'x' })).status, 409, 'today runs')
  t.is((await finance.get('/close/2026-11-22')).status, 404)
  t.is((await finance.get('/close/2026-02-31')).status, 404)
  t.is((await auditor.post(`/close/${day}/signature`, { why: 'x' })).status, 403)
  const open = /Why you sign all the same/.test((await finance.get(`/close/${day}`)).html)
  if (open) t.is((await finance.post(`/close/${day}/signature`, { why: ' ' })).status, 422)
  t.is((await finance.post(`/close/${day}/signature`, { why: 'All seen' })).location, `/close/${day}?done=signed`)
  t.is((await finance.post(`/close/${day}/signature`, { why: 'All seen' })).status, 409, 'once')
  t.regex(said((await auditor.get(`/close/${day}`)).html), /Signed off by Grace Wambui/)
  t.notRegex((await auditor.get(`/close/${day}`)).html, /reopening/)

  const wrong = await finance.post(`/close/${day}/reopening`, { why: '' })
  t.is(wrong.status, 422)
  t.regex(wrong.html, /Why is it opened again\?/)
  t.is((await finance.post(`/close/${day}/reopening`, { why: 'A cheque came late' })).status, 303)
  t.is((await finance.post(`/close/${day}/reopening`, { why: 'Again' })).status, 409)
  const page = said((await finance.get(`/close/${day}`)).html)
  t.regex(page, /Opened again by Grace Wambui.*A cheque came late.*Signed off by Grace Wambui/)
  const acts = await db('audit').whereIn('action', ['close.signed', 'close.reopened']).orderBy('id')
  t.deepEqual(acts.map(({ action, why }) => [action, why]), [['close.signed', 'All seen'], ['close.reopened', 'A cheque came late']])
  await t.throwsAsync(db('day_closes').update({ why: 'other' }), { message: /permission denied/ })
  await t.throwsAsync(asOwner(appliance, `update day_closes set why = 'other'`), { message: /append|change|refuse/i })
  t.is((await finance.post(`/close/${day}/signature`, { why: 'Once more' })).status, 303)
}) // prettier-ignore

test.serial('what is found after the signature is shown against it', async (t) => {
  t.notRegex((await finance.get(`/close/${day}`)).html, /say something else now/)
  const late: Line = { code: drawReceipt(), at: `${day}T16:00:00Z`, amount: 700, typed: '1' }
  const { location } = await upload(finance, statementOf([late]))
  await readStatement(appliance, { statement_id: Number(location.split('/').at(-1)) })
  await settleAll(appliance)
  t.regex((await finance.get(`/close/${day}`)).html, /say something else now than when it was signed/)
}) // prettier-ignore

test.serial('the pages look well on a phone and on a desk, by day and by night', async (t) => {
  const looker = await openLooker(browser, origin, finance.cookie())
  for (const path of ['/close', `/close/${day}`, '/close/statements', '/close/statements/1'])
    t.deepEqual(await looker.findFaults(path), [], path)
  await looker.close()
}) // prettier-ignore
