// Where to post the news of payments: registerurl, and the sandbox's simulate.

import { json, type Answer, type Asked } from '../door.ts'
import { centsOf, textOf } from '../fields.ts'
import { throwLetters } from '../dice.ts'
import { mayBeTold } from './addresses.ts'
import { shortcodeOf, type Books } from './books.ts'
import { pay } from './payments.ts'
import { badField, refusal, wrongPath } from './refusals.ts'

/** POST /mpesa/c2b/v1/registerurl and v2: the version decides how the payer's number is written. */
export function registerUrls(books: Books, { fields }: Asked, version: 'v1' | 'v2'): Answer {
  const number = textOf(fields, 'ShortCode')
  const response_type = fields['ResponseType']
  const confirmation_url = textOf(fields, 'ConfirmationURL')
  const validation_url = textOf(fields, 'ValidationURL')
  if (number === undefined || !/^\d{5,7}$/.test(number)) return badField('ShortCode')
  if (response_type !== 'Completed' && response_type !== 'Cancelled')
    return badField('ResponseType')
  if (!mayBeTold(books, confirmation_url)) return badField('ConfirmationURL')
  if (!mayBeTold(books, validation_url)) return badField('ValidationURL')

  const shortcode = shortcodeOf(books, number)
  if (shortcode.urls && books.switches.already_registered !== 'allow') {
    return alreadyRegistered(books)
  }
  shortcode.urls = { version, response_type, confirmation_url, validation_url }
  return json(200, {
    OriginatorCoversationID: conversationId(books),
    ResponseCode: '0',
    ResponseDescription: 'Success',
  })
}

function alreadyRegistered({ switches }: Books): Answer {
  if (switches.already_registered === 'refuse') {
    return refusal(500, '500.003.1001', 'Urls are already registered.')
  }
  return json(200, {
    ConversationID: '',
    OriginatorCoversationID: '',
    ResponseDescription: 'Validation and Confirmation URLs are already registered',
  })
}

/** POST /mpesa/c2b/v2/simulate: answers, then pays. */
export function simulatePayment(books: Books, { fields }: Asked): Answer {
  if (books.mode !== 'sandbox') return wrongPath()
  const shortcode = textOf(fields, 'ShortCode')
  const command = textOf(fields, 'CommandID')
  const amount_cents = centsOf(textOf(fields, 'Amount'))
  const msisdn = textOf(fields, 'Msisdn')
  if (shortcode === undefined || !/^\d{5,7}$/.test(shortcode)) return badField('ShortCode')
  if (command !== 'CustomerPayBillOnline' && command !== 'CustomerBuyGoodsOnline') {
    return badField('CommandID')
  }
  if (amount_cents === undefined || amount_cents < 100 || amount_cents % 100 !== 0) {
    return badField('Amount')
  }
  if (msisdn === undefined || !/^254[17]\d{8}$/.test(msisdn)) return badField('Msisdn')

  const bill_ref = textOf(fields, 'BillRefNumber') ?? ''
  void pay(books, { shortcode, amount_cents, bill_ref, msisdn, first_name: 'John' })
  return json(200, {
    OriginatorCoversationID: conversationId(books),
    ResponseCode: '0',
    ResponseDescription: 'Accept the service request successfully.',
  })
}

/** "6e86-45dd-91ac-fd5d4178ab523408729" */
function conversationId({ dice }: Books): string {
  const hex = (length: number) => throwLetters(dice, length, '0123456789abcdef')
  return `${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}${throwLetters(dice, 7, '0123456789')}`
}
