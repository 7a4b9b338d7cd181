// The wire between the router and the server: it may lose a packet, carry it twice, or take its time.

import type { Socket } from 'node:dgram'
import type { Dice } from '../dice.ts'
import type { RouterFaults } from './habits.ts'

interface Weather {
  readonly dice: Dice
  readonly faults: RouterFaults
}

export function sendByUdp(
  socket: Socket,
  bytes: Buffer,
  port: number,
  host: string,
  { dice, faults }: Weather,
): void {
  if (faults.unplugged) return
  const copies = faults.duplicate_packets ? 2 : 1
  for (let copy = 0; copy < copies; copy += 1) {
    if (dice() * 100 < faults.loss_percent) continue
    if (faults.delay_ms === 0) sendNow(socket, bytes, port, host)
    else setTimeout(() => sendNow(socket, bytes, port, host), faults.delay_ms).unref()
  }
}

function sendNow(socket: Socket, bytes: Buffer, port: number, host: string): void {
  try {
    socket.send(bytes, port, host, () => {})
  } catch {
    // Closed while the packet was under way: it is lost, as it would be.
  }
}
