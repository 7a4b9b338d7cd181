// Rows with a secret in them, opened with the box key: the passwords of services, the secrets of routers.

import { setImmediate as others } from 'node:timers/promises'
import { warn } from '../log.ts'
import type { Safe } from '../secrets.ts'

interface Sealed<Opened> {
  sealed: Buffer
  /** null where the box key does not open it. */
  build(secret: string | null): Opened
}

/** Deciphering a big town takes a second; packets that came meanwhile have their turn in between. */
export async function openRows<Row, Opened>(
  safe: Safe,
  place: string,
  rows: Row[],
  take: (row: Row) => Sealed<Opened>,
): Promise<Opened[]> {
  const opened: Opened[] = []
  let shut = 0
  for (const [index, row] of rows.entries()) {
    const { sealed, build } = take(row)
    const secret = openOrNull(safe, sealed, place)
    if (secret === null) shut++
    opened.push(build(secret))
    if (index % 500 === 499) await others()
  }
  if (shut > 0) warn('access.sealed', { place, rows: shut, hint: 'sealed with another box key?' })
  return opened
}

export function openOrNull(safe: Safe, sealed: Buffer, place: string): string | null {
  try {
    return safe.open(sealed, place)
  } catch {
    return null
  }
}
