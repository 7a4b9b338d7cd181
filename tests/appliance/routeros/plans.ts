// Routers to be connected, for tests of scripts, and a box that answers what they fetch.

import { readFacts } from '../../../appliance/routeros/preflight.ts'
import type { RouterPlan } from '../../../appliance/routeros/router-plan.ts'
import type { Fetcher } from '../../simulators/routeros/router-fetch.ts'

export function planned(more: Partial<RouterPlan> = {}): RouterPlan {
  return {
    name: 'githurai-2',
    serves: 'both',
    reach: 'direct',
    guest_port: 'bridge',
    local_users: false,
    url: 'https://lango.example.co.ke',
    token: 'ab'.repeat(24),
    radius: { secret: 'Yk3+/x"$[quit]\\0A9', auth_port: 1812, acct_port: 1813, coa_port: 3799 },
    agent: { key: 'cd'.repeat(24), epoch: 1 },
    api: { password: 'ef'.repeat(24) },
    ca: null,
    tunnel: null,
    ...more,
  }
}

export const tunnel = {
  address: '10.98.0.7',
  box_address: '10.98.0.1',
  box_key: `${'A'.repeat(43)}=`,
  box_port: 51820,
}

export const everyPlan: Readonly<Record<string, RouterPlan>> = {
  'homes and guests, reached directly': planned(),
  'homes through a tunnel': planned({ serves: 'pppoe', reach: 'wireguard', tunnel }),
  'guests, only when it calls': planned({
    serves: 'hotspot',
    reach: 'phone',
    local_users: true,
    api: null,
  }),
}

/** A box that says go, keeps what it was told, and answers agents with these texts, one a call. */
export function standInBox(answers: string[] = []) {
  const facts: Record<string, string> = {}
  const steps: string[] = []
  const told: string[] = []
  const seen: string[] = []
  const fetch: Fetcher = async ({ url, body }) => {
    const { pathname } = new URL(url)
    const text = body.toString()
    seen.push(pathname)
    if (pathname.endsWith('/facts')) Object.assign(facts, readFacts(text))
    else if (pathname.endsWith('/steps')) steps.push(text)
    else if (pathname.endsWith('/calls')) {
      told.push(text)
      return { status: 200, body: Buffer.from(answers.shift() ?? '{"commands":[]}') }
    }
    return { status: 200, body: Buffer.from(pathname.endsWith('/facts') ? 'go' : 'ok') }
  }
  return { fetch, facts, steps, told, seen }
}
