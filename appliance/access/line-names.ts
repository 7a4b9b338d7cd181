// What a line is set up with: a user name made of its owner's name, a password that can be read out on the phone, and the
// addresses and boxes that may be its own.

import { randomInt } from 'node:crypto'
import type { Db } from '../database.ts'
import { Invalid } from '../errors.ts'

// No sign that is taken for another on paper or on the phone: 31 to the 12th is 59 bits.
const signs = 'abcdefghjkmnpqrstuvwxyz23456789'

/** "k7mp-3xqd-9wfh". */
export function drawLinePassword(): string {
  const four = () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('')
  return `${four()}-${four()}-${four()}`
}

/** As somebody typed it; RouterOS and phones take these signs. Throws Invalid `password_unreadable`. */
export function parseLinePassword(words: string): string {
  if (/^[\x21-\x7e]{8,63}$/.test(words)) return words
  throw new Invalid('password_unreadable', '8 to 63 letters, digits and signs, without spaces.')
}

/** Stored in lower case. Throws Invalid `user_name_unreadable`. */
export function parseUserName(words: string): string {
  const name = words.trim().toLowerCase()
  if (/^[a-z0-9][a-z0-9._-]{2,39}$/.test(name)) return name
  throw new Invalid(
    'user_name_unreadable',
    '3 to 40 letters and digits, with dots or dashes between them.',
  )
}

/** "otieno.ouma" of "Otieno Ouma"; "line" where nothing of it can be typed. Pure. */
export function userNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.+|\.+$/g, '')
    .slice(0, 30)
    .replace(/\.+$/, '')
  return plain.length < 3 ? `line${plain && `.${plain}`}` : plain
}

/** The first that nobody has: "njeri", "njeri2", "njeri3". */
export async function findFreeUserName(db: Db, name: string): Promise<string> {
  const wanted = userNameOf(name)
  const taken = new Set(
    (await db('services').whereLike('user_name', `${wanted}%`).select('user_name')).map(
      ({ user_name }) => user_name,
    ),
  )
  if (!taken.has(wanted)) return wanted
  for (let at = 2; ; at++) if (!taken.has(`${wanted}${at}`)) return `${wanted}${at}`
}

/** An IPv4 address a line may have. Throws Invalid `address_unreadable`. */
export function parseLineAddress(words: string): string {
  const parts = words.trim().split('.')
  const octets = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256))
  const [first = 0] = octets
  const isHost = first > 0 && first < 224 && first !== 127
  if (octets.length === 4 && octets.every((octet) => octet <= 255) && isHost)
    return octets.join('.')
  throw new Invalid('address_unreadable', 'An address looks like 102.68.77.4.')
}

/** "AA:BB:CC:DD:EE:FF", however it is written. Throws Invalid `mac_unreadable`. */
export function parseMac(words: string): string {
  const digits = words.replace(/[\s:.-]/g, '').toUpperCase()
  if (/^[0-9A-F]{12}$/.test(digits)) return digits.match(/../g)!.join(':')
  throw new Invalid('mac_unreadable', 'A MAC address has twelve digits, like 4C:5E:0C:11:22:33.')
}
