// Places and routers: the list, adding one, and the lines for its terminal, which hold its secret this once.

import { isNowhere } from '../../appliance/access/router-setups.ts'
import { addRouter } from '../../appliance/access/routers.ts'
import { Conflict, Invalid, NotFound } from '../../appliance/errors.ts'
import { tellRadiusSetup } from '../../appliance/routeros/radius-setup.ts'
import {
  listPlaces,
  readAddress,
  readRouterName,
  type Place,
  type PlacedRouter,
} from '../../appliance/shop/places.ts'
import { addSite, listSites, readSiteName, renameSite } from '../../appliance/shop/sites.ts'
import type { Role } from '../../appliance/tables.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, readForm, words as typedWords } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.places

const names = ['name', 'address', 'site', 'box', 'site_name'] as const
type Name = (typeof names)[number]
type Typed = Partial<Record<Name, string>>

export async function showRouters(ctx: Ctx): Promise<void> {
  await show(ctx, {}, {})
}

export async function createSite(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { site_name: readSiteName })
  if (!form.ok) return refuse(ctx, form.typed, form.problems)
  refuseElsewhere(ctx)
  await orTell(ctx, form.typed, 'site_name', async () => {
    await ctx.state.appliance.work((work) => addSite(work, form.values.site_name, actorOf(ctx)))
    seeOther(ctx, paths.routers)
  })
}

export async function updateSite(ctx: Ctx): Promise<void> {
  const { site_id = '' } = ctx.params
  const form = readForm(ctx, { why: readSiteName })
  if (!form.ok) throw new Invalid('name_unreadable', form.problems.why ?? '')
  const own = staffOf(ctx).site_id
  if (!/^[1-9]\d{0,14}$/.test(site_id) || (own !== null && own !== Number(site_id)))
    throw new NotFound('site_unknown', 'There is no such place.')
  const by = actorOf(ctx)
  await ctx.state.appliance.work((work) => renameSite(work, Number(site_id), form.values.why, by))
  seeOther(ctx, paths.routers)
}

/** Answers with the lines. */
export async function createRouter(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, {
    name: readRouterName,
    address: readAddress,
    site: typedWords(20),
    box: (typed) => (typed.trim() === '' ? 'LANGO' : readAddress(typed)),
  })
  if (!form.ok) return refuse(ctx, form.typed, form.problems)
  const { db, work, safe } = ctx.state.appliance
  const { name, address, site: id, box } = form.values
  const site = (await listSites(db, staffOf(ctx))).find((one) => String(one.id) === id)
  if (!site) return refuse(ctx, form.typed, { site: words.site })
  const asked = { name, address, site: site.name, secret: undefined }
  await orTell(ctx, form.typed, 'name', async () => {
    const secret = await work((unit) => addRouter(unit, safe, asked, actorOf(ctx)))
    await showLines(ctx, { name, box, secret, coa_port: 3799, changes: false })
  })
}

interface Lines {
  name: string
  box: string
  secret: string
  coa_port: number
  changes: boolean
}

/** The one page that ever has the secret. */
export async function showLines(ctx: Ctx, lines: Lines): Promise<void> {
  const { name, box, changes } = lines
  await ctx.state.render('admin/router-lines', {
    title: words.lines.title(name),
    back: paths.routers,
    placeholder: !changes && box === 'LANGO' ? words.lines.placeholder : null,
    changes: changes ? words.lines.changes : null,
    text: tellRadiusSetup({ ...lines, lango: box }).join('\n'),
    pages: `lango hotspot-pages ${name} ./pages --host login.example.net`,
  })
}

/** A colleague of one place adds none. */
function refuseElsewhere(ctx: Ctx): void {
  if (staffOf(ctx).site_id !== null)
    throw new Conflict('one_place', 'You work at one place: ask the owner to add another.')
}

async function orTell(ctx: Ctx, typed: Typed, name: Name, task: () => Promise<void>) {
  try {
    await task()
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    await refuse(ctx, typed, { [name]: error.message })
  }
}

async function refuse(ctx: Ctx, typed: Typed, wrong: Partial<Record<Name, string | null>>) {
  ctx.status = 422
  await show(ctx, typed, wrong)
}

async function show(ctx: Ctx, typed: Typed, wrong: Partial<Record<Name, string | null>>) {
  const { db, safe, now } = ctx.state.appliance
  const viewer = staffOf(ctx)
  const places = await listPlaces(db, safe, { viewer, now: now() })
  const one = (name: Name, label: string, hint: string | null = null) =>
    field({ name, label, hint, value: typed[name] ?? '', wrong: wrong[name] ?? null })
  const adds = may(viewer.role, 'POST /routers')
  await ctx.state.render('admin/routers', {
    places: places.map((place) => placeView(place, viewer.role)),
    any: places.length > 0,
    add_line: adds && places.length > 0 ? paths.routerNew : null,
    add_site: adds && viewer.site_id === null ? { action: paths.sites, name: one('site_name', words.site_name) } : null,
    add_router: adds && places.length > 0
      ? {
          action: paths.routers,
          open: Object.keys(wrong).some((name) => name !== 'site_name'),
          name: one('name', words.name, words.name_hint),
          address: one('address', words.address, words.address_hint),
          box: one('box', words.box, words.box_hint),
          site: {
            name: 'site',
            label: words.site,
            wrong: wrong.site ?? null,
            choices: places.map(({ id, name }) => ({ value: String(id), label: name, selected: String(id) === typed.site })),
          },
        }
      : null,
  }) // prettier-ignore
}

function placeView(place: Place, role: Role) {
  const { id, name, subscribers, routers } = place
  const acts = may(role, 'POST /sites/:site_id')
    ? [
        {
          open: false,
          tone: '',
          title: words.rename,
          text: words.rename_text,
          enter: words.rename_now,
          action: paths.site(id),
          why: { ...field({ name: 'why', label: words.site_name }), id: `name-${id}` },
        },
      ]
    : []
  const view = { id: `place-${id}`, name, subscribers: words.subscribers(subscribers), acts }
  return { ...view, routers: routers.map(routerView) }
}

function routerView(router: PlacedRouter) {
  const { id, name, address, heard_at, online } = router
  return {
    href: paths.router(id),
    name,
    address: whereOf(address),
    heard_at,
    online,
    state: stateOf(router),
  }
}

/** Its address, or that nobody knows it yet. */
export function whereOf(address: string): string {
  return isNowhere(address) ? words.nowhere : address
}

/** The worst that is to say of it. */
export function stateOf(router: PlacedRouter): { word: string; tone: string } {
  const { states } = words
  if (router.secret_mismatch) return states.mismatch
  if (router.weak) return states.weak
  if (router.unsigned_until) return states.unsigned
  if (router.rotating) return states.rotating
  if (router.heard_at === null) return states.silent
  return router.signs ? states.good : states.plain
}
