// One line's own page: another plan with its preview, time from a budget, a new password, the box it is tied to.

import { randomUUID } from 'node:crypto'
import { parseMac } from '../../appliance/access/line-names.ts'
import { NotFound } from '../../appliance/errors.ts'
import { whens, type When } from '../../appliance/money/plan-differences.ts'
import { startRun } from '../../appliance/people/bulk-start.ts'
import { changeLinePlan, undoLinePlan } from '../../appliance/people/line-acts.ts'
import { findLineFile, previewPlanChange, type LineFile } from '../../appliance/people/line-file.ts'
import { lockToDevice, resetPassword } from '../../appliance/people/line-keys.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { formNumber, given, rowId, tick, wholeNumber } from '../form-fields.ts'
import { oneOf, readForm, readQuery, text } from '../forms.ts'
import { paths } from '../paths.ts'
import { lineView, type LineTyped } from './line-parts.ts'

const words = staffWords.line
const fields = { plan: rowId(words.choose_budget), when: oneOf(whens) }

export async function showLine(ctx: Ctx): Promise<void> {
  await show(ctx, {})
}

export async function createPlanChange(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  if (!form.ok) return show(ctx, {}, 422)
  const { plan: plan_id, when } = form.values
  const asked = { ...lineOf(ctx), plan_id, when }
  await ctx.state.appliance.work((work) => changeLinePlan(work, asked, actorOf(ctx)))
  seeOther(ctx, paths.subscriber(asked.account_no))
}

export async function deletePlanChange(ctx: Ctx): Promise<void> {
  const { account_no } = lineOf(ctx)
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => undoLinePlan(work, account_no, actorOf(ctx)))
  seeOther(ctx, paths.subscriber(account_no))
}

export async function createExtension(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, {
    form: formNumber,
    budget: rowId(words.choose_budget),
    days: wholeNumber(1, 31),
    why: given(text(200), words.why_blank),
  })
  if (!form.ok) {
    const { days, why, budget } = form.problems
    const typed = { days: form.typed.days, why: form.typed.why, budget: form.typed.budget }
    return show(ctx, { give: { ...typed, wrong: { days, why, budget } } }, 422)
  }
  const { person, service } = await findFile(ctx)
  const { days, budget: budget_id, why } = form.values
  const task = { act: 'extend', hours: days * 24, budget_id, service_id: service.id } as const
  const wanted = { form: form.values.form, task, why, subscriber_ids: [person.id] }
  const started = await ctx.state.appliance.work((work) => startRun(work, wanted, actorOf(ctx)))
  if (started.outcome === 'asked') return show(ctx, { asked: true })
  seeOther(ctx, paths.subscriber(person.account_no))
}

/** Answers with the password itself: no other page ever has it. */
export async function createPassword(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { leave: tick })
  const leave = form.ok && form.values.leave
  const { work, safe } = ctx.state.appliance
  const made = await work((unit) =>
    resetPassword(unit, safe, { ...lineOf(ctx), leave }, actorOf(ctx)),
  )
  await ctx.state.render('admin/subscriber-made', {
    ...made,
    title: words.key_done(made.name),
    href: paths.subscriber(made.account_no),
    another: null,
    same: null,
  })
}

export async function createLock(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { mac: parseMac })
  if (!form.ok) {
    return show(ctx, { mac: { value: form.typed.mac, wrong: form.problems.mac } }, 422)
  }
  await lock(ctx, form.values.mac)
}

export async function deleteLock(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  await lock(ctx, null)
}

async function lock(ctx: Ctx, mac: string | null): Promise<void> {
  const { account_no, service_no } = lineOf(ctx)
  await ctx.state.appliance.work((work) =>
    lockToDevice(work, { account_no, service_no, mac }, actorOf(ctx)),
  )
  seeOther(ctx, paths.line(account_no, service_no))
}

async function show(ctx: Ctx, typed: LineTyped, status = 200): Promise<void> {
  const { db, now } = ctx.state.appliance
  const at = now()
  const file = await findFile(ctx)
  const { plan, when } = readQuery(ctx, { plan: readPlan, when: oneOf(whens) })
  const preview =
    plan === null ? undefined : await previewPlanChange(db, file, { plan_id: plan, when }, at)
  ctx.status = status
  const picked = { plan, when, preview }
  const view = lineView(file, picked, typed, {
    role: staffOf(ctx).role,
    now: at,
    form: randomUUID(),
  })
  await ctx.state.render('admin/line', view)
}

function findFile(ctx: Ctx): Promise<LineFile> {
  const { db, now } = ctx.state.appliance
  return findLineFile(db, lineOf(ctx), { viewer: staffOf(ctx), now: now() })
}

function lineOf(ctx: Ctx): { account_no: string; service_no: number } {
  const given = ctx.params['service_no'] ?? ''
  if (!/^[1-9]\d?$/.test(given)) throw new NotFound('line_unknown', 'There is no such line.')
  return { account_no: ctx.params['account_no']!, service_no: Number(given) }
}

function readPlan(given: string): number | null {
  return /^[1-9]\d{0,14}$/.test(given) ? Number(given) : null
}

export type Picked = {
  plan: number | null
  when: When
  preview: Awaited<ReturnType<typeof previewPlanChange>>
}
