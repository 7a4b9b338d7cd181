// Every service and router of the box as RADIUS asks for them: by user name, by device, by address.

import { setImmediate as others } from 'node:timers/promises'
import type { ServiceFacts } from '../appliance/access/access.ts'
import type { News, RouterFacts } from '../appliance/access/facts.ts'

export interface Memory {
  readonly services: Map<number, ServiceFacts>
  readonly servicesByName: Map<string, ServiceFacts>
  readonly passesByMac: Map<string, ServiceFacts>
  readonly routers: Map<number, RouterFacts>
  readonly routersByAddress: Map<string, RouterFacts>
  readonly routersByCertificate: Map<string, RouterFacts>
}

export function emptyMemory(): Memory {
  return {
    services: new Map(),
    servicesByName: new Map(),
    passesByMac: new Map(),
    routers: new Map(),
    routersByAddress: new Map(),
    routersByCertificate: new Map(),
  }
}

/** A memory of all of it, made beside the one that is in use: packets that come meanwhile have their turn in between. */
export async function rememberAll({
  services,
  routers,
}: Pick<News, 'services' | 'routers'>): Promise<Memory> {
  const memory = emptyMemory()
  for (const [index, service] of services.entries()) {
    put(memory, service)
    if (index % 2000 === 1999) await others()
  }
  for (const router of routers) putRouter(memory, router)
  return memory
}

/**
 * What changed, put in its place at once. Forgets first and puts after: two services may have exchanged names or devices,
 * two routers addresses. Returns whether anything is as it was not before.
 */
export function remember(memory: Memory, { replaces, services, routers }: News): boolean {
  if (replaces === 'everything') throw new RangeError('All of it is remembered by rememberAll.')
  for (const id of [...replaces.service_ids, ...services.map((each) => each.id)]) {
    const { user_name = '', macs = [] } = memory.services.get(id) ?? {}
    memory.servicesByName.delete(user_name)
    for (const mac of macs) memory.passesByMac.delete(mac)
    memory.services.delete(id)
  }
  for (const id of [...replaces.router_ids, ...routers.map((each) => each.id)]) {
    memory.routersByAddress.delete(memory.routers.get(id)?.address ?? '')
    memory.routersByCertificate.delete(memory.routers.get(id)?.certificate_sha256 ?? '')
    memory.routers.delete(id)
  }
  for (const service of services) put(memory, service)
  for (const router of routers) putRouter(memory, router)
  return [replaces.service_ids, replaces.router_ids, services, routers].some((some) => some.length)
}

function put(memory: Memory, service: ServiceFacts): void {
  memory.services.set(service.id, service)
  memory.servicesByName.set(service.user_name, service)
  if (service.kind !== 'hotspot') return
  for (const mac of service.macs) memory.passesByMac.set(mac, service)
}

function putRouter(memory: Memory, router: RouterFacts): void {
  memory.routers.set(router.id, router)
  memory.routersByAddress.set(router.address, router)
  if (router.certificate_sha256 !== null)
    memory.routersByCertificate.set(router.certificate_sha256, router)
}
