// A process's life, and its end in the middle of its work: a transaction is dropped before its commit or is the last thing that
// was done, and nothing that would have followed does. Not an error that somebody might catch: it never goes on.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Appliance, Work } from '../../appliance/appliance.ts'
import { Unavailable } from '../../appliance/errors.ts'
import type { JobData, JobName } from '../../appliance/queues.ts'
import type { Chance } from './faults.ts'

export interface Sent {
  name: JobName
  data: JobData[JobName]
}

interface Life {
  role: 'job' | 'web'
  dead: boolean
  die(): void
}

class Death extends Error {}

const never = () => new Promise<never>(() => {})
const killedOnceIn = 40

export interface Lives {
  /** The appliance with work that may be cut short, and with jobs that go to the town's own queue. */
  appliance: Appliance
  /** Whether PostgreSQL answers. */
  away: boolean
  /** Whether something may have been written since somebody looked what is due. */
  changed: boolean
  /** Runs it as a process of that role would. Resolves `killed` where the process did not live to see its end. */
  live(
    role: Life['role'],
    task: () => Promise<void>,
    onDeath?: () => void,
  ): Promise<'done' | 'killed'>
}

export function openLives(opened: Appliance, chance: Chance, send: (sent: Sent[]) => void): Lives {
  const current = new AsyncLocalStorage<Life>()

  function drawDeath(life: Life | undefined): 'before' | 'after' | undefined {
    if (!life) return undefined
    if (chance.strikes(`${life.role}_killed_before_commit`, killedOnceIn)) return 'before'
    return chance.strikes(`${life.role}_killed_after_commit`, killedOnceIn) ? 'after' : undefined
  }

  async function work<T>(task: (unit: Work) => Promise<T>): Promise<T> {
    const life = current.getStore()
    if (life?.dead) return never()
    if (lives.away) throw new Unavailable('database_away', 'The database does not answer.')
    const death = drawDeath(life)
    lives.changed = true
    let sent: Sent[] = []
    const die = () => {
      life!.dead = true
      life!.die()
      return never()
    }
    try {
      const value = await opened.work(async (unit) => {
        sent = []
        const enqueue: Work['enqueue'] = async (name, ...each) =>
          void sent.push(...each.map((data) => ({ name, data })))
        const done = await task({ ...unit, enqueue })
        if (death === 'before') throw new Death()
        return done
      })
      send(sent)
      return death === 'after' ? die() : value
    } catch (error) {
      if (error instanceof Death) return die()
      throw error
    }
  }

  const appliance: Appliance = { ...opened, work, apart: () => ({ ...appliance, close: async () => {} }) } // prettier-ignore
  const lives: Lives = {
    appliance,
    away: false,
    changed: true,
    live: async (role, task, onDeath = () => {}) => {
      const { promise: killed, resolve } = Promise.withResolvers<'killed'>()
      const life: Life = {
        role,
        dead: false,
        die: () => {
          onDeath()
          resolve('killed')
        },
      }
      return current.run(life, () => Promise.race([task().then(() => 'done' as const), killed]))
    },
  }
  return lives
}
