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
import { payoutFaults, type PayoutFault } from './payouts.ts'
import { namedPushFaults, smsFaults, type SmsFault } from './push-faults.ts'

const apiNames = {
  token: 'Token',
  register: 'Register URLs',
  simulate: 'Simulate',
  pull: 'Pull',
  status: 'Status query',
  push: 'STK push',
  query: 'STK query',
  order: 'B2C and reversal',
  sms: 'SMS gateway',
}

const smsFaultWords: Readonly<Record<SmsFault, string>> = {
  none: 'arrive',
  no_balance: 'no balance, 405',
  blacklist: 'phone is barred, 406',
  risk_hold: 'risk hold, 401',
  could_not_route: 'could not route, 407',
  do_not_disturb: 'do not disturb, 409',
  internal_error: 'internal error, 500',
  gateway_error: 'gateway error, 501',
  rejected: 'rejected, 502',
  lost: 'accepted, then lost',
  accepted_hang: 'arrive, answer never comes',
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

const payoutWords: Readonly<Record<PayoutFault, string>> = {
  none: 'arrives, and is told',
  lost: 'arrives, nobody is told',
  late: 'told half an hour later',
  twice: 'told twice',
  timed_out: 'arrives, the time-out URL is told',
  ds_timeout_then_success: 'DS timeout, an hour later success',
  no_money: 'no money, code 1',
  silent_failure: 'fails, nobody is told',
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
  const payouts = payoutFaults.map((value) => ({ value, label: payoutWords[value] }))
  const pushes = Object.entries(namedPushFaults).map(([value, { words }]) => ({
    value,
    label: words,
  }))
  const texts = smsFaults.map((value) => ({ value, label: smsFaultWords[value] }))
  const wrong = countFaults(standing)

  return html`<section class="part" id="faults" aria-labelledby="faults-title">
    <div class="between">
      <h2 id="faults-title">How it misbehaves until told otherwise</h2>
      <span class="small soft"
        >${wrong === 0 ? 'it behaves' : `${wrong} ${wrong === 1 ? 'thing' : 'things'} wrong`}</span
      >
    </div>
    <form method="post" action="/faults" class="stack">
      <div class="fault-grid">
        ${selectField('standing', 'fault', 'Every payment', payment, nameOfPaymentFault(standing))}
        ${inputField('standing_late', 'late_seconds', 'If late, by s', String(standing.payment.late_seconds ?? 120), html`inputmode="numeric"`)}
        ${selectField('push_fault', 'push_fault', 'Every push to a phone', pushes, nameOfPushFault(standing))}
        ${inputField('push_fault_times', 'push_fault_times', 'For so many pushes', String(standing.push.times ?? ''), html`inputmode="numeric" placeholder="until told"`)}
        ${selectField('sms_fault', 'sms_fault', 'Text messages', texts, standing.sms.fault)}
        ${selectField('result', 'result', 'Results of queries', results, standing.result)}
        ${inputField('result_late_seconds', 'result_late_seconds', 'Results late by, s', String(standing.result_late_seconds), html`inputmode="numeric"`)}
        ${selectField('payout', 'payout', 'Money that leaves', payouts, standing.payout)}
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

function nameOfPushFault({ push }: StandingFaults): string {
  const shape = JSON.stringify(push.fault)
  const same = Object.entries(namedPushFaults).find(
    ([, { fault }]) => JSON.stringify(fault) === shape,
  )
  return same?.[0] ?? 'none'
}

function countFaults(standing: StandingFaults): number {
  const { payment, push, sms, api, result, result_late_seconds, payout } = standing
  const moods = Object.values(api).filter(({ fault, slow_ms }) => fault !== 'none' || slow_ms > 0)
  const others = [
    Object.keys(payment).length > 0,
    Object.keys(push.fault).length > 0,
    sms.fault !== 'none',
    result !== 'none',
    payout !== 'none',
    result_late_seconds > 0,
  ]
  return moods.length + others.filter(Boolean).length
}
