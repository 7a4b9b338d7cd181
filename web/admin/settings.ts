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
import { parseName } from '../../appliance/people/staff.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, readForm, text, type Form } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { checkView } from './check-view.ts'
import { accountLinks, placesView } from './money-places.ts'
import { readProviderAddress } from './provider-addresses.ts'

const words = staffWords.settings

const businessFields = { name: parseName, support_phone: readSupportPhone }
const smsFields = ({ state }: Ctx) => ({
  username: text(80),
  api_key: readKey,
  sender: text(20),
  gateway_url: (typed: string) => readProviderAddress(typed, state.appliance.config),
})

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
  const { username, api_key, sender, gateway_url } = form.values
  const { work, safe } = ctx.state.appliance
  const typed = { base_url: gateway_url, username, api_key, sender: sender || null }
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
  const { db, now, config } = ctx.state.appliance
  const [settings, checks, months] = await Promise.all([
    readBoxSettings(db),
    listLatestChecks(db),
    keepingMonths(db, config),
  ])
  const { role } = staffOf(ctx)
  if (refused) ctx.status = 422
  const typed: Record<string, string> = refused?.typed ?? {}
  const wrong: Record<string, string | null> = refused && !refused.ok ? refused.problems : {}
  const sms = checkView(checks.get('sms'), keysChangedAt(settings, 'sms'), now())
  await ctx.state.render('admin/settings', {
    may_change: may(role, 'POST /settings/business'),
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
    sms_fields: smsFieldsView(settings, typed, wrong),
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

function smsFieldsView({ sms }: BoxSettings, typed: Typed, wrong: Wrong) {
  const of = (name: string, held: string, label: string, hint: string) =>
    field({ name, label, hint, value: typed[name] ?? held, wrong: wrong[name] ?? null })
  const { username, username_hint, sender, sender_hint, base_url, base_url_hint, api_key } =
    words.sms
  return [
    of('username', sms?.username ?? '', username, username_hint),
    secretField('api_key', api_key, sms !== undefined, null, wrong['api_key'] ?? null),
    of('sender', sms?.sender ?? '', sender, sender_hint),
    of('gateway_url', sms?.base_url ?? base_url_hint, base_url, base_url_hint),
  ]
}

/** A field whose value is never shown back: only whether one is held. */
export function secretField(
  name: string,
  label: string,
  held: boolean,
  hint: string | null,
  wrong: string | null,
) {
  const state = held ? words.paybills.held : words.paybills.missing
  return field({
    name,
    label,
    hint: hint === null ? state : `${hint} ${state}`,
    type: 'password',
    wrong,
    autocomplete: 'new-password',
  })
}

function readSupportPhone(typed: string): string {
  const phone = typed.trim()
  if (phone === '' || /^\+?[\d ]{3,20}$/.test(phone)) return phone
  throw new Invalid('phone_unreadable', words.wrong.support)
}

/** A key as it was pasted: the blanks around it are not part of it. */
export function readKey(typed: string): string {
  const key = typed.trim()
  if (key.length <= 3000 && !/\s|\p{Cc}/u.test(key)) return key
  throw new Invalid('key_unreadable', words.wrong.key)
}
