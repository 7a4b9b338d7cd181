// What can be done to many subscribers at once. For each act: what it would do to one (pure, for the preview), doing it, and
// taking it back.

import type { Work } from '../appliance.ts'
import { decideGift, giveTime, takeGiftBack, type GiftMemo } from '../money/gifts.ts'
import { changePlan, undoPlanChange, type PlanMemo } from '../money/plan-changes.ts'
import { cents, type Cents } from '../money.ts'
import type { Instant } from '../time.ts'
import { recordAct } from './audit.ts'
import type { Target, TargetLine } from './bulk-targets.ts'
import { holdByAccount, holdLineById, type Worker } from './held-subscribers.ts'
import { reinstate, suspend } from './suspensions.ts'
import { queueWritten, withdrawMessage } from './written-messages.ts'

export type Task =
  | { act: 'suspend' }
  | { act: 'message'; body: string }
  /** `service_id`: of all lines only this one. */
  | { act: 'extend'; budget_id: number; hours: number; service_id: number | null }
  | { act: 'change_plan'; plan_id: number; when: 'renewal' | 'now' }

/** Why somebody is left alone. */
export type Skip =
  | 'closed'
  | 'suspended_already'
  | 'no_phone'
  | 'no_line'
  | 'never_paid'
  | 'leaving'
  | 'the_same'
  | 'changed_meanwhile'
  | 'budget_full'
  | 'stopped'

export type Forecast =
  | { does: false; reason: Skip }
  | { does: true; lines: TargetLine[]; cost_cents: Cents; until: Instant | null }

/** Pure. */
export function forecast(task: Task, target: Target, now: Instant): Forecast {
  const leave = (reason: Skip): Forecast => ({ does: false, reason })
  const does = (lines: TargetLine[] = [], cost = 0, until: Instant | null = null): Forecast => ({
    does: true,
    lines,
    cost_cents: cents(cost),
    until,
  })
  if (target.closed_at) return leave('closed')
  switch (task.act) {
    case 'suspend':
      return target.suspended_at ? leave('suspended_already') : does()
    case 'message':
      return target.msisdn === null ? leave('no_phone') : does()
    case 'extend': {
      const { hours, service_id } = task
      const open = target.lines.filter((line) =>
        service_id === null ? line.kind === 'pppoe' : line.service_id === service_id,
      )
      if (open.length === 0) return leave('no_line')
      // Who never paid has nothing that could go on; one line alone may be given a beginning.
      const lines = service_id === null ? open.filter(({ ends_at }) => ends_at !== null) : open
      if (lines.length === 0) return leave('never_paid')
      if (target.cancelled_at) return leave('leaving')
      const gifts = lines.map((line) => decideGift(line, line.ends_at, hours, now))
      const cost = gifts.reduce((total, gift) => total + gift.price_cents, 0)
      return does(lines, cost, gifts[0]!.ends_at)
    }
    case 'change_plan': {
      const home = target.lines.filter(({ kind }) => kind === 'pppoe')
      if (home.length === 0) return leave('no_line')
      const lines = home.filter(
        ({ plan_id, next_plan_id }) =>
          (task.when === 'now' ? plan_id : (next_plan_id ?? plan_id)) !== task.plan_id,
      )
      return lines.length === 0 ? leave('the_same') : does(lines)
    }
  }
}

/** What takes it back. */
export interface Memo {
  suspended?: true
  message_id?: number
  gifts?: GiftMemo[]
  plans?: PlanMemo[]
}

/** Does what was forecast, for a target that is held. */
export async function apply(
  work: Work,
  task: Task,
  target: Target,
  { run, lines, why, by }: { run: number; lines: TargetLine[]; why: string; by: Worker },
): Promise<Memo> {
  switch (task.act) {
    case 'suspend':
      await suspend(work, target.account_no, why, by)
      return { suspended: true }
    case 'message': {
      const subscriber = await holdByAccount(work, target.account_no, by)
      const message_id = await queueWritten(work, subscriber, task.body, by)
      await tell(work, target, 'message.written', { run, message: message_id }, why, by)
      return { message_id }
    }
    case 'extend': {
      const gifts: GiftMemo[] = []
      for (const { service_id } of lines) {
        const { gift, ...memo } = await giveTime(
          work,
          (await holdLineById(work, service_id))!,
          task,
        )
        gifts.push(memo)
        const { hours, budget_id } = task
        const { price_cents } = gift
        await tell(
          work,
          target,
          'line.extended',
          { run, service_id, hours, budget_id, price_cents },
          why,
          by,
        )
      }
      return { gifts }
    }
    case 'change_plan': {
      const plan = (await work.db('plans').where({ id: task.plan_id }).first())!
      const plans: PlanMemo[] = []
      for (const { service_id } of lines) {
        const { service } = (await holdLineById(work, service_id))!
        plans.push(await changePlan(work, service, plan, task.when))
        const after = { run, service_id, plan: plan.name, when: task.when }
        await tell(work, target, 'line.plan_changed', after, why, by)
      }
      return { plans }
    }
  }
}

async function tell(
  work: Work,
  { id }: Target,
  action: 'message.written' | 'line.extended' | 'line.plan_changed',
  after: unknown,
  why: string,
  by: Worker,
): Promise<void> {
  await recordAct(work, { ...by, action, subject: `subscriber:${id}`, after, why })
}

/** Whether it could be taken back. Throws Conflict where something has changed since. */
export async function undo(
  work: Work,
  { id, account_no }: Pick<Target, 'id' | 'account_no'>,
  memo: Memo,
  by: Worker,
): Promise<boolean> {
  if (memo.suspended) await reinstate(work, account_no, by)
  for (const gift of memo.gifts ?? []) await takeGiftBack(work, gift)
  for (const plan of memo.plans ?? []) await undoPlanChange(work, plan)
  if (memo.message_id !== undefined && !(await withdrawMessage(work, memo.message_id, id)))
    return false
  if (!memo.suspended)
    await recordAct(work, { ...by, action: 'bulk.undone_here', subject: `subscriber:${id}` })
  return true
}
