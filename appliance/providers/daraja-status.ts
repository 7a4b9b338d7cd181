// Transaction Status: asking Safaricom about one receipt. The call is only acknowledged; the answer comes
// minutes later to our result address, or never. It is written in several hands: lists that may be one item,
// items without value, two spellings of "finalised", and DebitPartyName twice (the second is the credit party).

import { z } from 'zod'
import type { Cents } from '../money.ts'
import { readMsisdn, type Msisdn } from '../msisdn.ts'
import type { Instant } from '../time.ts'
import {
  asTyped,
  listOf,
  plain,
  readAmountOrNull,
  readReceiptCode,
  readTime,
  squeeze,
  squeezeKeys,
  text,
} from './fields.ts'
import { readMessage, type Json } from './message.ts'

export interface StatusResult {
  /**
   * `completed`: the money moved. `reversed`: it moved, and was given back. `failed`: Safaricom knows the transaction and it ended without money.
   * `not_final`: it is still under way. `unknown`: the question was not answered; `result_code` says why.
   */
  outcome: 'completed' | 'reversed' | 'failed' | 'not_final' | 'unknown'
  receipt_code: string | null
  amount_cents: Cents | null
  status_words: string
  reason_type: string
  debit_party: Party
  credit_party: Party
  /** Null when the answer does not say, which is the rule. */
  account_typed: string | null
  finalised_at: Instant | null
  originator_conversation_id: string
  conversation_id: string
  /** What we sent along with the question. */
  occasion: string
  result_code: string
  result_desc: string
  /** The API operator's name, password or role is at fault (its password ends after 90 days). */
  initiator_refused: boolean
}

/** "254708374149 - JOHN DOE" or "600966 - GREEN VALLEY NETWORKS". */
export interface Party {
  msisdn: Msisdn | null
  shortcode: string | null
  name: string | null
}

const resultSaid = z.object({
  resultcode: text,
  resultdesc: text,
  conversationid: text,
  originatorconversationid: text,
})

/** Reads anything that comes to the result or the timeout address. Never throws; garbage is `unknown`. */
export function readStatusResult(body: Uint8Array): StatusResult {
  const message = readMessage(body)
  const top = squeezeKeys('fields' in message ? message.fields : undefined)
  const result = squeezeKeys(top['result'])
  const said = resultSaid.parse(result)
  const parameters = itemsOf(result['resultparameters'], 'resultparameter')
  const value = (key: string) => parameters.get(key)?.[0] ?? ''

  const result_code = plain(said.resultcode)
  const status_words = plain(value('transactionstatus'))
  const receipt = readReceiptCode(value('receiptno'))
  const debits = parameters.get('debitpartyname') ?? []
  return {
    outcome: /^0+$/.test(result_code) ? outcomeOf(status_words) : 'unknown',
    receipt_code: typeof receipt === 'string' ? null : receipt.receipt_code,
    amount_cents: readAmountOrNull(value('amount')),
    status_words,
    reason_type: plain(value('reasontype')),
    debit_party: readParty(debits[0] ?? ''),
    credit_party: readParty(value('creditpartyname') || (debits[1] ?? '')),
    account_typed: accountIn(parameters),
    finalised_at: readTime(value('finalisedtime') || value('finalizedtime')),
    originator_conversation_id: plain(said.originatorconversationid),
    conversation_id: plain(said.conversationid),
    occasion: plain(itemsOf(result['referencedata'], 'referenceitem').get('occasion')?.[0] ?? ''),
    result_code,
    result_desc: plain(said.resultdesc),
    initiator_refused: /^(2001|21|8006|SFC_IC0003)$/i.test(result_code),
  }
}

function outcomeOf(status_words: string): StatusResult['outcome'] {
  const word = status_words.toLowerCase()
  if (word === 'completed') return 'completed'
  if (word === 'reversed') return 'reversed'
  if (/^(cancelled|canceled|declined|expired|failed)$/.test(word)) return 'failed'
  return /^(initiated|authorized|pending authorized|pending)$/.test(word) ? 'not_final' : 'unknown'
}

const itemSaid = z.object({ key: text, name: text, value: text })

/** Every value of every key, in order, keys squeezed. Items without value count: '' keeps their place. */
function itemsOf(holder: Json | undefined, name: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const item of listOf(squeezeKeys(holder)[name])) {
    const { key, name, value } = itemSaid.parse(squeezeKeys(item))
    const place = squeeze(key || name)
    found.set(place, [...(found.get(place) ?? []), value])
  }
  return found
}

function readParty(words: string): Party {
  const match = /^\s*([+\d*]{4,15})\s*-\s*(.*)$/s.exec(words)
  const id = match?.[1] ?? ''
  return {
    msisdn: readMsisdn(id) ?? null,
    shortcode: /^\d{5,7}$/.test(id) ? id : null,
    name: plain(match?.[2] ?? words) || null,
  }
}

// No documented answer names the account; these spellings are read in case one does.
function accountIn(parameters: Map<string, string[]>): string | null {
  for (const key of ['billrefnumber', 'billreferencenumber', 'accountreference', 'accountno']) {
    const typed = asTyped(parameters.get(key)?.[0] ?? '')
    if (typed !== '') return typed
  }
  return null
}
