// One paybill or till: its name, its address, its keys and their self-test; and adding one.

import { Invalid, NotFound } from '../../appliance/errors.ts'
import { listLatestChecks } from '../../appliance/money/provider-checks.ts'
import { findShortcode } from '../../appliance/money/shortcodes.ts'
import { setTrustRule } from '../../appliance/money/trust.ts'
import {
  addPaybill,
  changePaybill,
  heldKeys,
  keyNames,
  type KeyName,
  type TypedShortcode,
} from '../../appliance/people/box-settings.ts'
import { parseName } from '../../appliance/people/staff.ts'
import type { Shortcode } from '../../appliance/tables.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { tick } from '../form-fields.ts'
import { field, readForm, type Form } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { readProviderAddress } from './provider-addresses.ts'
import { checkView } from './check-view.ts'
import { readKey, secretField } from './key-fields.ts'
import { startCheck } from './settings.ts'
import { ruleOf, trustFields, trustView, type RefusedTrust } from './trust.ts'

const { paybills: words, wrong: wrongs } = staffWords.settings
const production = 'https://api.safaricom.co.ke'

const fields = ({ state }: Ctx) => ({
  name: parseName,
  base_url: (typed: string) => readProviderAddress(typed, state.appliance.config),
  till: readNumber(/^\d{5,8}$/, wrongs.till),
  consumer_key: readKey,
  consumer_secret: readKey,
  passkey: readKey,
  initiator_name: readKey,
  security_credential: readKey,
  nominated_msisdn: readKey,
})
const newFields = (ctx: Ctx) => ({
  ...fields(ctx),
  shortcode: readNumber(/^\d{5,7}$/, wrongs.shortcode, true),
  shadow: tick,
})

export async function showNewPaybill(ctx: Ctx): Promise<void> {
  await showForm(ctx, undefined, null)
}

export async function createPaybill(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, newFields(ctx))
  if (!form.ok) return showForm(ctx, undefined, form)
  const { work, safe } = ctx.state.appliance
  const { shortcode, shadow, ...values } = form.values
  const added = { ...typedOf(values), shadow }
  await work((unit) => addPaybill(unit, safe, shortcode, added, actorOf(ctx)))
  seeOther(ctx, paths.paybill(shortcode))
}

export async function showPaybill(ctx: Ctx): Promise<void> {
  await showForm(ctx, await findAsked(ctx), null)
}

export async function updatePaybill(ctx: Ctx): Promise<void> {
  const row = await findAsked(ctx)
  const form = readForm(ctx, fields(ctx))
  if (!form.ok) return showForm(ctx, row, form)
  const { work, safe } = ctx.state.appliance
  const typed = typedOf(form.values)
  await work((unit) => changePaybill(unit, safe, row.shortcode, typed, actorOf(ctx)))
  seeOther(ctx, paths.paybill(row.shortcode))
}

export async function checkPaybill(ctx: Ctx): Promise<void> {
  const { shortcode } = await findAsked(ctx)
  await startCheck(ctx, `shortcode:${shortcode}`, paths.paybill(shortcode))
}

export async function changeTrust(ctx: Ctx): Promise<void> {
  const row = await findAsked(ctx)
  const form = readForm(ctx, trustFields)
  if (!form.ok) return showForm(ctx, row, null, { typed: form.typed, wrong: form.problems })
  const rule = ruleOf(form.values)
  const { work } = ctx.state.appliance
  await work((unit) => setTrustRule(unit, row.shortcode, rule, actorOf(ctx)))
  seeOther(ctx, paths.paybill(row.shortcode))
}

function findAsked(ctx: Ctx): Promise<Shortcode> {
  const shortcode = ctx.params['shortcode']!
  if (!/^\d{5,7}$/.test(shortcode))
    throw new NotFound('shortcode_unknown', `${shortcode.slice(0, 20)} is not a paybill of ours.`)
  return findShortcode(ctx.state.appliance.db, shortcode)
}

function typedOf({
  name,
  base_url,
  till,
  ...typed
}: Record<KeyName | 'name' | 'base_url' | 'till', string>): TypedShortcode {
  const keys = keyNames.flatMap((key) => (typed[key] === '' ? [] : [[key, typed[key]] as const]))
  return { name, base_url, till: till || null, keys: Object.fromEntries(keys) }
}

async function showForm(
  ctx: Ctx,
  row: Shortcode | undefined,
  refused: Form<ReturnType<typeof fields>> | Form<ReturnType<typeof newFields>> | null,
  trust?: RefusedTrust,
): Promise<void> {
  const { db, safe, now } = ctx.state.appliance
  if (refused || trust) ctx.status = 422
  const typed: Record<string, string> = refused?.typed ?? {}
  const wrong: Record<string, string | null> = refused && !refused.ok ? refused.problems : {}
  const held = row ? heldKeys(safe, row) : new Set<KeyName>()
  const checks = row ? await listLatestChecks(db) : new Map()
  const check = row && checks.get(`shortcode:${row.shortcode}`)
  const route = row ? 'POST /settings/paybills/:shortcode' : 'POST /settings/paybills'
  const plain = (name: 'name' | 'base_url' | 'till', value: string, hint: string) =>
    field({
      name,
      label: words[name],
      hint,
      value: typed[name] ?? value,
      wrong: wrong[name] ?? null,
    })
  await ctx.state.render('admin/paybill', {
    title: row ? words.one(row.shortcode) : words.new,
    action: row ? paths.paybill(row.shortcode) : paths.paybills,
    may_change: may(staffOf(ctx).role, route),
    refused: refused !== null,
    check: row ? checkView(check, row.keys_changed_at, now()) : null,
    check_action: row ? `${paths.paybill(row.shortcode)}/checks` : null,
    shadow: row && may(staffOf(ctx).role, 'GET /settings/paybills/:shortcode/shadow') ? { href: paths.shadow(row.shortcode), state: row.shadow ? staffWords.shadow.is_shadow : staffWords.shadow.is_live } : null, // prettier-ignore
    begin: row ? null : { ticked: typed['shadow'] === 'yes' },
    trust: row?.provider === 'daraja' ? await trustView(ctx, row.shortcode, trust) : null,
    facts: [
      ...(row
        ? []
        : [
            field({
              name: 'shortcode',
              label: words.shortcode,
              hint: words.shortcode_hint,
              value: typed['shortcode'] ?? '',
              wrong: wrong['shortcode'] ?? null,
              mode: 'numeric',
              required: true,
            }),
          ]),
      plain('name', row?.name ?? '', words.name_hint),
      plain('till', row?.till ?? '', words.till_hint),
      plain('base_url', row?.base_url ?? production, words.base_url_hint),
    ],
    keys: keyNames.map((name) =>
      secretField(name, words.key[name], held.has(name), words.key_hint[name], wrong[name] ?? null),
    ),
  })
}

function readNumber(form: RegExp, wrong: string, required = false): (typed: string) => string {
  return (typed) => {
    const digits = typed.replaceAll(' ', '')
    if ((digits === '' && !required) || form.test(digits)) return digits
    throw new Invalid('number_unreadable', wrong)
  }
}
