// Lists on a router's page: who is online without paid time, whose paid line is not online, and whom only the router knows. Our
// books and the router's own list, as its API read it last, are laid beside each other.

import { listAbsentees, listStayers } from '../../appliance/access/router-drift.ts'
import { findReading, listGhosts, listStrays } from '../../appliance/access/router-readings.ts'
import { driftWords } from '../../appliance/words/staff/router-drift.ts'
import type { Ctx } from '../context.ts'
import { paths } from '../paths.ts'

export async function driftOf(ctx: Ctx, router_id: number) {
  const { db, now } = ctx.state.appliance
  const at = now()
  const [stayers, absentees, strays, ghosts, reading] = await Promise.all([
    listStayers(db, router_id, at),
    listAbsentees(db, router_id, at),
    listStrays(db, router_id, at),
    listGhosts(db, router_id, at),
    findReading(db, router_id),
  ])
  const row = (one: { user_name: string; account_no: string | null }, told: string) => ({
    name: one.user_name,
    href: one.account_no === null ? null : paths.subscriber(one.account_no),
    told,
  })
  const isUnpaid = ({ account_no, paid_until }: (typeof strays)[number]) => account_no !== null && paid_until === null // prettier-ignore
  return {
    read: driftWords.read(reading, at),
    stayers: {
      id: 'stayers',
      title: driftWords.stayers,
      none: driftWords.stayers_none,
      rows: [
        ...stayers.map((one) => row(one, driftWords.stayer(one, at))),
        ...strays.filter(isUnpaid).map((one) => row(one, driftWords.unpaid_stray(one, at))),
      ],
    },
    absentees: {
      id: 'absentees',
      title: driftWords.absentees,
      none: driftWords.absentees_none,
      rows: [
        ...absentees.map((one) => row(one, driftWords.absentee(one, at))),
        ...ghosts.map((one) => row(one, driftWords.ghost(one, at))),
      ],
    },
    strays: {
      id: 'strays',
      title: driftWords.strays,
      none: driftWords.strays_none,
      rows: strays
        .filter((one) => !isUnpaid(one))
        .map((one) => row(one, driftWords.stray(one, at))),
    },
  }
}
