// How the box is: what `lango health` says, on a page, and who is online without having paid.

import { machineNow } from '../../appliance/clock.ts'
import { listProblems, readHealth, type Health, type RadiusHealth } from '../../appliance/health.ts'
import { listUnpaidOnline, type UnpaidOnline } from '../../appliance/people/unpaid-online.ts'
import { formatLength, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import type { Ctx } from '../context.ts'
import { paths } from '../paths.ts'

const words = staffWords.health
const silentSeconds = 30

export async function showHealth(ctx: Ctx): Promise<void> {
  const { db, now, config } = ctx.state.appliance
  const [all, unpaid] = await Promise.all([
    readHealth(config.stateDir),
    listUnpaidOnline(db, now()),
  ])
  // The processes tell by the machine's clock, whatever the trial's says.
  const at = machineNow()
  const online = unpaid.length > 0 ? [words.unpaid_online(unpaid.length)] : []
  const problems = [...listProblems(all, at), ...online]
  const first = all.find(({ radius }) => radius !== undefined)?.radius
  await ctx.state.render('admin/health', {
    any: all.length > 0,
    well: problems.length === 0,
    look: words.look(problems.length),
    problems: problems.map((say) => ({ say, state: { word: words.problem, tone: 'bad' } })),
    processes: all.map((each) => processView(each, at)),
    radius: first ? radiusView(first) : null,
    unpaid: { any: unpaid.length > 0, rows: unpaid.map(unpaidView) },
  })
}

function processView({ name, told_at, clock }: Health, now: Instant) {
  const seconds = Temporal.Instant.from(told_at).until(now).total('seconds')
  const length = formatLength(seconds)
  return {
    name,
    told:
      seconds > silentSeconds
        ? { word: words.silent(length), tone: 'bad' }
        : { word: words.ago(length), tone: 'good' },
    clock: clock ? { word: words.doubted, tone: 'bad' } : { word: words.believed, tone: 'good' },
  }
}

function radiusView(radius: RadiusHealth) {
  const { services, routers, source, age_seconds, spool_bytes, clock_skews = {} } = radius
  const unanswered = Object.entries(radius.unanswered).toSorted(([, a], [, b]) => b - a)
  const skewed = Object.keys(clock_skews)
  return {
    services,
    routers,
    from: words.from[source],
    read: age_seconds === null ? words.never : words.ago(formatLength(age_seconds)),
    spool_bytes,
    skewed: skewed.length,
    any_unanswered: unanswered.length > 0,
    unanswered: unanswered.map(([reason, times]) => ({
      reason: reason.replaceAll('_', ' '),
      times,
    })),
  }
}

function unpaidView({ user_name, account_no, router, paid_until, heard_at }: UnpaidOnline) {
  return { user_name, href: paths.subscriber(account_no), account_no, router, paid_until, heard_at }
}
