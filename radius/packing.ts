// Facts as JSON and back, instants and all. What cannot come back as it was is refused here and not noticed later.

import assert from 'node:assert/strict'

const instant = '$' // No fact of ours has a name like that.

/** A value of plain objects, lists, texts, numbers and instants (of whole microseconds), fit for JSON. Throws for any other. */
export function pack(value: unknown): unknown {
  if (value === null || typeof value !== 'object') {
    assert(isPlain(value), `${typeof value} can't be kept in a snapshot`)
    return value
  }
  if (value instanceof Temporal.Instant) {
    const microseconds = value.epochNanoseconds / 1000n
    assert(microseconds * 1000n === value.epochNanoseconds, 'PostgreSQL has whole microseconds')
    return { [instant]: Number(microseconds) }
  }
  if (Array.isArray(value)) return value.map(pack)
  assert(Object.getPrototypeOf(value) === Object.prototype, 'only plain objects can be kept')
  const packed: Record<string, unknown> = {}
  for (const [name, part] of Object.entries(value)) {
    if (part !== undefined) packed[name] = pack(part)
  }
  return packed
}

/** What was packed. */
export function unpack(packed: unknown): unknown {
  if (packed === null || typeof packed !== 'object') return packed
  if (Array.isArray(packed)) return packed.map(unpack)
  const facts = packed as Record<string, unknown>
  const microseconds = facts[instant]
  if (typeof microseconds === 'number') return new Temporal.Instant(BigInt(microseconds) * 1000n)
  for (const name of Object.keys(facts)) facts[name] = unpack(facts[name])
  return facts
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}
