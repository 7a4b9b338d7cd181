// Codes from the phones of a test's staff.

import type { Appliance, Work } from '../../appliance/appliance.ts'

/** What the codes of everybody's phone are made of. */
export const seed = Buffer.from('kilima net, the seed')

/** As if they had set them up. */
export async function giveCodes(
  { safe }: Pick<Appliance, 'safe'>,
  { db, now }: Pick<Work, 'db' | 'now'>,
  staff_id: number,
): Promise<void> {
  const seed_sealed = safe.seal(seed.toString('hex'), 'code_seeds.seed')
  await db('code_seeds').insert({ staff_id, seed_sealed, proved_at: now })
}
