// Routers to be connected, for tests of the routers' door: each added by a technician, pasted into by its line, and calling.

import { queueCommand } from '../../appliance/access/router-commands.ts'
import type { CommandKind } from '../../appliance/tables.ts'
import type { RouterOS } from '../simulators/routeros/routeros.ts'
import { signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { openTlsDoor } from './tls-door.ts'

export async function openGates() {
  const door = await openTlsDoor()
  const { appliance, clock, origin } = door
  const { db, safe, work } = appliance
  await hireStaff(appliance)
  await openKilima(appliance, clock)
  const technician = await signedIn(origin, 'technician')
  const support = await signedIn(origin, 'support')
  const site = String((await db('sites').where({ name: 'Kasarani' }).first('id'))!.id)
  let drawn = 0

  /** A router that was added, and the line for it. */
  async function added(more: Record<string, string> = {}) {
    const name = `gate-${(drawn += 1)}`
    const answer = await technician.post('/routers/lines', {
      name, site, serves: 'both', port: 'bridge', reach: 'phone', address: '', ...more,
    }) // prettier-ignore
    const { id } = (await db('routers').where({ name }).first('id'))!
    return { id, name, path: answer.location!, line: await lineOn(answer.location!) }
  }

  async function lineOn(path: string): Promise<string> {
    const { html } = await technician.get(path)
    const [, line = ''] = /<code id="line">([^<]*)</.exec(html) ?? []
    return plain(line)
  }

  async function connected(more: Record<string, string> = {}, options: Parameters<typeof door.router>[0] = {}) {
    const router = await added(more)
    const from = `102.0.5.${drawn}`
    const ros = door.router({ from, ...options })
    await ros.run('/interface bridge add name=bridge', 'terminal')
    const ran = await ros.run(router.line, 'terminal')
    if (ran.error) throw new Error(`${ran.error}: ${ran.output.join('\n')}`)
    return { ...router, ros, from, agent: () => agentOf(router.id), call: () => call(ros) }
  } // prettier-ignore

  const agentOf = async (router_id: number) =>
    (await db('router_agents').where({ router_id }).first())!
  const call = async (ros: RouterOS) => (await ros.run('/system script run lango-agent')).error
  const queue = (router_id: number, kind: CommandKind, told: Record<string, string> = {}, more = {}) =>
    work((unit) => queueCommand(unit, safe, { router_id, kind, told: told as never, ...more })) // prettier-ignore
  const stateOf = async (id: number) => (await db('router_commands').where({ id }).first())!
  return { ...door, technician, support, added, lineOn, connected, agentOf, call, queue, stateOf }
}

export function plain(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
}

/** Guests that the router knows itself. */
export const names = (ros: RouterOS): string[] =>
  ros.rows('/ip/hotspot/user').filter(({ comment }) => comment === 'lango').map(({ name }) => name!) // prettier-ignore

export const put = (name: string) => ({ name, password: 'x', rate: '5M/10M', mac: '' })
