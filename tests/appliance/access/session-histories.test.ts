// F54, F55, as a property: whatever of a session's history reaches us, in any order, any number of times and in any
// batches, the session and what is charged for it end the same. A failure prints its seed and the shortest history.

import test from 'ava'
import * as fc from 'fast-check'
import type { SessionReport } from '../../../appliance/access/sessions.ts'
import { noon, openVillage } from '../../radius/conversations/village.ts'
import { drawKey, record, reportOf, usageOf } from './usage-reports.ts'

const village = await openVillage()
const { db } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const { service_id } = await village.addHome({ user_name: 'wanjiku' })
test.after.always(() => village.close())

const began = Temporal.Instant.from(noon)
type Part = Partial<SessionReport>

/** How a router counts: whole; round at 2^32, as without Gigawords; or from nothing again after so many packets. */
const counting = fc.oneof(
  fc.constant('whole' as const),
  fc.constant('wraps' as const),
  fc.record({ resets: fc.integer({ min: 1, max: 4 }) }),
)
const used = fc.record({
  seconds: fc.integer({ min: 1, max: 40_000 }), // Into the next day, sometimes the one after.
  up: fc.integer({ min: 0, max: 2 ** 33 }),
  down: fc.integer({ min: 0, max: 2 ** 36 }),
})

/** Start, some Interims, Stop: as the router sent them. */
const history = fc
  .record({ counting, parts: fc.array(used, { minLength: 1, maxLength: 5 }), delay: fc.nat(7200) })
  .map(({ counting, parts, delay }): Part[] => {
    let [seconds, up, down] = [0, 0, 0]
    const told = parts.map((part, at): Part => {
      seconds += part.seconds
      const again = typeof counting === 'object' && at === counting.resets
      up = again ? part.up : up + part.up
      down = again ? part.down : down + part.down
      const counted = (octets: number) => (counting === 'wraps' ? octets % 2 ** 32 : octets)
      const jitter = at % 2 // A router's guess of the start is a second off now and then.
      return {
        session_seconds: seconds,
        started_at: began.add({ seconds: jitter }),
        heard_at: began.add({ seconds: seconds + (at === 1 ? delay : 0) }),
        input_octets: counted(up),
        output_octets: counted(down),
      }
    })
    const stop = { ...told.at(-1)!, stopped_at: began.add({ seconds }), terminate_cause: 'User-Request' }
    return [{}, ...told, stop]
  }) // prettier-ignore

/** Of a history: which packets are lost, and how the others reach us, twice told. */
const reaching = history.chain((sent) =>
  fc.subarray(sent, { minLength: 1 }).chain((arrived) => {
    const copies = fc.array(fc.nat(arrived.length - 1), { maxLength: 4 })
    const way = copies.chain((more) => {
      const all = [...arrived, ...more.map((at) => arrived[at]!)]
      const order = fc.shuffledSubarray(all, { minLength: all.length })
      return fc.tuple(order, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }))
    })
    return fc.tuple(fc.constant(arrived), way, way)
  }),
) // prettier-ignore

async function charged(): Promise<number> {
  const days = await usageOf(village, service_id)
  return days.reduce((bytes, [, up, down]) => bytes + up + down, 0)
}

/** Tells it in batches of these sizes, over and over, and says what stands there then. */
async function tell(order: Part[], sizes: number[]): Promise<unknown> {
  const session_key = drawKey()
  const before = await charged()
  for (let from = 0, batch = 0; from < order.length; batch++) {
    const size = sizes[batch % sizes.length]!
    const parts = order.slice(from, from + size)
    await record(village, ...parts.map((part) => reportOf(router_id, began, { session_key, ...part })))
    from += size
  }
  const rows = await db('sessions').where({ session_key })
  const { id: _, session_key: __, started_at, heard_at, stopped_at, ...row } = rows[0]!
  const times = { started_at: `${started_at}`, heard_at: `${heard_at}`, stopped_at: `${stopped_at}` }
  return { rows: rows.length, ...row, ...times, charged: (await charged()) - before }
} // prettier-ignore

function most(parts: Part[], name: 'input_octets' | 'output_octets' | 'session_seconds'): number {
  return Math.max(...parts.map((part) => part[name] ?? 0))
}

test('F54, F55, U42, invariant 32, invariant 33: every history converges, and is charged once', async (t) => {
  const property = fc.asyncProperty(reaching, async ([arrived, one, other]) => {
    const told = await tell(...one)
    t.deepEqual(await tell(...other), told)
    const [input_octets, output_octets] = [most(arrived, 'input_octets'), most(arrived, 'output_octets')]
    t.like(told, {
      rows: 1,
      service_id,
      input_octets,
      output_octets,
      session_seconds: most(arrived, 'session_seconds'),
      terminate_cause: arrived.some(({ stopped_at }) => stopped_at) ? 'User-Request' : null,
      charged: input_octets + output_octets,
    })
  }) // prettier-ignore
  await t.notThrowsAsync(fc.assert(property, { numRuns: 400 }))
})
