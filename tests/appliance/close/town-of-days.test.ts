// Random days of random money: whatever was heard, lost, made twice, failed or taken back, in whatever order files are brought,
// the books end in the same state, and each shilling agrees or is on a difference with a name.

import test from 'ava'
import * as fc from 'fast-check'
import { compare, driftOf, listPairs, readDayBooks } from '../../../appliance/close/day-books.ts'
import { dayOf, stretchOf } from '../../../appliance/close/days.ts'
import { addUpEntries, balanceOf } from '../../../appliance/money/ledger.ts'
import { addCustomer, drawReceipt, paybill } from '../../support/factories.ts'
import {
  close,
  settleAll,
  statementOf,
  type Line,
  type TimeStyle,
} from '../../support/statements.ts'
import { appliance, clock, db, report, work } from '../money/paying.ts'
import { hire } from '../money/staffing.ts' // prettier-ignore

await hire('finance')
test.after.always(() => appliance.close())

const fates = [
  'agreed',
  'lost',
  'not_there',
  'other_amount',
  'failed_there',
  'reversed',
  'fee',
  'sent_out',
  'no_customer',
] as const
const style = fc.constantFrom<TimeStyle>('seconds', 'iso')
const movement = fc.record({
  fate: fc.constantFrom(...fates),
  shillings: fc.integer({ min: 1, max: 70_000 }),
  second: fc.integer({ min: 1, max: 86_000 }),
})
const days = fc.record({ movements: fc.array(movement, { minLength: 3, maxLength: 9 }), style, split: fc.integer({ min: 0, max: 9 }), turned: fc.boolean() }) // prettier-ignore

// Each fate at least once, whatever is drawn.
const everyFate = {
  movements: fates.map((fate, at) => ({ fate, shillings: 100 + at, second: 1000 * (at + 1) })),
  style: 'seconds' as const,
  split: 4,
  turned: true,
}

let day = Temporal.PlainDate.from('2026-01-04')

test.serial('N1, S2-06: every shilling of random days is agreed or on a difference with a name, and comparing again changes nothing', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const typed = subscriber.account_no
  await fc.assert(
    fc.asyncProperty(days, async ({ movements, style: written, split, turned }) => {
      day = day.add({ days: 1 })
      const stretch = stretchOf(day)
      clock.set(stretch.until.add({ hours: 3 }).toString())
      const lines: Line[] = [{ code: drawReceipt(), at: stretch.until.subtract({ seconds: 1 }).toString(), amount: -5, reason: 'Withdraw Funds to Bank' }]
      const credited = new Map<string, number>()
      let expected = 0
      for (const { fate, shillings, second } of movements) {
        const code = drawReceipt()
        const paid_at = stretch.from.add({ seconds: second })
        const line: Line = { code, at: paid_at.toString(), amount: shillings, typed }
        if (!['lost', 'fee', 'sent_out', 'no_customer'].includes(fate)) {
          await work((unit) => report(unit, code, typed, shillings, { paid_at, heard_at: paid_at }))
          credited.set(code, shillings * 100)
        }
        if (fate === 'agreed' || fate === 'lost') lines.push(line)
        if (fate === 'other_amount') lines.push({ ...line, amount: shillings + 3 })
        if (fate === 'failed_there') lines.push({ ...line, status: 'Failed' })
        if (fate === 'fee') lines.push({ ...line, amount: -shillings, reason: 'Pay Bill Charge' })
        if (fate === 'sent_out') lines.push({ ...line, amount: -shillings, reason: 'Withdraw Funds to Bank' })
        if (fate === 'no_customer') lines.push({ ...line, reason: 'Business to Business Transfer' })
        if (fate === 'reversed') lines.push(line, { code: drawReceipt(), at: paid_at.add({ seconds: 1 }).toString(), amount: -shillings, linked: code, reason: 'Pay Bill Reversal' })
        if (fate === 'lost' || fate === 'no_customer') credited.set(code, shillings * 100)
        if (fate === 'not_there' || fate === 'failed_there') expected += shillings * 100
        if (fate === 'other_amount') expected += 300
      }
      await settleAll(appliance)
      clock.pass({ minutes: 1 })
      // In one file or in two that overlap, the newer first or the older.
      const files = [lines, lines.slice(0, split)].map((part) => statementOf(turned ? part.toReversed() : part, written))
      for (const file of turned ? files.toReversed() : files) {
        await close(appliance, file)
        clock.pass({ minutes: 1 })
      }
      const books = await readDayBooks(db, paybill, stretch)
      t.is(books.drift_cents as number, expected, JSON.stringify(movements))

      // Each shilling: agreed on both sides, or on a pair that has a name.
      const pairs = await listPairs(db, paybill, stretch)
      for (const pair of pairs) {
        const agrees = pair.payment_cents === pair.line_cents || pair.line_kind === 'reversal'
        t.true((agrees && pair.completed === true) || compare(pair) !== null, JSON.stringify(pair))
        t.true(driftOf(pair) === 0 || pair.exception_id !== null, 'somebody is asked about it')
      }
      const all = await db('statement_lines').where({ shortcode: paybill, completed: true }).whereBetween('completed_at', [stretch.from, stretch.until.subtract({ milliseconds: 1 })] as never)
      const sum = all.reduce((total, { amount_cents }) => total + amount_cents, 0)
      t.is(books.total.theirs_cents as number, sum, 'the statement is there to the last shilling')
      for (const [code, amount] of credited) {
        const made = await db('payments').where({ receipt_code: code })
        t.deepEqual(made.map(({ amount_cents }) => Number(amount_cents)), [amount], code)
      }
      // Brought once more, in another writing: nothing moves.
      const moves = async () => [(await db('transfers').count().first())!['count'], (await db('payments').count().first())!['count']]
      const before = await moves()
      await close(appliance, `Paybill,${paybill}\n${statementOf(lines.toReversed(), written === 'iso' ? 'seconds' : 'iso')}`)
      t.deepEqual(await moves(), before)
      t.is((await readDayBooks(db, paybill, stretch)).drift_cents, books.drift_cents)
    }),
    { numRuns: 4, examples: [[everyFate]], endOnFailure: true },
  )
  t.is(await addUpEntries(db), 0)
  const { rows } = await db.raw<{ rows: { sum: number }[] }>(
    `select sum(amount_cents) as sum from payments where state not in ('reversed', 'unsettled')`,
  )
  t.is((await balanceOf(db, { kind: 'paybill', shortcode: paybill })) as number, -rows[0]!.sum)
}) // prettier-ignore

test('a day is Nairobi’s, whatever the machine thinks', (t) => {
  t.is(dayOf(Temporal.Instant.from('2026-11-20T21:00:00Z')).toString(), '2026-11-21')
  t.is(dayOf(Temporal.Instant.from('2026-11-20T20:59:59Z')).toString(), '2026-11-20')
})
