// Somebody who knows the addresses of our doors, and lies: money that never moved, a second copy of money that did, a success or
// failure that is not true, and junk. Nothing of it may change anything.

import type { Appliance } from '../../appliance/appliance.ts'
import { promptUrl, findShortcode } from '../../appliance/money/shortcodes.ts'
import type { Safaricom } from '../simulators/safaricom/safaricom.ts'
import { compactTime, decimal } from '../simulators/safaricom/messages.ts'
import { paybill } from '../support/factories.ts'
import type { Chance } from './faults.ts'
import type { Home } from './people.ts'

interface Place {
  appliance: Appliance
  safaricom: Safaricom
  chance: Chance
  homes: readonly Home[]
}

export interface Strangers {
  lie(): Promise<void>
  /** The codes they made up. */
  readonly invented: ReadonlySet<string>
}

export function openStrangers({ appliance, safaricom, chance, homes }: Place): Strangers {
  const { db, safe, config, now } = appliance
  const invented = new Set<string>()

  async function post(url: string, body: string): Promise<void> {
    const headers = { 'content-type': 'application/json', connection: 'close' }
    await fetch(url, { method: 'POST', headers, body }).catch(() => undefined)
  }

  function confirmation(code: string, amount_cents: number, bill_ref: string): string {
    return JSON.stringify({
      TransactionType: 'Pay Bill',
      TransID: code,
      TransTime: compactTime(now()),
      TransAmount: decimal(amount_cents),
      BusinessShortCode: paybill,
      BillRefNumber: bill_ref,
      InvoiceNumber: '',
      OrgAccountBalance: '1000.00',
      ThirdPartyTransID: '',
      MSISDN: '2547 ***** 318',
      FirstName: 'MALAIKA',
    })
  }

  /** About a prompt that is on its way, or was. */
  async function tellOfPrompt(code: number): Promise<boolean> {
    const push = await db('stk_pushes').orderBy('id', 'desc').first()
    if (!push?.checkout_request_id) return false
    const url = promptUrl(
      safe,
      await findShortcode(db, paybill),
      config.publicUrl,
      push.merchant_reference,
    )
    const fake = `UKF${String(invented.size).padStart(7, '0')}`
    if (code === 0) invented.add(fake)
    const items = [
      { Name: 'Amount', Value: Number(decimal(push.amount_cents)) },
      { Name: 'MpesaReceiptNumber', Value: fake },
      { Name: 'TransactionDate', Value: Number(compactTime(now())) },
      { Name: 'PhoneNumber', Value: Number(push.msisdn) },
    ]
    const stkCallback = {
      MerchantRequestID: 'made-up-1',
      CheckoutRequestID: push.checkout_request_id,
      ResultCode: code,
      ResultDesc:
        code === 0 ? 'The service request is processed successfully.' : 'Request cancelled by user',
      ...(code === 0 && { CallbackMetadata: { Item: items } }),
    }
    await post(url, JSON.stringify({ Body: { stkCallback } }))
    return true
  }

  return {
    invented,
    lie: async () => {
      const url = safaricom.shortcode(paybill).urls?.confirmation_url
      if (!url) return
      const kind = chance.pick(['forged_payment', 'forged_copy', 'forged_success', 'forged_failure', 'forged_junk'] as const) // prettier-ignore
      const paid = safaricom.transactions.filter(({ state }) => state === 'completed')
      if (kind === 'forged_copy' && paid.length === 0) return
      if (kind === 'forged_success' || kind === 'forged_failure') {
        if (await tellOfPrompt(kind === 'forged_success' ? 0 : 1032)) chance.hit(kind)
        return
      }
      chance.hit(kind)
      if (kind === 'forged_junk')
        return post(url, chance.pick(['', '{', '[]', '<html>', '{"TransID":1}']))
      const { account_no } = chance.pick(homes)
      if (kind === 'forged_copy') {
        const { trans_id, amount_cents } = chance.pick(paid)
        return post(url, confirmation(trans_id, amount_cents * 10, account_no))
      }
      const code = `UKX${String(invented.size).padStart(7, '0')}`
      invented.add(code)
      await post(url, confirmation(code, 500_00, account_no))
    },
  }
}
