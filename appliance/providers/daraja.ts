// Safaricom's Daraja as a whole: where it is, from where it calls us, what a call to it looks like, and the
// token that every call needs. Its messages are read in the files beside this one.

import { z } from 'zod'
import { readError, type DarajaProblem } from './daraja-errors.ts'
import { text } from './fields.ts'
import { readMessage } from './message.ts'

export const darajaProduction = 'https://api.safaricom.co.ke'
export const darajaSandbox = 'https://sandbox.safaricom.co.ke'

/** Where callbacks come from. Published list of 12 (going-live page) and 2 more from an SDK, 2026-11-21. */
export const darajaAddresses = [
  '196.201.212.69',
  '196.201.212.74',
  '196.201.212.127',
  '196.201.212.128',
  '196.201.212.129',
  '196.201.212.132',
  '196.201.212.136',
  '196.201.212.138',
  '196.201.213.44',
  '196.201.213.114',
  '196.201.214.200',
  '196.201.214.206',
  '196.201.214.207',
  '196.201.214.208',
] as const

/** A call to make. Everything but the token call is a POST of JSON. */
export interface DarajaRequest {
  path: string
  body: Readonly<Record<string, string>>
}

export const tokenPath = '/oauth/v1/generate?grant_type=client_credentials'

export type TokenAnswer =
  | { outcome: 'token'; token: string; lifetime_seconds: number }
  | { outcome: 'refused'; problem: DarajaProblem }

const answer = z.object({ access_token: text, expires_in: text })

/**
 * Reads the answer of the token call. `expires_in` comes as number or text and is an hour when unreadable;
 * the edge may answer HTML with 200; keys of the other environment give 400 with an empty body.
 */
export function readTokenAnswer(
  http_status: number,
  content_type: string,
  body: Uint8Array,
): TokenAnswer {
  const message = readMessage(body)
  if (http_status === 200 && 'fields' in message) {
    const { access_token, expires_in } = answer.parse(message.fields)
    // Visible ASCII only: it goes into a header.
    if (/^[!-~]{1,4096}$/.test(access_token)) {
      return { outcome: 'token', token: access_token, lifetime_seconds: lifetime(expires_in) }
    }
  }
  if (http_status === 400 && body.length === 0) {
    return { outcome: 'refused', problem: wrongEnvironment }
  }
  return { outcome: 'refused', problem: readError(http_status, content_type, body) }
}

function lifetime(expires_in: string): number {
  const match = /^(\d{1,5})(\.\d+)?$/.exec(expires_in.trim())
  return match ? Number(match[1]) : 3599
}

const wrongEnvironment: DarajaProblem = {
  action: 'configuration',
  code: 'empty_400',
  message: 'Daraja answered 400 with nothing.',
  advice:
    'These keys usually belong to the other environment: sandbox keys in production, or back.',
}
