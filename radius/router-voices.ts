// When each router was last heard at the accounting port, written down every few seconds. Nobody waits for it, and while
// PostgreSQL is away nothing of it is kept: the gap is what should be seen.

import { recordVoices, type Voice } from '../appliance/access/silent-sessions.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { warn } from '../appliance/log.ts'
import { within } from '../appliance/patience.ts'

export interface RouterVoices {
  note(voice: Voice): void
  flush(): Promise<void>
  close(): Promise<void>
}

const flushMilliseconds = 5000
const answerMilliseconds = 2000
const voicesMax = 10_000 // A router may call itself anything, and is heard only as the first so many.

export function openRouterVoices({ db }: Pick<Appliance, 'db'>): RouterVoices {
  let heard = new Map<string, Voice>()
  let flushing: Promise<void> | undefined

  async function write(): Promise<void> {
    const voices = [...heard.values()]
    heard = new Map()
    await within(answerMilliseconds, recordVoices(db, voices)).catch((error: unknown) =>
      warn('router_voices.not_written', { error }),
    )
  }

  function flush(): Promise<void> {
    flushing ??= write().finally(() => (flushing = undefined))
    return flushing
  }

  const every = setInterval(() => void flush(), flushMilliseconds)
  return {
    note(voice) {
      const key = `${voice.router_id} ${voice.nas_identifier ?? ''}`
      if (heard.has(key) || heard.size < voicesMax) heard.set(key, voice)
    },
    flush,
    close: async () => {
      clearInterval(every)
      await flushing
      await flush()
    },
  }
}
