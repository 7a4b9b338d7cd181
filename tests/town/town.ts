// A town from one seed: homes and guests who pay, a Safaricom and a router that fail, an office, strangers who lie, and days that
// pass in seconds. After each day the books are held against what really happened.

import { cents } from '../../appliance/money.ts'
import type { Plan } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { seededDice } from '../simulators/dice.ts'
import { addRouter, openShop } from '../support/factories.ts'
import { findOverstayers, findWrongAnswers } from './access-oracles.ts'
import { openBox, townSms, type Box } from './box.ts'
import { openChance, type Chance, type FaultCounts } from './faults.ts'
import { oracles } from './oracles.ts'
import { settlePeople, type People } from './people.ts'
import { openRouters, type Routers } from './routers.ts'
import { openOffice } from './staff.ts'
import { openStrangers } from './strangers.ts'
import { troublesOf, type Event } from './troubles.ts'

export interface Wish {
  seed: number
  days: number
  homes: number
}

export interface Played extends Wish {
  /** "day 2, conserved: the books say …"; empty where all held. */
  findings: string[]
  faults: FaultCounts
  payments: number
  credits: number
  /** Of the run's log: the same seed gives the same. */
  hash: string
  notes: readonly string[]
}

const start = '2026-11-20T21:00:00Z' // Midnight in Nairobi.

/** Plays it. Stops after the first day on which something did not hold. */
export async function playTown(wish: Wish): Promise<Played> {
  const chance = openChance(seededDice(wish.seed))
  const town = await openTown(wish, chance)
  const { box } = town
  const onLoose = (error: unknown) => box.reckoning.bug(`nobody waited for: ${String(error)}`)
  process.on('unhandledRejection', onLoose)
  try {
    const findings: string[] = []
    for (let day = 1; day <= wish.days && findings.length === 0; day += 1) {
      await playDay(town, day)
      findings.push(...(await look(town, `day ${day}`)))
    }
    if (findings.length === 0) {
      await comeToRest(town)
      findings.push(...(await look(town, 'in the end')))
    }
    const count = async (table: 'payments' | 'credits') =>
      Number((await box.appliance.db(table).count({ n: '*' }))[0]!['n'])
    return {
      ...wish,
      findings,
      faults: chance.counts,
      payments: await count('payments'),
      credits: await count('credits'),
      hash: box.reckoning.hash(),
      notes: box.reckoning.notes,
    }
  } finally {
    process.off('unhandledRejection', onLoose)
    await box.close()
  }
}

interface Town {
  box: Box
  chance: Chance
  people: People
  routers: Routers
  /** A moment of the day and what happens then. */
  acts: (() => Promise<void>)[]
  reinstateAll(): Promise<void>
  wellSince: Instant
}

async function openTown({ seed, homes }: Wish, chance: Chance): Promise<Town> {
  const dice = seededDice(seed ^ 0x5eed)
  let router: Awaited<ReturnType<typeof addRouter>>
  let box: Box
  const routers = openRouters({
    db: () => box.appliance.db,
    safe: () => box.appliance.safe,
    now: () => box.clock.now(),
    away: () => box.lives.away,
    router: () => router,
    chance,
  })
  box = await openBox(start, dice, chance, {
    disconnect: (appliance) => routers.disconnect(appliance),
  })
  const { appliance, safaricom, settle, passUntil } = box
  await openShop(appliance, safaricom.url)
  router = await addRouter(appliance, { address: '127.0.0.2' })
  const plans = await sell(box)
  const place = { appliance, safaricom, chance, plans, router, passUntil, settle }
  const people = await settlePeople(place, homes)
  const office = await openOffice({ appliance, chance, plans: plans.homes, homes: people.homes, passUntil }) // prettier-ignore
  const strangers = openStrangers({ appliance, safaricom, chance, homes: people.homes })
  await settle()
  const town: Town = {
    box,
    chance,
    people,
    routers,
    acts: [
      strangers.lie,
      office.lookAtQueue,
      office.lookAtQueue,
      office.lookAtQueue,
      office.lookAtHome,
      office.lookAtHome,
    ],
    reinstateAll: office.reinstateAll,
    wellSince: appliance.now(),
  }
  return town
}

/** Prices that tell the term: see the oracle of what was sold. */
async function sell({
  appliance: { db, safe },
  safaricom,
}: Box): Promise<{ homes: Plan[]; passes: Plan[] }> {
  const plan = (name: string, kind: 'pppoe' | 'hotspot', shillings: number, term_count: number, term_unit: 'hour' | 'day') =>
    ({ name, kind, price_cents: cents(shillings * 100), term_count, term_unit, down_kbps: 5000, up_kbps: 2000 }) // prettier-ignore
  const rows = [
    plan('Half a day', 'pppoe', 31, 12, 'hour'),
    plan('A day', 'pppoe', 50, 1, 'day'),
    plan('Two days', 'pppoe', 90, 2, 'day'),
    plan('Hour', 'hotspot', 20, 1, 'hour'),
    plan('Six hours', 'hotspot', 45, 6, 'hour'),
  ]
  const plans = await db('plans').insert(rows).returning('*')
  await db('sms_gateway').insert({
    provider: 'africas_talking',
    base_url: safaricom.url,
    username: townSms.username,
    api_key_sealed: safe.seal(townSms.api_key, 'sms_gateway.api_key'),
    sender: null,
  })
  return {
    homes: plans.filter(({ kind }) => kind === 'pppoe'),
    passes: plans.filter(({ kind }) => kind === 'hotspot'),
  }
}

async function playDay(town: Town, day: number): Promise<void> {
  const { box, chance, people } = town
  const midnight = Temporal.Instant.from(start).add({ hours: 24 * (day - 1) })
  const at = () => midnight.add({ minutes: 1 + chance.below(24 * 60 - 2) })
  const events: Event[] = []
  for (const home of people.homes) {
    // Who pays late was cut off for a while: the first days have everybody begin at some time.
    if (chance.oneIn(6)) chance.hit('pays_late')
    else events.push({ at: at(), act: () => people.pay(home) })
    if (chance.oneIn(4)) events.push({ at: at(), act: () => people.pay(home) })
  }
  for (const guest of people.guests)
    for (let times = 2; times > 0; times -= 1)
      events.push({ at: at(), act: () => people.ask(guest) })
  const deeds = people.homes.length
  for (let deed = 0; deed < deeds; deed += 1) events.push({ at: at(), act: chance.pick(town.acts) })
  for (let minute = 10; minute <= 24 * 60; minute += 10)
    events.push({ at: midnight.add({ minutes: minute }), act: () => round(town) })
  events.push(...troublesOf(town, midnight))
  events.sort((one, other) => Temporal.Instant.compare(one.at, other.at))
  for (const { at: moment, act } of events) {
    await box.passUntil(moment)
    await act()
    await box.settle()
  }
}

async function round({
  box,
  people,
  routers,
}: Pick<Town, 'box' | 'people' | 'routers'>): Promise<void> {
  await routers.round([...people.homes, ...people.guests])
  const now = box.clock.now()
  if (now.epochMilliseconds % 7_200_000 !== 0 || box.lives.away) return
  await routers.lookAgain()
  const lines = [...people.homes, ...people.guests]
  for (const what of await findWrongAnswers(box.appliance.db, now, lines, routers))
    box.reckoning.bug(what)
}

/** Nothing goes wrong any more: within three hours everything has come to its end. */
async function comeToRest(town: Town): Promise<void> {
  const { box, chance } = town
  chance.calm()
  const from = box.clock.now()
  for (let minutes = 10; minutes <= 180; minutes += 10) {
    await box.passUntil(from.add({ minutes }))
    await round(town)
    await box.settle()
  }
}

async function look({ box, routers, wellSince }: Town, when: string): Promise<string[]> {
  const { appliance, safaricom, reckoning, clock } = box
  const view = { appliance, db: appliance.db, now: clock.now(), safaricom, reckoning, wellSince }
  const findings: string[] = []
  for (const [name, oracle] of Object.entries(oracles))
    findings.push(...(await oracle(view)).map((what) => `${when}, ${name}: ${what}`))
  const overstayers = await findOverstayers(appliance.db, clock.now(), routers)
  findings.push(...overstayers.map((what) => `${when}, overstayers: ${what}`))
  for (const line of findings) reckoning.note(line)
  return findings
}
