// "But I have paid": codes that subscribers bring.

import type { ListedClaim } from '../../people/claim-register.ts'
import { countOf } from '../figures.ts'
import type { State } from './states.ts'

export const claims = {
  title: 'Claims',
  lead: 'Somebody says they paid, and it is not on their account. Type the code from their message: we ask M-Pesa, and credit only what M-Pesa confirms.',
  account: 'Their account',
  account_hint: 'Account number, phone or user name',
  code: 'M-Pesa’s code',
  code_hint: 'From their message, like UKL4T8M2QX',
  amount: 'How much, in KES',
  amount_hint: 'If they know',
  enter: 'Ask M-Pesa',
  list: 'Asked about',
  column: { code: 'Code', who: 'Who says so', state: 'What M-Pesa says', by: 'Typed by' },
  state: ({ state, payment_state, theirs, tries }: ListedClaim): State => {
    if (state === 'open')
      return { word: tries === 0 ? 'asking' : `asked ${countOf(tries, 'time')}`, tone: 'wait' }
    if (state === 'not_found') return { word: 'M-Pesa knows no such payment', tone: 'bad' }
    if (payment_state === 'excepted') return { word: 'came, needs a person', tone: 'bad' }
    if (payment_state === 'settled')
      return theirs
        ? { word: 'came, on their account', tone: 'good' }
        : { word: 'on another’s account', tone: 'bad' }
    return { word: 'came', tone: 'good' }
  },
  none: 'Nobody claims anything',
  none_text: 'Codes that are typed above appear here with M-Pesa’s answer.',
  more: 'Earlier claims',
  first: 'Back to the newest',
  asked: (code: string): string => `${code} is being asked about.`,
}
