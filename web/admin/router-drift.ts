// Two lists on a router's page: who is online without paid time, and whose paid line is not online.

import { listAbsentees, listStayers } from '../../appliance/access/router-drift.ts'
import { driftWords } from '../../appliance/words/staff/router-drift.ts'
import type { Ctx } from '../context.ts'
import { paths } from '../paths.ts'

export async function driftOf(ctx: Ctx, router_id: number) {
  const { db, now } = ctx.state.appliance
  const at = now()
  const [stayers, absentees] = await Promise.all([
    listStayers(db, router_id, at),
    listAbsentees(db, router_id, at),
  ])
  const row = ({ user_name, account_no }: { user_name: string; account_no: string }, told: string) => ({ name: user_name, href: paths.subscriber(account_no), told }) // prettier-ignore
  return {
    stayers: {
      id: 'stayers',
      title: driftWords.stayers,
      none: driftWords.stayers_none,
      rows: stayers.map((one) => row(one, driftWords.stayer(one, at))),
    },
    absentees: {
      id: 'absentees',
      title: driftWords.absentees,
      none: driftWords.absentees_none,
      rows: absentees.map((one) => row(one, driftWords.absentee(one, at))),
    },
  }
}
