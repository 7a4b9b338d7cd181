// How a guest's browser is handed back to the router: the address that logs it in, the one that logs it out, and where
// the guest wanted to go, which is only ever shown (T34). Pure. What comes in here was written by a stranger's browser.

import { createHash } from 'node:crypto'
import type { HandOff } from '../tables.ts'

const longest = { login: 300, chap: 256, orig: 1000 }

/** The names of issue 3's contract, as a query or a form has them. */
export type HandOffWords = Partial<Record<'login' | 'chapid' | 'chap' | 'orig', unknown>>

/**
 * What the router's page told the browser to bring. Null where nobody knows the hotspot's host: then nothing is ever sent
 * anywhere. `login` counts only when it is http or https on that host, at any port, with a path that ends in /login.
 */
export function readHandOff(given: HandOffWords, hotspot_host: string | null): HandOff | null {
  if (hotspot_host === null || !/^[a-z0-9.-]+$/i.test(hotspot_host)) return null
  const login = ownLogin(words(given.login, longest.login), hotspot_host)
  return {
    login: login ?? `http://${hotspot_host.toLowerCase()}/login`,
    chap_id: words(given.chapid, longest.chap),
    chap_challenge: words(given.chap, longest.chap),
    orig: words(given.orig, longest.orig),
  }
}

/** A word that is too long is no word, for half an address is another one; nor is what a row could not hold (NUL). */
function words(given: unknown, lengthMax: number): string {
  return typeof given === 'string' && given.length <= lengthMax && !/\p{Cc}/u.test(given)
    ? given
    : ''
}

function ownLogin(login: string, hotspot_host: string): string | null {
  const url = plainUrl(login)
  if (url === null || url.hostname !== hotspot_host.toLowerCase()) return null
  return url.pathname.endsWith('/login') ? url.origin + url.pathname : null
}

/**
 * An address a parser cannot read in two ways: http or https, two slashes, a host of plain letters and digits, printable
 * signs after it. No user, no backslash, no blank or control sign, no address in another script or base.
 */
function plainUrl(words: string): URL | null {
  const match = /^https?:\/\/([a-z0-9][a-z0-9.-]*)(?::\d{1,5})?(?:[/?#][\x21-\x7e]*)?$/i.exec(words)
  if (!match || words.includes('\\') || !URL.canParse(words)) return null
  const url = new URL(words)
  return url.hostname === match[1]!.toLowerCase() ? url : null
}

export interface Login {
  hand_off: Pick<HandOff, 'login' | 'chap_id' | 'chap_challenge'>
  user_name: string
  password: string
  /** Where the router may lead on to: a page of ours. */
  dst: string
}

/**
 * The address that logs a browser in. http-chap where the router gave a challenge: hex(md5(id + password + challenge)), as
 * RouterOS's own md5.js does (manual, "Hotspot customisation"; RFC 2865, 2.2); else http-pap: the password itself.
 */
export function hotspotLogin({ hand_off, user_name, password, dst }: Login): string {
  const id = readOctal(hand_off.chap_id)
  const challenge = readOctal(hand_off.chap_challenge)
  const chap = id.length === 1 && challenge.length > 0
  const proof = chap
    ? createHash('md5').update(id).update(password, 'utf8').update(challenge).digest('hex')
    : password
  const query = new URLSearchParams({ username: user_name, password: proof, dst })
  return `${hand_off.login}?${query}`
}

/**
 * Bytes as RouterOS writes them into a page: "\371\015", C's octal escapes of one to three digits; a sign that is not
 * escaped is its own byte. A browser may have made %5C of the backslash; by now that is undone.
 */
export function readOctal(words: string): Buffer {
  const bytes = [...words.matchAll(/\\([0-3]?[0-7]{1,2})|\\(\\)|([^])/g)].map(
    ([, octal, backslash, sign]) =>
      octal === undefined ? (backslash ?? sign)!.charCodeAt(0) & 0xff : Number.parseInt(octal, 8),
  )
  return Buffer.from(bytes)
}

/** Where the same router logs out: by its host, or beside the login a browser brought along. */
export function hotspotLogout(at: Pick<HandOff, 'login'> | string): string {
  return typeof at === 'string'
    ? `http://${at.toLowerCase()}/logout`
    : at.login.replace(/\/login$/, '/logout')
}

// Every phone asks one of these to find out whether it is online; nobody wants to go there, nor to a page of ours.
const probes =
  /\/p\/(checkouts\/|[0-9a-f]{12})|generate_204|gen_204|hotspot-detect|ncsi\.txt|connecttest\.txt|canonical\.html|success\.(txt|html)|\/redirect$|^https?:\/\/(captive\.apple|www\.msft|detectportal|connectivitycheck)/i

export interface ShownAddress {
  href: string
  /** What the link says: the host alone, in ASCII, so that it says where it leads. */
  host: string
}

/**
 * Where the guest wanted to go, as a link for them to press: never redirected to. Null for what is no plain http or https
 * address of a named host, and for the addresses by which phones look for a captive portal.
 */
export function showOrig(orig: string): ShownAddress | null {
  const url = plainUrl(orig)
  if (url === null || orig.length > longest.orig || probes.test(orig)) return null
  const named = /^([a-z0-9-]+\.)+[a-z][a-z0-9-]+$/.test(url.hostname)
  return named && url.port === '' ? { href: url.href, host: url.hostname } : null
}
