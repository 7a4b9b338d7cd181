// One account at PayHero or Paystack: its name, its address, its keys and their self-test; adding one; asking it first.

import { NotFound } from '../../appliance/errors.ts'
import {
  addAccount,
  askFirst,
  changeAccount,
  heldAccountKeys,
  openKeys,
} from '../../appliance/money/provider-accounts.ts'
import { listLatestChecks } from '../../appliance/money/provider-checks.ts'
import {
  isAccountProvider,
  keysOf,
  type AccountProvider,
} from '../../appliance/money/provider-keys.ts'
import { findShortcode, webhookUrl } from '../../appliance/money/shortcodes.ts'
import { parseName } from '../../appliance/people/staff.ts'
import type { Shortcode } from '../../appliance/tables.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, readForm } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { readProviderAddress } from './provider-addresses.ts'
import { checkView } from './check-view.ts'
import { readKey, secretField } from './key-fields.ts'
import { startCheck } from './settings.ts'

const words = staffWords.providers

export async function showNewProvider(ctx: Ctx): Promise<void> {
  await showForm(ctx, providerOf(ctx.params['provider']!), undefined, null)
}

export async function createProvider(ctx: Ctx): Promise<void> {
  const provider = providerOf(ctx.params['provider']!)
  const form = read(ctx, provider)
  if (!form.ok) return showForm(ctx, provider, undefined, form)
  const { work, safe } = ctx.state.appliance
  const typed = typedOf(provider, form.values)
  const shortcode = await work((unit) => addAccount(unit, safe, provider, typed, actorOf(ctx)))
  seeOther(ctx, paths.provider(shortcode))
}

export async function showProvider(ctx: Ctx): Promise<void> {
  const { provider, row } = await findAsked(ctx)
  await showForm(ctx, provider, row, null)
}

export async function updateProvider(ctx: Ctx): Promise<void> {
  const { provider, row } = await findAsked(ctx)
  const form = read(ctx, provider)
  if (!form.ok) return showForm(ctx, provider, row, form)
  const { work, safe } = ctx.state.appliance
  const typed = typedOf(provider, form.values)
  await work((unit) => changeAccount(unit, safe, row.shortcode, typed, actorOf(ctx)))
  seeOther(ctx, paths.provider(row.shortcode))
}

export async function checkAccount(ctx: Ctx): Promise<void> {
  const { row } = await findAsked(ctx)
  await startCheck(ctx, `shortcode:${row.shortcode}`, paths.provider(row.shortcode))
}

/** Of a paybill too: whoever asks phones. */
export async function askProviderFirst(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const shortcode = ctx.params['shortcode']!.slice(0, 40)
  await ctx.state.appliance.work((unit) => askFirst(unit, shortcode, actorOf(ctx)))
  seeOther(ctx, paths.settings)
}

function providerOf(name: string): AccountProvider {
  if (isAccountProvider(name)) return name
  throw new NotFound('provider_unknown', 'There is no such provider.')
}

async function findAsked(ctx: Ctx): Promise<{ provider: AccountProvider; row: Shortcode }> {
  const row = await findShortcode(ctx.state.appliance.db, ctx.params['shortcode']!.slice(0, 40))
  return { provider: providerOf(row.provider), row }
}

function read(ctx: Ctx, provider: AccountProvider) {
  const { config } = ctx.state.appliance
  const keys = Object.fromEntries(keysOf[provider].names.map((name) => [name, readKey]))
  return readForm(ctx, {
    name: parseName,
    base_url: (typed: string) => readProviderAddress(typed, config),
    ...(keys as Record<string, (typed: string) => string>),
  })
}

function typedOf(provider: AccountProvider, values: Record<string, string>) {
  const { name = '', base_url = '' } = values
  const typed = keysOf[provider].names.filter((key) => values[key])
  return { name, base_url, keys: Object.fromEntries(typed.map((key) => [key, values[key]!])) }
}

async function showForm(
  ctx: Ctx,
  provider: AccountProvider,
  row: Shortcode | undefined,
  refused: ReturnType<typeof read> | null,
): Promise<void> {
  const { db, safe, now, config } = ctx.state.appliance
  if (refused) ctx.status = 422
  const typed: Record<string, string> = refused?.typed ?? {}
  const wrong: Record<string, string | null> = refused && !refused.ok ? refused.problems : {}
  const said = words.of[provider]
  const { names, shown, base_url } = keysOf[provider]
  const held = row ? heldAccountKeys(safe, row) : new Set<string>()
  const known = row ? openKeys<Record<string, string>>(safe, row, 'next') : undefined
  const checks = row ? await listLatestChecks(db) : new Map()
  const route = row
    ? 'POST /settings/providers/:shortcode'
    : 'POST /settings/providers/new/:provider'
  const mayChange = may(staffOf(ctx).role, route)
  const plain = (name: string, label: string, hint: string, value: string) =>
    field({ name, label, hint, value: typed[name] ?? value, wrong: wrong[name] ?? null })
  await ctx.state.render('admin/provider', {
    title: row?.name ?? said.new,
    lead: said.lead,
    action: row ? paths.provider(row.shortcode) : paths.newProvider(provider),
    may_change: mayChange,
    refused: refused !== null,
    trying: row?.next_sealed ? words.trying : null,
    check: row
      ? checkView(checks.get(`shortcode:${row.shortcode}`), row.keys_changed_at, now())
      : null,
    check_action: row ? `${paths.provider(row.shortcode)}/checks` : null,
    // Whoever has the address can make us ask; so only who may change it sees it.
    webhook:
      row && said.webhook && mayChange
        ? { help: said.webhook, url: webhookUrl(safe, row, config.publicUrl) }
        : null,
    facts: [
      plain('name', words.name, words.name_hint, row?.name ?? said.name),
      plain('base_url', words.base_url, said.base_url_hint, known?.base_url ?? base_url),
    ],
    keys: names.map((name) => {
      const { label, hint } = said.key[name]!
      return shown.includes(name)
        ? plain(name, label, hint, known?.keys[name] ?? '')
        : secretField(name, label, held.has(name), hint, wrong[name] ?? null)
    }),
  })
}
