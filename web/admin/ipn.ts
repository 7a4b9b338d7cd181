// The old notification service: which paybills still send it, and what it is let do.

import { Invalid } from '../../appliance/errors.ts'
import { listIpnSources, saveIpnSource } from '../../appliance/money/ipn-sources.ts'
import { webhookUrl } from '../../appliance/money/shortcodes.ts'
import { formatShillings, parseShillings } from '../../appliance/money.ts'
import { readBoxSettings } from '../../appliance/people/box-settings.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, readForm, text, type Form } from '../forms.ts'
import { optional } from '../form-fields.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { readKey } from './key-fields.ts'

const words = staffWords.providers.old

const fields = {
  shortcode: readShortcode,
  user: text(80),
  pass: readKey,
  cap: optional(parseShillings),
}

export async function showIpn(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

export async function saveIpn(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  if (!form.ok) return show(ctx, form)
  const { shortcode, user, pass, cap } = form.values
  const { work, safe } = ctx.state.appliance
  const typed = { shortcode, name: `Paybill ${shortcode}`, user, pass, trusted_cap_cents: cap }
  await work((unit) => saveIpnSource(unit, safe, typed, actorOf(ctx)))
  seeOther(ctx, paths.ipn)
}

function readShortcode(typed: string): string {
  const digits = typed.replaceAll(' ', '')
  if (/^\d{5,7}$/.test(digits)) return digits
  throw new Invalid('number_unreadable', staffWords.settings.wrong.shortcode)
}

async function show(ctx: Ctx, refused: Form<typeof fields> | null): Promise<void> {
  const { db, safe, config } = ctx.state.appliance
  const [sources, { shortcodes }] = await Promise.all([listIpnSources(db), readBoxSettings(db)])
  const mayChange = may(staffOf(ctx).role, 'POST /settings/ipn')
  if (refused) ctx.status = 422
  const typed: Record<string, string> = refused?.typed ?? {}
  const wrong: Record<string, string | null> = refused && !refused.ok ? refused.problems : {}
  const one = (name: 'shortcode' | 'user' | 'pass' | 'cap') =>
    field({
      name,
      label: words[name],
      hint: words[`${name}_hint`],
      value: name === 'pass' ? '' : (typed[name] ?? ''),
      type: name === 'pass' ? 'password' : 'text',
      autocomplete: name === 'pass' ? 'new-password' : 'off',
      wrong: wrong[name] ?? null,
    })
  await ctx.state.render('admin/ipn', {
    may_change: mayChange,
    refused: refused !== null,
    any: sources.length > 0,
    sources: sources.map(({ shortcode, username, trusted_cap_cents }) => {
      const row = shortcodes.find((other) => other.shortcode === shortcode)!
      return {
        shortcode,
        user: username,
        trust:
          trusted_cap_cents === null
            ? words.hints
            : words.trusted(formatShillings(trusted_cap_cents)),
        url: mayChange ? webhookUrl(safe, { ...row, provider: 'ipn' }, config.publicUrl) : null,
      }
    }),
    fields: [one('shortcode'), one('user'), one('pass'), one('cap')],
  })
}
