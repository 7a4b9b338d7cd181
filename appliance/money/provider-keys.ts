// What an account at each provider is made of: which keys it needs, where it is, and what it is called by. A provider more
// is a line here.

import { payHeroAddress } from '../providers/payhero.ts'
import { paystackAddress } from '../providers/paystack.ts'

export const accountProviders = ['payhero', 'paystack'] as const
export type AccountProvider = (typeof accountProviders)[number]

export interface AccountKeys {
  /** In the order of the page. */
  names: readonly string[]
  needed: readonly string[]
  /** Those that are no secret, and are shown. */
  shown: readonly string[]
  base_url: string
  /** What the account is called by, after its provider's name: small letters and digits. */
  nameOf(keys: Readonly<Record<string, string>>): string
}

export const keysOf: Record<AccountProvider, AccountKeys> = {
  payhero: {
    names: ['channel_id', 'api_username', 'api_password'],
    needed: ['channel_id', 'api_password'],
    shown: ['channel_id'],
    base_url: payHeroAddress,
    nameOf: ({ channel_id }) =>
      channel_id!
        .replace(/[^0-9a-z]/gi, '')
        .slice(0, 20)
        .toLowerCase(),
  },
  paystack: {
    names: ['secret_key', 'payer_email'],
    needed: ['secret_key', 'payer_email'],
    shown: ['payer_email'],
    base_url: paystackAddress,
    nameOf: () => 'kes',
  },
}

export function isAccountProvider(name: string): name is AccountProvider {
  return (accountProviders as readonly string[]).includes(name)
}
