// The provider, the NAS and its homes together, in the words the cases are told in.

import assert from 'node:assert'
import type { Session } from '../../appliance/tables.ts'
import { eventually } from '../support/eventually.ts'
import type { Machine, Told } from './machine.ts'
import type { Provider } from './provider.ts'

export interface Line {
  /** What the home's pppd did in the end: its exit code is the answer. */
  ended: Promise<Told>
  /** Waits until the home has an address; throws where pppd ends before. */
  online(): Promise<string>
  /** Of the RADIUS server's answer, as radattr.so wrote it on the NAS. */
  attributes(): Promise<Map<string, string>>
  /** Sends packets to the NAS; how many it heard. */
  upload(count: number, bytes: number): Promise<number>
  signal(name: 'TERM' | 'KILL'): Promise<void>
  /** What the home's pppd wrote. */
  log(): Promise<string>
}

export interface Lab {
  provider: Provider
  /** A home's pppd dials in. `more` are further options of pppd's. */
  dial(home: number, user: string, password?: string, more?: string): Line
  /** The one session of a user, once this holds of it. */
  session(user: string, what: string, holds: (session: Session) => boolean): Promise<Session>
}

export const password = 'maji-ya-kunywa'

export function openLab(machine: Machine, provider: Provider): Lab {
  function dial(home: number, user: string, secret = password, more = 'noccp'): Line {
    let over: Told | undefined
    const ended = machine.tell(`/run/nas dial ${home} ${user} ${secret} '${more}'`)
    ended.then((told) => (over = told)).catch(() => {})
    return {
      ended,
      online: () =>
        eventually(
          `home ${home} online`,
          async () => {
            const { code, said } = await machine.tell(`/run/nas online ${home}`)
            if (code === 0) return said
            assert(!over, `home ${home}: pppd ended with ${over?.code}\n${over?.said}`)
            return undefined
          },
          40,
        ),
      attributes: async () =>
        new Map(
          (await machine.ask(`/run/nas attributes ${home}`)).split('\n').map((line) => {
            const [name, ...words] = line.split(' ')
            return [name!, words.join(' ')]
          }),
        ),
      upload: async (count, bytes) =>
        Number(await machine.ask(`/run/nas upload ${home} ${count} ${bytes}`)),
      signal: async (name) => void (await machine.ask(`/run/nas signal ${home} ${name}`)),
      log: () => machine.ask(`cat /run/shared/home-${home}.log`),
    }
  }
  return {
    provider,
    dial,
    session: (user, what, holds) =>
      eventually(
        `${user}: ${what}`,
        async () => {
          const sessions = await provider.sessionsOf(user)
          assert(sessions.length <= 1, `${user} has ${sessions.length} sessions`)
          return sessions[0] && holds(sessions[0]) ? sessions[0] : undefined
        },
        100,
      ),
  }
}
