// PayHero's door: an address of its own for each prompt, because nothing is signed. What comes is a hint.

import { Router } from '@koa/router'
import type { Appliance } from '../../appliance/appliance.ts'
import { keepArrival, referenceShape } from './arrivals.ts'
import type { CallbackDoor } from './door.ts'

export function payhero(appliance: Appliance, door: CallbackDoor): Router {
  const router = new Router({ prefix: '/hooks/:token/payhero' })
  router.post('/:reference', async (ctx) => {
    const reference = ctx.params['reference']!
    if (!referenceShape.test(reference)) return
    const reply = () => ({ success: true })
    await keepArrival(ctx, appliance, door, { kind: 'payhero_callback', reference, reply })
  })
  return router
}
