// Nobody's phone is made to ring by a stranger: so many prompts a phone, a device and an address may ask for (T14).

import type { Work } from '../appliance.ts'
import { TooMany } from '../errors.ts'
import type { Msisdn } from '../msisdn.ts'
import type { Instant } from '../time.ts'

interface Asker {
  msisdn: Msisdn
  device_id: number | null
  router_id: number | null
  source_address: string | null
}

interface Limit {
  prompts: number
  minutes: number
}

const perPhone: Limit[] = [
  { prompts: 3, minutes: 10 },
  { prompts: 10, minutes: 24 * 60 },
]
const perDevice: Limit[] = [
  { prompts: 5, minutes: 10 },
  { prompts: 20, minutes: 24 * 60 },
]
// All guests of a site may come from one address, behind its router: only prompts that nobody paid are counted.
const perAddress: Limit[] = [{ prompts: 60, minutes: 10 }]
const perPortal: Limit[] = [{ prompts: 100, minutes: 10 }]

/** How long a prompt lies on a phone at most; Safaricom refuses a second one meanwhile. */
const promptSeconds = 90

/** The phone is locked by the caller. Throws TooMany `prompt_open`, `too_many_prompts` or `too_many_prompts_here`. */
export async function refuseTooMany(work: Work, asker: Asker): Promise<void> {
  const { msisdn, device_id, router_id, source_address } = asker
  const open = await work
    .db('stk_pushes')
    .where({ msisdn })
    .whereIn('state', ['created', 'sending', 'sent', 'unknown'])
    .where('made_at', '>', work.now.subtract({ seconds: promptSeconds }) as never)
    .first('made_at')
  if (open) {
    const again_at = open.made_at.add({ seconds: promptSeconds })
    throw new TooMany('prompt_open', 'A request for money is on this phone already.', again_at)
  }

  await refuseOver(work, perPhone, 'p.msisdn = :key', msisdn)
  if (device_id !== null) await refuseOver(work, perDevice, 'k.device_id = :key', device_id)
  const unpaid = `p.state <> 'paid' and`
  const here = 'too_many_prompts_here'
  if (source_address !== null)
    await refuseOver(work, perAddress, `${unpaid} p.source_address = :key`, source_address, here)
  if (router_id !== null)
    await refuseOver(work, perPortal, `${unpaid} k.router_id = :key`, router_id, here)
}

async function refuseOver(
  work: Work,
  limits: Limit[],
  whose: string,
  key: string | number,
  code = 'too_many_prompts',
): Promise<void> {
  for (const { prompts, minutes } of limits) {
    // The oldest prompt that must pass out of the stretch before there is room for one more.
    const { rows } = await work.db.raw<{ rows: { made_at: Instant }[] }>(
      `select p.made_at from stk_pushes p join checkouts k on k.id = p.checkout_id
       where ${whose} and p.made_at > :since order by p.made_at desc offset :room limit 1`,
      { key, since: work.now.subtract({ minutes }) as never, room: prompts - 1 },
    )
    if (!rows[0]) continue
    const again_at = rows[0].made_at.add({ minutes })
    throw new TooMany(code, 'Too many requests in a short time.', again_at)
  }
}
