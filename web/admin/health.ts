// How everything is, line by line, with what to do where it is not well; below it what each process says of itself, and who
// is online without having paid.

import { machineNow } from '../../appliance/clock.ts'
import type { Health, RadiusHealth } from '../../appliance/health.ts'
import { keepCount } from '../../appliance/people/kept-counts.ts'
import { listUnpaidOnline, type UnpaidOnline } from '../../appliance/people/unpaid-online.ts'
import { readWellness } from '../../appliance/people/wellness.ts'
import { formatLength, nairobi, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx } from '../context.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { ticksOf, unpaidTick } from './health-ticks.ts'
import { loadsView } from './today-parts.ts'

const words = staffWords.health
const { wellness: well } = staffWords
const silentSeconds = 30

export async function showHealth(ctx: Ctx): Promise<void> {
  const { appliance } = ctx.state
  const staff = staffOf(ctx)
  const now = appliance.now()
  const wellness = await readWellness(appliance, staff, now)
  const online = wellness.routers.reduce((sum, router) => sum + router.online, 0)
  const count = () => listUnpaidOnline(appliance.db, now)
  const unpaid = await keepCount(
    appliance.db,
    { name: 'unpaid online', count, isLarge: () => online > 5000 },
    now,
  )
  const ticks = [
    ...ticksOf(wellness, { now, payments: may(staff.role, 'GET /payments') }),
    unpaidTick(unpaid.length),
  ]
  const ill = ticks.filter(({ state }) => state.tone === 'bad').map(({ label }) => label)
  const { paybills } = wellness.providers
  const { processes, jobs } = wellness.box
  const first = processes.find(({ radius }) => radius !== undefined)?.radius
  const here = machineNow() // The processes tell by the machine's clock, whatever the trial's says.
  await ctx.state.render('admin/health', {
    lead: well.lead(clockOf(now)),
    say: ill.length === 0 ? well.say_well : well.say_troubles(ill),
    ticks,
    any_paybills: paybills.length > 0,
    paybills: paybills.map((paybill) => ({
      ...paybill,
      state: paybill.registered ? well.registered : well.unregistered,
    })),
    loads: loadsView(wellness.routers, now),
    any_jobs: jobs.length > 0,
    jobs: jobs.map(({ queue, count, seconds }) => ({ queue, count, age: formatLength(seconds) })),
    any: processes.length > 0,
    processes: processes.map((each) => processView(each, here)),
    radius: first ? radiusView(first) : null,
    unpaid: { any: unpaid.length > 0, rows: unpaid.map(unpaidView) },
  })
}

function clockOf(now: Instant): string {
  return now.toZonedDateTimeISO(nairobi).toPlainTime().toString({ smallestUnit: 'second' })
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
