import test from 'ava'
import { paymentsOf, seed } from '../../../appliance/commands/seed.ts'
import {
  drawPeople,
  plans,
  type SeededPlan,
  type Standing,
} from '../../../appliance/commands/town.ts'
import { drawSecrets } from '../../../appliance/commands/trial-secrets.ts'
import { isAccountNo } from '../../../appliance/account-no.ts'
import { openCredentials } from '../../../appliance/money/shortcodes.ts'
import { isPassword } from '../../../appliance/people/passwords.ts'
import { decideRenewal } from '../../../appliance/money/renewals.ts'
import { cents } from '../../../appliance/money.ts'
import { freshAppliance, testClock } from '../../support/database.ts'

const noon = '2026-11-21T09:00:00Z'
const appliance = await freshAppliance(testClock(noon))
const { db } = appliance
const secrets = drawSecrets()
const seeding = { ...secrets, safaricomUrl: 'http://127.0.0.1:8081' }
test.after.always(() => appliance.close())
test.before(async (t) => {
  t.is(await seed(appliance, seeding), 'seeded')
})

async function count(sql: string, values: Record<string, unknown> = {}): Promise<number> {
  const { rows } = await db.raw<{ rows: { count: number }[] }>(sql, values as never)
  return rows[0]!.count
}

test('the town is seeded once: a second time changes nothing', async (t) => {
  t.is(await seed(appliance, seeding), 'there_already')
  t.is(await count('select count(*) from subscribers'), 40)
  t.is(await count('select count(*) from routers'), 2)
  t.is(await count('select count(*) from plans'), 6)
  t.is(await count('select count(*) from sites'), 2)
})

test('the books balance: every shilling received is in a wallet, was sold, or is in suspense', async (t) => {
  t.is(await count('select sum(amount_cents) as count from entries'), 0)
  const received = await count('select sum(amount_cents) as count from payments')
  const held = await count(
    `select -sum(amount_cents) as count from entries join accounts a on a.id = account_id where a.kind = 'paybill'`,
  )
  t.is(held, received)
  t.is(await count(`select count(*) from payments where state = 'unsettled'`), 0)
  // M-Pesa's word, and its list.
  const payments = await count('select count(*) from payments')
  t.is(await count('select count(*) from sightings where not differs'), 2 * payments)
  t.is(await count(`select count(*) from callbacks where state = 'done'`), payments)
})

test('people stand with their provider in every way there is', async (t) => {
  const now = { now: appliance.now() }
  const active = `select from credits c where c.service_id = v.id and c.starts_at <= :now and c.ends_at > :now`
  t.is(await count(`select count(*) from services v where exists (${active})`, now), 31)
  t.is(await count('select count(*) from subscribers where suspended_at is not null'), 1)
  t.is(
    await count(
      `select count(*) from accounts a where kind = 'wallet' and
         (select sum(amount_cents) from entries e where e.account_id = a.id) > 0`,
    ),
    4,
  )
  const kinds = await db('exceptions').orderBy('kind').pluck('kind')
  t.deepEqual([...new Set(kinds)], ['paid_less', 'paid_more', 'unknown_account'])
})

test('secrets are drawn, sealed, and open with the box key', async (t) => {
  const rows = await db('routers').orderBy('id')
  const opened = rows.map(({ secret_sealed }) =>
    appliance.safe.open(secret_sealed, 'routers.secret'),
  )
  t.is(new Set(opened).size, 2)
  for (const secret of opened) t.regex(secret, /^[A-Za-z0-9+/]{32}$/)

  const services = await db('services')
  const passwords = services.map((row) =>
    appliance.safe.open(row.password_sealed, 'services.password'),
  )
  t.is(new Set(passwords).size, 40)

  const shortcode = (await db('shortcodes').first())!
  t.deepEqual(openCredentials(appliance.safe, shortcode), secrets.credentials)
})

test('the only one who may sign in has the password that was drawn, and no other', async (t) => {
  const [owner, ...others] = await db('staff')
  t.deepEqual(others, [])
  t.is(owner!.email, 'owner@lango.test')
  t.true(await isPassword(secrets.owner.password, owner!.password_hash))
  t.not(secrets.owner.password, drawSecrets().owner.password)
})

test('the people are the same every time, and their account numbers carry the check digit', (t) => {
  const people = drawPeople()
  t.deepEqual(drawPeople(), people)
  t.is(people.length, 40)
  t.is(new Set(people.map(({ account_no }) => account_no)).size, 40)
  t.is(new Set(people.map(({ user_name }) => user_name)).size, 40)
  t.true(people.every(({ account_no }) => isAccountNo(account_no)))
})

// At whatever hour of whatever day the trial is first started.
test('people stand as they should on every day of the year', (t) => {
  const hours = [0, 9, 20.5]
  const days = Array.from({ length: 366 }, (_, day) => day)
  const starts = days.flatMap((day) =>
    hours.map((hour) =>
      Temporal.Instant.from('2027-12-01T00:00:00Z').add({ seconds: (day * 24 + hour) * 3600 }),
    ),
  )
  const wrong: string[] = []
  for (const now of starts) {
    for (const person of drawPeople()) {
      const plan = { id: 1, withdrawn_at: null, ...plans.find(({ name }) => name === person.plan)! }
      const seconds = secondsLeft(paymentsOf(person, plan, now), plan, now)
      if (!isRight(person.standing, seconds))
        wrong.push(`${now} ${person.standing} ${seconds / 3600} h`)
    }
  }
  t.deepEqual(wrong, [])
})

/** How long after `now` what was bought with these payments ends. */
function secondsLeft(
  paid: ReturnType<typeof paymentsOf>,
  plan: SeededPlan,
  now: Temporal.Instant,
): number {
  let wallet = 0
  let paid_until: Temporal.Instant | null = null
  let anchor_day: number | null = null
  for (const { paid_at, amount_cents } of paid) {
    if (Temporal.Instant.compare(paid_at, now) > 0)
      throw new Error(`paid at ${paid_at}, after ${now}`)
    wallet += amount_cents
    const service = { id: 1, service_no: 1, anchor_day }
    const renewal = decideRenewal(cents(wallet), { service, plan, paid_until }, paid_at)
    if (renewal.outcome !== 'buy') continue
    wallet -= plan.price_cents
    paid_until = renewal.purchase.ends_at
    anchor_day = renewal.purchase.anchor_day
  }
  return paid_until!.since(now).total('seconds')
}

function isRight(standing: Standing, seconds: number): boolean {
  switch (standing) {
    case 'ends_today':
      return seconds > 0 && seconds <= 86_400
    case 'ended':
    case 'paid_less':
      return seconds < 0
    default:
      return seconds > 0
  }
}
