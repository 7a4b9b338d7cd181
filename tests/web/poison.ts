// Every field that strangers can reach, found and not listed: what the forms of all routes have, and every column of every table
// that takes free words. And what a page may be made of: the tags and attributes that our own templates write.

import { readdir, readFile } from 'node:fs/promises'
import type { Appliance } from '../../appliance/appliance.ts'

const views = new URL('../../web/views/', import.meta.url)
const code = new URL('../../web/', import.meta.url)

const tags = /<(\/?)([a-zA-Z!][^\s>/]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/g
const attributes = /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g

export interface Vocabulary {
  tags: Set<string>
  attributes: Set<string>
}

/** From the templates and from what draws charts and QR codes. */
export async function readVocabulary(): Promise<Vocabulary> {
  const found: Vocabulary = { tags: new Set(), attributes: new Set() }
  for (const [folder, ending] of [[views, '.hbs'], [code, '.ts']] as const) {
    for (const name of await readdir(folder, { recursive: true })) {
      if (!name.endsWith(ending)) continue
      const text = (await readFile(new URL(name, folder), 'utf8')).replace(/\{\{!--[^]*?--\}\}/g, '')
      const plain = text.replace(/\{\{\{?[^}]*\}?\}\}/g, ' ')
      for (const [, , tag, rest] of plain.matchAll(tags)) {
        if (!/^(!doctype|[a-z][a-z0-9]*)$/i.test(tag!)) continue
        found.tags.add(tag!.toLowerCase())
        for (const [, name] of rest!.matchAll(attributes)) found.attributes.add(name!.toLowerCase())
      }
    }
  } // prettier-ignore
  return found
}

/** What of a page no template of ours writes: a tag, an attribute, an address that leads elsewhere. Empty where nothing is. */
export function strangersIn(html: string, { tags: known, attributes: ours }: Vocabulary): string[] {
  const strange: string[] = []
  for (const [whole, , tag, rest] of html.matchAll(tags)) {
    if (!known.has(tag!.toLowerCase())) strange.push(whole)
    for (const [, name, value = ''] of rest!.matchAll(attributes)) {
      const lower = name!.toLowerCase()
      if (!ours.has(lower) || lower.startsWith('on') || lower === 'style') strange.push(whole)
      else if (['href', 'src', 'action'].includes(lower) && /^\s*(javascript|data|vbscript):/i.test(value))
        strange.push(whole)
    }
  } // prettier-ignore
  return strange
}

export interface Column {
  table: string
  name: string
}

/** Every column of every table that is words. */
export async function listColumns({ db }: Appliance): Promise<Column[]> {
  const { rows } = await db.raw<{ rows: Column[] }>(
    `select c.relname as table, a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attnum > 0 and not a.attisdropped and a.atttypid = 'text'::regtype and a.attgenerated = ''
       and c.relname not like 'migrations%'
     order by 1, 2`,
  )
  return rows
}

/**
 * Writes words into each of the columns, as the database's owner: `first` into the first row, then row by row another. Returns the columns that took
 * them: the others hold words of our own only, and a constraint says which.
 */
export async function poison(
  { db }: Appliance,
  columns: readonly Column[],
  first: string,
  words: readonly string[],
): Promise<Column[]> {
  const took: Column[] = []
  await db.transaction(async (trx) => {
    await trx.raw('set local role none')
    for (const [at, { table, name }] of columns.entries()) {
      try {
        const { rowCount } = await trx.transaction((inner) =>
          inner.raw(
            `with numbered as (select ctid, row_number() over () as n from ??)
             update ?? t set ?? = case when n = 1 then ? else (?::text[])[1 + (n + ?) % ?] || ' ' || n end
             from numbered where t.ctid = numbered.ctid`,
            [table, table, name, first, words as never, at * 7, words.length],
          ),
        )
        if (rowCount > 0) took.push({ table, name })
      } catch {
        // A check, a reference or a trigger keeps strangers' words out of it.
      }
    }
  })
  return took
}
