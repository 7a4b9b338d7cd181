// LISTEN on a connection of its own, never the pool's, kept up for the life of a process. A NOTIFY sent while
// the connection was down is lost: whoever listens catches up in `onConnect`, and polls besides.

import { Client } from 'pg'

export interface Listener {
  close(): Promise<void>
}

interface Ears {
  channel: 'access_changed' | 'clock_changed'
  onNotice(payload: string): void
  /** Called after every successful LISTEN, the first included. */
  onConnect?(): void
}

const retryMilliseconds = 500

export function listen(databaseUrl: string, { channel, onNotice, onConnect }: Ears): Listener {
  let client: Client | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  function again(): void {
    client = undefined
    if (closed) return
    clearTimeout(retry)
    retry = setTimeout(connect, retryMilliseconds)
  }

  async function connect(): Promise<void> {
    const fresh = new Client({
      connectionString: databaseUrl,
      application_name: 'lango listener',
      connectionTimeoutMillis: 2000,
      keepAlive: true,
    })
    fresh.on('error', again)
    fresh.on('end', again)
    fresh.on('notification', ({ payload }) => onNotice(payload ?? ''))
    client = fresh
    try {
      await fresh.connect()
      await fresh.query(`listen ${channel}`)
      onConnect?.()
    } catch {
      fresh.end().catch(() => {})
      again()
    }
  }

  void connect()
  return {
    close: async () => {
      closed = true
      clearTimeout(retry)
      await client?.end().catch(() => {})
    },
  }
}
