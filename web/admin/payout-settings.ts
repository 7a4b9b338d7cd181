// How money of one paybill may leave by itself: the operator, the ways, and how much a day.

import { Invalid } from '../../appliance/errors.ts'
import {
  findPayoutSettings,
  openPayoutCredentials,
  savePayoutSettings,
} from '../../appliance/money/payout-settings.ts'
import { findShortcode } from '../../appliance/money/shortcodes.ts'
import { formatShillings, parseShillings } from '../../appliance/money.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { besideField, given } from '../form-fields.ts'
import { field, oneOf, readForm, readQuery, text } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const { form: words } = staffWords.refunds

function b2cShortcode(typed: string): string | null {
  const digits = typed.trim()
  if (digits === '') return null
  if (/^\d{5,7}$/.test(digits)) return digits
  throw new Invalid('shortcode_unreadable', words.shortcode_unreadable)
}

/** As it was pasted: one line of a field has lost its ends of lines. */
function pem(typed: string): string {
  const pasted = typed.trim().slice(0, 8000)
  const [, label, body] = /^-----BEGIN ([A-Z ]+)-----(.*)-----END/s.exec(pasted) ?? []
  if (!label || !body) return pasted
  const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

const fields = {
  reverses: oneOf(['', 'yes']),
  b2c: b2cShortcode,
  cap: parseShillings,
  operator: given(text(60), words.operator_missing),
  password: text(120),
  certificate: pem,
}
/** Paystack's key does both: there is only whether, and how much a day. */
const paystackFields = { reverses: fields.reverses, cap: fields.cap }
type Name = keyof typeof fields
type Shown = {
  typed: Partial<Record<Name, string>>
  problems: Partial<Record<Name, string | null>>
}

export async function showPayoutSettings(ctx: Ctx): Promise<void> {
  const { db, safe } = ctx.state.appliance
  const kept = await findPayoutSettings(db, ctx.params['shortcode']!)
  const typed = kept && {
    reverses: kept.reverses ? 'yes' : '',
    b2c: kept.b2c_shortcode ?? '',
    cap: formatShillings(kept.daily_cap_cents),
    operator: openPayoutCredentials(safe, kept).initiator_name ?? '',
  }
  await show(ctx, { typed: typed ?? {}, problems: {} })
}

export async function updatePayoutSettings(ctx: Ctx): Promise<void> {
  const shortcode = ctx.params['shortcode']!
  const { provider } = await findShortcode(ctx.state.appliance.db, shortcode)
  if (provider === 'paystack') return updatePaystack(ctx, shortcode)
  const form = readForm(ctx, fields)
  if (!form.ok) return show(ctx, form, 422)
  const { reverses, b2c, cap, operator, password, certificate } = form.values
  const { safe, work } = ctx.state.appliance
  const credentials = {
    initiator_name: operator,
    ...(password !== '' && { initiator_password: password }),
    ...(certificate !== '' && { certificate_pem: certificate }),
  }
  const wanted = { shortcode, b2c_shortcode: b2c, reverses: reverses === 'yes', daily_cap_cents: cap, credentials } // prettier-ignore
  try {
    await work((unit) => savePayoutSettings(unit, safe, wanted, actorOf(ctx)))
  } catch (error) {
    const problems = besideField<Name>(error, {
      operator_missing: 'password',
      certificate_unreadable: 'certificate',
    })
    return show(ctx, { typed: form.typed, problems }, 422)
  }
  seeOther(ctx, withQuery(paths.payoutSettings(shortcode), { done: 'kept' }))
}

async function updatePaystack(ctx: Ctx, shortcode: string): Promise<void> {
  const form = readForm(ctx, paystackFields)
  if (!form.ok) return show(ctx, form, 422)
  const { reverses, cap: daily_cap_cents } = form.values
  const { safe, work } = ctx.state.appliance
  const wanted = { shortcode, b2c_shortcode: null, reverses: reverses === 'yes', daily_cap_cents, credentials: {} } // prettier-ignore
  await work((unit) => savePayoutSettings(unit, safe, wanted, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.payoutSettings(shortcode), { done: 'kept' }))
}

async function show(ctx: Ctx, { typed, problems }: Shown, status = 200): Promise<void> {
  const { db } = ctx.state.appliance
  const { shortcode, provider } = await findShortcode(db, ctx.params['shortcode']!)
  const kept = await findPayoutSettings(db, shortcode)
  const { done } = readQuery(ctx, { done: oneOf(['', 'kept'] as const) })
  const own = (name: Name, label: string, more: Partial<Parameters<typeof field>[0]> = {}) =>
    field({ name, label, value: typed[name] ?? '', wrong: problems[name] ?? null, ...more })
  const byPaystack = provider === 'paystack'
  const cap = own('cap', words.cap, { mode: 'decimal' })
  ctx.status = status
  await ctx.state.render('admin/payout-settings', {
    title: words.title(shortcode),
    lead: byPaystack ? words.lead_paystack : words.lead,
    reverses_label: byPaystack ? words.by_paystack : words.reverses,
    reverses_hint: byPaystack ? words.by_paystack_hint : words.reverses_hint,
    back: paths.refunds,
    done: done === '' ? null : words.kept,
    stands: kept && (kept.reverses || kept.b2c_shortcode) ? words.on : words.off,
    action: may(staffOf(ctx).role, 'POST /settings/paybills/:shortcode/payouts')
      ? paths.payoutSettings(shortcode)
      : null,
    reverses: typed.reverses === 'yes',
    fields: byPaystack
      ? [cap]
      : [
          own('b2c', words.b2c, { hint: words.b2c_hint, mode: 'numeric' }),
          cap,
          own('operator', words.operator, { hint: words.operator_hint }),
          own('password', words.password, {
            hint: words.password_hint,
            type: 'password',
            value: '',
          }),
          own('certificate', words.certificate, { hint: words.certificate_hint, value: '' }),
        ],
  })
}
