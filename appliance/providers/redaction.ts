// What may be stored and logged of a call to a provider: never a password, a token or a credential, nor the
// secret part of a callback address; phone numbers only as "0712 ••• 318" (S3-13, T41).

import { maskMsisdn, readMsisdn } from '../msisdn.ts'

const hidden = '•••'
const secretKey =
  /password|passkey|passwd|credential|token|secret|authorization|^pin$|^user$|^pass$/i
const phoneKey = /msisdn|phone|nominatednumber|^party[ab]$/i
const idKey = /(id|code)$/i

/** A copy fit to keep. Keys decide first, then what the text looks like. */
export function redact(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((inner) => redact(inner, key))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, redact(inner, name)]),
    )
  }
  if (typeof value !== 'string' && typeof value !== 'number') return value
  if (value !== '' && secretKey.test(key)) return hidden

  const words = String(value).slice(0, 2000) // Enough for a person; the patterns stay quick.
  if (phoneKey.test(key)) return maskNumber(words)
  return idKey.test(key) ? hidePhones(words) : redactWords(words)
}

/** Text with tokens, long random words, and phone numbers taken out. Give it at most a few thousand signs. */
export function redactWords(words: string): string {
  return hidePhones(
    words
      .replace(/(access token\s*[-:]\s*)\S+$/i, `$1${hidden}`)
      .replace(/\b(Bearer|Basic)\s+\S+/g, `$1 ${hidden}`)
      .replace(/(?=[A-Za-z+=_-]*\d)[A-Za-z0-9+=_-]{16,}/g, hidden)
      .replace(/[A-Za-z0-9+/=_-]{40,}/g, hidden),
  )
}

// A checkout's id ends in the last nine digits of the phone.
function hidePhones(words: string): string {
  return words
    .replace(/ws_CO_\w+/gi, `ws_CO_${hidden}`)
    .replace(/(?<!\d)\+?(?:254|0)[17]\d{8}(?!\d)/g, maskNumber)
}

function maskNumber(words: string): string {
  const msisdn = readMsisdn(words)
  if (msisdn) return maskMsisdn(msisdn)
  // A paybill in PartyA is no phone; a hash, or a number cut short, still is one's trace.
  return /^\d{5,7}$/.test(words) || words === '' ? words : hidden
}
