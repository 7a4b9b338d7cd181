// Daraja's door. The path's token is the only key, because Safaricom signs nothing: who does not have it gets
// 404, who has it is written down and believed in nothing. Paths hold no word that Safaricom refuses.

import { Router, type RouterContext } from '@koa/router'
import type { Context } from 'koa'
import { getRawBody } from 'raw-body'
import type { Appliance } from '../../appliance/appliance.ts'
import { reach } from '../../appliance/kill-points.ts'
import { decideValidation } from '../../appliance/money/validation.ts'
import { confirmationReply, validationReply } from '../../appliance/providers/daraja-c2b.ts'
import { hashToken } from '../../appliance/secrets.ts'
import type { CallbackKind } from '../../appliance/tables.ts'
import type { CallbackDoor } from './door.ts'

const bodyBytesMax = 64 * 1024
const validationMilliseconds = 2000 // Safaricom waits about eight seconds, and then decides by itself.

const doors: [path: string, kind: CallbackKind][] = [
  ['/confirmation', 'confirmation'],
  ['/result', 'status_result'],
  ['/timeout', 'status_timeout'],
]

// Each order to give money back has an address of its own, which only Safaricom was told.
const payoutDoors: [path: string, kind: CallbackKind][] = [
  ['/orders/:reference/result', 'payout_result'],
  ['/orders/:reference/timeout', 'payout_timeout'],
]

// As addShortcode draws it. Anything else is no token of ours, whether PostgreSQL is there or not.
const tokenShape = /^[0-9a-f]{48}$/

const referenceShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function daraja(appliance: Appliance, door: CallbackDoor): Router {
  const router = new Router({ prefix: '/hooks/:token' })

  async function record(
    ctx: RouterContext,
    kind: CallbackKind,
    reference: string | null = null,
  ): Promise<void> {
    const token = ctx.params['token']!
    if (!tokenShape.test(token) || (await door.knows(token)) === 'no') return // 404, as for any path that is not there.

    await reach('S4.before')
    const body = await readBody(ctx)
    await reach('S4.after')
    await reach('S5.before')
    await door.keep({
      token_hash: hashToken(token).toString('hex'),
      kind,
      reference,
      body,
      headers: pick(ctx),
      source_address: ctx.ip || null,
      heard_at: appliance.now(),
    })
    await reach('S5.after')
    await reach('S6.before')
    ctx.res.once('finish', () => void reach('S6.after'))
    ctx.body = confirmationReply()
  }

  for (const [path, kind] of doors) router.post(path, (ctx) => record(ctx, kind))
  router.post('/prompt/:reference', async (ctx) => {
    const reference = ctx.params['reference']!
    if (referenceShape.test(reference)) await record(ctx, 'stk_callback', reference)
  })

  for (const [path, kind] of payoutDoors)
    router.post(path, async (ctx) => {
      const reference = ctx.params['reference']!
      if (referenceShape.test(reference)) await record(ctx, kind, reference)
    })

  router.post('/validation', async (ctx) => {
    const token = ctx.params['token']!
    if (!tokenShape.test(token) || (await door.knows(token)) === 'no') return
    const body = await readBody(ctx)
    ctx.body = validationReply(await inTime(decideValidation(door.appliance.db, body)))
  })

  return router
}

function readBody(ctx: Context): Promise<Buffer> {
  return getRawBody(ctx.req, {
    limit: bodyBytesMax,
    length: ctx.req.headers['content-length'] ?? null,
  })
}

/** The decision, or yes where it does not come in time or can't be made. */
async function inTime<Decision>(decision: Promise<Decision>): Promise<Decision | 'accept'> {
  const { promise: late, resolve } = Promise.withResolvers<'accept'>()
  const timer = setTimeout(() => resolve('accept'), validationMilliseconds)
  return Promise.race([decision.catch(() => 'accept' as const), late]).finally(() =>
    clearTimeout(timer),
  )
}

// Enough to judge by later who called; nothing that could hold a secret.
function pick(ctx: Context): Record<string, string> {
  const names = ['content-type', 'content-length', 'user-agent', 'x-forwarded-for']
  return Object.fromEntries(
    names.map((name) => [name, ctx.get(name)]).filter(([, value]) => value !== ''),
  )
}
