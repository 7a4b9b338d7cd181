// Daraja's door. The path's token is the only key, because Safaricom signs nothing: who does not have it gets
// 404, who has it is written down and believed in nothing. Paths hold no word that Safaricom refuses.

import { Router, type RouterContext } from '@koa/router'
import type { Appliance } from '../../appliance/appliance.ts'
import { decideValidation } from '../../appliance/money/validation.ts'
import { confirmationReply, validationReply } from '../../appliance/providers/daraja-c2b.ts'
import type { CallbackKind } from '../../appliance/tables.ts'
import { isOurs, keepArrival, readBody, referenceShape } from './arrivals.ts'
import type { CallbackDoor } from './door.ts'

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

export function daraja(appliance: Appliance, door: CallbackDoor): Router {
  const router = new Router({ prefix: '/hooks/:token' })

  const record = (ctx: RouterContext, kind: CallbackKind, reference: string | null = null) =>
    keepArrival(ctx, appliance, door, { kind, reference, reply: confirmationReply })

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
    if (!(await isOurs(ctx, door))) return
    const body = await readBody(ctx)
    ctx.body = validationReply(await inTime(decideValidation(door.appliance.db, body)))
  })

  return router
}

/** The decision, or yes where it does not come in time or can't be made. */
async function inTime<Decision>(decision: Promise<Decision>): Promise<Decision | 'accept'> {
  const { promise: late, resolve } = Promise.withResolvers<'accept'>()
  const timer = setTimeout(() => resolve('accept'), validationMilliseconds)
  return Promise.race([decision.catch(() => 'accept' as const), late]).finally(() =>
    clearTimeout(timer),
  )
}
