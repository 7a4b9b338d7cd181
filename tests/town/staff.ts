// Three who work in the office: two money people and a cashier. They look at what is open, give, close, take back, refund with
// a second person's yes, suspend and let in again, change plans, take cash, and click twice.

import { createHash } from 'node:crypto'
import type { Appliance, Work } from '../../appliance/appliance.ts'
import { Refusal } from '../../appliance/errors.ts'
import { chooseForDoublePay } from '../../appliance/money/double-pay-choices.ts'
import { kindsToGive } from '../../appliance/money/exceptions.ts'
import { takePayment } from '../../appliance/money/manual-payments.ts'
import { askRefund } from '../../appliance/money/refunds.ts'
import {
  resolveException,
  splitPayment,
  undoResolution,
} from '../../appliance/money/resolutions.ts'
import { cents } from '../../appliance/money.ts'
import { decideApproval } from '../../appliance/people/approvals.ts'
import { closeException } from '../../appliance/people/exception-acts.ts'
import { changeLinePlan } from '../../appliance/people/line-acts.ts'
import { reinstate, suspend } from '../../appliance/people/suspensions.ts'
import type { Exception, Plan, Role, Staff } from '../../appliance/tables.ts'
import type { Chance, FaultKind } from './faults.ts'
import type { Home } from './people.ts'

interface Place {
  appliance: Appliance
  chance: Chance
  plans: readonly Plan[]
  homes: readonly Home[]
  passUntil(at: Temporal.Instant): Promise<void>
}

export interface Office {
  /** Somebody looks at the queue of exceptions, and does something about one. */
  lookAtQueue(): Promise<void>
  /** Somebody does something with a home of the town. */
  lookAtHome(): Promise<void>
  /** Whoever was suspended is let in again. */
  reinstateAll(): Promise<void>
}

export async function openOffice({
  appliance,
  chance,
  plans,
  homes,
  passUntil,
}: Place): Promise<Office> {
  const { db, work, now } = appliance
  const owner = await hire('owner', 'Wanjiru')
  const second = await hire('owner', 'Otieno')
  const cashier = await hire('cashier', 'Achieng')
  const suspended: string[] = []
  let forms = 0

  // With a password nobody has: nobody signs in here, and hashing one takes long.
  async function hire(role: Role, name: string): Promise<Staff> {
    const row = {
      name,
      email: `${name.toLowerCase()}@town.example`,
      role,
      password_hash: 'x',
      added_at: now(),
    }
    const [staff] = await db('staff').insert(row as never).returning('*') // prettier-ignore
    return staff!
  }

  const by = (staff: Staff) => ({ staff, source_address: null })
  const actor = by(owner)

  /** What is refused is refused; and now and then the button was pressed twice. */
  async function act(kind: FaultKind, deed: (unit: Work) => Promise<unknown>): Promise<boolean> {
    const times = chance.strikes('staff_clicks_twice', 10) ? 2 : 1
    let done = false
    for (let time = 0; time < times; time += 1) {
      try {
        await work(deed)
        if (!done) chance.hit(kind)
        done = true
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
      }
    }
    return done
  }

  async function give(exception_id: number): Promise<void> {
    const [one, other] = [chance.pick(homes).account_no, chance.pick(homes).account_no]
    const why = 'They called'
    const row = await db('payments').join('exceptions as e', 'e.payment_id', 'payments.id').where('e.id', exception_id).first<{ amount_cents: number }>('payments.amount_cents') // prettier-ignore
    const amount = row?.amount_cents ?? 0
    const split = one !== other && amount > 200 && chance.oneIn(4)
    const half = Math.trunc(amount / 2)
    const parts = [
      { account_no: one, amount_cents: cents(half) },
      { account_no: other, amount_cents: cents(amount - half) },
    ]
    const given = await act('staff_gives', (unit) =>
      split
        ? splitPayment(unit, { exception_id, parts, actor, why })
        : resolveException(unit, {
            exception_id,
            account_no: one,
            actor,
            why,
            keep: chance.oneIn(3),
          }),
    )
    if (given && chance.oneIn(3)) await undo(exception_id)
  }

  async function undo(exception_id: number): Promise<void> {
    await passUntil(now().add({ minutes: 1 + chance.below(9) }))
    await act('staff_undoes', (unit) => undoResolution(unit, { exception_id, actor }))
  }

  async function refund(exception_id: number): Promise<void> {
    let approval_id: number | undefined
    await act('staff_gives', async (unit) => {
      approval_id = await askRefund(unit, exception_id, 'Wrong number', by(owner) as never)
    })
    if (approval_id === undefined) return
    const id = approval_id
    await passUntil(now().add({ minutes: 1 + chance.below(30) }))
    const yes = { approved: !chance.oneIn(4), why: 'Seen' }
    await act('staff_refunds', (unit) => decideApproval(unit, id, yes, by(second) as never))
  }

  async function choose({ id }: Exception): Promise<void> {
    const choice = chance.pick(['spent', 'kept'] as const)
    const done = await act('staff_chooses', (unit) =>
      chooseForDoublePay(unit, id, choice, { actor, why: 'Asked' }),
    )
    if (done && chance.oneIn(3)) await undo(id)
  }

  return {
    lookAtQueue: async () => {
      const open = await db('exceptions').whereNull('resolved_at').orderBy('id')
      if (open.length === 0) return
      const exception = chance.pick(open)
      const inSuspense = kindsToGive.includes(exception.kind)
      if (exception.kind === 'possible_double' && chance.oneIn(2)) return choose(exception)
      if (inSuspense || exception.kind === 'possible_double')
        return chance.oneIn(2) || !inSuspense ? refund(exception.id) : give(exception.id)
      await act('staff_closes', (unit) =>
        closeException(unit, exception.id, 'Looked into', by(owner) as never),
      )
    },
    lookAtHome: async () => {
      const { account_no, no } = chance.pick(homes)
      const what = chance.weigh({ suspend: 3, cash: 3, plan: 3 })
      if (what === 'suspend') {
        const done = await act('staff_suspends', (unit) =>
          suspend(unit, account_no, 'Asked to', actor),
        )
        if (done) suspended.push(account_no)
      } else if (what === 'cash') {
        forms += 1
        const digest = createHash('sha256').update(`${forms}`).digest('hex')
        const form_no = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
        const amount_cents = cents((10 + chance.below(90)) * 100)
        const slip = {
          form_no,
          account_no,
          rail: 'cash',
          amount_cents,
          code: '',
          proof: `Page ${no}`,
          why: '',
        } as const
        await act('staff_takes_cash', (unit) => takePayment(unit, slip, by(cashier) as never))
      } else {
        const plan_id = chance.pick(plans).id
        const when = chance.pick(['renewal', 'prorated', 'now'] as const)
        const wish = { account_no, service_no: 1, plan_id, when } as never
        await act('staff_changes_plan', (unit) => changeLinePlan(unit, wish, by(owner) as never))
      }
    },
    reinstateAll: async () => {
      for (const account_no of suspended.splice(0))
        await act('staff_suspends', (unit) => reinstate(unit, account_no, actor))
    },
  }
}
