// The life of a process: opened, ready, told to stop, closed. systemd and the trial both start a process,
// hear that it is ready, and end it with SIGTERM; a process whose parent has gone does not stay behind.

import { log, warn, type Facts } from './log.ts'

export interface Living {
  /** What to say when ready: addresses, ports. */
  ready: Facts
  close(): Promise<void>
}

const closeSecondsMax = 20

/** Opens and lives until SIGTERM, SIGINT or the parent's end. A fault while opening ends it with code 1. */
export async function live(name: string, open: () => Promise<Living>): Promise<void> {
  process.on('uncaughtException', (error) => {
    warn('process.failed', { name, error })
    process.exit(1)
  })
  const living = await open()
  log('process.ready', { name, ...living.ready })
  process.send?.({ ready: true, name, ...living.ready })

  let stopping = false
  async function stop(reason: string): Promise<void> {
    if (stopping) return
    stopping = true
    log('process.stopping', { name, reason })
    setTimeout(() => process.exit(1), closeSecondsMax * 1000).unref()
    await living.close()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
  process.on('disconnect', () => void stop('parent gone'))
}
