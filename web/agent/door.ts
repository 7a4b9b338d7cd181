// The routers' door. A line that was pasted fetches a script here and tells how it went; an agent calls and is answered with
// commands. No person, no cookie: a line's token, or an agent's key, is all that counts.

import { Router, type RouterContext } from '@koa/router'
import type { Middleware } from 'koa'
import { getRawBody } from 'raw-body'
import {
  findCaller,
  answerCall,
  keepExport,
  type Caller,
} from '../../appliance/access/router-agents.ts'
import { planOf, planOfCaller } from '../../appliance/access/router-plans.ts'
import {
  openLine,
  recordFacts,
  recordFetch,
  recordStep,
  type OpenLine,
} from '../../appliance/access/router-setups.ts'
import { recordTunnelKey } from '../../appliance/access/tunnel-peers.ts'
import type { Appliance } from '../../appliance/appliance.ts'
import { Refusal } from '../../appliance/errors.ts'
import { log, warn } from '../../appliance/log.ts'
import { readCall, writeAnswer, writePlainAnswer } from '../../appliance/routeros/agent-talk.ts'
import { hotspotPages } from '../../appliance/routeros/hotspot-pages.ts'
import { mendingScript, provisioningScript } from '../../appliance/routeros/provisioning.ts'
import { undoScript } from '../../appliance/routeros/undoing.ts'

const callBytesMax = 64 * 1024
const exportBytesMax = 256 * 1024

export function agentDoor(appliance: Appliance): Router {
  const router = new Router({ strict: true, sensitive: true })
  const { safe, work, now } = appliance
  const line = (ctx: RouterContext): Promise<OpenLine> =>
    openLine(appliance, ctx.params['token'] ?? '', now())

  router.use(inPlainWords)

  router.get('/r/:token/:major', async (ctx) => {
    const open = await line(ctx)
    const dialect = ctx.params['major'] === '6' ? 6 : 7
    await work((unit) => recordFetch(unit, open, { dialect, source: sourceOf(ctx) }))
    const { setup, token, key } = open
    const plan = await planOf(appliance, open.router, { token, key, epoch: setup.epoch })
    log('router.script_fetched', { router: open.router.name, dialect })
    ctx.body = provisioningScript(plan, dialect)
  })

  router.get('/r/:token/undo/:major', async (ctx) => {
    await line(ctx)
    ctx.body = undoScript(ctx.params['major'] === '6' ? 6 : 7)
  })

  router.get('/r/:token/pages/:page', async (ctx) => {
    const { router: one } = await line(ctx)
    const { portal_key } = one
    const pages = hotspotPages({ portal_url: appliance.config.publicUrl, portal_key })
    const { page = '' } = ctx.params
    if (Object.hasOwn(pages, page)) ctx.body = pages[page]
  })

  router.post('/r/:token/facts', async (ctx) => {
    const open = await line(ctx)
    const text = await readBody(ctx, callBytesMax)
    ctx.body = (await work((unit) => recordFacts(unit, open, text))) ? 'go' : 'stop'
  })

  router.post('/r/:token/steps', async (ctx) => {
    const open = await line(ctx)
    const words = new URLSearchParams(await readBody(ctx, 4096))
    const step = { step: words.get('step') ?? '', state: words.get('state') ?? '' }
    await work((unit) => recordStep(unit, open, step))
    ctx.body = 'ok'
  })

  router.post('/r/:token/tunnel', async (ctx) => {
    const open = await line(ctx)
    const key = (await readBody(ctx, 4096)).trim()
    await work((unit) => recordTunnelKey(unit, open.router.id, key))
    ctx.body = 'ok'
  })

  router.post('/agent/v1/calls', async (ctx) => {
    const caller = await callerOf(ctx, appliance)
    if (!caller) return
    const call = readCall(await readBody(ctx, callBytesMax))
    const source = sourceOf(ctx)
    const answer = await work((unit) => answerCall(unit, safe, caller, { call, source }))
    const write = answer.dialect === 6 ? writePlainAnswer : writeAnswer
    ctx.body = write(answer.commands)
  })

  router.get('/agent/v1/script', async (ctx) => {
    const caller = await callerOf(ctx, appliance)
    const plan = caller && (await planOfCaller(appliance, caller.router_id))
    if (plan) ctx.body = mendingScript(plan)
  })

  router.post('/agent/v1/export', async (ctx) => {
    const caller = await callerOf(ctx, appliance)
    if (!caller) return
    const text = await readBody(ctx, exportBytesMax)
    await work((unit) => keepExport(unit, caller.router_id, text))
    ctx.body = 'ok'
  })

  return router
}

/** By its key; whoever has none is answered 401, and nothing of what they sent is read. */
async function callerOf(ctx: RouterContext, { db, now }: Appliance): Promise<Caller | undefined> {
  const [, key = ''] = /^Bearer ([0-9a-f]{48})$/.exec(ctx.get('Authorization')) ?? []
  const caller = await findCaller(db, key, now())
  if (!caller) ctx.status = 401
  return caller
}

/** Routers read no pages: a status, and a word. */
const inPlainWords: Middleware = async (ctx, next) => {
  ctx.set('Cache-Control', 'no-store') // Scripts hold secrets.
  ctx.type = 'text/plain; charset=utf-8'
  try {
    await next()
  } catch (error) {
    if (error instanceof Refusal) {
      ctx.status = error.status
      ctx.body = error.code
    } else if ((error as { status?: number }).status === 413) ctx.status = 413
    else {
      warn('agent.failed', { path: ctx.path.replace(/[0-9a-f]{48}/, '…'), error })
      ctx.status = 500
    }
  }
}

function sourceOf({ ip }: RouterContext): string {
  return ip.replace(/^::ffff:/, '')
}

async function readBody(ctx: RouterContext, limit: number): Promise<string> {
  const length = ctx.req.headers['content-length'] ?? null
  return (await getRawBody(ctx.req, { limit, length })).toString('utf8')
}
