// When SMS go out, how many, and what became of them: quiet hours, the cap of a day, delivery reports.

import test from 'ava'
import { saveSmsGateway } from '../../appliance/people/box-settings.ts'
import { readDeliveryReport, reportUrl } from '../../appliance/people/delivery-reports.ts'
import { decideSending } from '../../appliance/people/message-limits.ts'
import { queueWritten } from '../../appliance/people/written-messages.ts'
import { addCustomer, phone } from '../support/factories.ts'
import { nobody } from './collector-town.ts'
import { openTown } from './push-town.ts'

const town = await openTown()
test.after.always(() => town.close())
const { appliance, safaricom, clock } = town
const { db, work, safe, config } = appliance
let phones = 5000

const gateway = {
  provider: 'africas_talking',
  base_url: safaricom.url,
  username: 'lango',
  sender: null,
} as const
const limit = (limits: { daily_cap?: number; quiet?: [number, number] }) =>
  work((unit) =>
    saveSmsGateway(
      unit,
      safe,
      {
        ...gateway,
        api_key: 'secret',
        daily_cap: limits.daily_cap ?? null,
        quiet_from: limits.quiet?.[0] ?? null,
        quiet_until: limits.quiet?.[1] ?? null,
      },
      nobody,
    ),
  )

async function write(): Promise<{ id: number; msisdn: string }> {
  const msisdn = phone((phones += 1))
  const { subscriber } = await addCustomer(appliance, { msisdn })
  const [staff] = await db('staff').insert({ email: `${msisdn}@kilima.example`, name: 'Grace', role: 'support', password_hash: 'none', added_at: clock.now() } as never).returning('*') // prettier-ignore
  const id = await work((unit) => queueWritten(unit, subscriber, 'Habari', { staff } as never))
  clock.pass({ minutes: 3 })
  await town.work()
  return { id, msisdn }
}
const message = async (id: number) => (await db('messages').where({ id }).first())!
const at = (hour: number, minute = 0) =>
  Temporal.ZonedDateTime.from(
    `2026-11-21T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}[Africa/Nairobi]`,
  ).toInstant()

for (const [hour, expected] of [
  [20, null],
  [21, '2026-11-22T07:00:00+03:00'],
  [23, '2026-11-22T07:00:00+03:00'],
  [0, '2026-11-21T07:00:00+03:00'],
  [6, '2026-11-21T07:00:00+03:00'],
  [7, null],
] as const) {
  test(`quiet from nine to seven: at ${hour} o’clock what was written ${expected ? 'waits' : 'goes'}, who paid is told`, (t) => {
    const quiet = { daily_cap: null, quiet_from: 21, quiet_until: 7 }
    const sending = decideSending('written', quiet, 0, at(hour, 30))
    t.is(
      sending.outcome === 'wait' ? String(sending.until) : null,
      expected && String(Temporal.Instant.from(expected)),
    )
    t.is(decideSending('payment_confirmed', quiet, 0, at(hour, 30)).outcome, 'send')
  })
}

test.serial('what waits in quiet hours goes out once when they are over', async (t) => {
  await limit({ quiet: [14, 16] }) // It is 14:32 in Nairobi.
  const { id, msisdn } = await write()
  t.like(await message(id), { state: 'queued', tries: 0 })
  t.is(safaricom.messagesTo(msisdn).length, 0)
  await town.pass(2 * 3600, 3600)
  t.like(await message(id), { state: 'sent', cost_cents: 80 })
  t.is(safaricom.messagesTo(msisdn).length, 1)
})

test.serial(
  'T15: past the cap of a day nothing goes out, a person is told, and midnight sends it',
  async (t) => {
    const sent = (await db('messages').whereNotNull('sent_at')).length
    await limit({ daily_cap: sent + 1 })
    const first = await write()
    const second = await write()
    t.is((await message(first.id)).state, 'sent')
    t.is((await message(second.id)).state, 'queued')
    t.is((await db('exceptions').where({ subject: 'send-message:cap' })).length, 1)
    await town.pass(9 * 3600, 4 * 3600)
    t.is((await message(second.id)).state, 'sent')
    t.is(safaricom.messagesTo(second.msisdn).length, 1)
  },
)

test.serial(
  'a delivery report says whether it arrived; told again, late or otherwise, it stays so',
  async (t) => {
    await limit({})
    const { id } = await write()
    const { gateway_id } = await message(id)
    const url = (await reportUrl(db, safe, config.publicUrl))!
    const report = async (status: string, which = gateway_id!) => {
      const body = new URLSearchParams({
        id: which,
        status,
        phoneNumber: '+254711000111',
        networkCode: '63902',
        retryCount: '0',
      })
      return (await fetch(url, { method: 'POST', body })).status
    }
    for (const status of ['Sent', 'Buffered']) t.is(await report(status), 200)
    t.is((await message(id)).state, 'sent')
    t.is(await report('Failed'), 200)
    t.is((await message(id)).state, 'undelivered')
    t.is(await report('Success'), 200)
    t.is(await report('Failed'), 200)
    t.like(await message(id), { state: 'delivered', error: null })
    t.is(await report('Success', 'ATPid_of_nobody'), 200)
    t.is(
      (await fetch(url.replace(/[0-9a-f]{48}/, '0'.repeat(48)), { method: 'POST', body: 'x' }))
        .status,
      404,
    )
  },
)

test('what is no report of an end says nothing', (t) => {
  for (const body of [
    '',
    'id=&status=Success',
    'id=1&status=Sent',
    'id=1',
    '{}',
    'id=%00&status=Failed',
  ])
    t.is(readDeliveryReport(body), null, body)
  t.deepEqual(readDeliveryReport('id=ATPid_1&status=Rejected&failureReason=InvalidLinkId%3Cb%3E'), {
    gateway_id: 'ATPid_1',
    state: 'undelivered',
    reason: 'InvalidLinkIdb',
  })
})
