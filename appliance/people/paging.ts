// A long list, page by page, by the last row's own values: pages stay right while rows come and go, and the
// hundredth costs what the first does.

import { Invalid } from '../errors.ts'
import type { Instant } from '../time.ts'

export interface Page<Row> {
  rows: Row[]
  /** Where the next page begins; null on the last. */
  next: string | null
}

/** Cuts what was asked for, one row too many, to a page. */
export function pageOf<Row>(rows: Row[], limit: number, placeOf: (row: Row) => string): Page<Row> {
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? placeOf(shown.at(-1)!) : null }
}

/** A place among instants: "2026-11-21T11:31:52.25Z~4711". */
export function placeAt(at: Instant, id: number): string {
  return `${at.toString()}~${id}`
}

/** Throws Invalid `place_unreadable` for a place nobody was given. */
export function readPlaceAt(place: string): { at: Instant; id: number } {
  const [, at, id] = /^([0-9TZ:.-]{20,40})~(\d{1,15})$/.exec(place) ?? []
  try {
    return { at: Temporal.Instant.from(at ?? ''), id: Number(id) }
  } catch (cause) {
    throw new Invalid('place_unreadable', 'This page of the list does not exist.', { cause })
  }
}

/** A place among names: "otieno ouma~12". */
export function placeAmong(name: string, id: number): string {
  return `${name}~${id}`
}

export function readPlaceAmong(place: string): { name: string; id: number } {
  const [, name, id] = /^(.{1,200})~(\d{1,15})$/su.exec(place) ?? []
  if (name === undefined)
    throw new Invalid('place_unreadable', 'This page of the list does not exist.')
  return { name, id: Number(id) }
}

/** What somebody typed, to be found anywhere in a text: the wildcards of LIKE are plain signs. */
export function anywhere(words: string): string {
  return `%${escaped(words)}%`
}

/** The same, at the end of a text. */
export function atEnd(words: string): string {
  return `%${escaped(words)}`
}

/** The same, at the beginning of a text. */
export function begins(words: string): string {
  return `${escaped(words)}%`
}

function escaped(words: string): string {
  return words.replace(/[\\%_]/g, (sign) => `\\${sign}`)
}
