// What a router is to be told, from what the books say of it: the one place where its secrets are opened for a script.

import { readFile } from 'node:fs/promises'
import type { Appliance } from '../appliance.ts'
import { boxTunnelAddress } from '../routeros/tunnels.ts'
import type { RouterPlan, Tunnel } from '../routeros/router-plan.ts'
import type { Router } from '../tables.ts'
import { readBoxKeys } from './tunnel-peers.ts'

type Box = Pick<Appliance, 'db' | 'safe' | 'config'>

/** Without a line to paste: what the router should be, for its drift and for putting it right. */
export async function planOf(
  { db, safe, config }: Box,
  router: Router,
  line: { token: string; key: string; epoch: number } | null = null,
): Promise<RouterPlan> {
  const { name, serves, reach, guest_port, local_users, coa_port } = router
  const sealed = router.next_secret_sealed
  const secret = sealed
    ? safe.open(sealed, 'routers.next_secret')
    : safe.open(router.secret_sealed, 'routers.secret')
  const password = router.api_password_sealed
  return {
    name,
    serves,
    reach,
    guest_port,
    local_users,
    url: config.publicUrl,
    token: line?.token ?? null,
    radius: { secret, auth_port: config.authPort, acct_port: config.acctPort, coa_port },
    agent: { key: line?.key ?? null, epoch: line?.epoch ?? 0 },
    api: password ? { password: safe.open(password, 'routers.api_password') } : null,
    // What is there already is not given again.
    ca: line === null || config.routerCa === '-' ? null : await readFile(config.routerCa, 'utf8'),
    tunnel: await tunnelOf({ db, config }, router),
  }
}

/** For its agent, which has a key and no line. Undefined where there is no such router. */
export async function planOfCaller(box: Box, router_id: number): Promise<RouterPlan | undefined> {
  const router = await box.db('routers').where({ id: router_id, retired_at: null }).first()
  return router && planOf(box, router)
}

async function tunnelOf(
  { db, config }: Pick<Box, 'db' | 'config'>,
  { id, reach }: Router,
): Promise<Tunnel | null> {
  if (reach !== 'wireguard') return null
  const peer = await db('tunnel_peers').where({ router_id: id }).first('address')
  const keys = await readBoxKeys(db)
  if (!peer || !keys) return null
  return {
    address: peer.address,
    box_address: boxTunnelAddress,
    box_key: keys.public_key,
    box_port: config.tunnelPort,
  }
}
