// Staff passwords: what is accepted, and what is kept of one. argon2id (RFC 9106) from Node's own crypto; the
// stored text names its own costs, so that they can be raised without locking anybody out.

import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

// OWASP's password storage sheet: 19 MiB, two passes, one lane. Four at once is what Node's threads allow.
const costs = { memory: 19_456, passes: 2, parallelism: 1 }
const lengthMin = 12
const lengthMax = 200

/** Why a password can't be taken; undefined when it can. Length and freshness, no rules on signs (ASVS 6.2). */
export type PasswordProblem = 'too_short' | 'too_long' | 'is_the_email' | 'too_common'

export async function findPasswordProblem(
  password: string,
  email: string,
): Promise<PasswordProblem | undefined> {
  const words = password.normalize('NFKC')
  if ([...words].length < lengthMin) return 'too_short'
  if (words.length > lengthMax) return 'too_long'

  const [name = ''] = email.toLowerCase().split('@')
  const lower = foldWords(password)
  if (lower === email.toLowerCase() || stripped(lower) === stripped(name)) return 'is_the_email'
  return isCommon(lower) || (await isListed(lower)) ? 'too_common' : undefined
}

// 49,233 passwords that were found in thefts (ASVS 6.2.4 wants 3,000). Read when the first password is chosen and kept: most
// processes never ask, and five megabytes stay free.
let listed: Promise<ReadonlySet<string>> | undefined

async function readList(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'].map(foldWords))
}

function foldWords(words: string): string {
  return words.normalize('NFKC').toLowerCase()
}

/** On the list as it is, without blanks, without the digits and signs around it, or said several times. */
async function isListed(lower: string): Promise<boolean> {
  const list = await (listed ??= readList())
  const close = lower.replace(/\s/g, '')
  const bare = close.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  return [lower, close, bare].some(
    (words) => list.has(words) || list.has(/^(.+?)\1+$/.exec(words)?.[1] ?? words),
  )
}

// What guessers try first, and what this house's own words would be.
const common =
  `password passwort passw0rd p4ssword letmein welcome karibu admin administrator superuser owner finance cashier
  support manager user guest test demo changeme secret master qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm
  iloveyou sunshine princess football baseball dragon monkey shadow superman batman trustno hello jesus god bless
  mungu nakupenda lango gate internet wifi hotspot mikrotik router radius pppoe isp network mtandao mpesa safaricom
  airtel telkom paybill nairobi mombasa kisumu nakuru eldoret thika kenya africa kilima net abc abcd abcdef login my
  the is new for one`
    .split(/\s+/)
    .toSorted((one, other) => other.length - one.length)

/** Nothing is left when common words, digits, signs and repetitions are taken away. */
function isCommon(lower: string): boolean {
  if (new Set(lower).size < 5) return true
  const plain = lower
    .replace(/[@4]/g, 'a')
    .replace(/[0]/g, 'o')
    .replace(/[$5]/g, 's')
    .replace(/3/g, 'e')
    .replace(/1/g, 'i')
  return [lower, plain].some((words) => {
    let rest = stripped(words)
    for (const word of common) rest = rest.replaceAll(word, '')
    return rest.length < 3
  })
}

function stripped(words: string): string {
  return words.replace(/[^\p{L}]/gu, '')
}

/** `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, as other programs write it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive('argon2id', {
    message: bytesOf(password),
    nonce: salt,
    tagLength: 32,
    ...costs,
  })
  const { memory, passes, parallelism } = costs
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`
}

// Whoever does not exist has this one: an unknown e-mail costs a guesser as much time as a known one (T31).
const decoy = hashPassword(randomBytes(24).toString('hex'))

/** Whether it is the password; false for nobody, after the same work. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, m, t, p, salt, hash] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored ?? (await decoy)) ??
    []
  if (!hash) throw new Error('A stored password has a form this release does not know')

  const known = Buffer.from(hash, 'base64')
  const given = await derive('argon2id', {
    message: bytesOf(password.slice(0, lengthMax)),
    nonce: Buffer.from(salt!, 'base64'),
    tagLength: known.length,
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
  })
  return timingSafeEqual(given, known) && stored !== undefined
}

function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'))
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
