// A guest asks for a prompt on a phone. The plan says what it costs; the form only says which plan, and which phone.

import { openCheckout, retryCheckout } from '../../appliance/money/checkouts.ts'
import { Conflict } from '../../appliance/errors.ts'
import { reach } from '../../appliance/kill-points.ts'
import { seeOther, type Ctx } from '../context.ts'
import { readForm } from '../forms.ts'
import { portalPaths, withQuery } from '../paths.ts'
import { guestFields } from './fields.ts'
import { readGuestKey } from './guest-key.ts'
import { languageOf } from './language.ts'
import { showPlans } from './plans.ts'
import { readRefusal } from './refusals.ts'
import { carriedFields, readVisit } from './visit.ts'
import { showWaiting } from './waiting.ts'

export async function startCheckout(ctx: Ctx): Promise<void> {
  const visit = await readVisit(ctx)
  const { plan, phone } = guestFields(visit.words)
  const form = readForm(ctx, { ...carriedFields, key: (given) => given, plan, phone })
  const { typed } = form
  if (!form.ok) {
    ctx.status = 422
    return showPlans(ctx, visit, { typed, problems: form.problems })
  }
  const { work, safe } = ctx.state.appliance
  const asked = {
    plan_id: form.values.plan,
    msisdn: form.values.phone,
    router: visit.place.router,
    mac: visit.mac,
    guest_key: readGuestKey(ctx),
    hand_off: visit.hand_off,
    source_address: ctx.ip || null,
    language: visit.language,
  }
  try {
    await reach('S1.before')
    const checkout = await work((unit) => openCheckout(unit, safe, asked))
    await reach('S1.after')
    goWait(ctx, checkout.merchant_reference)
  } catch (error) {
    await showPlans(ctx, visit, { typed, notice: readRefusal(ctx, error, visit) })
  }
}

/** Once more, on the same checkout: only when the prompt before is closed. */
export async function createAttempt(ctx: Ctx): Promise<void> {
  const { merchant_reference = '' } = ctx.params
  readForm(ctx, { lang: (words) => words })
  try {
    await ctx.state.appliance.work((work) =>
      retryCheckout(work, merchant_reference, ctx.ip || null),
    )
    goWait(ctx, merchant_reference)
  } catch (error) {
    // Still asking, or closed: its own page says so, and what can be done.
    const paused = error instanceof Conflict && error.code === 'subscriber_paused'
    if (error instanceof Conflict && !paused) return goWait(ctx, merchant_reference)
    await showWaiting(ctx, error)
  }
}

function goWait(ctx: Ctx, merchant_reference: string): void {
  const language = languageOf(ctx)
  const lang = language === 'en' ? language : null
  seeOther(ctx, withQuery(portalPaths.checkout(merchant_reference), { lang }))
}
