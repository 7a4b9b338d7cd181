// Paid before, and here with another phone, or with one that changed its address: the pass comes along.

import { movePass, type Move } from '../../appliance/access/moves.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import { claimAtGate } from '../../appliance/money/portal-claims.ts'
import type { Ctx } from '../context.ts'
import { readForm } from '../forms.ts'
import { guestFields } from './fields.ts'
import { enterFromForm } from './logins.ts'
import { showPlans } from './plans.ts'
import { readRefusal, type Notice } from './refusals.ts'
import { carriedFields, readVisit, type Visit } from './visit.ts'

export async function startMove(ctx: Ctx): Promise<void> {
  const visit = await readVisit(ctx)
  const { words, mac } = visit
  const { typed, ...read } = readMove(ctx, visit)
  const named = read.by?.kind === 'code' ? 'code' : 'receipt'
  const refuse = (status: number, problems: Record<string, string | null>, notice?: Notice) => {
    ctx.status = status
    return showPlans(ctx, visit, { form: 'move', typed, problems, notice: notice ?? null })
  }
  if (mac === null) return refuse(422, { [named]: words.refused.no_wifi })
  if (read.by === null) return refuse(422, read.problems)

  const { work, safe } = ctx.state.appliance
  const { by } = read
  try {
    const ask = { mac, by, source_address: ctx.ip || null }
    const found = await work((unit) => movePass(unit, safe, ask))
    if (!found && by.kind === 'receipt' && read.payer) {
      await claim(ctx, visit, { receipt_code: by.receipt_code, msisdn: read.payer, mac })
      return await refuse(200, {}, { tone: 'wait', ...words.already.asked })
    }
    if (!found) return refuse(422, { [named]: words.already.refused })
    await enterFromForm(ctx, visit, found.service_id)
  } catch (error) {
    const notice = readRefusal(ctx, error, visit)
    await refuse(ctx.status, {}, notice)
  }
}

/** Money that has no owner yet may be theirs: M-Pesa is asked. What is known of the code is not said (T09). */
async function claim(
  ctx: Ctx,
  { place, language }: Visit,
  claimed: { receipt_code: string; msisdn: Msisdn; mac: string },
): Promise<void> {
  const asked = { ...claimed, router: place.router, language, source_address: ctx.ip || null }
  await ctx.state.appliance.work((unit) => claimAtGate(unit, asked))
}

interface ReadMove {
  typed: Record<string, string>
  by: Move['by'] | null
  /** The phone that paid, where they say it beside the code. */
  payer?: Msisdn | null
  problems: Record<string, string | null>
}

/** Two small forms, one address: the code of M-Pesa's message, or the phone and the code of ours. */
function readMove(ctx: Ctx, { words }: Visit): ReadMove {
  const { receipt, phone, code } = guestFields(words)
  const { by } = (ctx.request.body ?? {}) as { by?: unknown }
  const kind = (given: string) => given
  if (by === 'code') {
    const form = readForm(ctx, { ...carriedFields, by: kind, paid_by: phone, code })
    const { typed } = form
    if (!form.ok) return { typed, by: null, problems: form.problems }
    const { paid_by: msisdn, code: digits } = form.values
    return { typed, by: { kind: 'code', msisdn, code: digits }, problems: {} }
  }
  const payer = (given: string) => (given.trim() === '' ? null : phone(given))
  const form = readForm(ctx, { ...carriedFields, by: kind, receipt, payer })
  const { typed } = form
  if (!form.ok) return { typed, by: null, problems: form.problems }
  const { receipt: receipt_code, payer: msisdn } = form.values
  return { typed, by: { kind: 'receipt', receipt_code }, payer: msisdn, problems: {} }
}
