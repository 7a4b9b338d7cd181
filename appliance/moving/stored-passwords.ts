// FreeRADIUS's forms of a password, as services.password keeps them: in the clear, or, where only a digest is left, as
// "\0kind:DIGEST:SALT" in hex (radius/wire/stored-passwords.ts reads it). What neither serves stays behind.

import type { Why } from './reasons.ts'

export interface StoredPassword {
  password: string
  /** What a person should know of it. */
  note: Why | null
}

const hexOf = { md5: 32, sha1: 40, sha256: 64, sha512: 128, nt: 32 } as const
type Digest = keyof typeof hexOf

/** Which attributes of radcheck are passwords, in the order in which the best one is taken. */
export const passwordAttributes = [
  'cleartext-password', 'user-password', 'nt-password', 'password-with-header', 'ssha-password', 'ssha1-password',
  'sha-password', 'sha1-password', 'sha2-password', 'ssha2-password', 'ssha2-256-password', 'ssha2-512-password',
  'smd5-password', 'md5-password', 'crypt-password', 'lm-password',
] as const // prettier-ignore

/** `attribute` in small letters. */
export function readStoredPassword(attribute: string, value: string): StoredPassword | Why {
  const words = value.trim()
  switch (attribute) {
    case 'cleartext-password':
    case 'user-password':
      return readClear(value)
    case 'nt-password':
      return digestOf('nt', words)
    case 'md5-password':
      return digestOf('md5', words)
    case 'smd5-password':
      return salted('md5', words)
    case 'sha-password':
    case 'sha1-password':
      return digestOf('sha1', words)
    case 'ssha-password':
    case 'ssha1-password':
      return salted('sha1', words)
    case 'sha2-password':
      return digestOf(bytesOf(words, 'sha256')?.length === 64 ? 'sha512' : 'sha256', words)
    case 'ssha2-256-password':
      return salted('sha256', words)
    case 'ssha2-512-password':
      return salted('sha512', words)
    case 'password-with-header':
      return withHeader(words)
    case 'crypt-password':
      return 'password_crypt'
    default:
      return 'password_obsolete'
  }
}

/** What a router could send. One that began with a NUL would be read as a digest. */
export function readClear(value: string): StoredPassword | Why {
  if (value === '') return 'no_password'
  return /\p{Cc}/u.test(value) ? 'row_unreadable' : { password: value, note: null }
}

const headers = new Map<string, string>(Object.entries({
  clear: 'cleartext-password', cleartext: 'cleartext-password', nt: 'nt-password', nthash: 'nt-password', md5: 'md5-password',
  smd5: 'smd5-password', sha: 'sha-password', ssha: 'ssha-password', sha256: 'sha2-password', sha512: 'sha2-password',
  ssha256: 'ssha2-256-password', ssha512: 'ssha2-512-password', crypt: 'crypt-password', 'x-nthash': 'nt-password',
})) // prettier-ignore

/** "{ssha}…"; without a header it is in the clear. */
function withHeader(words: string): StoredPassword | Why {
  const match = /^\{([A-Za-z0-9-]+)\}(.+)$/s.exec(words)
  if (!match) return readStoredPassword('cleartext-password', words)
  const attribute = headers.get(match[1]!.toLowerCase())
  return attribute ? readStoredPassword(attribute, match[2]!) : 'password_obsolete'
}

function digestOf(kind: Digest, words: string): StoredPassword | Why {
  const bytes = bytesOf(words, kind)
  if (bytes?.length !== hexOf[kind] / 2) return 'password_obsolete'
  return { password: `\0${kind}:${bytes.toString('hex')}`, note: kind === 'nt' ? 'no_chap' : 'pap_only' } // prettier-ignore
}

function salted(kind: Digest, words: string): StoredPassword | Why {
  const bytes = bytesOf(words, kind)
  const length = hexOf[kind] / 2
  if (!bytes || bytes.length <= length) return 'password_obsolete'
  const [digest, salt] = [bytes.subarray(0, length), bytes.subarray(length)]
  return { password: `\0${kind}:${digest.toString('hex')}:${salt.toString('hex')}`, note: 'pap_only' } // prettier-ignore
}

/** Hex, perhaps behind 0x, or base64. */
function bytesOf(words: string, kind: Digest): Buffer | undefined {
  const plain = words.replace(/^0x/i, '')
  if (/^[0-9a-f]+$/i.test(plain) && plain.length >= hexOf[kind] && plain.length % 2 === 0)
    return Buffer.from(plain, 'hex')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(plain) ? Buffer.from(plain, 'base64') : undefined
}
