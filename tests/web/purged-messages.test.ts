// Messages of providers lose their words when they are old; what they came to stays, and is shown as what it is.

import { createHash } from 'node:crypto'
import test from 'ava'
import { listDue } from '../../appliance/due.ts'
import { purgeOldMessages } from '../../jobs/purge-messages.ts'
import { openDoor, said, signedIn } from './door.ts'
import { openException } from '../../appliance/money/exceptions.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { pay } from './past.ts'

const door = await openDoor({ LANGO_MESSAGE_MONTHS: '12' })
const { appliance, clock, origin } = door
const { db, now } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const owner = await signedIn(origin, 'owner')
test.after.always(() => door.close())

const settled = 'UKB4N0QQ7C'
const stray = 'UKLSTRAY77'
const of = async (receipt_code: string) => (await db('payments').where({ receipt_code }).first())!
const kept = () => db('callbacks').whereNull('purged_at').pluck('receipt_code')

test.serial('S2-71: the owner sets how long, and the search goes as far', async (t) => {
  t.regex((await owner.get('/settings')).html, /name="months"[^>]*value="12"/)
  for (const months of ['', '2', '121', 'many', '-5'])
    t.is((await owner.post('/settings/messages', { months })).status, 422, months)
  t.is((await owner.post('/settings/messages', { months: '6' })).status, 303)
  t.like(await db('audit').orderBy('id', 'desc').first(), {
    action: 'settings.messages_changed',
    before: { message_months: 12 },
    after: { message_months: 6 },
  })
  t.true(said((await owner.get('/messages?code=NONESUCH')).html).includes('in the last 6 months'))
})

test.serial('S2-71: before their time, and by a clock in doubt, nothing is purged', async (t) => {
  await pay({ appliance, clock }, { at: '2026-11-21T11:20:00Z', code: stray, amount: 60, typed: 'nobody', name: 'STRAY' }) // prettier-ignore
  clock.set('2026-11-21T11:32:00Z')
  await db('inquiries').update({ exchange: JSON.stringify({ answer: 'NJERI' }) as never })
  const all = await kept()
  await purgeOldMessages(appliance)
  t.deepEqual(await kept(), all)
  clock.set('2027-06-01T00:40:00Z')
  const doubt = { why: 'behind', as_of: now() } as const
  await purgeOldMessages({ ...appliance, timeInDoubt: () => doubt as never })
  t.deepEqual(await kept(), all)
  t.true((await listDue(db, now())).some(({ name }) => name === 'purge-messages'))
})

test.serial('S2-71: old words go, what waits for a person keeps them, and the hash stays', async (t) => {
  await db('callbacks').update({ headers: JSON.stringify({ 'user-agent': 'x' }) as never })
  const { body } = (await db('callbacks').where({ receipt_code: settled }).first())!
  t.true(body.includes('NJERI'))
  await purgeOldMessages(appliance)
  const row = (await db('callbacks').where({ receipt_code: settled }).first())!
  t.is(row.body.length, 0)
  t.deepEqual(row.headers, {})
  t.deepEqual(row.body_hash, createHash('sha256').update(body).digest())
  t.not(row.source_address, null)
  const open = await db('exceptions').whereNull('resolved_at').whereNotNull('payment_id').pluck('payment_id') // prettier-ignore
  t.true(open.includes((await of(stray)).id))
  const waiting = (await kept()).filter((code) => code !== null)
  t.true(waiting.includes(stray))
  for (const code of waiting) {
    const callback = (await db('callbacks').where({ receipt_code: code }).first())!
    const payment = await db('payments').where({ receipt_code: code! }).first()
    t.true(callback.due_at !== null || open.includes(payment!.id), code!)
  }
  t.is((await db('inquiries').whereNotNull('exchange').whereNotNull('purged_at')).length, 0)
  t.false((await listDue(db, now())).some(({ name }) => name === 'purge-messages'))

  await db('exceptions').update({ resolved_at: now(), resolution: 'Found' } as never)
  await purgeOldMessages(appliance)
  t.false((await kept()).includes(stray), 'resolved: it goes with the next')
}) // prettier-ignore

test.serial('S2-71: the payment is proved as before, and its page says purged', async (t) => {
  t.like(await of(settled), { state: 'settled', proved_by: 'pull', amount_cents: 1500_00 })
  t.truthy(await db('sightings').where({ payment_id: (await of(settled)).id, source: 'callback' }).first()) // prettier-ignore
  const owner = await signedIn(origin, 'owner')
  const path = `/payments/mpesa/${settled}`
  const page = said((await owner.get(path)).html)
  t.true(page.includes('Purged on 1 June 2027'))
  const revealed = await owner.post(`${path}/messages`, { seen_why: 'He disputes it' })
  t.is(revealed.status, 200)
  t.true(said(revealed.html).includes('Purged on 1 June 2027'))
  t.notRegex(revealed.html, /TransAmount|MSISDN/)
})

test.serial('S2-71: the database lets no word come back', async (t) => {
  const purged = db('callbacks').whereNotNull('purged_at')
  await t.throwsAsync(purged.update({ body: Buffer.from('words') }), {
    message: /callbacks_purged/,
  })
})

test.serial('S2-71: a prompt keeps its words as long as a person looks at its payment', async (t) => {
  const then = now().toString()
  await openHotspotDay({ appliance, clock })
  clock.set(then)
  const { id, stk_push_id } = await of('UKL0S9WQ7H')
  const exchange = JSON.stringify({ answer: 'ZAWADI' }) as never
  await db('stk_pushes').update({ exchange })
  await appliance.work((unit) => openException(unit, { kind: 'not_applied', subject: `payment:${id}`, payment_id: id }))
  const words = () => db('stk_pushes').where({ id: stk_push_id! }).first('exchange')
  await purgeOldMessages(appliance)
  t.truthy((await words())!.exchange)
  await db('exceptions').where({ payment_id: id }).update({ resolved_at: now(), resolution: 'Seen' })
  await purgeOldMessages(appliance)
  t.is((await words())!.exchange, null)
}) // prettier-ignore
