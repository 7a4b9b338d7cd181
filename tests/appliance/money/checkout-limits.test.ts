// T14: nobody's phone is made to ring by a stranger.

import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import test from 'ava'
import { Refusal, type TooMany } from '../../../appliance/errors.ts'
import { answer } from './safaricom-says.ts'
import {
  addPlan,
  appliance,
  ask,
  clock,
  db,
  hour,
  latestPush,
  newMac,
  newPhone,
  noon,
  send,
  type Wish,
} from './hotspot.ts'

test.after.always(() => appliance.close())
let days = 0

// A day each: what one test asked for does not count in the next.
test.beforeEach(() => {
  clock.set(noon)
  clock.pass({ hours: 24 * (days += 1) })
})

/** Asks, and the phone's owner cancels at once. */
async function nag(wish: Wish): Promise<'asked' | TooMany> {
  try {
    const push = await send(await latestPush(await ask(wish)))
    await answer(push, '1032')
    clock.pass({ seconds: 10 })
    return 'asked'
  } catch (error) {
    if (error instanceof Refusal) return error as TooMany
    throw error
  }
}

const wait = (refused: 'asked' | TooMany) =>
  refused === 'asked' ? 0 : clock.now().until(refused.again_at).total('seconds')

test.serial('T14: one open prompt a phone: the next after 90 seconds', async (t) => {
  const msisdn = newPhone()
  await send(await latestPush(await ask({ msisdn })))
  const error = await t.throwsAsync(ask({ msisdn }), { code: 'prompt_open' })
  t.is(wait(error as TooMany), 90)
  clock.pass({ seconds: 90 })
  await t.notThrowsAsync(ask({ msisdn }))
})

test.serial('T14: a phone rings three times in ten minutes, ten times a day', async (t) => {
  const msisdn = newPhone()
  const day: (string | number)[] = []
  for (let turn = 0; turn < 4; turn += 1) {
    for (let time = 0; time < 4; time += 1) {
      const outcome = await nag({ msisdn })
      if (outcome !== 'asked') t.is(outcome.code, 'too_many_prompts')
      day.push(wait(outcome))
    }
    clock.pass({ minutes: 10 })
  }
  // Ten go through: three, three, three and one; and each refusal says when to come back.
  t.is(day.filter((seconds) => seconds === 0).length, 10)
  t.deepEqual(day.slice(0, 4), [0, 0, 0, 570])
  t.true(Number(day.at(-1)) > 80_000)
})

test.serial('T14: a device rings five phones in ten minutes, not six', async (t) => {
  const mac = newMac()
  const outcomes: ('asked' | TooMany)[] = []
  for (let time = 0; time < 7; time += 1) outcomes.push(await nag({ mac }))
  t.deepEqual(
    outcomes.map((one) => wait(one)),
    [0, 0, 0, 0, 0, 550, 550],
  )
})

test.serial('T14: attempt 2 is counted like any other', async (t) => {
  const wish = { mac: newMac(), msisdn: newPhone() }
  const outcomes: ('asked' | TooMany)[] = []
  for (let time = 0; time < 4; time += 1) outcomes.push(await nag(wish))
  t.deepEqual(
    outcomes.map((one) => wait(one)),
    [0, 0, 0, 570],
  )
})

/** So many at once, each of another phone and device: how many rang. */
async function crowd(count: number, wish: () => Wish, refusal: string): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: count }, () => ask(wish())))
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  for (const { reason } of refused) assert.equal((reason as TooMany).code, refusal)
  return count - refused.length
}

// Those asked in the very moment in which the last one was, on each connection one, ring as well.
const connections = 10

test.serial('T14: one address asks 840 numbers: 60 ring', async (t) => {
  const from = '198.51.100.7'
  let rang = 0
  for (let round = 0; round < 20; round += 1)
    rang += await crowd(42, () => ({ from }), 'too_many_prompts_here')
  t.true(rang >= 60 && rang < 60 + connections, String(rang))
  await t.notThrowsAsync(ask({ from: '198.51.100.8' }))
  clock.pass({ minutes: 10 })
  await t.notThrowsAsync(ask({ from }))
})

test.serial('T14: one portal asks 840 numbers from 840 addresses: 100 ring', async (t) => {
  clock.pass({ minutes: 10 })
  let rang = 0
  const wish = () => ({ from: `198.51.${randomInt(256)}.${randomInt(256)}` })
  for (let round = 0; round < 20; round += 1) rang += await crowd(42, wish, 'too_many_prompts_here')
  t.true(rang >= 100 && rang < 100 + connections, String(rang))
})

test.serial('a refusal leaves nothing behind', async (t) => {
  const msisdn = newPhone()
  await ask({ msisdn })
  const mac = newMac()
  await t.throwsAsync(ask({ msisdn, mac, plan: await addPlan() }), { code: 'prompt_open' })
  t.is(await db('devices').where({ mac }).first(), undefined)
  t.is((await db('checkouts').where({ msisdn })).length, 1)
  t.is((await db('checkouts').where({ msisdn }).first())!.plan_id, hour.id)
})
