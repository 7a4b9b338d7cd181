import test from 'ava'
import type { Appliance } from '../../../appliance/appliance.ts'
import { decideWait } from '../../../appliance/people/sign-in-attempts.ts'
import {
  carrySignInsOver,
  endAllSignIns,
  endSignIn,
  findSignIn,
  isStale,
  seeSignIn,
  signIn,
} from '../../../appliance/people/sign-ins.ts'
import { addStaff } from '../../../appliance/people/staff.ts'
import { freshAppliance, testClock } from '../../support/database.ts'

const password = 'mlango ulio wazi'
const start = '2026-11-21T11:32:00Z'

interface House {
  appliance: Appliance
  clock: ReturnType<typeof testClock>
  email: string
  knock(how?: { password?: string; email?: string; from?: string }): ReturnType<typeof signIn>
}

let houses = 0

/** Each test has a person and an address of its own: they all look at one database at once. */
const clock = testClock(start)
const appliance = await freshAppliance(clock)
test.after.always(() => appliance.close())

async function house(): Promise<House> {
  houses += 1
  const email = `grace${houses}@kilima.co.ke`
  const address = `10.0.0.${houses}`
  const own = testClock(start)
  const there = { ...appliance, now: own.now, work: withClock(own) }
  await there.work((work) =>
    addStaff(work, { email, name: 'Grace', role: 'finance', password }, null),
  )
  const knock: House['knock'] = (how = {}) =>
    signIn(
      there,
      { email: how.email ?? email, password: how.password ?? password },
      { source_address: how.from ?? address, user_agent: 'Test' },
    )
  return { appliance: there, clock: own, email, knock }
}

function withClock({ now }: { now: Appliance['now'] }): Appliance['work'] {
  return (task) => appliance.work((work) => task({ ...work, now: now() }))
}

async function token(home: House): Promise<string> {
  const signed = await home.knock()
  if (signed.outcome !== 'signed_in') throw new Error(signed.outcome)
  return signed.token
}

test('T29: a token has 256 bits, is new each time, and only its hash is stored', async (t) => {
  const home = await house()
  const [one, other] = [await token(home), await token(home)]
  t.regex(one, /^[0-9a-f]{64}$/)
  t.not(one, other)
  const rows = await appliance.db('sign_ins').select('token_hash')
  t.false(
    rows.some(
      ({ token_hash }) => token_hash.toString('hex') === one || token_hash.toString() === one,
    ),
  )
})

test('T29: a sign-in is over after 30 idle minutes', async (t) => {
  const home = await house()
  const mine = await token(home)
  home.clock.pass({ minutes: 29 })
  t.truthy(await findSignIn(appliance.db, mine, home.appliance.now()))
  home.clock.pass({ minutes: 1 })
  t.is(await findSignIn(appliance.db, mine, home.appliance.now()), undefined)
})

test('T29: a sign-in that is used lasts 12 hours and not a minute longer', async (t) => {
  const home = await house()
  const mine = await token(home)
  for (let turn = 0; turn < 12 * 3 - 1; turn++) {
    home.clock.pass({ minutes: 20 })
    const held = await findSignIn(appliance.db, mine, home.appliance.now())
    t.truthy(held)
    t.true(isStale(held!, home.appliance.now()))
    await home.appliance.work((work) => seeSignIn(work, held!))
  }
  home.clock.pass({ minutes: 20 })
  t.is(await findSignIn(appliance.db, mine, home.appliance.now()), undefined)
})

test('signing out ends one sign-in; ending all ends the others', async (t) => {
  const home = await house()
  const [phone, desk] = [await token(home), await token(home)]
  const held = (await findSignIn(appliance.db, phone, home.appliance.now()))!
  await home.appliance.work((work) => endSignIn(work, held, null))
  t.is(await findSignIn(appliance.db, phone, home.appliance.now()), undefined)
  t.truthy(await findSignIn(appliance.db, desk, home.appliance.now()))
  await home.appliance.work((work) => endAllSignIns(work, held.staff.id))
  t.is(await findSignIn(appliance.db, desk, home.appliance.now()), undefined)
})

test('T29: whoever is disabled is out at once, and a new role holds from the next page on', async (t) => {
  const home = await house()
  const mine = await token(home)
  const person = appliance.db('staff').where({ email: home.email })
  await person.clone().update({ role: 'cashier' })
  t.is((await findSignIn(appliance.db, mine, home.appliance.now()))!.staff.role, 'cashier')
  await person.clone().update({ disabled_at: home.appliance.now() })
  t.is(await findSignIn(appliance.db, mine, home.appliance.now()), undefined)
  t.is((await home.knock()).outcome, 'refused')
})

// Alone: it moves every sign-in there is.
test.serial('in the trial a jump of a month signs nobody out', async (t) => {
  const home = await house()
  const mine = await token(home)
  await home.appliance.work((work) => carrySignInsOver(work, 30 * 86_400))
  home.clock.pass({ hours: 30 * 24 })
  t.truthy(await findSignIn(appliance.db, mine, home.appliance.now()))
})

test('T31: five wrong passwords are heard, the sixth waits, and waiting counts nothing', async (t) => {
  const home = await house()
  for (let turn = 0; turn < 5; turn++)
    t.is((await home.knock({ password: 'guess' })).outcome, 'refused')
  t.deepEqual(await home.knock(), { outcome: 'wait', seconds: 10 })
  t.deepEqual(await home.knock(), { outcome: 'wait', seconds: 10 })
  home.clock.pass({ seconds: 10 })
  t.is((await home.knock()).outcome, 'signed_in')
  t.is(
    (await home.knock({ password: 'guess' })).outcome,
    'refused',
    'what was mistyped before is forgotten',
  )
})

test('T31: an e-mail nobody has waits just the same', async (t) => {
  const home = await house()
  const guess = { email: `nobody${houses}@kilima.co.ke`, password: 'guess' }
  for (let turn = 0; turn < 5; turn++) t.is((await home.knock(guess)).outcome, 'refused')
  t.is((await home.knock(guess)).outcome, 'wait')
})

test('T31: many e-mails from one address wait, too', async (t) => {
  const home = await house()
  for (let turn = 0; turn < 20; turn++) {
    t.is((await home.knock({ email: `guess${turn}-${houses}@kilima.co.ke` })).outcome, 'refused')
  }
  t.is((await home.knock()).outcome, 'wait')
})

test('T31: forty guesses at once are five guesses', async (t) => {
  const home = await house()
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, turn) =>
      home.knock({ password: 'guess', from: `10.9.${houses}.${turn}` }),
    ),
  )
  t.is(answers.filter(({ outcome }) => outcome === 'refused').length, 5)
  t.is(answers.filter(({ outcome }) => outcome === 'wait').length, 35)
})

test('T31: a stranger who guesses elsewhere does not keep out whoever signed in from here before', async (t) => {
  const home = await house()
  await token(home)
  for (let turn = 0; turn < 5; turn++) await home.knock({ password: 'guess', from: '203.0.113.9' })
  t.is((await home.knock({ from: '203.0.113.10' })).outcome, 'wait')
  t.is((await home.knock()).outcome, 'signed_in')
})

test('T31: the wait doubles up to a quarter of an hour, and is counted from the last try', (t) => {
  const now = Temporal.Instant.from(start)
  const patience = { free: 5, seconds: 10, seconds_max: 900 }
  const waits = [4, 5, 6, 7, 8, 12, 60].map((count) =>
    decideWait(Array(count).fill(now), patience, now),
  )
  t.deepEqual(waits, [0, 10, 20, 40, 80, 900, 900])
  t.is(decideWait(Array(6).fill(now.subtract({ seconds: 15 })), patience, now), 5)
  t.is(decideWait([], patience, now), 0)
})
