// Connecting a router: the line to paste, and what has come of it so far, looked at again every few seconds.

import { planOf } from '../../appliance/access/router-plans.ts'
import {
  checksOf,
  readProgress,
  renewLine,
  type SetupProgress,
} from '../../appliance/access/router-setups.ts'
import { hideSecrets } from '../../appliance/routeros/exports.ts'
import { mayGoOn } from '../../appliance/routeros/preflight.ts'
import { lineToPaste, provisioningScript, stepsOf } from '../../appliance/routeros/provisioning.ts'
import type { RouterPlan } from '../../appliance/routeros/router-plan.ts'
import { lineToUndo, undoScript } from '../../appliance/routeros/undoing.ts'
import type { Router } from '../../appliance/tables.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { sayCheck } from '../../appliance/words/staff/router-setup.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm } from '../forms.ts'
import { paths } from '../paths.ts'
import { readRouter, readWholeRouter } from './router.ts'

const { router_setup: words, places } = staffWords
const { states } = words

export async function showRouterLine(ctx: Ctx): Promise<void> {
  const router = await readWholeRouter(ctx)
  const { appliance } = ctx.state
  const { db, safe } = appliance
  const now = appliance.now()
  const progress = await readProgress(db, router.id)
  const view = { title: words.line_title(router.name), back: paths.router(router.id), name: router.name, crumbs: places.title }
  const renew = paths.routerLine(router.id)
  if (!progress)
    return ctx.state.render('admin/router-line', { ...view, renew, line: null, notice: { text: words.over, tone: 'wait' }, no_tls: false, progress: null, script: null, undo: undoScript(7), undo_line: null })
  const { setup } = progress
  const token = safe.open(setup.token_sealed, 'router_setups.token')
  const plan = { ...(await planOf(appliance, router, { token, key: safe.open(setup.key_sealed, 'router_setups.key'), epoch: setup.epoch })), token }
  const open = Temporal.Instant.compare(setup.expires_at, now) > 0
  const usable = open && setup.connected_at === null
  await ctx.state.render('admin/router-line', {
    ...view,
    renew,
    line: usable ? { text: lineToPaste(plan), six: plan.ca === null ? null : lineToPaste(plan, 6), until: words.good_until(formatMoment(setup.expires_at, now)) } : null,
    notice: usable ? null : { text: setup.connected_at ? words.used : words.over, tone: setup.connected_at ? 'good' : 'wait' },
    no_tls: plan.url.startsWith('http:'),
    progress: progressView(progress, router, plan, now),
    script: hideSecrets(provisioningScript(plan, setup.dialect ?? 7)).replaceAll(token, '***'),
    undo: undoScript(setup.dialect ?? 7),
    undo_line: open ? lineToUndo(plan) : null,
  })
} // prettier-ignore

export async function createLine(ctx: Ctx): Promise<void> {
  const { id } = await readRouter(ctx)
  readForm(ctx, {})
  const { work, safe } = ctx.state.appliance
  await work((unit) => renewLine(unit, safe, id, actorOf(ctx)))
  seeOther(ctx, paths.routerLine(id))
}

interface TickView {
  state: { word: string; tone: string }
  title: string
  sub: string
}

function progressView(progress: SetupProgress, router: Router, plan: RouterPlan, now: Instant) {
  const { setup, called_at, heard_at, session_at } = progress
  const at = (instant: Instant) => words.at(formatMoment(instant, now))
  const checks = checksOf(setup, router, now)
  const told = new Map(progress.steps.map((step) => [step.step, step]))
  const first: TickView = setup.fetched_at
    ? { state: states.done, title: words.fetched, sub: words.fetched_sub(setup.fetched_from!, formatMoment(setup.fetched_at, now), setup.dialect!) }
    : { state: states.waiting, title: words.fetched, sub: words.not_yet }
  const ready = [first, ...checks.map((check) => ({ state: states[check.state], ...sayCheck(check) }))]
  const setting = stepsOf(plan, setup.dialect ?? 7).map(({ name }): TickView => {
    const [title, sub] = words.steps[name]
    const step = told.get(name)
    return { state: step ? states[step.state] : states.waiting, title, sub: step ? `${sub} · ${at(step.at)}` : sub }
  })
  const done = (title: string, instant: Instant | null, sub = words.not_yet): TickView =>
    ({ state: instant ? states.done : states.waiting, title, sub: instant ? at(instant) : sub })
  const working = [
    done(words.called, setup.connected_at ? called_at : null),
    done(words.packet, heard_at, router.local_users && router.serves === 'hotspot' ? words.packet_local : words.not_yet),
    done(words.session, session_at),
  ]
  const all = [...ready, ...setting, ...working]
  const well = all.filter(({ state }) => state.tone === 'good').length
  return {
    counted: words.counted(well, all.length),
    stopped: setup.facts !== null && !mayGoOn(checks) ? words.stopped : null,
    columns: [
      { parts: [{ id: 'ready', title: words.ready, ticks: ready }, { id: 'working', title: words.working, ticks: working }] },
      { parts: [{ id: 'setting', title: words.setting, ticks: setting }] },
    ],
  }
} // prettier-ignore
