// The line to Daraja that every question of one app goes over: at our pace, with the shared token, once more
// with a new token where the first was refused, and with a record of every call.

import type { DarajaRequest } from '../../appliance/providers/daraja.ts'
import type { DarajaProblem } from '../../appliance/providers/daraja-errors.ts'
import { exchange, type CallRecord, type Limits } from './daraja-exchange.ts'
import type { Pace, Rank } from './daraja-pace.ts'
import { refusalFor } from './daraja-refusal.ts'
import { keepToken, type App, type TokenStore } from './daraja-token.ts'

type Refused = { outcome: 'refused'; problem: DarajaProblem }
export type Good<Reading> = Exclude<Reading, Refused>
export type Reader<Reading> = (http_status: number, body: Buffer) => Reading | Refused

export interface Line {
  /**
   * Throws Unavailable or Invalid for whatever the reader calls refused. A request that tells the time is given
   * as a function, called when its turn has come: the wait may be long.
   */
  ask<Reading extends { outcome: string }>(
    request: DarajaRequest | (() => DarajaRequest),
    reader: Reader<Reading>,
    records: CallRecord[],
  ): Promise<Good<Reading>>
}

export function openLine(
  app: App,
  tokens: TokenStore,
  now: () => Temporal.Instant,
  pace: Pace,
  limits: Limits,
): Line {
  const { base_url } = app
  const keeper = keepToken(app, tokens, now, pace, limits)

  return {
    async ask(asked, reader, records) {
      for (let attempt = 1; ; attempt++) {
        const token = await keeper.current(records)
        const make = () => (typeof asked === 'function' ? asked() : asked)
        await pace.turn(rankOf(make().path))
        const request = make()
        const authorization = `Bearer ${token}`
        const answer = await exchange({ base_url, authorization, request, limits }, records)
        const reading = reader(answer.http_status, answer.body)
        if (!isRefused(reading)) return reading as Good<typeof reading>

        if (reading.problem.action === 'new_token') keeper.drop(token)
        if (reading.problem.action !== 'new_token' || attempt === 2) {
          throw refusalFor(reading.problem)
        }
      }
    },
  }
}

function rankOf(path: string): Rank {
  if (path.startsWith('/mpesa/stkpush/')) return 'prompt'
  return path.startsWith('/mpesa/stkpushquery/') ? 'answer' : 'rest'
}

function isRefused(reading: { outcome: string }): reading is Refused {
  return reading.outcome === 'refused'
}
