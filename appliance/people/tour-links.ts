// Where the steps of the tour are walked: the simulators' pages, filled in where somebody is to pay. Pure.

import { formatShillings } from '../money.ts'
import type { Example } from './tour.ts'

/** The guest's number of the tour: prompts and texts to it lie on this phone's screen. */
export const guestNumber = '0723 456 951'

export interface TourLinks {
  guest_phone: string
  guest_screen: string
  routers: string
  /** Paying the paybill for somebody, with their own account number or with what they typed instead. */
  pay(shortcode: string, example: Example, account: string): string
}

/** Null where the trial's pages are not known: `lango seed` without simulators. */
export function tourLinks([safaricom, phone, routers]: readonly string[]): TourLinks | null {
  if (!safaricom || !phone || !routers) return null
  return {
    guest_phone: `${phone}/`,
    guest_screen: `${safaricom}/phone?number=${guestNumber.replaceAll(' ', '')}`,
    routers: `${routers}/`,
    pay: (shortcode, { name, msisdn, price_cents }, account) => {
      const amount = formatShillings(price_cents).replaceAll(',', '')
      const bill = { shortcode, account, amount, phone: `0${msisdn.slice(3)}`, name }
      return `${safaricom}/?${new URLSearchParams(bill)}`
    },
  }
}

/** An account number with its last digit wrong. The check digit sees to it that it is nobody's. */
export function mistyped(account_no: string): string {
  return `${account_no.slice(0, -1)}${(Number(account_no.at(-1)) + 1) % 10}`
}
