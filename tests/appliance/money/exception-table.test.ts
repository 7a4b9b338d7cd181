// Every kind of exception there is: the rule that raises it, what may be done about it, what that moves, and the way back. A kind
// without a rule, without a way, or whose way leaves other books behind when it is undone, fails here.

import test from 'ava'
import { readdirSync, readFileSync } from 'node:fs'
import { deadlineHours, kindsToGive } from '../../../appliance/money/exceptions.ts'
import { takeException } from '../../../appliance/people/exception-acts.ts'
import { kindsFor } from '../../../appliance/people/exception-queue.ts'
import type { ExceptionKind } from '../../../appliance/tables.ts'
import { grace, table, type Row } from './exception-ways.ts'
import { appliance, clock, db, work } from './paying.ts'

test.after.always(() => appliance.close())

/** What every account holds; one that holds nothing is as one that is not there. */
async function books(): Promise<Record<string, number>> {
  const { rows } = await db.raw<{ rows: { id: number; sum: number }[] }>(
    'select account_id as id, sum(amount_cents)::bigint as sum from entries group by 1 having sum(amount_cents) <> 0',
  )
  return Object.fromEntries(rows.map(({ id, sum }) => [id, sum]))
}

const transfers = async () => Number((await db('transfers').max('id').first())!['max'])

const root = new URL('../../../appliance/', import.meta.url)
const source = (path: string) => readFileSync(new URL(path, root), 'utf8')

test('S2-13: every kind there is has its row here, its rule in the file that is named, and somebody who sees it', (t) => {
  const kinds = Object.keys(deadlineHours) as ExceptionKind[]
  t.deepEqual(Object.keys(table).toSorted(), kinds.toSorted())
  for (const kind of kinds) {
    const { rule, ways } = table[kind]
    t.regex(source(rule), /openException|openStuck/, kind)
    const named = kindsToGive.includes(kind) ? 'settlement.kind' : `'${kind}'`
    t.true(source(rule).includes(named), `${rule} names ${kind}`)
    t.true(ways.length > 0, `${kind} has a way to be resolved`)
    t.true(kindsFor('owner').includes(kind))
  }
  // And nobody else opens one: what is new stands in the table.
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')) // prettier-ignore
  const openers = files.filter((path) => /await openException\(/.test(source(path)))
  const also = ['dead-letters.ts', 'money/inquiries.ts', 'money/payment-names.ts', 'money/stk-answers.ts', 'money/payment-doubts.ts', 'money/callback-silence.ts', 'money/provider-lines.ts', 'money/portal-claims.ts', 'people/message-limits.ts'] // prettier-ignore
  const told = new Set([...Object.values(table).map(({ rule }) => rule), ...also])
  t.deepEqual(openers.filter((path) => !told.has(path)), []) // prettier-ignore
})

const rows: [string, ExceptionKind][] = [
  ['S2-43', 'paid_less'], ['S2-44', 'paid_more'], ['S2-45', 'another_phone'], ['S2-46', 'missing_reference'],
  ['S2-47', 'not_applied'], ['S2-48', 'possible_double'], ['S2-49', 'claimed'],
] // prettier-ignore
const rowOf = (kind: ExceptionKind) => rows.find(([, one]) => one === kind)?.[0] ?? 'S2-13'

for (const [kind, { raise, ways }] of Object.entries(table) as [ExceptionKind, Row][])
  for (const { what, moves, resolve, undo } of ways)
    test.serial(`${rowOf(kind)}, N3: ${kind} is raised by its rule, ${what}, and ${undo ? 'undone' : 'final'}`, async (t) => {
      const before = (await db('exceptions').max('id').first())!['max'] ?? 0
      await raise()
      const found = (await db('exceptions').where({ kind, resolved_at: null }).where('id', '>', before as number).first())! // prettier-ignore
      t.truthy(found, 'raised')
      const due = found.opened_at.add({ hours: deadlineHours[kind] })
      t.true(found.deadline_at.equals(due), 'its deadline')
      await work((unit) => takeException(unit, found.id, grace as never))
      t.is((await db('exceptions').where({ id: found.id }).first())!.owner_id, grace.staff.id)

      const held = await books()
      const posted = await transfers()
      await resolve(found)
      const resolved = (await db('exceptions').where({ id: found.id }).first())!
      t.truthy(resolved.resolved_at)
      t.truthy(resolved.resolution)
      t.is((await transfers()) > posted, moves, 'money moves by a transfer, or not at all')
      const act = await db('audit').orderBy('id', 'desc').first()
      t.truthy(act?.staff_id, 'somebody did it, and it is written down')
      if (!undo) return
      await undo(found)
      t.is((await db('exceptions').where({ id: found.id }).first())!.resolved_at, null)
      t.deepEqual(await books(), held, 'the same books as before')
      await db('exceptions').where({ id: found.id }).update({ resolved_at: clock.now(), resolution: 'End of this test' }) // prettier-ignore
    }) // prettier-ignore
