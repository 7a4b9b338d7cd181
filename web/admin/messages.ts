// What providers sent and answered, as a person may see it: phones covered for everybody, secrets always.

import { redact, redactWords } from '../../appliance/providers/redaction.ts'
import { coverPhone } from '../../appliance/words/figures.ts'

const lengthMax = 8000

/** A callback's body. `phones`: word for word, for whoever asked for it and was written down. */
export function messageWords(body: Buffer, phones: 'covered' | 'shown'): string {
  const words = body.toString('utf8').slice(0, lengthMax)
  if (phones === 'shown') return words
  const value = parse(words)
  return value === undefined
    ? redactWords(words.slice(0, 2000))
    : JSON.stringify(cover(redact(value)), null, 1)
}

/** What we asked and what was answered, which is stored with phones and secrets covered. */
export function exchangeWords(exchange: unknown): string {
  return JSON.stringify(redact(exchange), null, 1).slice(0, lengthMax)
}

/** People type their phone as the account, with blanks in it. */
function cover(value: unknown): unknown {
  if (typeof value === 'string') return coverPhone(value)
  if (Array.isArray(value)) return value.map(cover)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cover(inner)]))
}

function parse(words: string): unknown {
  try {
    return JSON.parse(words) as unknown
  } catch {
    return undefined
  }
}
