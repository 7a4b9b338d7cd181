// Passwords that came from another system as digests. Nobody can read them: who types the password in the clear (PAP) proves it,
// and an NT hash is what MS-CHAPv2 asks for. CHAP needs the password itself. They are kept as a NUL, which no password begins
// with, the kind, and hex: "\0ssha:DIGEST:SALT".

import { createHash } from 'node:crypto'
import { sameOctets } from './digests.ts'
import { ntHash } from './ms-chap.ts'
import { revealPassword } from './passwords.ts'

export interface StoredDigest {
  kind: 'nt' | 'md5' | 'sha1' | 'sha256' | 'sha512'
  digest: Buffer
  salt: Buffer
}

/** Undefined for a password in the clear. */
export function readStored(words: string): StoredDigest | undefined {
  if (words[0] !== '\0') return undefined
  const [kind, digest = '', salt = ''] = words.slice(1).split(':')
  const bytes = { digest: Buffer.from(digest, 'hex'), salt: Buffer.from(salt, 'hex') }
  return { kind: kind as StoredDigest['kind'], ...bytes }
}

/** Whether a User-Password is the one that was digested. */
export function papProvesStored(
  hidden: Buffer,
  authenticator: Buffer,
  secret: string,
  { kind, digest, salt }: StoredDigest,
): boolean {
  const typed = revealPassword(hidden, authenticator, secret)
  if (typed === undefined || typed === '' || digest.length === 0) return false
  const made = kind === 'nt' ? ntHash(typed) : createHash(kind).update(typed).update(salt).digest()
  return made.length === digest.length && sameOctets(made, digest)
}
