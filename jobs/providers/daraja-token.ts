// The token that Daraja's calls carry. Each new one ends the one before, for everybody who uses the app: so it
// is kept where all processes see it, fetched by one caller at a time, and renewed only when one was refused.

import { readTokenAnswer, tokenPath } from '../../appliance/providers/daraja.ts'
import { exchange, type CallRecord, type Limits } from './daraja-exchange.ts'
import type { Pace } from './daraja-pace.ts'
import { refusalFor } from './daraja-refusal.ts'

export interface StoredToken {
  token: string
  expires_at: Temporal.Instant
}

/** Where the token is kept for all processes; sealed, please. */
export interface TokenStore {
  read(): Promise<StoredToken | undefined>
  write(token: string, expires_at: Temporal.Instant): Promise<void>
}

export interface TokenKeeper {
  /** The token in use, or a new one. Callers at the same moment share one fetch. */
  current(records: CallRecord[]): Promise<string>
  /** Daraja refused this token: the next caller gets another, unless somebody renewed it meanwhile. */
  drop(token: string): void
}

export interface App {
  base_url: string
  consumer_key: string
  consumer_secret: string
}

export function keepToken(
  app: App,
  store: TokenStore,
  now: () => Temporal.Instant,
  pace: Pace,
  limits: Limits,
): TokenKeeper {
  const dropped = new Set<string>()
  let underway: Promise<string> | undefined

  return {
    drop: (token) => void dropped.add(token),
    // Reading the store is inside: a caller that read it before a fetch ended must not fetch again.
    current: (records) =>
      (underway ??= readOrFetch(records).finally(() => {
        underway = undefined
      })),
  }

  async function readOrFetch(records: CallRecord[]): Promise<string> {
    const stored = await store.read()
    if (stored && !dropped.has(stored.token) && lastsAMinute(stored.expires_at)) return stored.token
    return await fetchToken(records)
  }

  async function fetchToken(records: CallRecord[]): Promise<string> {
    await pace.turn('prompt') // Somebody waits for it, whoever that is.
    const asked_at = now()
    const keys = Buffer.from(`${app.consumer_key}:${app.consumer_secret}`).toString('base64')
    const { http_status, content_type, body } = await exchange(
      {
        base_url: app.base_url,
        authorization: `Basic ${keys}`,
        request: { path: tokenPath },
        limits,
      },
      records,
    )
    const answer = readTokenAnswer(http_status, content_type, body)
    if (answer.outcome === 'refused') throw refusalFor(answer.problem)

    await store.write(answer.token, asked_at.add({ seconds: answer.lifetime_seconds }))
    return answer.token
  }

  function lastsAMinute(expires_at: Temporal.Instant): boolean {
    return Temporal.Instant.compare(now().add({ seconds: 60 }), expires_at) < 0
  }
}
