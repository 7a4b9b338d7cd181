// The road, walked in front of you, through the trial that is running: `npm start` in one window, then
//   npm run demo:check
// radclient is the router that asks, FreeRADIUS the one that is told to end the session, the simulated Safaricom
// takes the money. Neither of the first two is ours. Then a guest at the hotspot. First of all the tour is walked, in
// Chromium, as a person would. Prints each step, and four delays in milliseconds.

import { strict as assert } from 'node:assert'
import { passTime } from '../../appliance/clock.ts'
import type { Credit, Payment } from '../../appliance/tables.ts'
import { bringPackages } from '../support/debian-packages.ts'
import { eventually } from '../support/eventually.ts'
import { valueIn } from '../support/radclient.ts'
import { visit } from '../web/door.ts'
import { switchProviders } from './collectors.ts'
import { guestSurfs } from './guest.ts'
import { walkTour } from './tour.ts'
import {
  acct_session_id,
  address,
  findEndedLine,
  openStage,
  type Line,
  type Stage,
} from './stage.ts'

let passed = 0

function say(step: string): void {
  passed += 1
  console.log(`  ✔ ${step}`)
}

async function isRefused({ login }: Stage, line: Line): Promise<void> {
  const refused = await eventually('RADIUS knows the router', async () => {
    const heard = await login(line)
    return heard.code !== undefined && heard
  })
  assert.equal(refused.code, 'Access-Reject')
  say(`radclient is the router. ${line.name} is refused: "${valueIn(refused, 'Reply-Message')}"`)
}

async function pays(stage: Stage, line: Line): Promise<{ payment: Payment; credit: Credit }> {
  const { db } = stage.appliance
  const receipt_code = await stage.pay(line)
  const payment = await eventually('the payment is settled', () =>
    db('payments').where({ receipt_code, state: 'settled' }).first(),
  )
  const { service_id } = line
  const credit = (await db('credits').where({ service_id }).orderBy('ends_at', 'desc').first())!
  say(
    `Safaricom, simulated, takes KES 1,500 and confirms ${receipt_code}: proved by ${payment.proved_by}, credited`,
  )
  return { payment, credit }
}

async function isLetIn(
  { appliance, login }: Stage,
  line: Line,
  credit: Credit,
): Promise<{ token: string; decided_at: Temporal.Instant }> {
  const { db, now } = appliance
  const accepted = await eventually('the line opens', async () => {
    const heard = await login(line)
    return heard.code === 'Access-Accept' && heard
  })
  const timeout = Number(valueIn(accepted, 'Session-Timeout'))
  const left = now().until(credit.ends_at).total('seconds')
  assert(Math.abs(timeout - left) < 3, `Session-Timeout is ${timeout}, time left ${left}`)
  const rate = valueIn(accepted, 'Mikrotik-Rate-Limit')
  assert.deepEqual(kbpsOf(rate!), [line.up_kbps, line.down_kbps])
  say(
    `Access-Accept: Mikrotik-Rate-Limit ${rate}, Session-Timeout ${timeout} s, which is the time left`,
  )
  const { service_id } = line
  const decision = await eventually('the decision is on record', () =>
    db('access_decisions')
      .where({ service_id, outcome: 'accept' })
      .where('decided_at', '>', credit.starts_at as never)
      .orderBy('id')
      .first(),
  )
  return { token: valueIn(accepted, 'Class')!, decided_at: decision.decided_at }
}

/** "5M/10M" as the router reads it: upload first, in kilobits. */
function kbpsOf(rate: string): number[] {
  return rate.split('/').map((half) => Number.parseInt(half, 10) * (half.endsWith('M') ? 1000 : 1))
}

async function copiesCreditNothing(stage: Stage, { receipt_code }: Payment): Promise<void> {
  const { db } = stage.appliance
  const heard = (await db('callbacks')
    .where({ receipt_code: receipt_code! })
    .orderBy('id')
    .first())!.body.toString()
  const forged = `UKL0${String(Math.random()).slice(2, 8)}`
  assert.equal(await stage.postByHand(heard), 200)
  assert.equal(await stage.postByHand(heard.replaceAll(receipt_code!, forged)), 200)
  await eventually('both are read, and the forged one is asked about', async () => {
    const copies = await db('callbacks').where({ receipt_code: receipt_code!, state: 'done' })
    const asked = await db('callbacks')
      .where({ receipt_code: forged })
      .where('tries', '>', 0)
      .first()
    return copies.length >= 2 && asked
  })
  assert.equal((await db('payments').where({ receipt_code })).length, 1)
  assert.equal(await db('payments').where({ receipt_code: forged }).first(), undefined)
  say(
    'The same body posted by hand credits nothing; one with a code Safaricom does not know, neither',
  )
}

async function comesOnline(
  { appliance, account }: Stage,
  line: Line,
  token: string,
): Promise<number> {
  const { service_id } = line
  const started = await account(line, 'Start', [`Class = ${token}`])
  assert.equal(started.code, 'Accounting-Response')
  const session = await eventually('the session is open', () =>
    // Not the one that the simulated home may have begun meanwhile.
    appliance.db('sessions').where({ service_id, acct_session_id, stopped_at: null }).first(),
  )
  say('Accounting Start: acknowledged, and the session is open')
  return session.id
}

async function isToldToLeave(
  { appliance, listener }: Stage,
  line: Line,
  { ends_at }: Credit,
): Promise<Temporal.Instant> {
  const { db, now } = appliance
  // To two seconds before the end; the rest passes by itself, so that the delay is a real one.
  await passTime(db, Math.floor(now().until(ends_at).total('seconds')) - 2)
  const told = await eventually('FreeRADIUS hears the Disconnect-Request', async () => {
    // The same home dials on its own router meanwhile: its session here may be probed, with a speed, before it is ended.
    const packets = (await listener.heard()).split('\n\n')
    const words = packets.find(
      (one) => one.includes('Acct-Session-Id') && !one.includes('Mikrotik-Rate-Limit'),
    )
    return words !== undefined && { words, at: now() }
  })
  const wanted = [
    `User-Name = "${line.user_name}"`,
    `Acct-Session-Id = "${acct_session_id}"`,
    'Framed-IP-Address = 10.20.30.40',
    `NAS-IP-Address = ${address}`,
  ]
  for (const words of wanted)
    assert(told.words.includes(words), `${words} is missing in:\n${told.words}`)
  say(
    'The clock moves on to the end: FreeRADIUS hears the Disconnect-Request, with all four names of the session',
  )
  return told.at
}

async function leaves(stage: Stage, line: Line, token: string, session_id: number): Promise<void> {
  const more = [`Class = ${token}`, 'Acct-Session-Time = 100', 'Acct-Terminate-Cause = Admin-Reset']
  assert.equal((await stage.account(line, 'Stop', more)).code, 'Accounting-Response')
  await eventually('the end is confirmed by accounting', () =>
    stage.appliance.db('disconnections').where({ session_id, state: 'confirmed' }).first(),
  )
  assert.equal((await stage.login(line)).code, 'Access-Reject')
  say('radclient sends the Stop: the end is confirmed, and the next login is refused')
}

async function isOnThePage({ place }: Stage, line: Line, { receipt_code }: Payment): Promise<void> {
  const browser = visit(place.publicUrl)
  await browser.post('/sign-in', place.secrets.owner)
  const path = `/subscribers/${line.account_no}`
  const { html, status } = await browser.get(path)
  assert.equal(status, 200)
  for (const shown of [receipt_code!, 'Payment', 'Credit', 'Access', 'Session', 'Disconnect']) {
    assert(html.includes(shown), `The timeline at ${path} does not show ${shown}`)
  }
  say(`The timeline shows it all: ${place.publicUrl}${path}`)
}

async function walk(stage: Stage): Promise<void> {
  await walkTour(stage, say)
  const line = await findEndedLine(stage.appliance)
  await isRefused(stage, line)
  const { payment, credit } = await pays(stage, line)
  const { token, decided_at } = await isLetIn(stage, line, credit)
  await copiesCreditNothing(stage, payment)
  const session_id = await comesOnline(stage, line, token)
  const told_at = await isToldToLeave(stage, line, credit)
  await leaves(stage, line, token, session_id)
  await isOnThePage(stage, line, payment)
  const guest = await guestSurfs(stage, say)
  await switchProviders(stage, say)

  const delay = (from: Temporal.Instant, to: Temporal.Instant) =>
    `${from.until(to).total('milliseconds').toFixed(0).padStart(6)} ms`
  console.log(`\n  callback → credited  ${delay(payment.heard_at, payment.settled_at!)}`)
  console.log(`  credited → Accept    ${delay(payment.settled_at!, decided_at)}`)
  console.log(`  expiry → Disconnect  ${delay(credit.ends_at, told_at)}`)
  console.log(`  plan → online        ${delay(guest.asked_at, guest.online_at)}\n`)
}

try {
  await bringPackages()
  const stage = await openStage()
  await walk(stage).finally(stage.close)
  console.log(`${passed} passed, 0 failed`)
  process.exit(0)
} catch (error) {
  console.error(`  ✘ ${(error as Error).message}`)
  console.log(`${passed} passed, 1 failed`)
  process.exit(1)
}
