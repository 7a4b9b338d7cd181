// The text catalogue: every word Lango says to a person. Subscribers are spoken to in their language; staff
// pages are in English, under staff/.

import type { Language } from '../tables.ts'
import { en, type Words } from './en.ts'
import { sw } from './sw.ts'

const catalogue: Record<Language, Words> = { en, sw }

/** What a subscriber is told, in the language they chose. */
export function wordsFor(language: Language): Words {
  return catalogue[language]
}
