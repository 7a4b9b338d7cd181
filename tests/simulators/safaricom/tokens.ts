// Daraja's access tokens: an hour long, and each new one may end the last.

import type { Answer, Asked } from '../door.ts'
import { json } from '../door.ts'
import { throwLetters } from '../dice.ts'
import type { Books } from './books.ts'
import { invalidToken, noAuthHeader, refusal, type Family } from './refusals.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const LIFETIME_SECONDS = 3599

export interface Tokens {
  /** GET /oauth/v1/generate */
  issue(asked: Asked): Answer
  /** The refusal, or undefined when the token is good. */
  refuse(asked: Asked, family: Family): Answer | undefined
}

export function openTokens(
  books: Books,
  keys: { consumer_key: string; consumer_secret: string },
): Tokens {
  const basic = `Basic ${Buffer.from(`${keys.consumer_key}:${keys.consumer_secret}`).toString('base64')}`
  const ends = new Map<string, Temporal.Instant>()

  return {
    issue({ headers, query }) {
      if (headers.authorization === undefined) return noAuthHeader()
      if (headers.authorization !== basic) {
        return books.switches.wrong_keys === 'empty_body'
          ? { status: 400, type: 'application/json', body: '' }
          : refusal(400, '400.008.01', 'Invalid Authentication passed')
      }
      if (query.get('grant_type') !== 'client_credentials') {
        return refusal(400, '400.008.02', 'Invalid grant type passed')
      }

      const access_token = throwLetters(books.dice, 28, LETTERS)
      if (books.switches.each_token_ends_the_last) ends.clear()
      ends.set(access_token, books.now().add({ seconds: LIFETIME_SECONDS }))
      const expires_in =
        books.switches.expires_in === 'string' ? String(LIFETIME_SECONDS) : LIFETIME_SECONDS
      return json(200, { access_token, expires_in })
    },

    refuse({ headers }, family) {
      const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
      if (token === undefined) return noAuthHeader()
      const end = ends.get(token)
      const isGood = end !== undefined && Temporal.Instant.compare(books.now(), end) < 0
      return isGood ? undefined : invalidToken(family, token)
    },
  }
}
