// Setting up a new box: the steps, each with the page where it is done, and the one-shilling test.

import { Conflict, Invalid, Refusal, TooMany, Unavailable } from '../../appliance/errors.ts'
import {
  askForShilling,
  readSetup,
  type Setup,
  type SetupStep,
} from '../../appliance/people/setup.ts'
import { setup as words, tellSetup } from '../../appliance/words/staff/setup.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { readForm } from '../forms.ts'
import { paths } from '../paths.ts'

export async function showSetup(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

/** Once more too: a shilling that did not come is asked for again. */
export async function createShilling(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  try {
    await ctx.state.appliance.work((work) => askForShilling(work, words.about, actorOf(ctx)))
    seeOther(ctx, `${paths.setup}#step-shilling`)
  } catch (error) {
    if (!isTold(error)) throw error
    ctx.status = 422
    await show(ctx, error.message)
  }
}

function isTold(error: unknown): error is Refusal {
  return [Conflict, Invalid, TooMany, Unavailable].some((kind) => error instanceof kind)
}

async function show(ctx: Ctx, problem: string | null): Promise<void> {
  const { db, now: clock } = ctx.state.appliance
  const now = clock()
  const setup = await readSetup(db, staffOf(ctx).id, now)
  const told = tellSetup(setup, now)
  const done = told.filter(({ state }) => state === 'done').length
  await ctx.state.render('admin/setup', {
    all_done: done === told.length,
    count: words.count(done, told.length),
    live: told.some(({ step, state }) => state === 'now' && (step === 'router' || step === 'shilling' || step === 'keys' || step === 'sms')), // prettier-ignore
    problem,
    here: paths.setup,
    go_live: paths.goLive,
    steps: told.map(({ step, name, state, say }) => ({
      step,
      name,
      say,
      look: state,
      now: state === 'now',
      state: words.state[state],
      problem: step === 'shilling' ? problem : null,
      ask: step === 'shilling' && mayAsk(setup) ? paths.setupShilling : null,
      press:
        step === 'shilling' || state === 'done'
          ? null
          : { href: hrefOf(step, setup), label: words.go[step] },
      label: words.go[step],
    })),
  })
}

/** While one is on its way, no other; one that came is enough. */
function mayAsk({ subscriber, paybill, shilling }: Setup): boolean {
  const over = shilling === null || shilling.state === 'failed'
  return subscriber !== null && paybill?.asks === true && over
}

function hrefOf(step: Exclude<SetupStep, 'shilling'>, { paybill, router }: Setup): string {
  switch (step) {
    case 'codes':
      return paths.me
    case 'business':
      return `${paths.settings}#business`
    case 'paybill':
    case 'keys':
      return paybill ? paths.paybill(paybill.shortcode) : paths.newPaybill
    case 'sms':
      return `${paths.settings}#sms`
    case 'router':
      return router ? paths.router(router.id) : paths.routers
    case 'plan':
      return paths.newPlan
    case 'subscriber':
      return paths.newSubscriber
  }
}
