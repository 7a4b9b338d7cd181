// Places of a service, counted in memory: taken at a yes, confirmed and given back by accounting, and run out.

import test from 'ava'
import { openSlots, silentSecondsMax, type Slot, type Slots } from '../../radius/slots.ts'

const service_id = 7

interface Gate {
  slots: Slots
  /** So many seconds go by. */
  wait(seconds: number): void
  slot(more?: Partial<Slot>): Slot
  /** The stations that keep a stranger out. */
  held(): string[]
}

function openGate(): Gate {
  let seconds = 1_000_000
  let drawn = 0
  const slots = openSlots(() => seconds * 1000)
  return {
    slots,
    wait: (more) => void (seconds += more),
    slot: (more = {}) => ({
      session_key: `class:${(drawn += 1)}`,
      service_id,
      station: 'A',
      router_id: 1,
      nas_identifier: 'Kilimani-1',
      ...more,
    }),
    held: () => slots.others(service_id, 'a stranger'),
  }
}

test('T56: a place is taken at the yes, for a minute, and kept by a Start', (t) => {
  const { slots, slot, held, wait } = openGate()
  const [a, b] = [slot(), slot({ station: 'B' })]
  slots.reserve(a)
  slots.reserve(b)
  t.deepEqual(held(), ['A', 'B'])
  wait(59)
  slots.confirm(a, true)
  wait(1)
  t.deepEqual(held(), ['A'])
})

test('T56: a Stop gives the place back, and a late word of that session does not take it again', (t) => {
  const { slots, slot, held } = openGate()
  const a = slot()
  slots.confirm(a, true)
  slots.free(a.session_key)
  slots.confirm(a, false)
  slots.confirm(a, true)
  slots.recall(a, 1)
  t.deepEqual(held(), [])
})

test('T56: a place that was only reserved is given back by a Stop, and by what PostgreSQL knows', (t) => {
  const { slots, slot, held } = openGate()
  const [a, b, c] = [slot(), slot({ station: 'B' }), slot({ station: 'C' })]
  for (const each of [a, b, c]) slots.reserve(each)
  slots.free(a.session_key, service_id)
  slots.confirm(a, true)
  slots.forget([b.session_key], [service_id])
  t.deepEqual(held(), ['C'])
})

test('T56: after a new login the Stop of the one before gives nothing back', (t) => {
  const { slots, slot, held } = openGate()
  const [before, after] = [slot(), slot()]
  slots.confirm(before, true)
  slots.reserve(after)
  slots.free(before.session_key, service_id)
  t.deepEqual(held(), ['A'])
  slots.free(after.session_key, service_id)
  t.deepEqual(held(), [])
})

test('T56: who dials again has its own place back, whatever became of its Stop', (t) => {
  const { slots, slot, held } = openGate()
  slots.confirm(slot(), true)
  t.deepEqual(slots.others(service_id, 'A'), [])
  slots.reserve(slot())
  t.deepEqual(held(), ['A'])
})

test('a session of the same station that goes on speaking keeps its place beside the new one', (t) => {
  const { slots, slot, held } = openGate()
  const [one, other] = [slot(), slot({ router_id: 2 })]
  slots.confirm(one, true)
  slots.reserve(other)
  slots.confirm(other, true)
  slots.confirm(one, false)
  t.deepEqual(held(), ['A', 'A'])
  slots.confirm(slot(), true)
  t.deepEqual(held(), ['A', 'A'], 'a Start replaces what its station had at the same router')
})

test('F59: three Interim-Updates and a minute of silence, and it does not count', (t) => {
  const { slots, slot, held, wait } = openGate()
  slots.confirm(slot(), true)
  wait(silentSecondsMax - 1)
  t.deepEqual(held(), ['A'])
  wait(1)
  t.deepEqual(held(), [])
  slots.recall(slot({ station: 'B' }), silentSecondsMax - 5)
  t.deepEqual(held(), ['B'])
  wait(5)
  t.deepEqual(held(), [])
})

test('F46, F47: a router that restarts gives back what it had confirmed, and no other’s', (t) => {
  const { slots, slot, held } = openGate()
  slots.confirm(slot({ station: 'A' }), true)
  slots.confirm(slot({ station: 'B', nas_identifier: 'Kilimani-2' }), true)
  slots.confirm(slot({ station: 'C', nas_identifier: null }), true)
  slots.confirm(slot({ station: 'D', router_id: 2 }), true)
  slots.reserve(slot({ station: 'E' }))
  slots.freeRouter(1, 'Kilimani-1')
  t.deepEqual(held(), ['B', 'D', 'E'])
  slots.freeRouter(1, null)
  t.deepEqual(held(), ['D', 'E'])
})

test('T49: accounting without our Class takes a place only where it was given', (t) => {
  const { slots, slot, held, wait } = openGate()
  const told = { ...slot({ session_key: 'nas:1' }), begins: true }
  slots.claim(told)
  t.deepEqual(held(), [])
  slots.reserve(slot({ station: 'B' }))
  slots.reserve(slot({ router_id: 2 }))
  slots.claim(told)
  t.deepEqual(held(), ['B', 'A'])
  wait(60)
  t.deepEqual(held(), [])

  slots.reserve(slot())
  slots.claim(told)
  wait(300)
  slots.claim({ ...told, begins: false })
  wait(800)
  t.deepEqual(held(), ['A'])
  slots.free(told.session_key)
  t.deepEqual(held(), [])
  slots.reserve(slot())
  slots.claim(told)
  t.deepEqual(held(), ['A'], 'its Acct-Session-Id may come again')
})

test('a station that the router does not name keeps nobody out, and nobody it', (t) => {
  const { slots, slot, held } = openGate()
  slots.reserve(slot({ station: null }))
  slots.confirm(slot(), true)
  t.deepEqual(held(), ['A'])
  t.deepEqual(slots.others(service_id, null), [])
})

test('what PostgreSQL knows to have ended is forgotten, and what has run out is let go of', (t) => {
  const { slots, slot, held, wait } = openGate()
  const [a, b] = [slot(), slot({ station: 'B' })]
  slots.confirm(a, true)
  slots.confirm(b, true)
  slots.forget([a.session_key, 'class:unknown'], [service_id])
  t.deepEqual(held(), ['B'])
  wait(100)
  t.deepEqual(slots.list(service_id).map(({ slot: { station }, silent_seconds }) => [station, silent_seconds]), [['B', 100]])
  wait(silentSecondsMax)
  slots.prune()
  slots.recall(b, 1)
  t.deepEqual(held(), ['B'])
}) // prettier-ignore
