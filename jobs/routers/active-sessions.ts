// Who is online at a router, by its own list: read over its API, shortened by one, and read again.

import type { LoginAnswer } from '../../appliance/access/guest-logins.ts'
import type { StepAnswer } from '../../appliance/access/disconnect-ladder.ts'
import { Refusal } from '../../appliance/errors.ts'
import { apiPatience, openRouterApi, type ApiPatience, type ApiTarget, type RouterApi } from './routeros-api.ts' // prettier-ignore

export interface ActiveSession {
  service: 'pppoe' | 'hotspot'
  /** RouterOS's number of the row, for removing it. */
  row: string
  user_name: string
  address: string
  mac: string
}

const lists = [
  { service: 'pppoe', menu: '/ppp/active', name: 'name', mac: 'caller-id' },
  { service: 'hotspot', menu: '/ip/hotspot/active', name: 'user', mac: 'mac-address' },
] as const

/** All of them. A list that the router does not have, as without the hotspot package, is empty; Refusals as of openRouterApi. */
export async function readActive(api: RouterApi): Promise<ActiveSession[]> {
  const answers = await Promise.all(
    lists.map(async ({ service, menu, name, mac }) => {
      const answer = await api.ask(`${menu}/print`, [`=.proplist=.id,${name},address,${mac}`])
      if (answer.kind === 'refused') return []
      return answer.rows.map((row) => ({
        service,
        row: row['.id'] ?? '',
        user_name: row[name] ?? '',
        address: row['address'] ?? '',
        mac: row[mac] ?? '',
      }))
    }),
  )
  return answers.flat()
}

export interface SessionAtRouter {
  user_name: string
  framed_ip_address: string | null
}

/** The same subscriber at the same address: who has come online anew has another one, or the same and a new session. */
function isOf({ user_name, framed_ip_address }: SessionAtRouter, active: ActiveSession): boolean {
  const isNamed = active.user_name.toLowerCase() === user_name.toLowerCase()
  return isNamed && (framed_ip_address === null || active.address === framed_ip_address)
}

/** Takes a session out of the router's list and looks whether it is gone. Never rejects for what a router or the network does. */
export async function removeFromRouter(
  target: ApiTarget,
  session: SessionAtRouter,
  patience: ApiPatience = apiPatience,
): Promise<StepAnswer> {
  try {
    const api = await openRouterApi(target, patience)
    try {
      const theirs = (await readActive(api)).filter((active) => isOf(session, active))
      if (theirs.length === 0) return { kind: 'absent' }
      for (const { service, row } of theirs) {
        const { menu } = lists.find((list) => list.service === service)!
        const answer = await api.ask(`${menu}/remove`, [`=.id=${row}`])
        // It may have gone by itself in the meantime: the list says.
        if (answer.kind === 'refused' && !/no such item/.test(answer.words))
          return { kind: 'trap', words: answer.words }
      }
      const rows = new Set(theirs.map(({ row }) => row))
      const isThere = (await readActive(api)).some(({ row }) => rows.has(row))
      return isThere ? { kind: 'trap', words: 'it is in the list still' } : { kind: 'removed' }
    } finally {
      api.close()
    }
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem
    return problem.status === 503 ? { kind: 'silent' } : { kind: 'trap', words: problem.message }
  }
}

export interface WaitingGuest {
  mac: string
  user_name: string
  password: string
}

/** Looks whether the hotspot sees the phone, and lets it in. Never rejects for what a router or the network does. */
export async function loginAtRouter(
  target: ApiTarget,
  { mac, ...guest }: WaitingGuest,
  patience: ApiPatience = apiPatience,
): Promise<LoginAnswer> {
  try {
    const api = await openRouterApi(target, patience)
    try {
      const words = [`?mac-address=${mac}`, '=.proplist=address,authorized']
      const hosts = await api.ask('/ip/hotspot/host/print', words)
      if (hosts.kind === 'refused') return { kind: 'refused', words: hosts.words }
      const [host] = hosts.rows
      if (!host?.['address']) return { kind: 'away' }
      if (host['authorized'] === 'true') return { kind: 'was_in' }
      const refused = await letGuestIn(api, { ...guest, mac, address: host['address'] })
      if (refused === undefined) return { kind: 'let_in' }
      // Its browser was quicker by a breath, or it left.
      if (/already (logged in|authorizing)/.test(refused)) return { kind: 'was_in' }
      return /unknown host/.test(refused) ? { kind: 'away' } : { kind: 'refused', words: refused }
    } finally {
      api.close()
    }
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem
    return problem.status === 503 ? { kind: 'silent' } : { kind: 'refused', words: problem.message }
  }
}

/** Lets a guest in who waits before the hotspot, without a browser. Undefined where it did; else the router's words. */
export async function letGuestIn(
  api: RouterApi,
  guest: { address: string; mac: string; user_name: string; password: string },
): Promise<string | undefined> {
  const { address, mac, user_name, password } = guest
  const words = [`=ip=${address}`, `=mac-address=${mac}`, `=user=${user_name}`, `=password=${password}`] // prettier-ignore
  const answer = await api.ask('/ip/hotspot/active/login', words)
  return answer.kind === 'refused' ? answer.words : undefined
}
