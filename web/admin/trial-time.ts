// The trial's clock: time passes at the press of a button, for every process and every simulator at once.

import { NotFound } from '../../appliance/errors.ts'
import { passTrialTime, trialUnits } from '../../appliance/people/trial-time.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { oneOf, readForm } from '../forms.ts'
import { ownPath } from '../paths.ts'

export async function createTrialTime(ctx: Ctx): Promise<void> {
  const { work, config } = ctx.state.appliance
  if (!config.trial) throw new NotFound('no_trial', 'Time passes by itself here.')
  const form = readForm(ctx, { unit: oneOf(trialUnits), back: (words) => words })
  if (form.ok) await work((unit) => passTrialTime(unit, form.values.unit, actorOf(ctx)))
  seeOther(ctx, ownPath(form.typed.back))
}
