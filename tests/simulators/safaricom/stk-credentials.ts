// What every STK call proves first: which shortcode asks, with the password of that shortcode and this minute.

import type { Answer } from '../door.ts'
import { textOf, type Fields } from '../fields.ts'
import type { Books, Shortcode } from './books.ts'
import { badField, refusal } from './refusals.ts'

/** The fields are readable: BusinessShortCode, Timestamp, Password. */
export function refuseCredentialFields(books: Books, fields: Fields): Answer | undefined {
  if (!/^\d{5,7}$/.test(textOf(fields, 'BusinessShortCode') ?? '')) {
    return badField('BusinessShortCode')
  }
  if (textOf(fields, 'Password') === undefined) return badField('Password')
  const at = nairobiInstant(textOf(fields, 'Timestamp') ?? '')
  if (at === undefined) return badField('Timestamp')
  const seconds = Math.abs(at.since(books.now()).total('seconds'))
  return seconds > books.switches.timestamp_seconds ? badField('Timestamp') : undefined
}

/** The shortcode that asks; a till's own number is no merchant, its store's is. */
export function proveMerchant(books: Books, fields: Fields): Shortcode | Answer {
  const number = textOf(fields, 'BusinessShortCode')!
  const shortcode = books.shortcodes.get(number)
  if (shortcode?.passkey == null) {
    return refusal(500, '500.001.1001', 'Merchant does not exist')
  }
  const timestamp = textOf(fields, 'Timestamp')!
  const password = Buffer.from(number + shortcode.passkey + timestamp).toString('base64')
  if (fields['Password'] !== password) {
    const prefix = books.switches.old_prefixes ? '[MerchantValidate] - ' : ''
    return refusal(500, '500.001.1001', `${prefix}Wrong credentials`)
  }
  return shortcode
}

/** "20260105091530" in Nairobi. */
function nairobiInstant(value: string): Temporal.Instant | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(value)
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second] = parts
  try {
    return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}+03:00`)
  } catch {
    return undefined
  }
}
