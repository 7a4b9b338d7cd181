// One question to Daraja, or to another provider, over HTTP and its answer, bounded in time and size, with a record of both that is fit
// to keep. Redirects are answers like any other: they are not followed, so a token goes to one host only.

import { request as overHttp, type RequestOptions } from 'node:http'
import { request as overHttps } from 'node:https'
import { Unavailable } from '../../appliance/errors.ts'
import { readJson } from '../../appliance/providers/message.ts'
import { redact, redactWords } from '../../appliance/providers/redaction.ts'
import { findOnInternet } from './internet-only.ts'

/** What was asked and answered, without secrets and with phone numbers masked (S3-13). */
export interface CallRecord {
  method: 'GET' | 'POST'
  path: string
  request_redacted: unknown
  /** Null when no answer came. */
  http_status: number | null
  answer_redacted: unknown
  took_ms: number
}

export interface Answer {
  http_status: number
  content_type: string
  body: Buffer
}

export interface Limits {
  connect_ms: number
  total_ms: number
  answer_bytes: number
}

export const darajaLimits: Limits = {
  connect_ms: 5_000,
  total_ms: 15_000,
  answer_bytes: 1024 * 1024,
}

export interface Question {
  base_url: string
  authorization: string
  /** A POST of its body; without one a GET. */
  request: { path: string; body?: Readonly<Record<string, unknown>> }
  limits: Limits
  /** Whom it is asked of, for words: Daraja, where nothing is said. */
  who?: string
}

/** Adds to `records` whatever happens. Throws Unavailable `daraja_unreachable`, `daraja_timeout`, `upstream_unreadable`. */
export async function exchange(question: Question, records: CallRecord[]): Promise<Answer> {
  const { path, body } = question.request
  const record: CallRecord = {
    method: body ? 'POST' : 'GET',
    path,
    request_redacted: redact(body ?? null),
    http_status: null,
    answer_redacted: null,
    took_ms: 0,
  }
  records.push(record)
  const started = performance.now()
  try {
    const answer = await send(question)
    record.http_status = answer.http_status
    record.answer_redacted = redactAnswer(answer.body)
    return answer
  } catch (problem) {
    const refusal = unavailable(problem, question.who ?? 'Daraja')
    if (neverLeft(problem)) unsent.add(refusal)
    record.answer_redacted = refusal.message
    throw refusal
  } finally {
    record.took_ms = Math.round(performance.now() - started)
  }
}

const unsent = new WeakSet<Error>()

/** Whether a question certainly never left: there was no connection to send it over. */
export function neverLeft(error: unknown): boolean {
  return error instanceof Error && unsent.has(error)
}

function send({ base_url, authorization, request, limits }: Question): Promise<Answer> {
  const body = request.body && JSON.stringify(request.body)
  const options: RequestOptions = {
    method: body ? 'POST' : 'GET',
    lookup: findOnInternet as never,
    agent: false, // A connection a call: nothing waits on one that went stale.
    timeout: limits.connect_ms,
    signal: AbortSignal.timeout(limits.total_ms),
    headers: {
      authorization,
      accept: 'application/json',
      // Without the type, Daraja complains of another field.
      ...(body && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
    },
  }
  const url = new URL(base_url.replace(/\/+$/, '') + request.path)
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  let connected = false

  const call = (url.protocol === 'http:' ? overHttp : overHttps)(url, options, (response) => {
    const parts: Buffer[] = []
    let size = 0
    response.on('data', (part: Buffer) => {
      size += part.length
      parts.push(part)
      if (size > limits.answer_bytes) response.destroy(new Error('too_large'))
    })
    response.on('error', reject)
    response.on('end', () =>
      resolve({
        http_status: response.statusCode ?? 0,
        content_type: response.headers['content-type'] ?? '',
        body: Buffer.concat(parts),
      }),
    )
  })
  // The idle timeout covers connecting; from then on only the total counts.
  call.on('timeout', () => call.destroy(new Error('connect_timeout')))
  call.on('socket', (socket) => {
    socket.once(url.protocol === 'http:' ? 'connect' : 'secureConnect', () => {
      connected = true
      socket.setTimeout(0)
    })
  })
  call.on('error', (problem) => {
    if (!connected) unsent.add(problem)
    reject(problem)
  })
  call.end(body)
  return promise
}

function redactAnswer(body: Buffer): unknown {
  const words = body.toString()
  const read = readJson(words)
  return typeof read === 'object' ? redact(read.json) : redactWords(words.slice(0, 500))
}

function unavailable(cause: unknown, who: string): Unavailable {
  const { name, message } = cause as Error
  if (message === 'too_large') {
    return new Unavailable(
      'upstream_unreadable',
      `${who}’s answer is longer than any it should give.`,
    )
  }
  if (name === 'AbortError' || name === 'TimeoutError' || message === 'connect_timeout') {
    return new Unavailable('daraja_timeout', `${who} did not answer in time.`, { cause })
  }
  return new Unavailable('daraja_unreachable', `${who} can’t be reached.`, { cause })
}
