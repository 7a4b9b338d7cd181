// Paystack's door: one address for all its events. Whose signature is not right is refused before anything is read in the
// body or written down; what is right is still a hint, and verified.

import { Router } from '@koa/router'
import type { Appliance } from '../../appliance/appliance.ts'
import { warn } from '../../appliance/log.ts'
import { listSigningKeys } from '../../appliance/money/provider-accounts.ts'
import { isSigned } from '../../appliance/providers/paystack-event.ts'
import { hashToken } from '../../appliance/secrets.ts'
import { keepArrival } from './arrivals.ts'
import type { CallbackDoor } from './door.ts'

export function paystackDoor(appliance: Appliance, door: CallbackDoor): Router {
  const router = new Router({ prefix: '/hooks/:token/paystack' })
  const secretsOf = keepSecrets(door)
  router.post('/', async (ctx) => {
    const token_hash = hashToken(ctx.params['token']!).toString('hex')
    await keepArrival(ctx, appliance, door, {
      kind: 'paystack_event',
      reference: null,
      reply: () => ({ received: true }),
      refuse: async (body) => {
        const secrets = await secretsOf(token_hash)
        // PostgreSQL has been away since the start: nobody can say. It is kept, and as good as any other hint.
        if (secrets === 'unknown') return false
        if (isSigned(body, ctx.get('x-paystack-signature'), secrets)) return false
        warn('callback.not_signed', { provider: 'paystack', source_address: ctx.ip })
        ctx.status = 401
        ctx.body = { error: 'not signed' }
        return true
      },
    })
  })
  return router
}

/** The secrets as they were found last, while PostgreSQL is away: asked for anew for each event. */
function keepSecrets(door: CallbackDoor): (token_hash: string) => Promise<string[] | 'unknown'> {
  const { db, safe } = door.appliance
  let kept: Map<string, string[]> | undefined
  return async (token_hash) => {
    kept = await listSigningKeys(db, safe).catch(() => kept)
    return kept ? (kept.get(token_hash) ?? []) : 'unknown'
  }
}
