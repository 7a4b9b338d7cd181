// The checkout's own files as text, for the rules that tests/tidy.test.ts keeps.

import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const checkout = fileURLToPath(new URL('../../', import.meta.url))

export interface Source {
  /** From the checkout: "radius/wire/packet.ts". */
  path: string
  text: string
}

const elsewhere = new Set(['node_modules', '.git', '.lango'])
const binary = /\.(png|ico|jpg|woff2?|gz|pdf|bin|cer)$/

/** Every file that is ours and is text. */
export async function readSources(folder = ''): Promise<Source[]> {
  const entries = await readdir(join(checkout, folder), { withFileTypes: true })
  const wanted = entries.filter(({ name }) => !elsewhere.has(name) && !binary.test(name))
  const found = await Promise.all(
    wanted.map(async (entry): Promise<Source[]> => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return readSources(path)
      return entry.isFile() ? [{ path, text: await readFile(join(checkout, path), 'utf8') }] : []
    }),
  )
  return found.flat()
}

/** Code: TypeScript, and JavaScript that Node runs. What browsers run is another matter. */
export function isCode({ path }: Source): boolean {
  return /\.(ts|js)$/.test(path) && !path.includes('/assets/')
}

/** The code without its comments. A comment behind code goes when it is set off by a blank, as the formatter does. */
export function withoutComments(text: string): string {
  return text
    .replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '')
    .split('\n')
    .map((line) => (/^\s*(\/\/|\*)/.test(line) ? '' : line.replace(/ \/\/ .*$/, '')))
    .join('\n')
}

export interface Import {
  /** As written: "../appliance/money.ts", "node:crypto", "knex". */
  name: string
  /** For ours, from the checkout: "appliance/money.ts". */
  target: string | undefined
  typeOnly: boolean
}

export function importsOf({ path, text }: Source): Import[] {
  const code = withoutComments(text)
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g
  return [...code.matchAll(pattern)].map(([, type, statically, dynamically]) => {
    const name = (statically ?? dynamically)!
    const target = name.startsWith('.') ? join(dirname(path), name) : undefined
    return { name, target, typeOnly: type !== undefined }
  })
}

/** The strings in a source that look like SQL, without what is put into them. */
export function sqlOf({ text }: Source): string[] {
  const literals = withoutComments(text).match(/`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'/g) ?? []
  const words =
    /\b(select|insert into|update|delete from|create (table|index|function)|where|values)\b/
  return literals
    .map((literal) => literal.replace(/\$\{[^}]*\}/g, ''))
    .filter((sql) => words.test(sql))
}
