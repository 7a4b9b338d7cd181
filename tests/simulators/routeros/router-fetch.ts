// `/tool fetch`: a router's HTTP client, with its limits and its way to trust a server. By default over real sockets.

import { request as plainly } from 'node:http'
import { request as securely } from 'node:https'
import { ScriptTrouble, secondsOf, type Value } from './values.ts'

export interface FetchAsked {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** PEM of the certificates the router trusts; undefined where it was told to trust anybody. */
  readonly trusted: readonly string[] | undefined
  readonly milliseconds: number
}

export interface FetchAnswer {
  readonly status: number
  readonly body: Buffer
}

export type Fetcher = (asked: FetchAsked) => Promise<FetchAnswer>

/** Bytes that `output=user` holds. */
export const userBytesMax = 65_536

/** Rejects with ScriptTrouble in the router's words. */
export const fetchBySockets: Fetcher = (asked) => {
  const { promise, resolve, reject } = Promise.withResolvers<FetchAnswer>()
  const url = new URL(asked.url)
  const { method, headers, body, trusted, milliseconds } = asked
  const options = { method, headers, timeout: milliseconds }
  const sent =
    url.protocol === 'https:'
      ? securely(url, { ...options, ...(trusted ? { ca: [...trusted] } : { rejectUnauthorized: false }) }) // prettier-ignore
      : plainly(url, options)
  sent.on('timeout', () => sent.destroy(new ScriptTrouble('failure: connection timeout')))
  sent.on('error', (problem: Error & { code?: string }) => {
    if (problem instanceof ScriptTrouble) return reject(problem)
    const isTrust = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(problem.code ?? '')
    reject(
      new ScriptTrouble(
        isTrust
          ? 'failure: ssl: no trusted CA certificate found (6)'
          : 'failure: connection failed',
      ),
    )
  })
  sent.on('response', (response) => {
    const pieces: Buffer[] = []
    response.on('data', (piece: Buffer) => pieces.push(piece))
    response.on('error', () => reject(new ScriptTrouble('failure: connection closed')))
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }),
    )
  })
  sent.end(body)
  return promise
}

/** "A: b,C: d"; a comma within a value stands after a backslash. */
export function readHeaders(field: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const one of field.split(/(?<!\\),/)) {
    const [all, name, value] = /^\s*([^:\s]+)\s*:\s*(.*)$/s.exec(one.replaceAll('\\,', ',')) ?? []
    if (all) headers[name!] = value!
    else if (one !== '') throw new ScriptTrouble('failure: bad http-header-field')
  }
  return headers
}

/** How long it may take: `duration`, or the ten seconds of `idle-timeout`. */
export function patienceOf(duration: Value | undefined, idle: Value | undefined): number {
  const seconds = secondsOf(duration ?? null) ?? secondsOf(idle ?? null) ?? 10
  return seconds * 1000
}
