// The same payment through all doors at once; a thousand rounds with `npm run campaign:race`.

import test from 'ava'
import { crowd, racePaybill, racePrompt } from '../../support/door-race.ts'
import { appliance, db } from './hotspot.ts'

test.after.always(() => appliance.close())

test.serial(`T08, F20, F34: ${crowd} reports of one payment through all doors at once, 50 times: one credit each`, async (t) => {
  for (let round = 0; round < 25; round++) {
    t.deepEqual(await racePrompt(round), [], `prompt, round ${round}`)
    t.deepEqual(await racePaybill(round), [], `paybill, round ${round}`)
  }
  const { rows } = await db.raw<{ rows: { off: number }[] }>('select coalesce(sum(amount_cents), 0)::int as off from entries')
  t.is(rows[0]!.off, 0)
  t.deepEqual(await db('callbacks').whereNotIn('state', ['done']).select('id', 'state'), [])
}) // prettier-ignore
