// One thing for many: who, what, and the preview; then doing it, looking at what was done, and undoing it.

import { randomUUID } from 'node:crypto'
import { Invalid, NotFound } from '../../appliance/errors.ts'
import { listBudgets } from '../../appliance/money/budgets.ts'
import { findRun, outcomes } from '../../appliance/people/bulk-file.ts'
import { isFresh, previewRun, undoRun } from '../../appliance/people/bulk-runs.ts'
import { listOutageVictims, listTicked } from '../../appliance/people/bulk-selections.ts'
import { startRun } from '../../appliance/people/bulk-start.ts'
import { targetsMax } from '../../appliance/people/bulk-targets.ts'
import { listMatching, type Wanted } from '../../appliance/people/subscriber-register.ts'
import { listHomePlans, listPlaces } from '../../appliance/people/new-subscribers.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { choice } from '../form-fields.ts'
import { oneOf, place, readForm, readQuery } from '../forms.ts'
import { paths } from '../paths.ts'
import { outageFields, outageOf, readPicks, runFields, taskFields, taskOf } from './bulk-fields.ts'
import { queryOf, subscriberFilters } from './subscribers.ts'
import { askedView, choiceView, runView, type Chosen } from './bulk-parts.ts'

const words = staffWords.bulk

export async function showBulk(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const at = now()
  const viewer = staffOf(ctx)
  const values = readQuery(ctx, taskFields)
  const outage = outageOf(readQuery(ctx, outageFields), at)
  if (outage) Object.assign(values, { act: 'extend', hours: outage.hours })
  const fitting = ctx.query['all'] === '1' ? readQuery(ctx, subscriberFilters) : null
  const all = outage
    ? await listOutageVictims(db, outage, viewer)
    : fitting
      ? await listMatching(db, fitting, at, targetsMax + 1)
      : await listTicked(db, readPicks(ctx), viewer)
  const ids = all.slice(0, targetsMax)
  const { task, wrong } = taskOf(values)
  const chosen: Chosen = {
    ids,
    values,
    wrong,
    cut: all.length > targetsMax,
    // Whom it is for goes along from step to step.
    carried: outage
      ? carriedOf(ctx)
      : fitting
        ? carriedFilters(fitting)
        : [{ name: 'pick', value: readPicks(ctx).join(',') }],
    why: outage ? words.outage_why(outage.hours, await placeOf(ctx, outage)) : '',
    preview: task && ids.length > 0 ? await previewRun(db, task, ids, { viewer, now: at }) : null,
    task,
  }
  const [plans, budgets] = await Promise.all([listHomePlans(db), listBudgets(db, at)])
  await ctx.state.render(
    'admin/bulk',
    choiceView(chosen, { plans, budgets, now: at, form: randomUUID() }),
  )
}

/** Who fits is asked again for each preview; what is done is done to those of the preview (`ids` of its form). */
function carriedFilters(fitting: Wanted) {
  const query = Object.entries({ ...queryOf(fitting), all: '1' })
  return query.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}

function carriedOf(ctx: Ctx) {
  return Object.keys(outageFields).map((name) => ({ name, value: String(ctx.query[name] ?? '') }))
}

async function placeOf(
  ctx: Ctx,
  { router_id, site_id }: { router_id: number | null; site_id: number | null },
): Promise<string> {
  const { sites, routers } = await listPlaces(ctx.state.appliance.db, null)
  const named = [
    routers.find(({ id }) => id === router_id)?.name,
    sites.find(({ id }) => id === site_id)?.name,
  ].filter((name) => name !== undefined)
  return named.join(', ') || words.any_site
}

/** Does exactly what the preview showed, to exactly those. */
export async function createRun(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, runFields)
  if (!form.ok) throw new Invalid('form_unreadable', form.problems.why ?? words.nobody)
  const { task } = taskOf(form.values)
  if (!task) throw new Invalid('form_unreadable', words.nobody_left)
  const { form: number, why, ids } = form.values
  const wanted = { form: number, task, why, subscriber_ids: ids }
  const started = await ctx.state.appliance.work((work) => startRun(work, wanted, actorOf(ctx)))
  if (started.outcome === 'done') return seeOther(ctx, paths.run(started.run_id))
  await ctx.state.render('admin/bulk-asked', askedView(started.cost_cents))
}

export async function showRun(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const viewer = staffOf(ctx)
  const asked = readQuery(ctx, { show: oneOf(outcomes), after: place })
  const file = await findRun(db, idOf(ctx), viewer, asked)
  const mayUndo = file.run.staff_id === viewer.id && !file.run.undone_at && isFresh(file.run, now())
  await ctx.state.render('admin/bulk-run', runView(file, { ...asked, now: now(), mayUndo }))
}

export async function deleteRun(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => undoRun(work, idOf(ctx), actorOf(ctx)))
  seeOther(ctx, paths.run(idOf(ctx)))
}

/** Who was without internet, and for how long: the beginning of making up for it (N17). */
export async function showOutage(ctx: Ctx): Promise<void> {
  const { sites, routers } = await listPlaces(ctx.state.appliance.db, staffOf(ctx).site_id)
  const pick = (name: string, label: string, any: string, rows: { id: number; name: string }[]) =>
    choice({
      name,
      label,
      value: '',
      options: [
        { value: '', label: any },
        ...rows.map((row) => ({ value: String(row.id), label: row.name })),
      ],
    })
  await ctx.state.render('admin/outage', {
    action: paths.bulkChoice,
    router: pick('router', words.outage_router, words.any_router, routers),
    site: pick('site', words.outage_site, words.any_site, sites),
  })
}

function idOf(ctx: Ctx): number {
  const given = ctx.params['id'] ?? ''
  if (/^[1-9]\d{0,14}$/.test(given)) return Number(given)
  throw new NotFound('run_unknown', 'This was never done.')
}
