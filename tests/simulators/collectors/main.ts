// PayHero and Paystack as one process: LANGO_SIMULATOR holds what each is told, see tests/simulators/README.md.

import { live } from '../life.ts'
import { openPayHero, type PayHeroOptions } from './payhero.ts'
import { openPaystack, type PaystackOptions } from './paystack.ts'

interface Settings {
  payhero: Omit<PayHeroOptions, 'now'>
  paystack: Omit<PaystackOptions, 'now'>
}

await live<Settings>(async (settings, now) => {
  const payhero = await openPayHero({ ...settings.payhero, now })
  const paystack = await openPaystack({ ...settings.paystack, now })
  return {
    url: payhero.url,
    close: async () => void (await Promise.all([payhero.close(), paystack.close()])),
  }
})
