// Our side of the line to PayHero: one prompt, how it stands, and what its service wallet holds.

import { formatShillings } from '../../appliance/money.ts'
import {
  payHero,
  payHeroAuthorization,
  payHeroPaymentRequest,
  payHeroWalletPath,
  readPayHeroPayment,
  readPayHeroWallet,
  type PayHeroKeys,
} from '../../appliance/providers/payhero.ts'
import {
  payHeroStatusRequest,
  readPayHeroStatus,
} from '../../appliance/providers/payhero-status.ts'
import { Invalid } from '../../appliance/errors.ts'
import { checkWords } from '../../appliance/words/staff/provider-checks.ts'
import type { Limits } from './daraja-exchange.ts'
import { askOver, lookOver, pushOver, tryStep, type Line, type Prompter } from './prompter.ts'

/** Under this the wallet counts as empty: a prompt costs a few shillings. */
const walletMinCents = 100_00

export function openPayHero(
  { base_url, keys }: { base_url: string; keys: PayHeroKeys },
  limits: Partial<Limits> = {},
): Prompter {
  const authorization = payHeroAuthorization(keys)
  const line: Line = { who: payHero, base_url, authorization, limits }
  const words = checkWords.payhero
  return {
    push: async (wish) => pushOver(line, payHeroPaymentRequest(wish, keys), readPayHeroPayment),
    // By PayHero's reference; where its answer was lost, by ours, which it may know.
    mayAsk: () => true,
    ask: ({ merchant_request_id, account_reference, checkout_request_id }) => {
      const reference = merchant_request_id || account_reference
      return askOver(line, payHeroStatusRequest(reference), (http_status, body) =>
        readPayHeroStatus(http_status, body, { reference, checkout_request_id }),
      )
    },
    check: async () => [
      await tryStep('wallet', async () => {
        const { balance_cents } = await lookOver(
          line,
          { path: payHeroWalletPath },
          (status, body) => readPayHeroWallet(status, body),
        )
        if (balance_cents < walletMinCents) throw new Invalid('wallet_empty', words.empty)
        return words.passed(formatShillings(balance_cents))
      }),
    ],
  }
}
