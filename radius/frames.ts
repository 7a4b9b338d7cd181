// RADIUS on a stream (RFC 6613 2.1): packets one after the other, each as long as its length field says. They come in
// any pieces. Bytes that can't begin a packet end the connection: nobody knows where the next one would begin.

import { headerBytes, packetBytesMax } from './wire/packet.ts'

export interface Frames {
  /** The packets that these bytes complete, in their order; 'garbage' where they can't be packets. */
  read(bytes: Buffer): Buffer[] | 'garbage'
  /** How many bytes of a packet have come that is not whole yet. */
  begun(): number
}

export function openFrames(): Frames {
  let rest: Buffer = Buffer.alloc(0)

  return {
    read(bytes) {
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
      const packets: Buffer[] = []
      let at = 0
      while (rest.length - at >= 4) {
        const length = rest.readUInt16BE(at + 2)
        if (length < headerBytes || length > packetBytesMax) return 'garbage'
        if (rest.length - at < length) break
        packets.push(rest.subarray(at, at + length))
        at += length
      }
      // A copy, for what is left must not keep a big piece of the stream alive.
      rest = at === rest.length ? Buffer.alloc(0) : Buffer.from(rest.subarray(at))
      return packets
    },
    begun: () => rest.length,
  }
}
