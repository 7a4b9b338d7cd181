// `lango tunnels`: the box's end of the routers' tunnels, as wg-quick reads it. Whoever runs it puts it where it belongs.

import { writeTunnels } from '../access/tunnel-peers.ts'
import type { Appliance } from '../appliance.ts'

export async function describeTunnels({
  db,
  safe,
  config,
}: Pick<Appliance, 'db' | 'safe' | 'config'>): Promise<string> {
  const text = await writeTunnels(db, safe, config.tunnelPort)
  return text ?? '# No router comes through a tunnel yet.\n'
}
