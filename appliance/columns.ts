// Columns of values as PostgreSQL takes an array in binary, written the moment each value is known: what waits to be written by
// the thousand is octets, which no garbage collector carries from place to place.

/** One parameter of a statement. */
export interface Column<Value> {
  add(value: Value): void
  /** The array, to be given as a parameter. A view: what is added later may change it. */
  array(): Buffer
}

// The elements' types, as PostgreSQL numbers them (pg_type.dat), and how each is written after its length.
const oids = { int4: 23, int8: 20, text: 25, timestamptz: 1184 }
const headerBytes = 20
const firstBytes = 4096

interface Room {
  octets: Buffer
  length: number
  count: number
  nulls: number
}

/** Whole numbers of 32 bits. */
export function integers(): Column<number | null> {
  return openColumn(oids.int4, 4, (room, value) => {
    room.length = room.octets.writeInt32BE(value, room.length)
  })
}

/** Ids and the like: whole numbers of up to 53 bits. */
export function ids(): Column<number | null> {
  return openColumn(oids.int8, 8, writeLong)
}

/** Microseconds since 1970 (time.ts, microsecondsOf). */
export function moments(): Column<number> {
  return openColumn(oids.timestamptz, 8, (room, value) => writeLong(room, value - year2000))
}

const year2000 = 946_684_800_000_000 // What PostgreSQL counts from.

export function words(): Column<string | null> {
  return openColumn(oids.text, 0, (room, value) => {
    const at = room.length
    makeRoom(room, value.length * 3)
    const { octets } = room
    let end = at
    for (; end - at < value.length; end++) {
      const sign = value.charCodeAt(end - at)
      if (sign > 127) break
      octets[end] = sign
    }
    const isAscii = end - at === value.length
    room.length = isAscii ? end : at + octets.write(value, at, 'utf8')
    octets.writeInt32BE(room.length - at, at - 4)
  })
}

function writeLong(room: Room, value: number): void {
  const at = room.octets.writeInt32BE(Math.floor(value / 2 ** 32), room.length)
  room.length = room.octets.writeUInt32BE(value >>> 0, at)
}

function makeRoom(room: Room, more: number): void {
  if (room.length + more <= room.octets.length) return
  const bigger = Buffer.allocUnsafeSlow(Math.max(room.octets.length * 2, room.length + more))
  room.octets.copy(bigger, 0, 0, room.length)
  room.octets = bigger
}

function openColumn<Value extends number | string>(
  oid: number,
  bytes: number,
  write: (room: Room, value: Value) => void,
): Column<Value | null> {
  const room: Room = { octets: Buffer.allocUnsafeSlow(firstBytes), length: headerBytes, count: 0, nulls: 0 } // prettier-ignore
  return {
    add(value) {
      makeRoom(room, 4 + bytes)
      room.count++
      if (value === null) room.nulls = 1
      room.length = room.octets.writeInt32BE(value === null ? -1 : bytes, room.length)
      if (value !== null) write(room, value)
    },
    array() {
      const { octets, length, count, nulls } = room
      for (const [at, word] of [1, nulls, oid, count, 1].entries())
        octets.writeInt32BE(word, at * 4)
      return octets.subarray(0, length)
    },
  }
}
