// Who has not paid on time, by how long ago; and the days of grace of each plan.

import { setGraceDays } from '../../appliance/money/grace.ts'
import { ages, listGrace, readArrears, type Late } from '../../appliance/people/arrears.ts'
import type { Instant } from '../../appliance/time.ts'
import { kes } from '../../appliance/words/figures.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { wholeNumber } from '../form-fields.ts'
import { field, oneOf, place, readForm, readQuery } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.arrears

export async function showArrears(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

export async function createGrace(ctx: Ctx): Promise<void> {
  const id = Number(ctx.params['id'])
  const form = readForm(ctx, { days: wholeNumber(0, 31) })
  if (!form.ok) return show(ctx, { id, value: form.typed.days, wrong: form.problems.days })
  const plan_id = Number.isSafeInteger(id) ? id : 0
  await ctx.state.appliance.work((work) =>
    setGraceDays(work, plan_id, form.values.days, actorOf(ctx)),
  )
  seeOther(ctx, paths.arrears)
}

async function show(
  ctx: Ctx,
  typed: { id: number; value: string; wrong: string | null } | null,
): Promise<void> {
  if (typed) ctx.status = 422
  const { db, now } = ctx.state.appliance
  const at = now()
  const wanted = readQuery(ctx, { age: oneOf(ages), after: place })
  const { page, counts } = await readArrears(db, wanted, { viewer: staffOf(ctx), now: at })
  const link = (age: string, after: string | null) =>
    withQuery(paths.arrears, { age: age === 'all' ? null : age, after })
  const plans = await listGrace(db)
  await ctx.state.render('admin/arrears', {
    chips: ages.map((age) => ({
      label: words.chips[age],
      count: counts[age],
      current: age === wanted.age,
      href: link(age, null),
    })),
    rows: page.rows.map((row) => rowView(row, at)),
    any: page.rows.length > 0,
    none:
      counts.all === 0
        ? { title: words.none, text: words.none_text, good: true }
        : { title: words.none_here, text: words.none_here_text, good: false },
    counted: staffWords.subscribers.counted(counts[wanted.age]),
    next: page.next === null ? null : link(wanted.age, page.next),
    first: wanted.after === null ? null : link(wanted.age, null),
    grace: may(staffOf(ctx).role, 'POST /plans/:id/grace')
      ? plans.map(({ id, name, grace_days }) => ({
          action: `/plans/${id}/grace`,
          days: {
            ...field({
              name: 'days',
              label: words.days(name),
              value: String(grace_days),
              mode: 'numeric',
              ...(typed?.id === id && { value: typed.value, wrong: typed.wrong }),
            }),
            id: `grace-${id}`,
          },
        }))
      : null,
  })
}

function rowView(row: Late, now: Instant) {
  const { grace_until, suspended_at, price_cents, wallet_cents, ended_at } = row
  const { access } = words
  return {
    name: row.name,
    account_no: row.account_no,
    href: paths.subscriber(row.account_no),
    site: row.site,
    plan: row.plan,
    ended_at,
    state: suspended_at
      ? access.suspended
      : grace_until
        ? access.grace(grace_until, now)
        : access.shut,
    needs: kes(Math.max(0, price_cents - Math.max(0, wallet_cents))),
  }
}
