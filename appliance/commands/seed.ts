// Fills an empty database with the trial's town. Money comes in the way it does on a real box: as proved
// payments that are settled, and buy time, at the hour they were paid. So the books balance from the start.

import type { Appliance, Work } from '../appliance.ts'
import { Conflict, Invalid } from '../errors.ts'
import { cents, type Cents } from '../money.ts'
import { recordPayment } from '../money/payments.ts'
import { settlePayment } from '../money/settlement.ts'
import { addShortcode, type Credentials } from '../money/shortcodes.ts'
import { makeVouchers } from '../money/vouchers.ts'
import { addStaff } from '../people/staff.ts'
import { drawServicePassword, drawSharedSecret, type Safe } from '../secrets.ts'
import { addTerm, anchorDay, nairobi, type Instant } from '../time.ts'
import { seedCallback } from './seeded-callbacks.ts'
import { dice, drawPeople, paybill, plans, routers, sites, strayPayments } from './town.ts'
import type { Person, SeededPlan } from './town.ts'
import { drawSecrets } from './trial-secrets.ts'

export interface Seeding {
  owner: { email: string; password: string }
  /** Where the simulated Safaricom answers, and what it knows us by. */
  safaricomUrl: string
  credentials: Credentials
  /** The simulated SMS gateway, at the same address. */
  sms: { username: string; api_key: string }
}

/** Everything or nothing, in one transaction; nothing where the town, or anything else, is there already. */
export async function seed(
  { work, safe }: Pick<Appliance, 'work' | 'safe'>,
  seeding: Seeding,
): Promise<'seeded' | 'there_already'> {
  return work(async (unit) => {
    await unit.db.raw('lock table sites in exclusive mode')
    if (await unit.db('sites').first('id')) return 'there_already'

    const town = at(unit, unit.now.subtract({ hours: 24 * 90 }))
    await addPlaces(town, safe)
    await addStaff(
      at(unit, unit.now),
      { ...seeding.owner, name: 'Grace Wanjiru', role: 'owner' },
      null,
    )
    await addShortcode(at(unit, unit.now), safe, {
      ...paybill,
      base_url: seeding.safaricomUrl,
      credentials: seeding.credentials,
    })
    await addGuestsNeeds(at(unit, unit.now), safe, seeding)
    await addPeople(unit, safe)
    return 'seeded'
  })
}

// The same transaction at another hour. No job is sent: rows that are due are found by the sweep.
function at(work: Work, now: Instant): Work {
  return { db: work.db, now, enqueue: async () => {} }
}

async function addPlaces({ db }: Work, safe: Safe): Promise<void> {
  await db('sites').insert(sites.map((name) => ({ name })))
  await db('plans').insert([...plans])
  const site_ids = await idsByName(db, 'sites')
  await db('routers').insert(
    routers.map(({ name, site, address }) => ({
      name,
      address,
      hotspot_host: '127.0.0.1', // The simulated phones' gateways listen there.
      site_id: site_ids.get(site)!,
      secret_sealed: safe.seal(drawSharedSecret(), 'routers.secret'),
    })),
  )
}

// What a hotspot sells with: a name and a number to call, a way to send SMS, and some vouchers.
async function addGuestsNeeds(work: Work, safe: Safe, seeding: Seeding): Promise<void> {
  const { db } = work
  await db('business').insert({ name: paybill.name, support_phone: '0709 555 010' })
  await db('sms_gateway').insert({
    provider: 'africas_talking',
    base_url: seeding.safaricomUrl,
    username: seeding.sms.username,
    api_key_sealed: safe.seal(seeding.sms.api_key, 'sms_gateway.api_key'),
    sender: null,
  })
  const plan = (await db('plans').where({ name: 'Day pass' }).first())!
  await makeVouchers(work, safe, { plan, count: 5, made_by: null })
}

async function addPeople(work: Work, safe: Safe): Promise<void> {
  const site_ids = await idsByName(work.db, 'sites')
  const soldPlans = new Map((await work.db('plans')).map((plan) => [plan.name, plan]))
  const drawReceipt = receiptCodes()
  const people = drawPeople()
  const history: Paid[] = []
  for (const person of people) {
    const plan = soldPlans.get(person.plan)!
    await addPerson(work, safe, person, { plan_id: plan.id, site_id: site_ids.get(person.site)! })
    history.push(...paymentsOf(person, plan, work.now))
  }
  for (const [index, stray] of strayPayments(people).entries()) {
    const paid_at = work.now.subtract({ minutes: 95 + 40 * index })
    history.push({ ...stray, paid_at, payer: people[index]! })
  }
  // In the order the money came, so that the ledger reads like a ledger.
  for (const paid of history.sort((one, other) => compare(one.paid_at, other.paid_at))) {
    await receive(work, paid, drawReceipt())
  }
  const suspended = people.filter(({ standing }) => standing === 'suspended')
  for (const { account_no } of suspended) {
    const suspended_at = work.now.subtract({ hours: 30 })
    await work.db('subscribers').where({ account_no }).update({ suspended_at })
  }
}

async function addPerson(
  { db, now }: Work,
  safe: Safe,
  person: Person,
  { plan_id, site_id }: { plan_id: number; site_id: number },
): Promise<void> {
  const { account_no, name, msisdn, language } = person
  const joined_at = now.subtract({ hours: 24 * (50 + Math.floor(person.luck * 600)) })
  const subscriber = { account_no, name, msisdn, language, site_id, joined_at }
  const [row] = await db('subscribers').insert(subscriber).returning('id')
  await db('services').insert({
    subscriber_id: row!.id,
    service_no: 1,
    plan_id,
    user_name: person.user_name,
    password_sealed: safe.seal(drawServicePassword(), 'services.password'),
    opened_at: joined_at,
  })
}

interface Paid {
  account_typed: string
  amount_cents: Cents
  paid_at: Instant
  payer: Person
}

/** What somebody paid, so that they stand as they do. Pure. */
export function paymentsOf(person: Person, plan: SeededPlan, now: Instant): Paid[] {
  const { standing, luck, account_no } = person
  const pay = (paid_at: Instant, amount: number): Paid => ({
    account_typed: account_no,
    amount_cents: cents(amount),
    paid_at: paid_at.round('second'),
    payer: person,
  })
  const price = plan.price_cents
  const whole = termSeconds(plan)
  /** Paid for, so that it ends this long from now. */
  const left = (length: number) =>
    paidWhen(plan, now.add({ seconds: seconds(length) })).map((paid_at) => pay(paid_at, price))
  switch (standing) {
    case 'paid':
    case 'suspended':
      return left(whole * (0.1 + 0.8 * luck))
    case 'ends_today':
      return left(3600 * (2 + 18 * luck))
    case 'ended':
      return [pay(now.subtract({ seconds: seconds(whole * (1.1 + luck)) }), price)]
    case 'paid_more':
      return [pay(now.subtract({ hours: 1 + Math.floor(luck * 20) }), price + 500_00)]
    case 'paid_less':
      return [
        pay(now.subtract({ seconds: seconds(whole * 1.3) }), price),
        pay(now.subtract({ hours: 5 }), price - 500_00),
      ]
  }
}

function seconds(length: number): number {
  return Math.round(length)
}

function termSeconds({ term_count, term_unit }: SeededPlan): number {
  return term_count * { hour: 3600, day: 86_400, month: 30 * 86_400 }[term_unit]
}

/**
 * When to have paid, so that the time bought ends at `end`. A month that ends on a 31st after a short month was not
 * bought a month before, but began on a 31st two months before and was renewed in time.
 */
function paidWhen(plan: SeededPlan, end: Instant): Instant[] {
  if (plan.term_unit !== 'month') return [end.subtract({ seconds: termSeconds(plan) })]

  const zoned = end.toZonedDateTimeISO(nairobi)
  const once = zoned.subtract({ months: 1 }).toInstant()
  if (compare(addTerm(once, plan, anchorDay(once)), end) === 0) return [once]
  return [zoned.subtract({ months: 2 }).toInstant(), once.subtract({ hours: 3 })]
}

async function receive(work: Work, paid: Paid, receipt_code: string): Promise<void> {
  const { account_typed, amount_cents, paid_at, payer } = paid
  const { heard_at, proved_at } = await seedCallback(work, { ...paid, receipt_code })
  const then = at(work, proved_at)
  const report = { amount_cents, account_typed, paid_at }
  await recordPayment(
    then,
    {
      ...report,
      receipt_code,
      shortcode: paybill.shortcode,
      payer_msisdn: payer.msisdn,
      payer_msisdn_raw: payer.msisdn,
      payer_name: payer.name,
      customer_money: true,
      heard_at,
      proved_by: 'pull',
    },
    { ...report, source: 'pull', callback_id: null, inquiry_id: null },
  )
  const payment = await work.db('payments').where({ receipt_code }).first('id')
  await settlePayment(then, payment!.id)
}

/** Ten signs as M-Pesa's are, the same ones every time. */
function receiptCodes(): () => string {
  const draw = dice(600966)
  const signs = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'
  return () =>
    `UK${Array.from({ length: 8 }, () => signs[Math.floor(draw() * signs.length)]).join('')}`
}

async function idsByName(db: Work['db'], table: 'sites'): Promise<Map<string, number>> {
  return new Map((await db(table).select('id', 'name')).map(({ id, name }) => [name, id]))
}

function compare(one: Instant, other: Instant): number {
  return Temporal.Instant.compare(one, other)
}

/** `lango seed`: for developers, on a database of their own. Never on a real box. */
export async function seedTrial(appliance: Appliance, [safaricomUrl]: string[]): Promise<string> {
  if (!appliance.config.trial)
    throw new Conflict('not_a_trial', 'This box is not a trial (LANGO_TRIAL): nothing is seeded.')
  if (!safaricomUrl || !URL.canParse(safaricomUrl))
    throw new Invalid('url_missing', 'Say where the simulated Safaricom answers: lango seed URL.')

  const { owner, credentials, sms } = drawSecrets()
  const outcome = await seed(appliance, { owner, credentials, sms, safaricomUrl })
  if (outcome === 'there_already') return 'The database is not empty: nothing is changed.'
  return `Seeded. The owner is ${owner.email}, password ${owner.password}.`
}
