// The small parts of the routers' door, each alone: Class, repeats, silences, decisions on their way.

import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { openDatabase } from '../../appliance/database.ts'
import { openSafe } from '../../appliance/secrets.ts'
import { breathe } from '../../radius/breath.ts'
import { openClassTokens, type SessionToken } from '../../radius/class-token.ts'
import { openDecisionLog } from '../../radius/decision-log.ts'
import { openDuplicates } from '../../radius/duplicates.ts'
import { interimSeconds } from '../../radius/replies.ts'
import { openSilences } from '../../radius/silences.ts'
import { noon, openVillage } from './conversations/village.ts'

const router_id = 3
const classes = openClassTokens(openSafe('6b'.repeat(32)))
const at = Temporal.Instant.from('2026-11-21T09:00:07.25Z')
const drawClass = (service_id: number) => classes.draw(service_id, router_id, at)
const readClass = (token: Buffer) => classes.read(token, router_id) as SessionToken

test('a Class says its service and its second, and no two are the same', (t) => {
  const [one, other] = [drawClass(7), drawClass(Number.MAX_SAFE_INTEGER)]
  t.is(readClass(one).service_id, 7)
  t.is(String(readClass(one).accepted_at), '2026-11-21T09:00:07Z')
  t.is(readClass(other).service_id, Number.MAX_SAFE_INTEGER)
  t.not(readClass(one).login, readClass(drawClass(7)).login)
})

test('T49: a Class proves nothing at another router, at another box, or of another service', (t) => {
  const token = drawClass(7)
  t.is(classes.read(token, router_id + 1), 'foreign')
  t.is(openClassTokens(openSafe('6c'.repeat(32))).read(token, router_id), 'foreign')
  for (const octet of token.keys()) {
    const forged = Buffer.from(token)
    forged[octet]! ^= 1
    const read = classes.read(forged, router_id)
    t.true(
      octet < 2 ? read === undefined : read === 'foreign' || read === undefined,
      `octet ${octet}`,
    )
  }
})

for (const [what, token] of [
  ['nothing', Buffer.alloc(0)],
  ['another’s words', Buffer.from('session-of-another-server!')],
  ['a service 0', Buffer.concat([Buffer.from('L1'), Buffer.alloc(24)])],
  ['a number too great', Buffer.concat([Buffer.from('L1'), Buffer.alloc(24, 0xff)])],
  ['one octet too many', Buffer.concat([drawClass(7), Buffer.alloc(1)])],
  ['one too few', drawClass(7).subarray(1)],
] as const) {
  test(`no Class of ours: ${what}`, (t) => {
    t.is(classes.read(token, router_id), undefined)
  })
}

test('packets of one breath share a reading of the clock, and the next breath has its own', async (t) => {
  let readings = 0
  const { now, timeInDoubt } = breathe({
    now: () => at.add({ seconds: readings++ }),
    timeInDoubt: () => (readings > 0 ? { why: 'behind', as_of: at } : undefined),
  })
  const first = now()
  t.is(now(), first)
  t.is(timeInDoubt(), undefined)
  await turn()
  t.true(timeInDoubt()?.as_of.equals(at))
  t.true(now().equals(at.add({ seconds: 1 })))
})

test('sessions that begin together do not report together', (t) => {
  const seconds = Array.from({ length: 61 }, (_, index) => interimSeconds(index + 1))
  t.is(new Set(seconds).size, 61)
  t.true(seconds.every((each) => each >= 270 && each <= 330))
})

/** A packet's header, one for each number. */
function headerOf(number: number): Buffer {
  const header = Buffer.alloc(20, 'a header')
  header.writeUInt32BE(number, 9)
  return header
}

const asker = 3 * 65_536 + 1812
const isNew = (met: unknown) => typeof met === 'number'

test('a repeat gets the first answer for thirty seconds, and then is new', (t) => {
  let now = 0
  const duplicates = openDuplicates({ secondsMax: 30, entriesMax: 100 }, () => now)
  const a = headerOf(1)
  const number = duplicates.meet(a, asker) as number
  t.true(isNew(number))
  t.is(duplicates.meet(a, asker), 'in_progress')
  t.true(isNew(duplicates.meet(a, asker + 1)), 'another asker’s is another')
  duplicates.answered(number, Buffer.from('yes'))
  now = 29_999
  t.deepEqual(duplicates.meet(a, asker), Buffer.from('yes'))
  now = 30_000
  const again = duplicates.meet(a, asker) as number
  t.true(isNew(again))
  duplicates.unanswered(again)
  t.true(isNew(duplicates.meet(a, asker)))
})

test('T48: however many ask, only so many answers are kept, and the newest', (t) => {
  const duplicates = openDuplicates({ secondsMax: 30, entriesMax: 3 }, () => 0)
  const [a] = [1, 2, 3, 4].map((each) => duplicates.meet(headerOf(each), asker) as number)
  t.is(duplicates.meet(headerOf(4), asker), 'in_progress')
  duplicates.answered(a!, Buffer.from('too late'))
  t.true(isNew(duplicates.meet(headerOf(1), asker)))
})

test('F53: ten thousand repeats, in any order, each get their own answer, short or long', (t) => {
  let now = 0
  const duplicates = openDuplicates({ secondsMax: 30, entriesMax: 10_000 }, () => now)
  const numbers = Array.from({ length: 12_000 }, (_, each) => {
    now += 1
    return duplicates.meet(headerOf(each), asker) as number
  })
  const answerOf = (each: number) => Buffer.alloc(each % 7 === 0 ? 400 : 200, `answer ${each}`)
  const kept = numbers.length - 9_999 // Whoever asks now takes the place of the oldest.
  for (const [each, number] of [...numbers.entries()].toReversed()) {
    if (each % 3 === 0) duplicates.unanswered(number)
    else duplicates.answered(number, answerOf(each))
  }
  for (let each = kept; each < numbers.length; each++) {
    if (each % 3 === 0) continue
    const met = duplicates.meet(headerOf(each), asker)
    if (!Buffer.isBuffer(met) || !met.equals(answerOf(each))) return t.fail(`of ${each}`)
  }
  t.true(isNew(duplicates.meet(headerOf(kept - 1), asker)))
  t.true(
    isNew(duplicates.meet(headerOf(kept + 2 - (kept % 3) + 1), asker)),
    'one that was given up',
  )
})

test('T48, T55: a flood is one line in ten seconds, with its number', (t) => {
  const lines: unknown[] = []
  let now = 0
  const silences = openSilences(
    (_, facts) => void lines.push(facts),
    () => now,
  )
  for (let times = 0; times < 1000; times++)
    silences.add('unknown_router', 'unknown', { address: `10.0.${times}` })
  silences.add('wrong_port', 'Kilimani')
  now = 10_000
  silences.add('unknown_router', 'unknown')
  t.deepEqual(lines, [
    { reason: 'unknown_router', router: 'unknown', times: 1, address: '10.0.0' },
    { reason: 'wrong_port', router: 'Kilimani', times: 1 },
    { reason: 'unknown_router', router: 'unknown', times: 1000 },
  ])
  t.is(silences.counts().get('unknown_router'), 1001)
})

const decision = {
  decided_at: Temporal.Instant.from(noon),
  service_id: null,
  calling_station_id: null,
  outcome: 'reject',
  reason: 'unknown_user',
  session_seconds: null,
  rate_limit: null,
} as const

test('decisions are written in their order, and one about what is gone leaves the others alone', async (t) => {
  const village = await openVillage()
  const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const decisions = openDecisionLog(village.appliance)
  decisions.note({ ...decision, router_id, user_name: 'first' })
  decisions.note({ ...decision, router_id: 999_999, user_name: 'of no router' })
  decisions.note({ ...decision, router_id, user_name: 'second', service_id: 999_999 })
  await decisions.close()
  const rows = await village.appliance.db('access_decisions').orderBy('id')
  t.deepEqual(rows.map(({ user_name, service_id }) => [user_name, service_id]), [['first', null], ['second', null]]) // prettier-ignore
  await village.close()
})

test('while PostgreSQL is away the newest decisions are kept, and the rest counted', async (t) => {
  const db = openDatabase('postgres://nobody@127.0.0.1:9/nothing')
  const decisions = openDecisionLog({ db }, 10)
  for (let times = 0; times < 25; times++)
    decisions.note({ ...decision, router_id: 1, user_name: `${times}` })
  await decisions.flush()
  t.is(decisions.dropped(), 15)
  await decisions.close()
  await db.destroy()
})
