// Everything the portal says, in the language a guest chose. In templates it is `@words`: a key that does not exist is
// an error, not a blank.

import type { Language } from '../../tables.ts'
import { en, type PagesWords } from './en.ts'
import { helpEn, type HelpWords } from './help-en.ts'
import { helpSw } from './help-sw.ts'
import { linkEn, type LinkWords } from './link-en.ts'
import { linkSw } from './link-sw.ts'
import { ownEn, type OwnWords } from './own-en.ts'
import { ownSw } from './own-sw.ts'
import { ownPayEn, type OwnPayWords } from './own-pay-en.ts'
import { ownPaySw } from './own-pay-sw.ts'
import { paymentEn, type PaymentWords } from './payment-en.ts'
import { paymentSw } from './payment-sw.ts'
import { sw } from './sw.ts'

export type PortalWords = PagesWords & PaymentWords & LinkWords & OwnWords & OwnPayWords & HelpWords

const catalogue: Record<Language, PortalWords> = {
  en: { ...en, ...paymentEn, ...linkEn, ...ownEn, ...ownPayEn, ...helpEn },
  sw: { ...sw, ...paymentSw, ...linkSw, ...ownSw, ...ownPaySw, ...helpSw },
}

export function portalWords(language: Language): PortalWords {
  return catalogue[language]
}
