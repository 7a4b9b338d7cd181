// The tour of a trial, on a page of its own: each step with what to press, and what came of it.

import { NotFound } from '../../appliance/errors.ts'
import { mistyped, tourLinks, type TourLinks } from '../../appliance/people/tour-links.ts'
import { beginTour, readTour, type Tour, type TourStep } from '../../appliance/people/tour.ts'
import { countDone, tellTour, type ToldStep } from '../../appliance/words/staff/tour-steps.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm } from '../forms.ts'
import { paths } from '../paths.ts'

const words = staffWords.tour
const { go } = words

export async function showTour(ctx: Ctx): Promise<void> {
  const { db, config, now: clock } = ctx.state.appliance
  if (!config.trial) throw new NotFound('no_trial', 'There is a tour in a trial only.')
  const now = clock()
  const tour = await readTour(db, now)
  const links = tourLinks(config.trialPages)
  const told = tellTour(tour, now)
  const all_done = countDone(told) === told.length
  await ctx.state.render('admin/tour', {
    all_done,
    begun: countDone(told) > 0,
    here: paths.tour,
    steps: told.map((step) => stepView(step, pressOf(step.step, tour, links))),
  })
}

/** Walked once more: what was done before does not count. */
export async function startTour(ctx: Ctx): Promise<void> {
  const { work, config } = ctx.state.appliance
  if (!config.trial) throw new NotFound('no_trial', 'There is a tour in a trial only.')
  readForm(ctx, {})
  await work((unit) => beginTour(unit, actorOf(ctx)))
  seeOther(ctx, paths.tour)
}

interface Press {
  href: string
  label: string
  /** Another page than ours: it opens beside this one. */
  away: boolean
}

function stepView({ step, name, state, say, how }: ToldStep, press: Press[]) {
  const begun = state === 'now'
  return {
    step,
    name,
    say,
    look: state,
    now: begun,
    state: words.state[state],
    any_how: begun && how.length > 0,
    how: how.map((text) => ({ text })),
    press: press.map((one, index) => ({ ...one, main: begun && index === 0 })),
    pass:
      step === 'time' && state !== 'done' ? { action: paths.trialTime, back: paths.tour } : null,
  }
}

/** What there is to press at a step, the first thing first. */
function pressOf(step: TourStep, tour: Tour, links: TourLinks | null): Press[] {
  const { guest, line, stray, shortcode, examples } = tour
  const [one, other = one] = examples
  const away = (href: string | undefined, label: string) =>
    href === undefined ? [] : [{ href, label, away: true }]
  const see = (who: { name: string; account_no: string } | null | undefined) =>
    who
      ? [{ href: paths.subscriber(who.account_no), label: go.subscriber(who.name), away: false }]
      : []
  const pay = (who: typeof one, account: string | undefined) =>
    who && account && shortcode !== null ? links?.pay(shortcode, who, account) : undefined
  switch (step) {
    case 'guest': {
      const browser = away(links?.guest_phone, go.browser)
      if (guest?.online_at) return see(guest)
      const screen = away(links?.guest_screen, go.screen)
      return guest?.state === 'open' ? [...screen, ...browser] : [...browser, ...screen]
    }
    case 'line':
      if (line?.up_at) return see(line)
      return [...away(pay(one, one?.account_no), go.pay), ...away(links?.routers, go.routers)]
    case 'stray':
      if (stray?.given) return see(stray.given)
      return stray
        ? [{ href: paths.exception(stray.id), label: go.match, away: false }]
        : away(pay(other, other && mistyped(other.account_no)), go.pay_wrong)
    case 'time':
      return []
    case 'gate':
      return [...see(line), ...away(links?.routers, go.routers)]
  }
}
