// What every provider's door does with what comes: whose token is it, read the body, keep it for ever, answer.

import type { RouterContext } from '@koa/router'
import type { Context } from 'koa'
import { getRawBody } from 'raw-body'
import type { Appliance } from '../../appliance/appliance.ts'
import { reach } from '../../appliance/kill-points.ts'
import { hashToken } from '../../appliance/secrets.ts'
import type { CallbackKind } from '../../appliance/tables.ts'
import type { CallbackDoor } from './door.ts'

const bodyBytesMax = 64 * 1024

// As addShortcode draws it. Anything else is no token of ours, whether PostgreSQL is there or not.
const tokenShape = /^[0-9a-f]{48}$/

export const referenceShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface Keeping {
  kind: CallbackKind
  reference: string | null
  /** What the provider wants to hear. */
  reply(): unknown
  /** Refuses what must not be kept: it sets the answer, and says so. Before anything is read in the body. */
  refuse?(body: Buffer): Promise<boolean>
  /** Where what they say does not come in the request's body. */
  body?: Buffer
  /** What of it is kept, where that is not all of it word for word. */
  fit?(body: Buffer): Buffer
}

/** Whether the path's token is one of ours; else the answer stays 404, as for any path that is not there. */
export async function isOurs(ctx: RouterContext, door: CallbackDoor): Promise<boolean> {
  const token = ctx.params['token']!
  return tokenShape.test(token) && (await door.knows(token)) !== 'no'
}

/** Writes it down, then answers. Nothing is decided. */
export async function keepArrival(
  ctx: RouterContext,
  appliance: Appliance,
  door: CallbackDoor,
  { kind, reference, reply, refuse, fit, body: given }: Keeping,
): Promise<void> {
  if (!(await isOurs(ctx, door))) return

  await reach('S4.before')
  const body = given ?? (await readBody(ctx))
  await reach('S4.after')
  if (await refuse?.(body)) return
  await reach('S5.before')
  await door.keep({
    token_hash: hashToken(ctx.params['token']!).toString('hex'),
    kind,
    reference,
    body: fit?.(body) ?? body,
    headers: pick(ctx),
    source_address: ctx.ip || null,
    heard_at: appliance.now(),
  })
  await reach('S5.after')
  await reach('S6.before')
  ctx.res.once('finish', () => void reach('S6.after'))
  ctx.body = reply()
}

export function readBody(ctx: Context): Promise<Buffer> {
  return getRawBody(ctx.req, {
    limit: bodyBytesMax,
    length: ctx.req.headers['content-length'] ?? null,
  })
}

// Enough to judge by later who called; nothing that could hold a secret.
function pick(ctx: Context): Record<string, string> {
  const names = ['content-type', 'content-length', 'user-agent', 'x-forwarded-for']
  return Object.fromEntries(
    names.map((name) => [name, ctx.get(name)]).filter(([, value]) => value !== ''),
  )
}
