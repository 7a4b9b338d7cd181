// Everything the portal says, in the language a guest chose. In templates it is `@words`: a key that does not exist is
// an error, not a blank.

import type { Language } from '../../tables.ts'
import { en, type PagesWords } from './en.ts'
import { linkEn, type LinkWords } from './link-en.ts'
import { linkSw } from './link-sw.ts'
import { paymentEn, type PaymentWords } from './payment-en.ts'
import { paymentSw } from './payment-sw.ts'
import { sw } from './sw.ts'

export type PortalWords = PagesWords & PaymentWords & LinkWords

const catalogue: Record<Language, PortalWords> = {
  en: { ...en, ...paymentEn, ...linkEn },
  sw: { ...sw, ...paymentSw, ...linkSw },
}

export function portalWords(language: Language): PortalWords {
  return catalogue[language]
}
