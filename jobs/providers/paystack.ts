// Our side of the line to Paystack: one charge of a phone, how it stands, and whether the key is taken.

import { Invalid } from '../../appliance/errors.ts'
import {
  paystack,
  paystackBalancePath,
  paystackChargeRequest,
  paystackVerifyRequest,
  readPaystackBalance,
  readPaystackCharge,
  readPaystackVerify,
  type PaystackKeys,
} from '../../appliance/providers/paystack.ts'
import { checkWords } from '../../appliance/words/staff/provider-checks.ts'
import type { Limits } from './daraja-exchange.ts'
import { askOver, lookOver, pushOver, tryStep, type Line, type Prompter } from './prompter.ts'

export function openPaystack(
  { base_url, keys }: { base_url: string; keys: PaystackKeys },
  limits: Partial<Limits> = {},
): Prompter {
  const line: Line = { who: paystack, base_url, authorization: `Bearer ${keys.secret_key}`, limits }
  const words = checkWords.paystack
  return {
    push: async (wish) =>
      pushOver(line, paystackChargeRequest(wish, keys), (http_status, body) =>
        readPaystackCharge(http_status, body, wish.merchant_reference),
      ),
    mayAsk: () => true, // Its name is ours, and known before anything is sent.
    ask: ({ merchant_reference }) =>
      askOver(line, paystackVerifyRequest(merchant_reference), (http_status, body) =>
        readPaystackVerify(http_status, body, merchant_reference),
      ),
    check: async () => [
      await tryStep('key', async () => {
        const found = await lookOver(line, { path: paystackBalancePath }, readPaystackBalance)
        if (!found.currencies.includes('KES')) throw new Invalid('no_shillings', words.no_shillings)
        return keys.secret_key.startsWith('sk_test_') ? words.test : words.passed
      }),
    ],
  }
}
