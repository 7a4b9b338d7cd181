// Safaricom's posts to us: one HTTP request each, whole or maimed, now or when its clock is there.

import { request as requestHttp, type ClientRequest } from 'node:http'
import { request as requestHttps } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import type { Answered } from './books.ts'

const LARGEST_ANSWER = 4000
const TRICKLES = 16

export interface Posting {
  readonly url: string
  readonly body: string
  readonly timeout_ms: number
  readonly slow_ms?: number | undefined
  readonly truncated?: 'body' | 'connection' | undefined
  /** Beside, or in place of, JSON's content type. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface Outbox {
  post(posting: Posting): Promise<Answered>
  /** Work that `idle` waits for. */
  during<Value>(work: Promise<Value>): Promise<Value>
  /** Does the task when the clock is there: see `tick`. */
  at(due: Temporal.Instant, task: () => Promise<void>): void
  /** Does the task that many real milliseconds from now. */
  after(milliseconds: number, task: () => Promise<void>): void
  /** Does what is due by now and waits for it. */
  tick(): Promise<void>
  /** When the next task is due; undefined where none waits. */
  nextDue(): Temporal.Instant | undefined
  /** Waits until nothing is under way; what is due later stays. */
  idle(): Promise<void>
  close(): void
}

/** `one_by_one`: nothing is done but in `tick`, each task after the one before, so that a run is the same every time. */
export function openOutbox(now: () => Temporal.Instant, one_by_one = false): Outbox {
  const underWay = new Set<Promise<unknown>>()
  let waiting: { due: Temporal.Instant; task: () => Promise<void> }[] = []
  const closed = new AbortController()

  function track<Value>(work: Promise<Value>): Promise<Value> {
    underWay.add(work)
    const forget = () => void underWay.delete(work)
    work.then(forget, forget)
    return work
  }

  return {
    post: (posting) => track(post(posting)),
    during: track,
    at(due, task) {
      waiting.push({ due, task })
    },
    after(milliseconds, task) {
      if (one_by_one) return void waiting.push({ due: now(), task })
      const options = { signal: closed.signal, ref: false }
      void track(pause(milliseconds, undefined, options).then(task, () => {}))
    },
    async tick() {
      const instant = now()
      const due = waiting.filter(({ due }) => Temporal.Instant.compare(due, instant) <= 0)
      waiting = waiting.filter((one) => !due.includes(one))
      due.sort((one, other) => Temporal.Instant.compare(one.due, other.due))
      if (!one_by_one) return void (await track(Promise.all(due.map(({ task }) => task()))))
      for (const { task } of due) await track(task())
    },
    nextDue: () =>
      waiting
        .map(({ due }) => due)
        .toSorted((one, other) => Temporal.Instant.compare(one, other))[0],
    async idle() {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
    close() {
      waiting = []
      closed.abort()
    },
  }
}

function post({ url, body, timeout_ms, slow_ms, truncated, headers }: Posting): Promise<Answered> {
  const started = performance.now()
  const whole = Buffer.from(body)
  const half = whole.subarray(0, Math.ceil(whole.length / 2))
  const sent = truncated === undefined ? whole : half
  const { promise, resolve } = Promise.withResolvers<Answered>()
  const answered = (status: number | null, answer: string, problem: string | null) =>
    resolve({
      status,
      body: answer.slice(0, LARGEST_ANSWER),
      milliseconds: Math.round(performance.now() - started),
      problem,
    })

  let request: ClientRequest
  try {
    const target = new URL(url)
    const send = target.protocol === 'https:' ? requestHttps : requestHttp
    request = send(target, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json',
        ...headers,
        'content-length': truncated === 'body' ? half.length : whole.length,
      },
    })
  } catch (problem) {
    answered(null, '', (problem as Error).message)
    return promise
  }

  const givingUp = setTimeout(() => {
    answered(null, '', `no answer within ${timeout_ms} ms`)
    request.destroy()
  }, timeout_ms)
  request.on('response', (response) => {
    let answer = ''
    response.setEncoding('utf8')
    response.on('data', (part: string) => (answer += part))
    response.on('end', () => answered(response.statusCode ?? null, answer, null))
    response.on('error', (problem) =>
      answered(response.statusCode ?? null, answer, problem.message),
    )
  })
  request.on('error', (problem) => answered(null, '', problem.message))
  void promise.finally(() => clearTimeout(givingUp))
  void sendBody(request, sent, { slow_ms, cut: truncated === 'connection' })
  return promise
}

async function sendBody(
  request: ClientRequest,
  body: Buffer,
  { slow_ms, cut }: { slow_ms: number | undefined; cut: boolean },
): Promise<void> {
  if (slow_ms !== undefined) {
    const size = Math.ceil(body.length / TRICKLES)
    for (let from = 0; from < body.length; from += size) {
      request.write(body.subarray(from, from + size))
      await pause(slow_ms / TRICKLES)
    }
    request.end()
    return
  }
  if (!cut) return void request.end(body)

  request.write(body, () => {
    // The half that was written must reach the other side before the line drops.
    setTimeout(() => request.destroy(new Error('the simulator cut the line')), 20)
  })
}
