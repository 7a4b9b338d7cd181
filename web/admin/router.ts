// One router: how it is, a new secret for it, and taking it out of service.

import {
  readApiCertificate,
  readApiPassword,
  readApiPort,
  setRouterApi,
} from '../../appliance/access/router-apis.ts'
import {
  allowUnsigned,
  findRouter,
  retireRouter,
  rotateSecret,
  setHotspotHost,
} from '../../appliance/access/routers.ts'
import { NotFound } from '../../appliance/errors.ts'
import {
  readHotspotHost,
  readPlacedRouter,
  type PlacedRouter,
} from '../../appliance/shop/places.ts'
import type { Router } from '../../appliance/tables.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { router_api } from '../../appliance/words/staff/router-api.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, readForm, words as typedWords } from '../forms.ts'
import { paths, portalPaths } from '../paths.ts'
import { may } from '../routes.ts'
import { driftOf } from './router-drift.ts'
import { apiFact, apiPart, type TypedApi } from './router-api.ts'
import { routerLife } from './router-parts.ts'
import { showLines, stateOf, whereOf } from './routers.ts'
import { readWhy, whyField } from './voucher-batch.ts'

const { one: words, never, title } = staffWords.places

export async function showRouter(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

/** Answers with the line that holds it. */
export async function createSecret(ctx: Ctx): Promise<void> {
  const { name, coa_port } = await readRouter(ctx)
  readForm(ctx, {})
  const { work, safe } = ctx.state.appliance
  const secret = await work((unit) => rotateSecret(unit, safe, name, actorOf(ctx)))
  await showLines(ctx, { name, box: 'LANGO', secret, coa_port, changes: true })
}

export async function createLeniency(ctx: Ctx): Promise<void> {
  const { id, name } = await readRouter(ctx)
  const form = readForm(ctx, { days: typedWords(5) })
  const days = /^\d{1,2}$/.test(form.typed.days) ? Number(form.typed.days) : NaN
  await ctx.state.appliance.work((work) => allowUnsigned(work, name, days, actorOf(ctx)))
  seeOther(ctx, paths.router(id))
}

export async function updateHotspotHost(ctx: Ctx): Promise<void> {
  const { id, name } = await readRouter(ctx)
  const form = readForm(ctx, { host: readHotspotHost })
  if (!form.ok) {
    ctx.status = 422
    return show(ctx, { host: form.typed.host, wrong: form.problems.host })
  }
  const { host } = form.values
  await ctx.state.appliance.work((work) => setHotspotHost(work, name, host, actorOf(ctx)))
  seeOther(ctx, paths.router(id))
}

export async function updateApi(ctx: Ctx): Promise<void> {
  const router = await readWholeRouter(ctx)
  const form = readForm(ctx, {
    api_port: readApiPort,
    api_certificate: readApiCertificate,
    api_password: readApiPassword,
  })
  if (!form.ok) {
    ctx.status = 422
    return show(ctx, null, { typed: { ...form.typed, api_password: '' }, wrong: form.problems })
  }
  const { api_port, api_certificate, api_password: password } = form.values
  const { work, safe } = ctx.state.appliance
  const asked = { api_port, api_certificate_sha256: api_certificate, password }
  await work((unit) => setRouterApi(unit, safe, router, asked, actorOf(ctx)))
  seeOther(ctx, paths.router(router.id))
}

export async function createRetirement(ctx: Ctx): Promise<void> {
  const { name } = await readRouter(ctx)
  const form = readForm(ctx, { why: readWhy })
  if (!form.ok) {
    ctx.status = 422
    return show(ctx, null)
  }
  const by = { ...actorOf(ctx), why: form.values.why }
  await ctx.state.appliance.work((work) => retireRouter(work, name, by))
  seeOther(ctx, paths.routers)
}

/** Throws NotFound `router_unknown`, for one of another place, too. */
export async function readRouter(ctx: Ctx): Promise<PlacedRouter> {
  const { router_id = '' } = ctx.params
  const { db, safe, now } = ctx.state.appliance
  if (!/^[1-9]\d{0,14}$/.test(router_id))
    throw new NotFound('router_unknown', 'There is no such router.')
  return readPlacedRouter(db, safe, Number(router_id), { viewer: staffOf(ctx), now: now() })
}

/** The same, with all the books say of it. */
export async function readWholeRouter(ctx: Ctx): Promise<Router> {
  const { name } = await readRouter(ctx)
  return findRouter(ctx.state.appliance.db, name)
}

async function show(
  ctx: Ctx,
  typed: { host: string; wrong: string | null } | null,
  api: TypedApi | null = null,
): Promise<void> {
  const router = await readRouter(ctx)
  const { id, name, site, hotspot_host, online } = router
  const now = ctx.state.appliance.now()
  const whole = await readWholeRouter(ctx)
  const changes = may(staffOf(ctx).role, 'POST /routers/:router_id/secret')
  const host = field({
    name: 'host',
    label: words.host_label,
    value: typed?.host ?? hotspot_host ?? '',
    wrong: typed?.wrong ?? null,
  })
  await ctx.state.render('admin/router', {
    title: name,
    back: paths.routers,
    crumbs: title,
    site,
    state: stateOf(router),
    facts: factsOf(router, whole, now),
    api: changes ? apiPart(whole, api) : null,
    drift: await driftOf(ctx, id),
    life: await routerLife(ctx.state.appliance, whole, changes),
    secret: changes ? paths.routerSecret(id) : null,
    host: changes ? { action: paths.routerHotspot(id), field: host } : null,
    leniency: changes && !router.signs
      ? { action: paths.routerLeniency(id), days: field({ name: 'days', label: words.days, value: '7', mode: 'numeric' }) }
      : null,
    acts: changes && online === 0
      ? [{ open: false, tone: 'danger', title: words.retire, text: words.retire_text, enter: words.retire_now, action: paths.routerRetirement(id), why: whyField('retire', null) }]
      : [],
  }) // prettier-ignore
}

function factsOf(router: PlacedRouter, whole: Router, now: Instant) {
  const { address, heard_at, online, coa_port, hotspot_host, portal_key, unsigned_until } = router
  const { certificate_sha256: pin } = router
  const fact = (name: string, value: string, href: string | null = null) => ({ name, value, href })
  return [
    fact(words.site, router.site),
    fact(words.address, whereOf(address)),
    fact(words.heard, heard_at ? formatMoment(heard_at, now) : never),
    fact(words.online, String(online)),
    fact(words.coa, words.port(coa_port)),
    fact(router_api.name, apiFact(whole)),
    fact(words.host, hotspot_host ?? words.no_host),
    fact(words.portal, portalPaths.plans(portal_key), portalPaths.plans(portal_key)),
    ...(unsigned_until ? [fact(words.unsigned_name, words.unsigned(formatMoment(unsigned_until, now)))] : []),
    ...(pin ? [fact(words.certificate, `${pin.slice(0, 16)}…`)] : []),
  ] // prettier-ignore
}
