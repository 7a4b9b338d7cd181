// A simulated router and a server to talk to, for a test. Each test takes loopback addresses of its own.

import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { seededDice } from './dice.ts'
import { openHotspot, type Hotspot, type HotspotOptions } from './router/hotspot.ts'
import type { Phone } from './router/phone.ts'
import { openRouter, type Router, type RouterOptions } from './router/router.ts'
import { settableClock, type SettableClock } from './settable-clock.ts'
import { openStandInRadius, type Heard, type StandInRadius } from './stand-in-radius.ts'

export const secret = 'a shared secret of the lab'

export interface Lab {
  readonly clock: SettableClock
  readonly router: Router
  readonly server: StandInRadius
  /** What was heard of that code: 1 is access, 4 accounting. */
  heard(code: 1 | 4): readonly Heard[]
  close(): Promise<void>
}

let last_host = 40

export async function openLab(options: Partial<RouterOptions> = {}): Promise<Lab> {
  const clock = settableClock()
  const server = await openStandInRadius(secret)
  last_host += 1
  const router = await openRouter({
    name: 'RB-Kiambu-01',
    address: `127.77.${process.pid % 250}.${last_host}`,
    radius: { host: '127.0.0.1', auth_port: server.port, acct_port: server.port, secret },
    coa_port: 0,
    now: clock.now,
    timeout_ms: 3000,
    retries: 3,
    random: seededDice(5),
    ...options,
  })
  return {
    clock,
    router,
    server,
    heard: (code) => server.heard.filter((one) => one.code === code),
    async close() {
      await router.close()
      await server.close()
    },
  }
}

export interface HotspotLab extends Lab {
  readonly hotspot: Hotspot
  readonly phone: Phone
}

/** A lab with a hotspot and one phone on its Wi-Fi. */
export async function openHotspotLab(
  options: HotspotOptions = {},
  router_options: Partial<RouterOptions> = {},
): Promise<HotspotLab> {
  const lab = await openLab(router_options)
  const hotspot = await openHotspot(lab.router, { random: seededDice(6), ...options })
  const phone = await hotspot.addClient({ name: 'Achieng', mac: guest.mac })
  return {
    ...lab,
    hotspot,
    phone,
    async close() {
      await hotspot.close()
      await lab.close()
    },
  }
}

/** One request of a phone's browser, without following redirects; `host` as if the name led to the phone's gateway. */
export async function browse(
  phone: Phone,
  path: string,
  { host, form, headers = {} }: BrowseOptions = {},
): Promise<Browsed> {
  const { promise, resolve, reject } = Promise.withResolvers<Browsed>()
  const body = form === undefined ? undefined : new URLSearchParams(form).toString()
  const asking = request(
    phone.url + path,
    {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(host === undefined ? {} : { host }),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      agent: false,
    },
    (answer) => {
      answer.setEncoding('utf8')
      let text = ''
      answer.on('data', (part: string) => void (text += part))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          reason: answer.statusMessage ?? '',
          type: answer.headers['content-type'] ?? '',
          location: answer.headers.location ?? '',
          text,
        }),
      )
    },
  )
  asking.on('error', reject)
  asking.end(body)
  return promise
}

interface BrowseOptions {
  readonly host?: string
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

export interface Browsed {
  readonly status: number
  readonly reason: string
  readonly type: string
  readonly location: string
  readonly text: string
}

/** The bytes of "\371\015". */
export function fromOctal(text: string): Buffer {
  return Buffer.from([...text.matchAll(/\\([0-7]{3})/g)].map(([, digits]) => parseInt(digits!, 8)))
}

/** What a browser answers to a login page's challenge: hex of MD5 over identifier, password and challenge. */
export function chapDigest(identifier: Buffer, password: string, challenge: Buffer): string {
  return createHash('md5').update(identifier).update(password).update(challenge).digest('hex')
}

/** Takes a challenge from the login page and answers it, as the portal does. */
export async function logIn(phone: Phone, username: string, password: string, dst = '') {
  const { text } = await browse(phone, '/login')
  const found = /id=((?:\\\d{3})+) challenge=((?:\\\d{3})+)/.exec(text)
  const proof = found ? chapDigest(fromOctal(found[1]!), password, fromOctal(found[2]!)) : password
  return browse(phone, '/login', { form: { username, password: proof, dst } })
}

/** An html directory that shows what the variables hold. */
export const plainPages: Readonly<Record<string, string>> = {
  'rlogin.html':
    '$(if http-status == 302)Hotspot login required$(endif)$(if http-header == "Location")$(link-login)$(endif)',
  'redirect.html':
    '$(if http-status == 302)Hotspot redirect$(endif)$(if http-header == "Location")$(link-redirect)$(endif)',
  'login.html': 'login id=$(chap-id) challenge=$(chap-challenge) error=$(error) orig=$(link-orig)',
  'flogin.html': 'failed id=$(chap-id) challenge=$(chap-challenge) error=$(error) user=$(username)',
  'alogin.html': 'in mac=$(mac) by=$(login-by) next=$(link-redirect)',
  'status.html':
    'status in=$(bytes-in) out=$(bytes-out) left=$(remain-bytes-total) time=$(session-time-left)',
  'logout.html': 'out $(username) $(uptime) $(bytes-out)',
  'api.json': '{"captive":$(if logged-in == "yes")false$(else)true$(endif)}',
}

export const njeri = {
  user_name: 'jane@lango',
  password: 'S3cret!',
  mac: '4C:5E:0C:AA:BB:01',
  service: 'pppoe',
} as const

export const guest = {
  user_name: '0712345678',
  password: 'S3cret!',
  mac: 'BC:24:11:EB:56:4D',
  service: 'hotspot',
} as const

/** The value of an attribute, or of a vendor's as "14988/8". */
export function valueOf({ attributes }: Heard, type: string): Buffer | undefined {
  return attributes.find(([one]) => one === type)?.[1]
}

export function numberOf(heard: Heard, type: string): number | undefined {
  return valueOf(heard, type)?.readUInt32BE(0)
}

export function textOf(heard: Heard, type: string): string | undefined {
  return valueOf(heard, type)?.toString()
}
