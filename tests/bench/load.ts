// Load on a web server: at a set pace, as many phones would, to see how long they wait; and as fast as it answers, to
// see how much it can. Durations are the steady clock's milliseconds; a request waits from when it was due, not from
// when a socket was free.

import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

/** An address that is looked at, or a body that is posted to it. */
export type Asked = string | { url: string; body: string }

export interface Heard {
  requests: number
  failed: number
  seconds: number
  /** Sorted. */
  milliseconds: number[]
}

/** `perSecond` requests a second for `seconds`, whatever the server does. */
export async function loadAtPace(
  next: () => Asked,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Heard> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const durations: number[] = []
  const began = performance.now()
  const total = perSecond * seconds
  const asked: Promise<void>[] = []
  let failed = 0
  const askOnce = async (due_at: number) => {
    if (!(await ask(agent, next()))) failed++
    durations.push(performance.now() - due_at)
  }
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond) + 1)
    for (; sent < due; sent++) asked.push(askOnce(began + (sent / perSecond) * 1000))
    await wait(2)
  }
  await Promise.all(asked)
  agent.destroy()
  return summarise(durations, failed, began)
}

/** `lanes` requests at a time, each followed by the next. */
export async function loadFlatOut(
  next: () => Asked,
  { lanes, seconds }: { lanes: number; seconds: number },
): Promise<Heard> {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes })
  const durations: number[] = []
  const began = performance.now()
  let failed = 0
  const lane = async () => {
    while (performance.now() - began < seconds * 1000) {
      const from = performance.now()
      if (!(await ask(agent, next()))) failed++
      durations.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  agent.destroy()
  return summarise(durations, failed, began)
}

function ask(agent: Agent, asked: Asked): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const { url, body } = typeof asked === 'string' ? { url: asked, body: undefined } : asked
  const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } // prettier-ignore
  const method = body === undefined ? 'GET' : 'POST'
  const asking = request(url, { agent, method, headers }, (response) => {
    response.resume()
    response.on('end', () => resolve((response.statusCode ?? 500) < 400))
    response.on('error', () => resolve(false))
  })
  asking.on('error', () => resolve(false))
  asking.end(body)
  return promise
}

function summarise(durations: number[], failed: number, began: number): Heard {
  const milliseconds = durations.toSorted((one, other) => one - other)
  const seconds = (performance.now() - began) / 1000
  return { requests: durations.length, failed, seconds, milliseconds }
}

/** The duration that `share` (0 to 1) of all stay below. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
