// Daraja's error bodies, word for word: its own JSON, an Apigee fault, pages of HTML, and nothing at all.

import { htmlPage, json, text, type Answer, type NoAnswer } from '../door.ts'
import type { ApiFault } from './faults.ts'

/** Which of Safaricom's houses a call goes to: they refuse in different words. `sms` is the gateway's. */
export type Family = 'c2b' | 'pull' | 'command' | 'sms'

let refused = 0

/** `{ requestId, errorCode, errorMessage }`, the shape of most refusals. */
export function refusal(
  status: number,
  errorCode: string,
  errorMessage: string,
  requestId?: string,
): Answer {
  refused += 1
  const minted = `1c5b-4ba8-815c-ac45c57a3db0${1495926 + refused}`
  return json(status, { requestId: requestId ?? minted, errorCode, errorMessage })
}

/** "Bad Request - Invalid ShortCode" */
export function badField(field: string): Answer {
  return refusal(400, '400.002.02', `Bad Request - Invalid ${field}`)
}

export const spikeArrest = (): Answer =>
  json(429, {
    fault: {
      faultstring:
        'Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=3000000, maxBurstMessageCount=1.0}',
      detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' },
    },
  })

export const wrongPath = (): Answer => refusal(404, '404.001.01', 'Resource not found')

export const wrongMethod = (method: string): Answer =>
  refusal(405, '405.001', `${method} Method Not Allowed`)

export const noAuthHeader = (): Answer =>
  refusal(404, '404.001.04', 'Invalid Authentication Header')

/** C2B answers 404, pull and the command APIs 401; the command APIs repeat the token, so it must not be logged. */
export function invalidToken(family: Family, token: string): Answer {
  switch (family) {
    case 'c2b':
      return refusal(404, '404.001.03', 'Invalid Access Token')
    case 'pull':
      return refusal(401, '401.001', 'Invalid Access Token')
    case 'command':
      return refusal(401, '401.002.01', `Error Occurred - Invalid Access Token - ${token}`)
    case 'sms':
      return text(401, 'The supplied authentication is invalid')
  }
}

const page503 = '<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>'
const page403 =
  '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body style="margin:0px;height:100%"><iframe id="main-iframe" src="/_Incapsula_Resource?incident_id=0-0" frameborder=0 width="100%" height="100%">Request unsuccessful. Incapsula incident ID: 0-0</iframe></body></html>'

/** How a call fails that met a fault, or undefined when the fault leaves it to be answered. */
export function failedAnswer(
  fault: ApiFault,
  family: Family,
  token: string,
): Answer | NoAnswer | undefined {
  switch (fault) {
    case 'none':
    case 'truncated':
      return undefined
    case 'html_503':
      return htmlPage(page503, 503)
    case 'html_403':
      return htmlPage(page403, 403)
    case 'html_200':
      return htmlPage(page403)
    case 'spike_429':
      return spikeArrest()
    case 'busy_500':
      return refusal(500, '500.003.02', 'System is busy. Please try again in few minutes.')
    case 'maintenance_500':
      return refusal(
        500,
        '500.002.1001',
        'Service is currently under maintenance. Please try again later',
      )
    case 'internal_500':
      return refusal(500, '500.003.1001', 'Internal Server Error')
    case 'empty_400':
      return { status: 400, type: 'application/json', body: '' }
    case 'invalid_token':
      return invalidToken(family, token)
    case 'no_product':
      return refusal(
        401,
        '401.002.01',
        'Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found',
      )
    case 'hang':
    case 'reset':
      return fault
  }
}
