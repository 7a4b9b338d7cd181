// Who is at the other end of the box's tunnels: a router's address is kept for it when it is added, its key is known when it is
// connected, and both are gone when it is taken out of service.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Invalid, Unavailable } from '../errors.ts'
import { recordAct } from '../people/audit.ts'
import {
  drawKeyPair,
  freeAddress,
  isTunnelKey,
  tunnelConfiguration,
  type Peer,
} from '../routeros/tunnels.ts'
import type { Safe } from '../secrets.ts'

export async function readBoxKeys(db: Db): Promise<{ public_key: string } | undefined> {
  return db('tunnel_box').first('public_key')
}

/** An address in the tunnel; with the first router the box draws its own keys. Throws Unavailable where none is left. */
export async function keepTunnelAddress(
  work: Work,
  safe: Safe,
  router_id: number,
): Promise<string> {
  const { private_key, public_key } = drawKeyPair()
  const private_key_sealed = safe.seal(private_key, 'tunnel_box.private_key')
  await work
    .db('tunnel_box')
    .insert({ only_one: true, private_key_sealed, public_key, made_at: work.now })
    .onConflict('only_one')
    .ignore()
  await work.db('tunnel_box').forUpdate().first('public_key') // One address at a time.
  const taken = await work.db('tunnel_peers').select('address')
  const address = freeAddress(new Set(taken.map((peer) => peer.address)))
  if (!address) throw new Unavailable('tunnel_full', 'Every address of the tunnel is taken.')
  await work.db('tunnel_peers').insert({ router_id, address, public_key: null, known_at: null })
  return address
}

/** What the router says its key is. Throws Invalid for what is none, and for one that another has. */
export async function recordTunnelKey(
  work: Work,
  router_id: number,
  public_key: string,
): Promise<void> {
  if (!isTunnelKey(public_key)) throw new Invalid('tunnel_key_unreadable', 'That is no key.')
  const other = await work.db('tunnel_peers').where({ public_key }).first('router_id')
  if (other && other.router_id !== router_id)
    throw new Invalid('tunnel_key_taken', 'Another router has that key.')
  const changed = await work
    .db('tunnel_peers')
    .where({ router_id })
    .whereRaw('public_key is distinct from ?', [public_key])
    .update({ public_key, known_at: work.now })
  if (changed === 0) return
  const subject = `router:${router_id}`
  await recordAct(work, { staff: null, source_address: null, action: 'router.tunnel_opened', subject, after: { public_key } }) // prettier-ignore
}

/** The box's end, whole; null where no router comes through a tunnel. */
export async function writeTunnels(db: Db, safe: Safe, port: number): Promise<string | null> {
  const box = await db('tunnel_box').first()
  if (!box) return null
  const { rows } = await db.raw<{ rows: Peer[] }>(
    `select r.name, host(p.address) as address, p.public_key from tunnel_peers p join routers r on r.id = p.router_id
     where p.public_key is not null and r.retired_at is null order by p.address`,
  )
  const private_key = safe.open(box.private_key_sealed, 'tunnel_box.private_key')
  return tunnelConfiguration({ private_key, port }, rows)
}
