// How often a trouble rings, and whom: on a clock of the test's own, with the rows PostgreSQL keeps.

import test from 'ava'
import { openAppliance } from '../../../appliance/appliance.ts'
import type { Trouble } from '../../../appliance/watch/alert-rules.ts'
import {
  applyAlerts,
  decideReaders,
  listAlerts,
  type News,
} from '../../../appliance/watch/alerts.ts'
import { dropDatabase, freshDatabase, testClock, testConfig } from '../../support/database.ts'

const url = await freshDatabase()
const clock = testClock('2026-11-21T09:00:00Z')
const appliance = await openAppliance(testConfig(url), { clock })
const { db, work, safe } = appliance

const gateway = {
  provider: 'africas_talking',
  base_url: 'http://127.0.0.1:9',
  username: 'k',
} as const
await db('sms_gateway').insert({
  ...gateway,
  api_key_sealed: safe.seal('k', 'sms_gateway.api_key'),
})
await db('business').insert({ name: 'Kilima', support_phone: null })
for (const [role, phone] of [['owner', '1'], ['technician', '2'], ['finance', '3']] as const)
  await db('staff').insert({ email: `${role}@kilima.example`, name: role, role, password_hash: 'x', added_at: clock.now(), alert_msisdn: `25472200000${phone}` as never }) // prettier-ignore

test.after.always(async () => {
  await appliance.close()
  await dropDatabase(url)
})

const queue: Trouble = { name: 'LangoQueueLate', subject: '', words: 'a job has waited for 3 min', role: 'technician', severity: 'page', minutes: 5 } // prettier-ignore
const router: Trouble = { name: 'LangoRouterSilent', subject: 'kasarani-1', words: 'kasarani-1 is silent', role: 'technician', severity: 'ticket', minutes: 10 } // prettier-ignore
const pile: Trouble = { name: 'LangoExceptionsPile', subject: '', words: 'exceptions pile up', role: 'finance', severity: 'ticket', minutes: 60 } // prettier-ignore

let read = 0
/** Looks each minute for so long, and says who was told what. */
async function pass(minutes: number, ...burning: Trouble[]): Promise<string[]> {
  for (let minute = 0; minute < minutes; minute++) {
    await work((unit) => applyAlerts(unit, burning, 'https://gate.example'))
    clock.pass({ minutes: 1 })
  }
  const fresh = await db('notices').join('staff', 'staff.id', 'staff_id').where('notices.id', '>', read).orderBy('notices.id').select('notices.id', 'role', 'body') // prettier-ignore
  read = fresh.at(-1)?.id ?? read
  return fresh.map(({ role, body }) => `${role}: ${body}`)
}

test.serial(
  'S2-100: a trouble rings once it has lasted, those whose matter it is; a page the owner too',
  async (t) => {
    t.deepEqual(await pass(5, queue), [])
    t.deepEqual(await pass(1, queue), [
      'owner: Kilima: a job has waited for 3 min',
      'technician: Kilima: a job has waited for 3 min',
    ])
    t.deepEqual(await pass(60, queue), [], 'once')
  },
)

test.serial(
  'S2-100: it is over when it has been well for ten minutes; a flapping one is the same still',
  async (t) => {
    for (let flap = 0; flap < 4; flap++)
      t.deepEqual([...(await pass(9)), ...(await pass(1, queue))], [])
    t.deepEqual(await pass(10), [])
    t.deepEqual(
      (await pass(1)).map((words) => words.replace(/:.*over/, ' over')),
      ['owner over: a job has waited for 3 min', 'technician over: a job has waited for 3 min'],
    )
    t.deepEqual(await pass(30), [])
    t.is((await listAlerts(db)).open.length, 0)
  },
)

test.serial('S2-100: what came and went before anybody was told rings nobody', async (t) => {
  t.deepEqual([...(await pass(4, queue)), ...(await pass(30))], [])
})

test.serial(
  'S2-100: several of one moment are one message, and each hears only what is theirs',
  async (t) => {
    t.deepEqual(
      await pass(61, router, pile, { ...router, subject: 'kahawa-2', words: 'kahawa-2 is silent' }),
      [
        'technician: Kilima: kasarani-1 is silent; kahawa-2 is silent',
        'finance: Kilima: exceptions pile up',
      ],
    )
    await pass(20)
  },
)

test.serial('S2-100: at night only what can’t wait rings; the rest in the morning', async (t) => {
  clock.set('2026-11-21T20:00:00Z')
  t.deepEqual(await pass(20, router, queue), [
    'owner: Kilima: a job has waited for 3 min',
    'technician: Kilima: a job has waited for 3 min',
  ])
  clock.set('2026-11-22T04:00:00Z')
  t.deepEqual(
    (await pass(1, router, queue)).at(-1),
    'technician: Kilima: kasarani-1 is silent; still: a job has waited for 3 min',
  )
  await pass(20)
})

test.serial('S2-100: a storm rings a phone six times an hour and no more', async (t) => {
  clock.set('2026-11-23T09:00:00Z')
  const storm = Array.from({ length: 20 }, (_, at) => ({ ...queue, subject: `${at}`, minutes: at }))
  const told = await pass(25, ...storm)
  t.is(told.filter((words) => words.startsWith('technician')).length, 6)
})

test('S2-100: where nobody has the role, the owner hears of it', (t) => {
  const owner = {
    id: 1,
    role: 'owner',
    email: 'o@x',
    alert_msisdn: null,
    alert_mail: true,
  } as const
  const news: News[] = [{ kind: 'begun', words: 'w', role: 'finance', severity: 'ticket' }]
  t.is(decideReaders(news, [owner])[0]!.reader.id, 1)
  t.deepEqual(
    decideReaders(news, [owner, { ...owner, id: 2, role: 'finance' }]).map(
      ({ reader }) => reader.id,
    ),
    [2],
  )
})
