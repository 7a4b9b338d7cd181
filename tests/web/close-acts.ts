// What each route of the daily close has to do, for the matrix of roles: a new statement each time, a day nobody has signed.

import type { Appliance } from '../../appliance/appliance.ts'
import { reopenDay, signDay } from '../../appliance/close/closes.ts'
import { drawReceipt, paybill } from '../support/factories.ts'
import { bring, statementOf } from '../support/statements.ts'
import type { Acts } from './role-acts.ts'

export const closeMatrix = `
  OF----A GET /close GET /close/:day GET /close/statements GET /close/statements/:id
  OF----- POST /close/statements POST /close/:day/signature POST /close/:day/reopening
`

const day = '2026-11-02'

export const anyStatement = () =>
  statementOf([{ code: drawReceipt(), at: `${day}T09:00:00Z`, amount: 50, typed: '1' }])

export function closeActs(appliance: Appliance): Acts {
  const { db, work } = appliance

  /** Open, or signed by somebody. */
  async function makeDay(act: 'signed' | 'reopened'): Promise<void> {
    const staff = (await db('staff').where({ role: 'owner' }).first('id'))!
    const last = await db('day_closes').where({ day }).orderBy('id', 'desc').first('act')
    if ((last?.act ?? 'reopened') === act) return
    const date = Temporal.PlainDate.from(day)
    const how = act === 'signed' ? signDay : reopenDay
    await work((unit) => how(unit, date, 'A test', { staff, source_address: null }))
  }

  return {
    'GET /close/:day': async () => ({ path: `/close/${day}` }),
    'GET /close/statements/:id': async () => {
      const { id } = await bring(appliance, anyStatement())
      return { path: `/close/statements/${id}` }
    },
    'POST /close/statements': async () => ({
      path: '/close/statements',
      fields: { shortcode: paybill, lines: anyStatement() },
    }),
    'POST /close/:day/signature': async () => {
      await makeDay('reopened')
      return { path: `/close/${day}/signature`, fields: { why: 'A test' } }
    },
    'POST /close/:day/reopening': async () => {
      await makeDay('signed')
      return { path: `/close/${day}/reopening`, fields: { why: 'A test' } }
    },
  }
}
