// Time sold on paper: typed once, and the phone that typed it is let in.

import { redeemVoucher } from '../../appliance/money/vouchers.ts'
import type { Ctx } from '../context.ts'
import { readForm } from '../forms.ts'
import { guestFields } from './fields.ts'
import { enterFromForm } from './logins.ts'
import { showPlans } from './plans.ts'
import { readRefusal, type Notice } from './refusals.ts'
import { carriedFields, readVisit } from './visit.ts'

export async function startVoucher(ctx: Ctx): Promise<void> {
  const visit = await readVisit(ctx)
  const { words, mac, place, language } = visit
  const form = readForm(ctx, { ...carriedFields, voucher: guestFields(words).voucher })
  const { typed } = form
  const refuse = (status: number, problems: Record<string, string | null>, notice?: Notice) => {
    ctx.status = status
    return showPlans(ctx, visit, { form: 'voucher', typed, problems, notice: notice ?? null })
  }
  if (mac === null) return refuse(422, { voucher: words.refused.no_wifi })
  if (!form.ok) return refuse(422, form.problems)

  const { work, safe } = ctx.state.appliance
  const { router } = place
  const ask = { code: form.values.voucher, mac, router, language, source_address: ctx.ip || null }
  try {
    const found = await work((unit) => redeemVoucher(unit, safe, ask))
    if (!found) return refuse(422, { voucher: words.voucher.refused })
    await enterFromForm(ctx, visit, found.service_id)
  } catch (error) {
    const notice = readRefusal(ctx, error, visit)
    await refuse(ctx.status, {}, notice)
  }
}
