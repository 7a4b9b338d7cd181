// A simulated router and a server to talk to, for a test. Each test takes loopback addresses of its own.

import { seededDice } from './dice.ts'
import { openRouter, type Router, type RouterOptions } from './router/router.ts'
import { settableClock, type SettableClock } from './settable-clock.ts'
import { openStandInRadius, type Heard, type StandInRadius } from './stand-in-radius.ts'

export const secret = 'a shared secret of the lab'

export interface Lab {
  readonly clock: SettableClock
  readonly router: Router
  readonly server: StandInRadius
  /** What was heard of that code: 1 is access, 4 accounting. */
  heard(code: 1 | 4): readonly Heard[]
  close(): Promise<void>
}

let last_host = 40

export async function openLab(options: Partial<RouterOptions> = {}): Promise<Lab> {
  const clock = settableClock()
  const server = await openStandInRadius(secret)
  last_host += 1
  const router = await openRouter({
    name: 'RB-Kiambu-01',
    address: `127.77.${process.pid % 250}.${last_host}`,
    radius: { host: '127.0.0.1', auth_port: server.port, acct_port: server.port, secret },
    coa_port: 0,
    now: clock.now,
    timeout_ms: 3000,
    retries: 3,
    random: seededDice(5),
    ...options,
  })
  return {
    clock,
    router,
    server,
    heard: (code) => server.heard.filter((one) => one.code === code),
    async close() {
      await router.close()
      await server.close()
    },
  }
}

export const njeri = {
  user_name: 'jane@lango',
  password: 'S3cret!',
  mac: '4C:5E:0C:AA:BB:01',
  service: 'pppoe',
} as const

export const guest = {
  user_name: '0712345678',
  password: 'S3cret!',
  mac: 'BC:24:11:EB:56:4D',
  service: 'hotspot',
} as const

/** The value of an attribute, or of a vendor's as "14988/8". */
export function valueOf({ attributes }: Heard, type: string): Buffer | undefined {
  return attributes.find(([one]) => one === type)?.[1]
}

export function numberOf(heard: Heard, type: string): number | undefined {
  return valueOf(heard, type)?.readUInt32BE(0)
}

export function textOf(heard: Heard, type: string): string | undefined {
  return valueOf(heard, type)?.toString()
}
