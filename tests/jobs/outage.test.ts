// M-Pesa away for an hour, before a simulated Safaricom: nothing hangs on it, nobody is asked twice, and what was paid is found.

import test from 'ava'
import { endCredit } from '../../appliance/money/expiry.ts'
import { decideLoan } from '../../appliance/money/outage-loans.ts'
import { decideLine, findOutage, untried } from '../../appliance/money/provider-lines.ts'
import { isSilent, noteSilence } from '../../appliance/money/callback-silence.ts'
import { readPlace } from '../../appliance/access/portal.ts'
import { readCheckout } from '../../appliance/money/checkout-file.ts'
import { Invalid, Unavailable } from '../../appliance/errors.ts'
import { readNews } from '../../jobs/providers/breaker.ts'
import type { ApiFault } from '../simulators/safaricom/faults.ts'
import { addCustomer, paybill } from '../support/factories.ts'
import { openTown, standing } from './push-town.ts'

const town = await openTown()
const { appliance, safaricom, clock } = town
const { db, work } = appliance
safaricom.switches.repeat_rule = 'off'
test.after.always(() => town.close())

const now = Temporal.Instant.from('2026-11-21T11:32:00Z')
const later = (seconds: number) => now.add({ seconds })
const out = () => findOutage(db)
const open = async () =>
  (await db('exceptions').whereNull('resolved_at').orderBy('id')).map(({ subject }) => subject)

/** All of Daraja, or nothing of it. */
function setMood(fault: ApiFault): void {
  for (const api of ['token', 'pull', 'status', 'push', 'query'] as const)
    safaricom.faults.api[api].fault = fault
}

test('F37: a line is out after five failures in a row, and well after one answer', (t) => {
  const failed = { kind: 'failed', code: 'daraja_timeout' } as const
  let line = untried
  for (let at = 1; at <= 4; at++) line = decideLine(line, failed, later(at))
  t.like(line, { failures: 4, out_since: null })
  t.like(decideLine(line, { kind: 'answered' }, later(5)), { failures: 0, out_since: null })
  line = decideLine(line, failed, later(5))
  t.true(line.out_since!.equals(later(5)))
  line = decideLine(line, failed, later(90))
  t.true(line.out_since!.equals(later(5)), 'it is out since it went out')
  t.true(line.try_at!.equals(later(120)))
  t.like(decideLine(line, { kind: 'answered' }, later(121)), { failures: 0, out_since: null, try_at: null }) // prettier-ignore
})

test('F37, F41: what a call’s end says of the line', (t) => {
  t.like(readNews(new Unavailable('daraja_timeout', '')), { kind: 'failed' })
  t.like(readNews(new Unavailable('stk_outcome_unknown', '', { cause: new Unavailable('daraja_timeout', '') })), { kind: 'failed', code: 'daraja_timeout' }) // prettier-ignore
  t.is(readNews(new Unavailable('daraja_slow_down', '')), undefined)
  t.is(readNews(new Unavailable('stk_phone_busy', '')), undefined)
  t.like(readNews(new Invalid('stk_phone_refused', '')), { kind: 'answered' })
  t.is(readNews(new Error('a bug of ours')), undefined)
})

test.serial(
  'N11, F37: M-Pesa away: after five calls nothing is asked but a try now and then, guests read how to pay by hand, and what they paid is pulled when it is back',
  async (t) => {
    setMood('html_503')
    await town.pass(1800, 60) // The list of payments is asked for, and does not come.
    const since = await out()
    t.truthy(since)
    t.deepEqual(await open(), [`provider:${paybill}`])
    t.truthy((await readPlace(db, { id: (await db('routers').first('id'))!.id }))!.paybill!.out_since) // prettier-ignore

    const checkout = await town.ask()
    const before = safaricom.calls.length
    await work((unit) => unit.db('provider_lines').update({ try_at: clock.now().add({ seconds: 20 }) })) // prettier-ignore
    await town.work()
    t.deepEqual(safaricom.calls.slice(before), [], 'no prompt leaves while the line is out')
    const file = (await readCheckout(db, checkout.merchant_reference, clock.now()))!
    t.like(file, { stage: 'failed' })
    t.is(file.push!.result!.reason, 'prompt_not_sent')

    const tries = safaricom.calls.length
    await town.pass(600, 10)
    t.true(safaricom.calls.length - tries <= 22, `${safaricom.calls.length - tries} calls in ten minutes`) // prettier-ignore

    // By hand, as the page told them: M-Pesa's own part still works, and its news is lost.
    await safaricom.pay({ shortcode: paybill, msisdn: checkout.msisdn, amount_cents: 2000, bill_ref: `${file.account_no}-${file.service_no}`, first_name: 'NJERI' }, { lost: true }) // prettier-ignore
    setMood('none')
    await town.pass(120, 10)
    t.is(await out(), null)
    t.deepEqual(await open(), [])
    t.like(await standing(town, checkout), { credits: 1, wallet: 0 as never })
    t.is((await db('checkouts').where({ id: checkout.id }).first())!.state, 'paid')
  },
)

test.serial('F41: keys that are refused put the line out as well, and say so', async (t) => {
  setMood('invalid_token')
  await town.pass(1800, 60)
  t.truthy(await out())
  const [told] = await db('exceptions').where({ subject: `provider:${paybill}` }).whereNull('resolved_at') // prettier-ignore
  t.regex(String(told!.details['reason']), /daraja_token_refused/)
  setMood('none')
  await town.pass(120, 10)
  t.is(await out(), null)
})

test.serial('N11: a known payer is kept on for the minutes the owner set, from the budget, once; the next term covers it', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const stranger = await addCustomer(appliance)
  const [budget] = await db('budgets').insert({ name: 'Outages', month_cents_max: 10_000_00 as never, opened_at: clock.now() }).returning('*') // prettier-ignore
  const spent = async () => Number((await db('entries').join('accounts', 'accounts.id', 'account_id').where({ budget_id: budget!.id }).sum('amount_cents as sum').first())!['sum'] ?? 0) // prettier-ignore
  const pays = async (account_no: string) => {
    await safaricom.pay({ shortcode: paybill, msisdn: '254722111222', amount_cents: 1500_00, bill_ref: account_no, first_name: 'OTIENO' }) // prettier-ignore
    await town.pass(30, 10)
  }
  await pays(subscriber.account_no)
  await pays(stranger.subscriber.account_no)
  await db('outage_rule').insert({ budget_id: budget!.id, minutes: 45, payments_min: 1 })
  await db('payments').where({ subscriber_id: stranger.subscriber.id }).update({ heard_at: clock.now().subtract({ hours: 91 * 24 }) }) // prettier-ignore

  const lastOf = async (id: number) => (await db('credits').where({ service_id: id }).orderBy('ends_at', 'desc').first())! // prettier-ignore
  const paid = await lastOf(service.id)
  clock.set(paid.ends_at.subtract({ minutes: 5 }).toString())
  await work((unit) => unit.db('provider_lines').update({ failures: 9, failing_since: clock.now(), out_since: clock.now(), try_at: clock.now().add({ hours: 9 }) })) // prettier-ignore
  clock.set(paid.ends_at.add({ seconds: 1 }).toString())
  await db('payments').where({ subscriber_id: subscriber.id }).update({ heard_at: clock.now().subtract({ hours: 24 }) }) // prettier-ignore
  t.deepEqual(await work((unit) => endCredit(unit, paid.id)), { outcome: 'in_grace' })
  const lent = await lastOf(service.id)
  t.is(lent.kind, 'grace')
  t.is(paid.ends_at.until(lent.ends_at).total('minutes'), 45)
  t.is(await spent(), -lent.price_cents)

  const other = await lastOf(stranger.service.id)
  clock.set(other.ends_at.add({ seconds: 1 }).toString())
  t.like(await work((unit) => endCredit(unit, other.id)), { outcome: 'ended' })
  clock.set(lent.ends_at.add({ seconds: 1 }).toString())
  t.like(await work((unit) => endCredit(unit, lent.id)), { outcome: 'ended' }, 'not lent twice')

  await work((unit) => unit.db('provider_lines').update({ failures: 0, failing_since: null, out_since: null, try_at: null })) // prettier-ignore
  await pays(subscriber.account_no)
  t.is(await spent(), 0, 'the budget has it back')
  const next = await lastOf(service.id)
  t.is(next.kind, 'sold')
  t.true(next.ends_at.epochMilliseconds - next.starts_at.epochMilliseconds < 32 * 86_400_000 - 45 * 60_000) // prettier-ignore
}) // prettier-ignore

const plan = { term_count: 1, term_unit: 'hour' } as const
for (const [says, known, more, expected] of [
  ['known', { payments: 2, lent_since: false }, {}, 'lend'],
  ['not known well enough', { payments: 1, lent_since: false }, {}, 'not_known'],
  ['lent in this outage already', { payments: 9, lent_since: true }, {}, 'lent_already'],
  ['ended long before it began', { payments: 9, lent_since: false }, { out_since: later(3600) }, 'ended_before'], // prettier-ignore
  ['heard of too late', { payments: 9, lent_since: false }, { now: later(7200) }, 'over'],
] as const) {
  test(`N11: kept on while M-Pesa is away: ${says}`, (t) => {
    const times = { ended_at: now, out_since: now, now, ...more }
    const loan = decideLoan({ minutes: 60, payments_min: 2 }, plan, known, times)
    t.is(loan.outcome === 'no' ? loan.why : loan.outcome, expected)
    // An hour lent on an hour's pass would leave nothing to pay for.
    if (loan.outcome === 'lend') t.is(now.until(loan.until).total('minutes'), 30)
  })
}

for (const [now, before, silent] of [
  [0, [5, 4, 9, 0, 0, 0, 0], true],
  [0, [5, 4, 2, 0, 0, 0, 0], false],
  [1, [50, 40, 90, 30, 20, 10, 10], false],
  [0, [], false],
] as const) {
  test(`N11: ${now} callbacks in an hour that had ${before.join(', ') || 'no days before it'}: ${silent ? 'silent' : 'not silent'}`, (t) => {
    t.is(isSilent({ shortcode: paybill, now, before }), silent)
  })
}

test.serial('N11: a shortcode that falls silent is put before a person, and closes by itself', async (t) => {
  const row = { shortcode: paybill, kind: 'confirmation', body: Buffer.from('{}'), headers: '{}' as never, source_address: null, state: 'done', tries: 0 } as const // prettier-ignore
  const at = clock.now()
  await db('callbacks').delete().whereNotIn('id', db('sightings').whereNotNull('callback_id').select('callback_id')).catch(() => {}) // prettier-ignore
  for (const day of [1, 2, 3])
    for (let one = 0; one < 3; one++)
      await db('callbacks').insert({ ...row, heard_at: at.subtract({ hours: 24 * day, minutes: 5 + one }) } as never) // prettier-ignore
  clock.pass({ minutes: 30 })
  await db('callbacks').where('heard_at', '>', clock.now().subtract({ hours: 2 }) as never).update({ heard_at: clock.now().subtract({ hours: 5 }) } as never) // prettier-ignore
  t.deepEqual(await work(noteSilence), [paybill])
  t.true((await open()).includes(`silence:${paybill}`))
  await db('callbacks').insert({ ...row, heard_at: clock.now() } as never)
  t.deepEqual(await work(noteSilence), [])
  t.false((await open()).includes(`silence:${paybill}`))
}) // prettier-ignore

test.serial('N11, F33: away for longer than M-Pesa keeps its list: what it keeps is pulled, and the hours before it are put before a person', async (t) => {
  setMood('none')
  await db('exceptions').whereNull('resolved_at').update({ resolved_at: clock.now(), resolution: 'Seen.' })
  await db('shortcodes').where({ shortcode: paybill }).update({ pulled_until: clock.now().subtract({ hours: 46 }), due_at: clock.now() })
  await town.work()
  t.deepEqual(await open(), [])
  await db('shortcodes').where({ shortcode: paybill }).update({ pulled_until: clock.now().subtract({ hours: 60 }), due_at: clock.now() })
  await town.work()
  t.deepEqual(await open(), [`unpulled:${paybill}`])
}) // prettier-ignore
