// Columns of values as PostgreSQL reads them: what goes in comes back.

import test from 'ava'
import { ids, integers, moments, words } from '../../appliance/columns.ts'
import { ask } from '../../appliance/statements.ts'
import { openVillage } from '../radius/conversations/village.ts'

const village = await openVillage()
const { db } = village.appliance
test.after.always(() => village.close())

async function comesBack(type: string, array: Buffer): Promise<unknown[]> {
  const text = `select array_agg(each::text order by place) as back
                from unnest($1::${type}[]) with ordinality as given (each, place)`
  const { rows } = await ask<{ back: unknown[] }>(db, { name: `back_${type}`, text }, [array])
  return rows[0]!.back
}

test('whole numbers, long and short, and none', async (t) => {
  const [long, short] = [ids(), integers()]
  const numbers = [0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, -1, -(2 ** 40), null]
  for (const number of numbers) long.add(number)
  const asText = (each: number | null) => (each === null ? null : String(each))
  t.deepEqual(await comesBack('bigint', long.array()), numbers.map(asText))
  const few = [0, 7, -7, 2 ** 31 - 1, -(2 ** 31), null]
  for (const number of few) short.add(number)
  t.deepEqual(await comesBack('int', short.array()), few.map(asText))
})

test('instants to the microsecond, before 2000 too', async (t) => {
  const column = moments()
  for (const at of [1_763_700_000_123_456, 946_684_799_999_999, 1]) column.add(at)
  const { rows } = await ask<{ back: string[] }>(
    db,
    {
      name: 'back_moments',
      text: `select array_agg((extract(epoch from each) * 1000000)::bigint::text order by each desc) as back
             from unnest($1::timestamptz[]) as each`,
    },
    [column.array()],
  )
  t.deepEqual(rows[0]!.back, ['1763700000123456', '946684799999999', '1'])
})

test('texts in any language, of any length, and as many as come', async (t) => {
  const texts = ['', 'line0000001', 'Wanjikũ', '☕', 'x'.repeat(9000), null, '"\\,{}NULL', 'NULL']
  const column = words()
  for (let round = 0; round < 50; round++) for (const text of texts) column.add(text)
  const back = await comesBack('text', column.array())
  t.is(back.length, 400)
  t.deepEqual(back.slice(392), texts)
})

test('what is added after an array was taken is in the next', async (t) => {
  const column = words()
  column.add('one')
  t.deepEqual(await comesBack('text', column.array()), ['one'])
  column.add('two')
  t.deepEqual(await comesBack('text', column.array()), ['one', 'two'])
})
