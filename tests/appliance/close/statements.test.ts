// A statement brought in: every shape it comes in, what it tells that nobody had told, and that bringing it again changes nothing.

import test from 'ava'
import excel from 'exceljs'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { coveredUntil } from '../../../appliance/close/statement-lines.ts'
import { cents } from '../../../appliance/money.ts'
import { kindOf, readStatementTime } from '../../../appliance/providers/statement-line.ts'
import { readStatement } from '../../../jobs/read-statement.ts'
import { addCustomer, drawReceipt } from '../../support/factories.ts'
import {
  bring,
  close,
  header,
  lineWords,
  settleAll,
  statementOf,
  type Line,
} from '../../support/statements.ts'
import { appliance, clock, db, exceptionsOf, pay, work } from '../money/paying.ts'
import { hire } from '../money/staffing.ts' // prettier-ignore

await hire('finance')
test.after.always(() => appliance.close())

const linesOf = (statement_id: number) => db('statement_lines').where({ statement_id }).orderBy('line_no') // prettier-ignore
const paymentOf = (receipt_code: string) => db('payments').where({ receipt_code }).first()
const at = '2026-11-21T09:00:00Z'

async function counts() {
  const tables = ['payments', 'transfers', 'sightings', 'statement_lines', 'statements', 'exceptions', 'audit'] as const
  return Promise.all(tables.map(async (table) => Number((await db(table).count().first())!['count'])))
} // prettier-ignore

test.serial('F42, S2-06: money that nobody told of is credited from the statement, once, and says so', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const code = drawReceipt()
  const line: Line = { code, at, amount: 1500, typed: subscriber.account_no, party: '254712345678 - JANE DOE' } // prettier-ignore
  const file = statementOf([line])
  const statement = await close(appliance, file)
  t.like(statement, { state: 'done', lines_seen: 1, lines_new: 1, lines_faulty: 0 })
  t.like(await paymentOf(code), {
    state: 'settled', subscriber_id: subscriber.id, proved_by: 'statement', amount_cents: cents(1500_00),
    payer_msisdn: '254712345678', payer_name: 'JANE DOE', customer_money: true,
  })
  t.is((await db('credits').where({ service_id: service.id })).length, 1, 'and the gate is open')
  const [known] = await linesOf(statement.id)
  t.true(known!.found_here)
  const before = await counts()
  t.true((await bring(appliance, file)).known, 'the same file is the same statement')
  await readStatement(appliance, { statement_id: statement.id })
  t.deepEqual(await counts(), before, 'and changes nothing')
  // The same day in another file, as the portal gives it an hour later.
  const again = await close(appliance, `Organization Name,Kilima Net\n${statementOf([line], 'iso')}\n`)
  t.like(again, { state: 'done', lines_new: 0, lines_known: 1 })
  t.is(await walletOf(db, subscriber.id), cents(0))
  t.is((await db('credits').where({ service_id: service.id })).length, 1)
}) // prettier-ignore

test.serial('S3-03: what a callback, a pull and the statement say of one payment is kept side by side', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const paid = await pay(subscriber.account_no, 1500, { paid_at: Temporal.Instant.from(at) })
  await close(appliance, statementOf([{ code: paid.receipt_code!, at, amount: 1500, typed: subscriber.account_no }])) // prettier-ignore
  const seen = await db('sightings').where({ payment_id: paid.id }).orderBy('id')
  t.deepEqual(seen.map(({ source, differs }) => [source, differs]), [['pull', false], ['statement', false]])
  t.is((await paymentOf(paid.receipt_code!))!.proved_by, 'pull', 'who proved it first stays')
}) // prettier-ignore

test.serial('three ways to write a time, a byte order mark, lines before the header, another delimiter', async (t) => {
  const { subscriber } = await addCustomer(appliance, { name: 'Many files' })
  const codes = [drawReceipt(), drawReceipt(), drawReceipt(), drawReceipt()]
  const line = (code: string): Line => ({ code, at: '2026-11-20T20:59:00Z', amount: 10, typed: subscriber.account_no })
  await close(appliance, `\ufeff${statementOf([line(codes[0]!)], 'minutes')}`)
  await close(appliance, `Short Code,600966\nFrom,20-11-2026\n\n${statementOf([line(codes[1]!)], 'iso')}`)
  await close(appliance, statementOf([line(codes[2]!)]).replaceAll(',', ';'))
  await close(appliance, Buffer.from(`\ufeff${statementOf([line(codes[3]!)]).replaceAll(',', '\t')}`, 'utf16le'))
  for (const code of codes) {
    t.like(await paymentOf(code), { state: 'settled', amount_cents: cents(10_00) }, code)
    t.true((await paymentOf(code))!.paid_at!.equals('2026-11-20T20:59:00Z'), code)
  }
  for (const words of ['31-02-2026 10:00:00', '20-04-2017', '20-04-2017 25:00', '', '2017-20-04 10:00:00', '20-04-2017 10:00:60'])
    t.is(readStatementTime(words), null, words)
  t.true(readStatementTime('46347.5')!.equals('2026-11-21T09:00:00Z'), 'as a spreadsheet counts')
}) // prettier-ignore

test.serial('a spreadsheet says the same as the file', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const code = drawReceipt()
  const book = new excel.Workbook()
  const sheet = book.addWorksheet('Statement')
  sheet.addRow(['Organization Name', 'Kilima Net'])
  sheet.addRow(header.split(','))
  sheet.addRow([code, 46_347.5, '', 'Pay Bill', 'Completed', 1500.5, '', 2000.1, 'TRUE', 'Pay Bill Online', '2547****0111 - MARY', '', subscriber.account_no])
  const statement = await close(appliance, Buffer.from(await book.xlsx.writeBuffer()))
  t.like(statement, { state: 'done', lines_new: 1, lines_faulty: 0 })
  t.like(await paymentOf(code), { amount_cents: cents(1500_50), account_typed: subscriber.account_no })
}) // prettier-ignore

test.serial('lines that can’t be read are set aside with their places, and the others count', async (t) => {
  const good = drawReceipt()
  const lines = [
    header,
    lineWords({ code: good, at, amount: 50, typed: '1' }),
    lineWords({ code: drawReceipt(), at, amount: 50 }).replace('21-11-2026', '31-31-2026'),
    lineWords({ code: '', at, amount: 50 }),
    `${drawReceipt()},21-11-2026 10:00:00,,"torn,Completed,50.00,,,,,,,`,
    lineWords({ code: drawReceipt(), at, amount: 50 }).replace('50.00', 'fifty'),
    lineWords({ code: good, at, amount: 50, typed: '1' }),
    `${drawReceipt()},21-11-2026 10:00:00,,,Completed,50.00,-50.00,,,Pay Bill Online,,,`,
    `${'x'.repeat(20_000)}`,
    lineWords({ code: drawReceipt(), at, amount: 60, typed: '1' }),
  ]
  const statement = await close(appliance, lines.join('\n'))
  t.like(statement, { state: 'done', lines_seen: 9, lines_new: 2, lines_faulty: 7 })
  const faults = await db('statement_faults').where({ statement_id: statement.id }).orderBy('line_no')
  t.deepEqual(faults.map(({ line_no, fault }) => [line_no, fault]), [
    [3, 'time_unreadable'], [4, 'receipt_missing'], [5, 'torn'], [6, 'amount_unreadable'], [7, 'repeated'], [8, 'both_ways'], [9, 'too_long'],
  ])
}) // prettier-ignore

test.serial('a person’s own statement, another paybill’s, and what is none are refused whole', async (t) => {
  const before = await counts()
  const personal = 'Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance\nUA51CONS01,2026-01-05 09:00:00,Pay Bill to 600966,Completed,,"-1,500.00","2,000.00"\n' // prettier-ignore
  const torn = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(3000, 7)])
  const refused = {
    personal_statement: personal,
    another_shortcode: `Paybill,600123\n${statementOf([{ code: drawReceipt(), at, amount: 10 }])}`,
    not_a_statement: 'hello\n'.repeat(200),
    torn_file: torn,
  }
  for (const [refused_as, file] of Object.entries(refused))
    t.like(await close(appliance, file), { state: 'refused', refused_as, lines_new: 0, due_at: null }, refused_as)
  const after = await counts()
  t.deepEqual(after.slice(0, 4), before.slice(0, 4), 'nothing of it is in the books')
}) // prettier-ignore

test.serial('fees, reversals, money sent out and money of no customer are told apart', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const code = drawReceipt()
  const moved = drawReceipt()
  const typed = subscriber.account_no
  const { id } = await bring(appliance, statementOf([
    { code: drawReceipt(), at: '2026-11-21T11:00:00Z', amount: -1500, reason: 'Pay Bill Reversal', linked: code },
    { code, at, amount: -8.5, reason: 'Business Pay Bill Charge', linked: code },
    { code: drawReceipt(), at, amount: -90_000, reason: 'Withdraw Funds to Bank' },
    { code: moved, at, amount: 7000, reason: 'Organization Settlement Account to Utility' },
    { code: drawReceipt(), at, amount: 300, typed, status: 'Failed' },
    { code, at, amount: 1500, typed },
  ]))
  await readStatement(appliance, { statement_id: id })
  t.like(await db('statements').where({ id }).first(), { state: 'read', lines_new: 6 }, 'the reversal waits for its payment')
  await settleAll(appliance)
  t.is((await db('credits').where({ service_id: service.id })).length, 1)
  clock.pass({ minutes: 1 })
  await readStatement(appliance, { statement_id: id })
  t.is((await db('statements').where({ id }).first())!.state, 'done')
  const kinds = (await linesOf(id)).map(({ kind, completed }) => [kind, completed])
  t.deepEqual(kinds, [['reversal', true], ['fee', true], ['out', true], ['other_in', true], ['customer', false], ['customer', true]])
  t.is((await paymentOf(code))!.state, 'reversed', 'credited from the statement, and taken back by it')
  const [credit] = await db('credits').where({ service_id: service.id })
  t.true(!credit || Temporal.Instant.compare(credit.ends_at, clock.now()) <= 0, 'the gate is shut')
  t.like(await paymentOf(moved), { state: 'excepted', customer_money: false })
  t.deepEqual(await exceptionsOf((await paymentOf(moved))!.id), ['not_customer_money'])
  t.is(Number((await db('payments').where({ amount_cents: cents(300_00) }).count().first())!['count']), 0, 'what failed is no money')
}) // prettier-ignore

test.serial('S3-10: missing there, another amount and another status stand each before a person, and close by themselves', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const typed = subscriber.account_no
  const on = (hour: number) => Temporal.Instant.from(`2026-11-19T${hour}:00:00Z`)
  const missing = await pay(typed, 1500, { paid_at: on(10) })
  const differs = await pay(typed, 700, { paid_at: on(11) })
  const failed = await pay(typed, 800, { paid_at: on(12) })
  await close(appliance, statementOf([
    { code: differs.receipt_code!, at: on(11).toString(), amount: 70, typed },
    { code: failed.receipt_code!, at: on(12).toString(), amount: 800, typed, status: 'Failed' },
  ]))
  t.deepEqual(await exceptionsOf(missing.id), ['not_on_statement'])
  t.true((await exceptionsOf(differs.id)).includes('sightings_differ'))
  t.true((await exceptionsOf(failed.id)).includes('sightings_differ'))
  t.is((await paymentOf(differs.receipt_code!))!.amount_cents, cents(700_00), 'nothing is overwritten')
  const row = (await db('exceptions').where({ payment_id: missing.id, kind: 'not_on_statement' }).first())!
  t.true(row.deadline_at.equals(row.opened_at.add({ hours: 24 })))
  // The portal had cut it off: another file shows it.
  await close(appliance, statementOf([{ code: missing.receipt_code!, at: on(10).toString(), amount: 1500, typed }]))
  t.deepEqual(await exceptionsOf(missing.id), [])
}) // prettier-ignore

test.serial('F63: a file cut off in the middle of the reading leaves nothing behind, and is read again', async (t) => {
  const { id } = await bring(appliance, statementOf([{ code: drawReceipt(), at, amount: 20 }]))
  const cut = { ...appliance, work: ((task) => work(async (unit) => { await task(unit); throw new Error('the power went') })) as typeof work } // prettier-ignore
  await t.throwsAsync(readStatement(cut, { statement_id: id }), { message: 'the power went' })
  t.is((await linesOf(id)).length, 0)
  await readStatement(appliance, { statement_id: id })
  await settleAll(appliance)
  t.is((await linesOf(id)).length, 1)
  t.is((await db('statements').where({ id }).first())!.state, 'done')
}) // prettier-ignore

test('what Safaricom calls a line decides what it is; a word we don’t know is no customer’s', (t) => {
  const said: [string, number, string][] = [
    ['Pay Bill Online', 100, 'customer'], ['Pay Utility', 100, 'customer'], ['Customer Buy Goods Online', 100, 'customer'],
    ['Business Pay Bill Charge', -100, 'fee'], ['Pay Bill Charge', 100, 'fee'], ['Withdraw Funds to Bank', -100, 'out'],
    ['Business Pay Bill', 100, 'other_in'], ['Organization Settlement', 100, 'other_in'], ['Something new', 100, 'other_in'],
    ['Something new', -100, 'out'], ['Pay Bill Reversal', -100, 'reversal'], ['Business Payment Reversal', 100, 'other_in'],
    ['Pay Bill Online', 0, 'nothing'],
  ]
  for (const [words, amount, kind] of said) t.is(kindOf(words, amount), kind as never, words)
}) // prettier-ignore

test('a day that was running when the file was made is covered up to its last line only', (t) => {
  const last = Temporal.Instant.from('2026-11-20T15:00:00Z')
  t.true(coveredUntil(last, Temporal.Instant.from('2026-11-20T16:00:00Z')).equals(last))
  t.true(coveredUntil(last, Temporal.Instant.from('2026-11-21T05:00:00Z')).equals('2026-11-20T21:00:00Z'))
}) // prettier-ignore
