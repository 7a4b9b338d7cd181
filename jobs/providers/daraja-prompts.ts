// Daraja as whoever asks phones for us: the paybill's own passkey, Safaricom's own answers.

import type { Credentials } from '../../appliance/money/shortcodes.ts'
import type { Shortcode } from '../../appliance/tables.ts'
import type { Daraja } from './daraja.ts'
import type { Prompter } from './prompter.ts'

/** Its self-test is a paybill's, of which prompts are one step: see check-provider.ts. */
export function promptByDaraja(
  { daraja, credentials }: { daraja: Daraja; credentials: Credentials },
  { shortcode, till }: Pick<Shortcode, 'shortcode' | 'till'>,
): Prompter {
  const passkey = credentials.passkey ?? ''
  return {
    push: async ({ msisdn, amount_cents, account_reference, description, callback_url }) => {
      const { answer, records } = await daraja.pushStk({
        business_short_code: shortcode,
        party_b: till ?? shortcode,
        kind: till ? 'till' : 'paybill',
        passkey,
        msisdn,
        amount_cents,
        account_reference,
        description,
        callback_url,
      })
      return { answer, records }
    },
    // Without Safaricom's name for it only a pull can tell.
    mayAsk: ({ checkout_request_id }) => checkout_request_id !== null,
    ask: async ({ checkout_request_id }) => {
      const question = { business_short_code: shortcode, passkey }
      const { answer, records } = await daraja.queryStk({
        ...question,
        checkout_request_id: checkout_request_id!,
      })
      // It proves the payment and does not name it.
      const nothingMore = { receipt_code: null, amount_cents: null, paid_at: null }
      return {
        records,
        answer: answer.outcome === 'paid' ? { outcome: 'paid', proof: nothingMore } : answer,
      }
    },
    check: async () => [],
  }
}
