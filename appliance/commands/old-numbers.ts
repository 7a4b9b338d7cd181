// `lango old-numbers FILE FROM`: what subscribers typed at the paybill before we came, so that whoever goes on typing it is known.

import { readFile } from 'node:fs/promises'
import type { Appliance } from '../appliance.ts'
import { Invalid } from '../errors.ts'
import { keepOldNumbers, type OldNumber } from '../money/old-numbers.ts'
import { countOf } from '../words/figures.ts'

const usage =
  'Say which file and whose numbers: lango old-numbers numbers.csv "PHPNuxBill". A line each: our account number, the old number.'

export async function importOldNumbers(
  { work }: Pick<Appliance, 'work'>,
  [file, came_from, ...more]: string[],
): Promise<string> {
  if (!file || !came_from || more.length > 0) throw new Invalid('arguments_unreadable', usage)
  const numbers = readLines(await readFile(file, 'utf8'), came_from)
  const by = { staff: null, source_address: null }
  const kept = await work((unit) => keepOldNumbers(unit, numbers, by))
  return `${countOf(kept, 'old number')} kept, of ${numbers.length} in the file.`
}

/** Commas, semicolons or tabs; a first line that holds no account number is a heading. Throws Invalid `line_unreadable`. */
export function readLines(words: string, came_from: string): OldNumber[] {
  const lines = words
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  return lines.flatMap((line, at) => {
    const [account_no = '', typed = ''] = line
      .split(/[,;\t]/)
      .map((part) => part.trim().replace(/^"(.*)"$/, '$1'))
    if (/^\d{7}$/.test(account_no) && typed !== '') return [{ account_no, typed, came_from }]
    if (at === 0) return []
    throw new Invalid('line_unreadable', `Line ${at + 1} of the file can't be read. ${usage}`)
  })
}
