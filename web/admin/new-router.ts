// Adding a router by a line: what it is for and how it is reached. The next page has the line.

import { addRouterByLine } from '../../appliance/access/router-setups.ts'
import { Conflict, NotFound } from '../../appliance/errors.ts'
import { readAddress, readRouterName } from '../../appliance/shop/places.ts'
import { listSites } from '../../appliance/shop/sites.ts'
import { Invalid } from '../../appliance/errors.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { choice, optional } from '../form-fields.ts'
import { field, oneOf, readForm, words as typedWords } from '../forms.ts'
import { paths } from '../paths.ts'

const words = staffWords.router_setup

const fields = {
  name: readRouterName,
  site: typedWords(20),
  serves: oneOf(['both', 'hotspot', 'pppoe'] as const),
  port: readPort,
  reach: oneOf(['phone', 'wireguard', 'direct'] as const),
  address: optional(readAddress),
}
type Name = keyof typeof fields
type Typed = Record<Name, string>
type Wrong = Partial<Record<Name, string | null>>

function readPort(typed: string): string {
  const port = typed.trim()
  if (/^[A-Za-z0-9][\w.-]{0,39}$/.test(port)) return port
  throw new Invalid('port_unreadable', 'As the router names it: bridge, ether2, vlan10.')
}

export async function showNewRouter(ctx: Ctx): Promise<void> {
  const blank = { name: '', site: '', serves: 'both', port: 'bridge', reach: 'phone', address: '' }
  await show(ctx, blank, {})
}

/** Leads to its line. */
export async function createRouterByLine(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  if (!form.ok) return refuse(ctx, form.typed, form.problems)
  const { db, work, safe } = ctx.state.appliance
  const { site: id, port: guest_port, reach, address, ...rest } = form.values
  const site = (await listSites(db, staffOf(ctx))).find((one) => String(one.id) === id)
  if (!site) return refuse(ctx, form.typed, { site: words.site })
  if (reach === 'direct' && address === null)
    return refuse(ctx, form.typed, { address: words.address_missing })
  const asked = {
    ...rest,
    guest_port,
    reach,
    site: site.name,
    address: reach === 'direct' ? address : null,
  }
  try {
    const made = await work((unit) => addRouterByLine(unit, safe, asked, actorOf(ctx)))
    seeOther(ctx, paths.routerLine(made))
  } catch (error) {
    if (!(error instanceof Conflict) && !(error instanceof NotFound)) throw error
    await refuse(ctx, form.typed, { name: error.message })
  }
}

async function refuse(ctx: Ctx, typed: Typed, wrong: Wrong): Promise<void> {
  ctx.status = 422
  await show(ctx, typed, wrong)
}

async function show(ctx: Ctx, typed: Typed, wrong: Wrong): Promise<void> {
  const sites = await listSites(ctx.state.appliance.db, staffOf(ctx))
  const line = (name: Name, label: string, hint: string | null = null) =>
    field({ name, label, hint, value: typed[name], wrong: wrong[name] ?? null })
  const pick = (name: Name, label: string, options: Readonly<Record<string, string>>) =>
    choice({
      name,
      label,
      value: typed[name],
      wrong: wrong[name] ?? null,
      options: Object.entries(options).map(([value, text]) => ({ value, label: text })),
    })
  await ctx.state.render('admin/router-new', {
    back: paths.routers,
    action: paths.routerLines,
    name: line('name', words.name, words.name_hint),
    site: choice({
      name: 'site',
      label: words.site,
      value: typed.site,
      wrong: wrong.site ?? null,
      options: sites.map(({ id, name }) => ({ value: String(id), label: name })),
    }),
    serves: pick('serves', words.serves, words.serve),
    port: line('port', words.port, words.port_hint),
    reach: pick('reach', words.reach, words.reaches),
    address: line('address', words.address, words.address_hint),
  })
}
