// Sessions that no Class names: the same Acct-Session-Id again, told apart by when they began.

import test from 'ava'
import { decideName, type NamedSession } from '../../../appliance/access/session-names.ts'
import type { SessionReport } from '../../../appliance/access/sessions.ts'
import { openVillage } from '../../radius/conversations/village.ts'
import { at, later, report, start, tell } from './reports.ts'

const village = await openVillage()
const { db } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
test.after.always(() => village.close())

// What Debian's pppd sends as every session's id.
const malformed = '%lX6b010d3a%hX'

const nameless = (more: Partial<SessionReport> = {}): Partial<SessionReport> => ({
  session_key: `nas:${JSON.stringify([router_id, malformed, 'wanjiku', '4C:5E:0C:AA:BB:01'])}`,
  acct_session_id: malformed,
  user_name: 'wanjiku',
  calling_station_id: '4C:5E:0C:AA:BB:01',
  ...more,
})

function stop(seconds: number) {
  return { stopped_at: at(seconds), terminate_cause: 'User-Request' }
}

test('F56: two sessions with the same Acct-Session-Id and each its Class stay two, and keep what each used', async (t) => {
  const two = [
    start(router_id, 0, { acct_session_id: malformed }),
    start(router_id, 1, { acct_session_id: malformed }),
  ]
  await tell(
    db,
    two.flatMap((each, index) => [each, later(each, 300, { output_octets: 100 + index })]),
    300,
  )
  const found = await db('sessions')
    .whereIn(
      'session_key',
      two.map((each) => each.session_key),
    )
    .orderBy('id')
  t.deepEqual(
    found.map(({ output_octets }) => output_octets),
    [100, 101],
  )
})

test('F56, U44: without Class, pppd’s one id for all is three sessions of three logins, in any batches and repeats', async (t) => {
  const station = { user_name: 'otieno', calling_station_id: '4C:5E:0C:AA:BB:07' }
  const base = nameless({ session_key: 'nas:otieno', ...station })
  const [one, two, three] = [start(router_id, 0, base), start(router_id, 90, base), start(router_id, 700, base)]
  const story = [
    one,
    later(one, 60, { ...stop(60), output_octets: 1 }),
    two,
    later(two, 390, { output_octets: 20, started_at: at(91) }), // On its way for a second.
    later(two, 650, { ...stop(650), output_octets: 30 }),
    three,
    later(three, 1000, { output_octets: 400 }),
  ]
  for (const each of story) await tell(db, [each], 1000)
  await tell(db, story, 1000)
  for (const each of story.toReversed()) await tell(db, [each], 1000)

  const found = await db('sessions').where(station).orderBy('started_at')
  t.deepEqual(
    found.map(({ output_octets, terminate_cause }) => [output_octets, terminate_cause]),
    [[1, 'User-Request'], [30, 'User-Request'], [400, null]],
  )
}) // prettier-ignore

test('F56: the same told at once, in one batch that nothing was known before', async (t) => {
  const station = { user_name: 'akinyi', calling_station_id: '4C:5E:0C:AA:BB:08' }
  const base = nameless({ session_key: 'nas:akinyi', ...station })
  const [one, two] = [start(router_id, 0, base), start(router_id, 90, base)]
  await tell(db, [later(two, 390), two, later(one, 60, stop(60)), one], 400)
  const found = await db('sessions').where(station).orderBy('started_at')
  t.deepEqual(
    found.map(({ terminate_cause }) => terminate_cause),
    ['User-Request', null],
  )
})

const known = (more: Partial<NamedSession> = {}): NamedSession => ({
  ...report(router_id, nameless()),
  session_key: 'nas:known',
  inferred: false,
  ...more,
})
const interim = (began: number, heard: number): SessionReport =>
  later(start(router_id, began, nameless()), heard)
const timeless = (heard: number): SessionReport =>
  start(router_id, heard, nameless({ begins: false }))

for (const [what, sessions, told, expected] of [
  ['a Start sent again after twenty seconds', [known()], start(router_id, 20, nameless()), 'nas:known'],
  ['a Start after two minutes', [known()], start(router_id, 120, nameless()), undefined],
  ['an Interim that counts back to it', [known()], interim(2, 600), 'nas:known'],
  ['an Interim that counts back to long before', [known()], interim(-900, 600), undefined],
  ['of two the one it counts back to', [known(), known({ session_key: 'nas:other', started_at: at(60) })], interim(59, 600), 'nas:other'],
  ['a Start a second after the Stop', [known({ stopped_at: at(30) })], start(router_id, 31, nameless()), undefined],
  ['a late Interim from before the Stop', [known({ stopped_at: at(30) })], interim(1, 40), 'nas:known'],
  ['a word after an end that only we inferred', [known({ stopped_at: at(30), inferred: true })], interim(40, 600), 'nas:known'],
  ['a word that doesn’t say since when', [known()], timeless(900), 'nas:known'],
  ['the same after the Stop', [known({ stopped_at: at(30) })], timeless(900), undefined],
  ['another user’s', [known({ user_name: 'otieno' })], interim(0, 600), undefined],
  ['another station’s', [known({ calling_station_id: null })], interim(0, 600), undefined],
  ['another router’s', [known({ router_id: router_id + 1 })], interim(0, 600), undefined],
] as const) {
  test(`F56: ${what}: ${expected ? 'the session that is known' : 'a new one'}`, (t) => {
    t.is(decideName(told, sessions), expected)
  })
} // prettier-ignore
