// Settings: the provider's name, its paybills, its SMS gateway, and whether their keys were tried.

import { Invalid } from '../../appliance/errors.ts'
import {
  askForCheck,
  listLatestChecks,
  type CheckTarget,
} from '../../appliance/money/provider-checks.ts'
import {
  keysChangedAt,
  readBoxSettings,
  saveBusiness,
  saveSmsGateway,
  type BoxSettings,
} from '../../appliance/people/box-settings.ts'
import {
  keepingMonths,
  readKeepingMonths,
  saveKeepingMonths,
} from '../../appliance/people/message-keeping.ts'
import { reportUrl } from '../../appliance/people/delivery-reports.ts'
import { parseName } from '../../appliance/people/staff.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, readForm, type Form } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { checkView } from './check-view.ts'
import { accountLinks, placesView } from './money-places.ts'
import { gatewayChoice, smsFields, smsFieldsView, typedGateway } from './sms-fields.ts'

const words = staffWords.settings

const businessFields = { name: parseName, support_phone: readSupportPhone }
const keepingFields = { months: readKeepingMonths }

type Refused =
  | Form<typeof businessFields>
  | Form<typeof keepingFields>
  | Form<ReturnType<typeof smsFields>>

export async function showSettings(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

export async function changeBusiness(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, businessFields)
  if (!form.ok) return show(ctx, form)
  const { name, support_phone } = form.values
  const business = { name, support_phone: support_phone || null }
  await ctx.state.appliance.work((work) => saveBusiness(work, business, actorOf(ctx)))
  seeOther(ctx, paths.settings)
}

export async function changeSms(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, smsFields(ctx))
  if (!form.ok) return show(ctx, form)
  const { work, safe } = ctx.state.appliance
  const typed = typedGateway(form.values)
  await work((unit) => saveSmsGateway(unit, safe, typed, actorOf(ctx)))
  seeOther(ctx, paths.settings)
}

export async function changeKeeping(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, keepingFields)
  if (!form.ok) return show(ctx, form)
  const { work, config } = ctx.state.appliance
  await work((unit) => saveKeepingMonths(unit, config, form.values.months, actorOf(ctx)))
  seeOther(ctx, paths.settings)
}

export async function checkSms(ctx: Ctx): Promise<void> {
  await startCheck(ctx, 'sms', paths.settings)
}

export async function startCheck(ctx: Ctx, target: CheckTarget, back: string): Promise<void> {
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => askForCheck(work, target, actorOf(ctx)))
  seeOther(ctx, back)
}

async function show(ctx: Ctx, refused: Refused | null): Promise<void> {
  const { db, now, config, safe } = ctx.state.appliance
  const { role } = staffOf(ctx)
  const mayChange = may(role, 'POST /settings/business')
  const [settings, checks, months, reports] = await Promise.all([
    readBoxSettings(db),
    listLatestChecks(db),
    keepingMonths(db, config),
    mayChange ? reportUrl(db, safe, config.publicUrl) : null,
  ])
  if (refused) ctx.status = 422
  const typed: Record<string, string> = refused?.typed ?? {}
  const wrong: Record<string, string | null> = refused && !refused.ok ? refused.problems : {}
  const sms = checkView(checks.get('sms'), keysChangedAt(settings, 'sms'), now())
  await ctx.state.render('admin/settings', {
    may_change: mayChange,
    live: [...checks.values()].some((check) => !check.finished_at),
    business: businessView(settings, typed, wrong),
    paybills: placesView(
      settings,
      checks,
      now(),
      may(role, 'POST /settings/providers/:shortcode/first'),
    ),
    accounts: may(role, 'POST /settings/paybills') ? accountLinks(settings) : [],
    ipn: paths.ipn,
    any: settings.shortcodes.length > 0,
    add: may(role, 'POST /settings/paybills') ? paths.newPaybill : null,
    months: field({
      name: 'months',
      label: words.keeping.months,
      hint: words.keeping.months_hint,
      mode: 'numeric',
      value: typed['months'] ?? String(months),
      wrong: wrong['months'] ?? null,
    }),
    sms: settings.sms ? sms : null,
    gateway: gatewayChoice(settings, typed),
    sms_fields: smsFieldsView(settings, typed, wrong),
    report_url: reports,
  })
}

type Typed = Record<string, string>
type Wrong = Record<string, string | null>

function businessView({ business }: BoxSettings, typed: Typed, wrong: Wrong) {
  const { name, name_hint, support, support_hint } = words.business
  return {
    name: field({
      name: 'name',
      label: name,
      hint: name_hint,
      value: typed['name'] ?? business?.name ?? '',
      wrong: wrong['name'] ?? null,
      required: true,
    }),
    support_phone: field({
      name: 'support_phone',
      label: support,
      hint: support_hint,
      type: 'tel',
      value: typed['support_phone'] ?? business?.support_phone ?? '',
      wrong: wrong['support_phone'] ?? null,
    }),
  }
}

function readSupportPhone(typed: string): string {
  const phone = typed.trim()
  if (phone === '' || /^\+?[\d ]{3,20}$/.test(phone)) return phone
  throw new Invalid('phone_unreadable', words.wrong.support)
}
