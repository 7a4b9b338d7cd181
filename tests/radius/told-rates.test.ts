// Which speed a session was told stays with it from its Accept to its first accounting.

import test from 'ava'
import type { AccountingRecord, SessionReport } from '../../appliance/access/sessions.ts'
import { openSafe } from '../../appliance/secrets.ts'
import { openClassTokens, type SessionToken } from '../../radius/class-token.ts'
import { rememberRates } from '../../radius/told-rates.ts'

const router_id = 3
const classes = openClassTokens(openSafe('6b'.repeat(32)))
const drawClass = () => classes.draw(7, router_id, Temporal.Now.instant())

function accept(rate_limit: string) {
  const token = drawClass()
  const told = classes.read(token, router_id) as SessionToken
  return {
    told: [`class:${told.login}`, rate_limit] as const,
    record: {
      kind: 'session',
      report: { session_key: `class:${told.login}` } as SessionReport,
    } satisfies AccountingRecord,
  }
}

const rateOf = (record: AccountingRecord) =>
  record.kind === 'session' ? record.report.rate_limit : 'not a session'

test('each login has its own, for all its accounting', (t) => {
  const rates = rememberRates()
  const [one, other] = [accept('5M/10M'), accept('1M/2M')]
  rates.note(...one.told)
  rates.note(...other.told)
  t.is(rateOf(rates.complete(one.record)), '5M/10M')
  t.is(rateOf(rates.complete(other.record)), '1M/2M')
  t.is(rateOf(rates.complete(one.record)), '5M/10M')
})

test('what is not known is left out, and the oldest is forgotten first', (t) => {
  const rates = rememberRates(2)
  const logins = ['1M/1M', '2M/2M', '3M/3M'].map(accept)
  for (const { told } of logins) rates.note(...told)
  t.deepEqual(
    logins.map(({ record }) => rateOf(rates.complete(record))),
    [undefined, '2M/2M', '3M/3M'],
  )
  t.is(rateOf(rates.complete(accept('4M/4M').record)), undefined)
  const restart = { kind: 'restart', router_id: 1, at: Temporal.Now.instant() } as const
  t.is(rates.complete(restart), restart)
})
