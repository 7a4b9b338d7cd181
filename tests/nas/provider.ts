// A provider for the NAS to ask: homes and a router in a database of their own, and the RADIUS process on the ports that
// inside/radiusclient.conf names. Real time: the NAS counts the seconds of its sessions by itself.

import type { Session } from '../../appliance/tables.ts'
import { openVillage, secret, type Home } from '../radius/conversations/village.ts'
import { testEnv } from '../support/database.ts'
import { startProcess } from '../support/processes.ts'

export interface Provider {
  /** Paid until tomorrow, unless told otherwise. */
  addHome(home: Home): Promise<number>
  /** Paid for so many seconds from now. */
  pay(service_id: number, seconds: number): Promise<void>
  sessionsOf(user_name: string): Promise<Session[]>
  log(): string
  close(): Promise<void>
}

export { secret }

export async function openProvider(address: { radius: string; nas: string }): Promise<Provider> {
  const now = Temporal.Now.instant()
  const village = await openVillage((url) => url, now.toString())
  // pppd's RADIUS client is from before the Message-Authenticator; it can't sign, and leaves ours unread.
  await village.addRouter({
    name: 'pppoe-server',
    address: address.nas,
    unsigned: true,
  })
  const radius = await startProcess(
    'radius',
    testEnv(village.appliance.config.databaseUrl, {
      LANGO_STATE_DIR: village.stateDir,
      LANGO_RADIUS_HOST: address.radius,
      LANGO_RADIUS_AUTH_PORT: '18120',
      LANGO_RADIUS_ACCT_PORT: '18121',
    }),
  )
  let added: Promise<unknown> = Promise.resolve() // One after the other: the first payment opens the books.
  return {
    addHome: async (home) => {
      const adding = added.then(() => village.addHome({ paid: [[-24, 24]], ...home }))
      added = adding
      return (await adding).service_id
    },
    pay: (service_id, seconds) => {
      const until = Temporal.Now.instant().add({ seconds }).since(now)
      return village.addCredit(service_id, [-1, Math.ceil(until.total('seconds')) / 3600])
    },
    sessionsOf: village.sessionsOf,
    log: radius.log,
    close: async () => {
      await radius.kill('SIGTERM')
      await village.close()
    },
  }
}
