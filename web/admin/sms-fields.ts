// The SMS gateway on the settings page: which one, its keys, how many a day, when nobody is woken.

import { Invalid } from '../../appliance/errors.ts'
import type { BoxSettings, TypedGateway } from '../../appliance/people/box-settings.ts'
import type { SmsGateway } from '../../appliance/tables.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import type { Ctx } from '../context.ts'
import { choice, optional, wholeNumber } from '../form-fields.ts'
import { field, oneOf, text, type Values } from '../forms.ts'
import { readProviderAddress } from './provider-addresses.ts'
import { readKey, secretField } from './key-fields.ts'

const words = staffWords.settings.sms
const gateways = ['africas_talking', 'textsms'] as const satisfies SmsGateway['provider'][]

export const smsFields = ({ state }: Ctx) => ({
  gateway: (typed: string) => oneOf(gateways)(typed || 'africas_talking'),
  username: text(80),
  api_key: readKey,
  sender: text(20),
  gateway_url: (typed: string) => readProviderAddress(typed, state.appliance.config),
  daily_cap: optional(wholeNumber(1, 1_000_000)),
  quiet: readQuiet,
})

/** "21-7": from nine in the evening until seven; empty: never. */
function readQuiet(typed: string): [from: number, until: number] | null {
  const hours = /^\s*(\d{1,2})\s*[-–]\s*(\d{1,2})\s*$/.exec(typed)
  if (typed.trim() === '') return null
  const [from, until] = [Number(hours?.[1]), Number(hours?.[2])]
  if (hours && from < 24 && until < 24 && from !== until) return [from, until]
  throw new Invalid('hours_unreadable', words.quiet_wrong)
}

export function typedGateway(values: Values<ReturnType<typeof smsFields>>): TypedGateway {
  const { gateway, username, api_key, sender, gateway_url, daily_cap, quiet } = values
  const [quiet_from, quiet_until] = quiet ?? [null, null]
  const typed = { username, api_key, sender: sender || null, daily_cap, quiet_from, quiet_until }
  return { provider: gateway, base_url: gateway_url, ...typed }
}

export function gatewayChoice({ sms }: BoxSettings, typed: Record<string, string>) {
  return choice({
    name: 'gateway',
    label: words.gateway,
    value: typed['gateway'] ?? sms?.provider ?? 'africas_talking',
    options: gateways.map((value) => ({ value, label: words.gateways[value] })),
  })
}

export function smsFieldsView(
  { sms }: BoxSettings,
  typed: Record<string, string>,
  wrong: Record<string, string | null>,
) {
  const of = (name: string, held: string, label: string, hint: string) =>
    field({ name, label, hint, value: typed[name] ?? held, wrong: wrong[name] ?? null })
  const { username, username_hint, sender, sender_hint, base_url, base_url_hint, api_key } = words
  const quiet = sms?.quiet_from == null ? '' : `${sms.quiet_from}-${sms.quiet_until}`
  return [
    of('username', sms?.username ?? '', username, username_hint),
    secretField('api_key', api_key, sms !== undefined, null, wrong['api_key'] ?? null),
    of('sender', sms?.sender ?? '', sender, sender_hint),
    of('gateway_url', sms?.base_url ?? 'https://api.africastalking.com', base_url, base_url_hint),
    of('daily_cap', String(sms?.daily_cap ?? ''), words.cap, words.cap_hint),
    of('quiet', quiet, words.quiet, words.quiet_hint),
  ]
}
