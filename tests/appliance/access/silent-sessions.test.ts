// Who fell silent: closed where its router went on speaking, and never because nobody listened.

import test from 'ava'
import { closeSilentSessions, recordVoices } from '../../../appliance/access/silent-sessions.ts'
import type { SessionReport } from '../../../appliance/access/sessions.ts'
import { openVillage } from '../../radius/conversations/village.ts'
import { at, endsOf, find, later, start, tell } from './reports.ts'

const village = await openVillage()
const { db } = village.appliance
let address = 1
test.after.always(() => village.close())

async function newRouter(): Promise<number> {
  address += 1
  return village.addRouter({ name: `Router ${address}`, address: `127.0.1.${address}` })
}

/** The router speaks every five minutes from `from` to `to`, seconds after noon. */
async function speak(
  router_id: number,
  from: number,
  to: number,
  nas_identifier: string | null = 'Kilimani-1',
): Promise<void> {
  for (let seconds = from; seconds <= to; seconds += 300) {
    await recordVoices(db, [{ router_id, nas_identifier, heard_at: at(seconds) }])
  }
  await recordVoices(db, [{ router_id, nas_identifier, heard_at: at(to) }])
}

async function endsAfterSweep(...sessions: SessionReport[]): Promise<(string | null)[]> {
  await closeSilentSessions(db, at(100_000))
  return endsOf(db, sessions)
}

test.serial(
  'F46, U37: three interims and a minute of silence while its router speaks: closed, with its last word kept',
  async (t) => {
    const router_id = await newRouter()
    const silent = start(router_id, 0)
    const alive = start(router_id, 0)
    await tell(db, [silent, alive])
    await tell(db, [later(silent, 300, { output_octets: 800, input_octets: 30 })], 300)
    await tell(db, [later(alive, 1200)], 1200)
    await speak(router_id, 0, 1349)
    t.deepEqual(await endsAfterSweep(silent, alive), [null, null])

    await speak(router_id, 1349, 1350)
    t.deepEqual(await endsAfterSweep(silent, alive), ['inferred: silent', null])
    const closed = await find(db, silent)
    t.like(closed, { output_octets: 800, input_octets: 30, session_seconds: 300 })
    t.is(String(closed.stopped_at), String(at(300)))
  },
)

test.serial(
  'U38: what was closed is never deleted; a Stop that comes late has the last word',
  async (t) => {
    const router_id = await newRouter()
    const session = start(router_id, 0, { output_octets: 5 })
    await tell(db, [session])
    await speak(router_id, 0, 1200)
    t.deepEqual(await endsAfterSweep(session), ['inferred: silent'])
    const stop = { stopped_at: at(900), terminate_cause: 'Lost-Carrier', output_octets: 70 }
    await tell(db, [later(session, 1300, stop)], 1300)
    t.like(await find(db, session), { terminate_cause: 'Lost-Carrier', output_octets: 70 })
  },
)

test.serial('F46: a sign of life opens it again', async (t) => {
  const router_id = await newRouter()
  const session = start(router_id, 0)
  await tell(db, [session])
  await speak(router_id, 0, 1200)
  t.deepEqual(await endsAfterSweep(session), ['inferred: silent'])
  await tell(db, [later(session, 1260)], 1260)
  t.deepEqual(await endsAfterSweep(session), [null])
})

test.serial('F46: nothing is closed because we were away, or PostgreSQL was', async (t) => {
  const router_id = await newRouter()
  const sessions = [start(router_id, 0), start(router_id, 10)]
  await tell(db, sessions)
  await speak(router_id, 0, 300)
  // An hour later the first of them is heard, and the sweep runs at once.
  await speak(router_id, 3900, 3900)
  t.deepEqual(await endsAfterSweep(...sessions), [null, null])
  await speak(router_id, 3900, 3900 + 1049)
  t.deepEqual(await endsAfterSweep(...sessions), [null, null])
  await tell(db, [later(sessions[1]!, 4800)], 4800)
  await speak(router_id, 4900, 4950)
  t.deepEqual(await endsAfterSweep(...sessions), ['inferred: silent', null])
})

test.serial('F46: nothing is closed while its router is silent too', async (t) => {
  const [router_id, neighbour] = [await newRouter(), await newRouter()]
  const session = start(router_id, 0)
  await tell(db, [session])
  await speak(router_id, 0, 300)
  await speak(neighbour, 0, 3600)
  t.deepEqual(await endsAfterSweep(session), [null])
})

test.serial(
  'F47: of two routers behind one address, the one that speaks closes only its own',
  async (t) => {
    const router_id = await newRouter()
    const [one, other, unnamed] = [
      start(router_id, 0, { nas_identifier: 'Kilimani-1' }),
      start(router_id, 0, { nas_identifier: 'Kilimani-2' }),
      start(router_id, 0, { nas_identifier: null }),
    ]
    await tell(db, [one, other, unnamed])
    await speak(router_id, 0, 1200, 'Kilimani-1')
    const ends = ['inferred: silent', null, 'inferred: silent']
    t.deepEqual(await endsAfterSweep(one, other, unnamed), ends)
  },
)

test.serial(
  'a router that was given another name closes after a day what it had under the old one',
  async (t) => {
    const router_id = await newRouter()
    const session = start(router_id, 0, { nas_identifier: 'MikroTik' })
    await tell(db, [session])
    await speak(router_id, 0, 24 * 3600 - 1, 'Kilimani-1')
    t.deepEqual(await endsAfterSweep(session), [null])
    await speak(router_id, 24 * 3600 - 1, 24 * 3600, 'Kilimani-1')
    t.deepEqual(await endsAfterSweep(session), ['inferred: silent'])
  },
)

test.serial(
  'F46: a reboot is noticed by the third digit: what was silent since is closed after one interim',
  async (t) => {
    const router_id = await newRouter()
    const before = [0, 5].map((seconds) =>
      start(router_id, seconds, { acct_session_id: `8120000${seconds}` }),
    )
    const hotspot = start(router_id, 0, { acct_session_id: '80200001' }) // Another count, of another service.
    const malformed = start(router_id, 0, { acct_session_id: '%lX6b010d3a%hX' })
    await tell(db, [...before, hotspot, malformed])
    const after = start(router_id, 100, { acct_session_id: '81300000' })
    await tell(db, [after], 100)
    await tell(db, [later(after, 400)], 400)
    await speak(router_id, 0, 489)
    const all = [...before, hotspot, malformed, after]
    t.deepEqual(await endsAfterSweep(...all), [null, null, null, null, null])
    await speak(router_id, 489, 490)
    const noticed = 'inferred: reboot noticed'
    t.deepEqual(await endsAfterSweep(...all), [noticed, noticed, null, null, null])
  },
)

test.serial(
  'F46: a digit that changes while old sessions still report closes nothing',
  async (t) => {
    const router_id = await newRouter()
    const before = [0, 5].map((seconds) =>
      start(router_id, seconds, { acct_session_id: `8120000${seconds}` }),
    )
    const after = start(router_id, 100, { acct_session_id: '81300000' })
    await tell(db, [...before, after])
    await tell(db, [later(before[0]!, 300)], 300)
    await speak(router_id, 0, 900)
    t.deepEqual(await endsAfterSweep(...before, after), [null, null, null])
  },
)

test.serial('voices come in any order, and a gap begins a new stretch', async (t) => {
  const router_id = await newRouter()
  const hear = (seconds: number) =>
    recordVoices(db, [{ router_id, nas_identifier: null, heard_at: at(seconds) }])
  for (const seconds of [0, 400, 100, 800, 1201, 50]) await hear(seconds)
  const voice = (await db('router_voices').where({ router_id }).first())!
  t.deepEqual([voice.since_at, voice.heard_at].map(String), [at(1201), at(1201)].map(String))
  await recordVoices(db, [])
  await recordVoices(db, [{ router_id: 999_999, nas_identifier: null, heard_at: at(0) }])
})

test.serial('F46: of a thousand that fell silent at once, as many are closed', async (t) => {
  const router_id = await newRouter()
  const many = Array.from({ length: 1000 }, () => start(router_id, 0))
  await tell(db, many)
  await speak(router_id, 0, 1100)
  const began = performance.now()
  t.is(await closeSilentSessions(db, at(1100)), 1000)
  t.log(`${Math.round(performance.now() - began)} ms`)
})
