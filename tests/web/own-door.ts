// Subscribers at the door of their own pages, for tests: browsers that keep every cookie, and the code that a phone was sent.

import type { Appliance } from '../../appliance/appliance.ts'
import { composeMessage } from '../../appliance/people/message-words.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import type { Answer } from './door.ts'

export interface OwnVisitor {
  get(path: string): Promise<Answer>
  post(path: string, fields?: Record<string, string>): Promise<Answer>
  cookies: Map<string, string>
}

export function visitOwn(origin: string, address = '127.0.0.1'): OwnVisitor {
  const cookies = new Map<string, string>()
  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, 'user-agent': 'Mozilla/5.0 (Android 9) Chrome/90', 'x-forwarded-for': address, ...(init.headers as object) } // prettier-ignore
    const answer = await fetch(origin + path, { ...init, headers, redirect: 'manual' })
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';')[0]!.split(/=(.*)/)
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const { status, headers: told } = answer
    return { status, location: told.get('location'), headers: told, html: await answer.text() }
  }
  return {
    cookies,
    get: (path) => ask(path, {}),
    post: (path, fields = {}) =>
      ask(path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { origin, 'sec-fetch-site': 'same-origin' },
      }),
  }
}

/** What the outbox says to a phone last, as it is put into words when it is sent; undefined where nothing is. */
export async function lastSms(
  { db, work, safe }: Appliance,
  msisdn: Msisdn,
): Promise<string | undefined> {
  const message = await db('messages').where({ msisdn }).orderBy('id', 'desc').first('id')
  return message && (await work((unit) => composeMessage(unit, safe, message.id)))?.text
}

/** The browser's half of a code, as the page carries it. */
export function askOf({ html }: Answer): string {
  return /name="ask" value="([0-9a-f]+)"/.exec(html)?.[1] ?? ''
}

export async function signInOwn(
  appliance: Appliance,
  origin: string,
  msisdn: Msisdn,
  { lang = 'en', remember = '' } = {},
): Promise<OwnVisitor> {
  const visitor = visitOwn(origin)
  const asked = await visitor.post('/p/me/sign-in', { phone: `+${msisdn}`, lang })
  const code = /^\d{6}/.exec((await lastSms(appliance, msisdn)) ?? '')?.[0] ?? ''
  const given = { ask: askOf(asked), code, lang, ...(remember && { remember }) }
  const answer = await visitor.post('/p/me/code', given)
  if (answer.status !== 303)
    throw new Error(`${msisdn} can't sign in: ${answer.status} ${answer.html}`)
  return visitor
}

/** A gateway, so that SMS are written; nobody sends them here. */
export async function addGateway({ db, safe }: Appliance): Promise<void> {
  await db('sms_gateway').insert({
    provider: 'africas_talking',
    base_url: 'http://127.0.0.1:9',
    username: 'kilima',
    api_key_sealed: safe.seal('key', 'sms_gateway.api_key'),
    sender: null,
  } as never)
}
