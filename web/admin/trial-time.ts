// The trial's clock: time passes at the press of a button, for every process and every simulator at once.

import { passTime } from '../../appliance/clock.ts'
import { NotFound } from '../../appliance/errors.ts'
import { recordAct } from '../../appliance/people/audit.ts'
import { carrySignInsOver } from '../../appliance/people/sign-ins.ts'
import { nairobi, type Instant } from '../../appliance/time.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { oneOf, readForm } from '../forms.ts'
import { ownPath } from '../paths.ts'

const units = ['hour', 'day', 'month'] as const

export async function passTrialTime(ctx: Ctx): Promise<void> {
  const { work, config } = ctx.state.appliance
  if (!config.trial) throw new NotFound('no_trial', 'Time passes by itself here.')
  const form = readForm(ctx, { unit: oneOf(units), back: (words) => words })
  const back = ownPath(form.typed.back)
  if (!form.ok) return seeOther(ctx, back)
  await work(async (unit) => {
    const seconds = lengthOf(form.values.unit, unit.now)
    await passTime(unit.db, seconds)
    await carrySignInsOver(unit, seconds)
    await recordAct(unit, {
      ...actorOf(ctx),
      action: 'trial.time_passed',
      subject: 'trial:clock',
      after: { seconds },
    })
  })
  seeOther(ctx, back)
}

function lengthOf(unit: (typeof units)[number], now: Instant): number {
  const here = now.toZonedDateTimeISO(nairobi)
  return Math.round(
    here.until(here.add({ [`${unit}s`]: 1 })).total({ unit: 'seconds', relativeTo: here }),
  )
}
