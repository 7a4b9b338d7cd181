// Which system a source is of, and how its books are read.

import { Invalid } from '../errors.ts'
import type { Instant } from '../time.ts'
import { readFreeRadius } from './freeradius.ts'
import { openMySql, readAddress } from './mysql-source.ts'
import { systems, type OldBooks, type System } from './old-books.ts'
import { isZone } from './old-words.ts'
import { readPhpNuxBill, saidZone } from './phpnuxbill.ts'

export interface Reading {
  system: System
  source: string
  /** Undefined where nobody has said it: then it is asked. */
  zone: string | undefined
  gigabyte: 1000 | 1024 | null
  now: Instant
  hotspot: ReadonlySet<string>
}

const readers = {
  phpnuxbill: readPhpNuxBill,
  daloradius: readFreeRadius,
  freeradius: readFreeRadius,
}

export function parseSystem(words: string | undefined): System {
  const system = systems.find((one) => one === words)
  if (system) return system
  throw new Invalid('system_unknown', `Say which system it is of: ${systems.join(', ')}.`)
}

/** Throws Invalid `zone_unsaid`, `zone_unknown`; Unavailable `source_away`. Nothing of the source is changed. */
export async function readBooks(reading: Reading): Promise<OldBooks> {
  const { system, zone, now, gigabyte, hotspot } = reading
  if (zone !== undefined && !isZone(zone))
    throw new Invalid('zone_unknown', `"${zone}" is no zone; Kenya's is Africa/Nairobi.`)
  const source = await openMySql(await readAddress(reading.source))
  try {
    const terms = {
      zone: zone ?? (await refuseUnsaid(await saidZone(source))),
      gigabyte,
      now,
      hotspot,
    }
    const read = readers[system]
    const books = await read(source, terms)
    return { system, source: `${system}:${source.database}`, ...books }
  } finally {
    await source.close()
  }
}

function refuseUnsaid(said: string | undefined): never {
  const hint = said
    ? ` Its own setting says ${said}, which is often left as it was installed: look at an expiry that you know.`
    : ''
  throw new Invalid(
    'zone_unsaid',
    `The old system wrote its times without a zone. Say which clock it went by: --zone Africa/Nairobi.${hint}`,
  )
}
