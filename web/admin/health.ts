// How everything is, line by line, with what to do where it is not well.

import { readWellness } from '../../appliance/people/wellness.ts'
import { formatLength, nairobi, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx } from '../context.ts'
import { may } from '../routes.ts'
import { ticksOf } from './health-ticks.ts'
import { loadsView } from './today-parts.ts'

const words = staffWords.health

export async function showHealth(ctx: Ctx): Promise<void> {
  const { appliance } = ctx.state
  const staff = staffOf(ctx)
  const now = appliance.now()
  const wellness = await readWellness(appliance, staff, now)
  const ticks = ticksOf(wellness, { now, payments: may(staff.role, 'GET /payments') })
  const ill = ticks.filter(({ state }) => state.tone === 'bad').map(({ label }) => label)
  const { paybills } = wellness.providers
  await ctx.state.render('admin/health', {
    lead: words.lead(clockOf(now)),
    say: ill.length === 0 ? words.say_well : words.say_troubles(ill),
    ticks,
    any_paybills: paybills.length > 0,
    paybills: paybills.map((paybill) => ({
      ...paybill,
      state: paybill.registered ? words.registered : words.unregistered,
    })),
    loads: loadsView(wellness.routers, now),
    any_jobs: wellness.box.jobs.length > 0,
    jobs: wellness.box.jobs.map(({ queue, count, seconds }) => ({
      queue,
      count,
      age: formatLength(seconds),
    })),
  })
}

function clockOf(now: Instant): string {
  return now.toZonedDateTimeISO(nairobi).toPlainTime().toString({ smallestUnit: 'second' })
}
