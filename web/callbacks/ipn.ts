// The old service's door: a query or a form, with a user and a password in it. Whoever does not know them is told FAIL and
// written nowhere but in the log; whoever does is written down, without the password, and believed in nothing.

import { Router, type RouterContext } from '@koa/router'
import type { Appliance } from '../../appliance/appliance.ts'
import { warn } from '../../appliance/log.ts'
import { listIpnKeys, type IpnKey } from '../../appliance/money/ipn-sources.ts'
import {
  ipnReplies,
  isFromService,
  readIpnForm,
  withoutPassword,
} from '../../appliance/providers/ipn.ts'
import { hashToken } from '../../appliance/secrets.ts'
import { keepArrival } from './arrivals.ts'
import type { CallbackDoor } from './door.ts'

export function ipnDoor(appliance: Appliance, door: CallbackDoor): Router {
  const router = new Router({ prefix: '/hooks/:token/ipn' })
  const { db, safe } = door.appliance
  let kept: Map<string, IpnKey> = new Map() // As they were found last, while PostgreSQL is away.

  async function hear(ctx: RouterContext): Promise<void> {
    kept = await listIpnKeys(db, safe).catch(() => kept)
    const key = kept.get(hashToken(ctx.params['token']!).toString('hex'))
    await keepArrival(ctx, appliance, door, {
      kind: 'ipn',
      reference: null,
      ...(ctx.method === 'GET' && { body: Buffer.from(ctx.querystring.slice(0, 16_384)) }),
      reply: () => ipnReplies.thanks,
      fit: withoutPassword,
      refuse: async (body) => {
        const form = readIpnForm(body)
        const known = key !== undefined && isFromService(form, key)
        const number = form.business_number.trim()
        const ours = number === '' || number === key?.shortcode
        if (known && ours) return false
        warn('callback.not_authorised', { provider: 'ipn', source_address: ctx.ip, known })
        ctx.body = known ? ipnReplies.elsewhere : ipnReplies.unknown
        return true
      },
    })
  }

  router.get('/', hear)
  router.post('/', hear)
  return router
}
