// Where a trial listens. What was asked for is taken or refused; what was not asked for gives way to whoever is
// there already, and the summary says where it went.

import { Conflict, Invalid } from '../errors.ts'
import { freePort } from './machine.ts'

export interface TrialPorts {
  web: number
  auth: number
  acct: number
  safaricom: number
  routers: number
  /** The first of the simulated phones' gateways; the others follow. */
  phones: number
  payhero: number
  paystack: number
  coa: number
}

const loopback = '127.0.0.1'

/** Where a trial listens when nobody says otherwise; what is left out follows the web door. */
export const usualPorts = { web: 8080, auth: 1812, coa: 3799 } as const

/** Throws Conflict `port_taken` for a port that was asked for and is not free. */
export async function chooseTrialPorts(
  env: NodeJS.ProcessEnv,
  webHost: string,
): Promise<TrialPorts> {
  const web = await choose(env, 'LANGO_WEB_PORT', usualPorts.web, 'tcp', webHost)
  const auth = await choose(env, 'LANGO_RADIUS_AUTH_PORT', usualPorts.auth, 'udp', loopback)
  const acct = await choose(env, 'LANGO_RADIUS_ACCT_PORT', auth + 1, 'udp', loopback)
  const safaricom = await freePort(web + 1, 'tcp', loopback)
  const routers = await freePort(safaricom + 1, 'tcp', loopback)
  const phones = await freePort(routers + 1, 'tcp', loopback)
  // Beyond the phones: there are fewer than twenty.
  const payhero = await freePort(phones + 20, 'tcp', loopback)
  const paystack = await freePort(payhero + 1, 'tcp', loopback)
  const coa = await freePort(usualPorts.coa, 'udp', '127.0.0.11')
  return { web, auth, acct, safaricom, routers, phones, payhero, paystack, coa }
}

async function choose(
  env: NodeJS.ProcessEnv,
  name: string,
  usual: number,
  kind: 'tcp' | 'udp',
  host: string,
): Promise<number> {
  const asked = env[name]
  if (asked === undefined) return freePort(usual, kind, host)
  if (!/^\d{1,5}$/.test(asked) || Number(asked) < 1 || Number(asked) > 65535)
    throw new Invalid('port_unreadable', `${name} must be a port, 1 to 65535, not "${asked}".`)

  const free = await freePort(Number(asked), kind, host)
  if (free === Number(asked)) return free
  throw new Conflict(
    'port_taken',
    `Port ${asked} on ${host} is taken: end what uses it, or set ${name} to another.`,
  )
}
