// Settings: the provider's name, its paybills, its SMS gateway, and whether their keys were tried.

import { Invalid } from '../../appliance/errors.ts'
import {
  askForCheck,
  listLatestChecks,
  standingOf,
  type CheckTarget,
  type Standing,
} from '../../appliance/money/provider-checks.ts'
import {
  keysChangedAt,
  readBoxSettings,
  saveBusiness,
  saveSmsGateway,
  type BoxSettings,
} from '../../appliance/people/box-settings.ts'
import { parseName } from '../../appliance/people/staff.ts'
import type { ProviderCheck } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, readForm, text, type Form } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { readProviderAddress } from './provider-addresses.ts'

const words = staffWords.settings

const businessFields = { name: parseName, support_phone: readSupportPhone }
const smsFields = ({ state }: Ctx) => ({
  username: text(80),
  api_key: readKey,
  sender: text(20),
  gateway_url: (typed: string) => readProviderAddress(typed, state.appliance.config),
})

type Refused = Form<typeof businessFields> | Form<ReturnType<typeof smsFields>>

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

export async function checkSms(ctx: Ctx): Promise<void> {
  await startCheck(ctx, 'sms', paths.settings)
}

export async function startCheck(ctx: Ctx, target: CheckTarget, back: string): Promise<void> {
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => askForCheck(work, target, actorOf(ctx)))
  seeOther(ctx, back)
}

async function show(ctx: Ctx, refused: Refused | null): Promise<void> {
  const { db, now } = ctx.state.appliance
  const [settings, checks] = await Promise.all([readBoxSettings(db), listLatestChecks(db)])
  const { role } = staffOf(ctx)
  if (refused) ctx.status = 422
  const typed: Record<string, string> = refused?.typed ?? {}
  const wrong: Record<string, string | null> = refused && !refused.ok ? refused.problems : {}
  const sms = checkView(checks.get('sms'), keysChangedAt(settings, 'sms'), now())
  await ctx.state.render('admin/settings', {
    may_change: may(role, 'POST /settings/business'),
    live: [...checks.values()].some((check) => !check.finished_at),
    business: businessView(settings, typed, wrong),
    paybills: paybillsView(settings, checks, now()),
    any: settings.shortcodes.length > 0,
    add: may(role, 'POST /settings/paybills') ? paths.newPaybill : null,
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

function paybillsView(settings: BoxSettings, checks: Map<string, ProviderCheck>, now: Instant) {
  const { asks, asks_not } = words.paybills
  return settings.shortcodes.map((row) => {
    const target = `shortcode:${row.shortcode}`
    return {
      shortcode: row.shortcode,
      name: row.name,
      href: paths.paybill(row.shortcode),
      asks: row.asks ? asks : asks_not,
      check: checkView(checks.get(target), keysChangedAt(settings, target), now),
    }
  })
}

const tones: Record<Standing, string> = {
  never: 'off',
  waiting: 'wait',
  passed: 'good',
  failed: 'bad',
  outdated: 'wait',
}

/** How the last self-test stands, and its steps. */
export function checkView(
  check: ProviderCheck | undefined,
  keys_changed_at: Instant | null,
  now: Instant,
) {
  const standing = standingOf(check, keys_changed_at, now)
  const steps = check?.steps ?? []
  return {
    state: { word: words.check.standing[standing], tone: tones[standing] },
    at: check?.finished_at ?? null,
    waiting: standing === 'waiting',
    enter: standing === 'never' ? words.check.try : words.check.again,
    steps: steps.map(({ step, outcome, words: said }) => ({
      state: { word: outcome, tone: { passed: 'good', failed: 'bad', skipped: 'off' }[outcome] },
      title: words.check.step[step] ?? step,
      said,
    })),
  }
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
