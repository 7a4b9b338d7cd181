// The part of the page where Safaricom is told how to misbehave until told otherwise.

import { html, inputField, selectField, type Html } from '../page.ts'
import {
  apiFaults,
  apis,
  namedFaults,
  resultFaults,
  type ApiFault,
  type PaymentFault,
  type ResultFault,
  type StandingFaults,
} from './faults.ts'

const apiNames = {
  token: 'Token',
  register: 'Register URLs',
  simulate: 'Simulate',
  pull: 'Pull',
  status: 'Status query',
}

const apiFaultWords: Readonly<Record<ApiFault, string>> = {
  none: 'answers properly',
  html_503: 'HTML page, 503',
  html_403: 'HTML page, 403',
  html_200: 'HTML page, 200',
  spike_429: 'spike arrest, 429',
  busy_500: 'system is busy, 500',
  maintenance_500: 'maintenance, 500',
  internal_500: 'internal error, 500',
  empty_400: 'empty body, 400',
  invalid_token: 'says the token is invalid',
  no_product: 'says the product is not enabled',
  truncated: 'half of the answer',
  hang: 'never answers',
  reset: 'drops the line',
}

const resultWords: Readonly<Record<ResultFault, string>> = {
  none: 'come',
  lost: 'are lost',
  twice: 'come twice',
  liar_amount: 'say another amount',
  liar_failed: 'say it failed',
  timed_out: 'go to the time-out URL',
}

export function faultsPart(standing: StandingFaults): Html {
  const payment = Object.entries(namedFaults).map(([value, { words }]) => ({ value, label: words }))
  const answers = apiFaults.map((value) => ({ value, label: apiFaultWords[value] }))
  const results = resultFaults.map((value) => ({ value, label: resultWords[value] }))
  const wrong = countFaults(standing)

  return html`<section class="part" id="faults" aria-labelledby="faults-title">
    <div class="between">
      <h2 id="faults-title">How it misbehaves until told otherwise</h2>
      <span class="small soft">${wrong === 0 ? 'it behaves' : `${wrong} things wrong`}</span>
    </div>
    <form method="post" action="/faults" class="stack">
      <div class="fault-grid">
        ${selectField('standing', 'fault', 'Every payment', payment, nameOfPaymentFault(standing))}
        ${inputField('standing_late', 'late_seconds', 'If late, by s', String(standing.payment.late_seconds ?? 120), html`inputmode="numeric"`)}
        ${selectField('result', 'result', 'Results of queries', results, standing.result)}
        ${inputField('result_late_seconds', 'result_late_seconds', 'Results late by, s', String(standing.result_late_seconds), html`inputmode="numeric"`)}
        ${apis.map((api) => selectField(`api-${api}`, api, apiNames[api], answers, standing.api[api].fault))}
      </div>
      <p><button class="button">Behave like this</button></p>
    </form>
  </section>`
}

function nameOfPaymentFault({ payment }: StandingFaults): string {
  // Late is late, by however much.
  const shape = (fault: PaymentFault) =>
    JSON.stringify(fault.late_seconds === undefined ? fault : { late_seconds: 0 })
  const same = ([, { fault }]: [string, { fault: PaymentFault }]) => shape(fault) === shape(payment)
  return Object.entries(namedFaults).find(same)?.[0] ?? 'none'
}

function countFaults({ payment, api, result, result_late_seconds }: StandingFaults): number {
  const moods = Object.values(api).filter(({ fault, slow_ms }) => fault !== 'none' || slow_ms > 0)
  const others = [Object.keys(payment).length > 0, result !== 'none', result_late_seconds > 0]
  return moods.length + others.filter(Boolean).length
}
