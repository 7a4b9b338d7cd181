// Guests before a hotspot of a world: what it takes to sell to them, and one who browses without a browser, as a phone
// whose scripts are off would.

import { openHotspot, type Hotspot, type HotspotOptions } from '../simulators/router/hotspot.ts'
import type { Phone } from '../simulators/router/phone.ts'
import { hotspotPages } from '../../appliance/routeros/hotspot-pages.ts'
import { cents } from '../../appliance/money.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import type { Plan, Router } from '../../appliance/tables.ts'
import { eventually } from './eventually.ts'
import { paybill, stkPasskey } from './factories.ts'
import { sms } from './sms-account.ts'
import type { World } from './world.ts'

export interface GuestShop {
  hotspot: Hotspot
  router: Router
  hour: Plan
  day: Plan
}

/** Plans, a name, a way to send SMS, and the hotspot on the world's router, with our pages uploaded. */
export async function openGuestShop(
  world: World,
  options: HotspotOptions = {},
): Promise<GuestShop> {
  const { appliance, safaricom, origin } = world
  const { db, safe } = appliance
  Object.assign(safaricom.shortcode(paybill), { passkey: stkPasskey, organisation: 'KILIMA NET' })
  await db('business').insert({ name: 'Kilima Net', support_phone: '0709 555 010' })
  await db('sms_gateway').insert({
    provider: 'africas_talking',
    base_url: safaricom.url,
    username: sms.username,
    api_key_sealed: safe.seal(sms.api_key, 'sms_gateway.api_key'),
    sender: null,
  })
  const pass = { kind: 'hotspot', term_count: 1, down_kbps: 5000, up_kbps: 2000 } as const
  const [hour, day] = await db('plans')
    .insert([
      { ...pass, name: 'Hour pass', price_cents: cents(20_00), term_unit: 'hour' },
      {
        ...pass,
        name: 'Day pass',
        price_cents: cents(50_00),
        term_unit: 'day',
        data_bytes: 5_000_000_000,
      },
    ])
    .returning('*')
  const [router] = await db('routers').update({ hotspot_host: '127.0.0.1' }).returning('*')
  const hotspot = await openHotspot(world.router, {
    pages: hotspotPages({ portal_url: origin, portal_key: router!.portal_key }),
    server_name: 'hotspot1',
    ...options,
  })
  return { hotspot, router: router!, hour: hour!, day: day! }
}

export interface Page {
  url: string
  status: number
  html: string
}

/** Cookies by name: all of a phone's hosts are 127.0.0.1 here. */
export type Cookies = Map<string, string>

/** Follows redirects wherever they lead, as a browser's navigation does; without cookies, as a login window does. */
export async function browse(
  url: string,
  form?: Record<string, string> | null,
  cookies: Cookies = new Map(),
): Promise<Page> {
  let response = await open(url, form ?? null, cookies)
  for (let hop = 0; response.headers.has('location'); hop += 1) {
    if (hop === 20) throw new Error(`${url} leads round and round.`)
    response = await open(new URL(response.headers.get('location')!, response.url), null, cookies)
  }
  return { url: response.url, status: response.status, html: await response.text() }
}

async function open(
  url: string | URL,
  form: Record<string, string> | null,
  cookies: Cookies,
): Promise<Response> {
  const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
  // A phone that left the Wi-Fi has lost its connections: none is kept.
  const headers = { connection: 'close', cookie, ...(form && { origin: new URL(url).origin }) }
  const body = form && new URLSearchParams(form)
  const asked = body ? { method: 'POST', body, headers } : { headers }
  const response = await fetch(url, { ...asked, redirect: 'manual' })
  for (const kept of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(kept)!
    cookies.set(name!, value!)
  }
  return response
}

/** The first form of a page that posts to an address ending so, with what it carries hidden. */
export function formOf(
  page: Page,
  ending: string,
): { action: string; fields: Record<string, string> } {
  const forms = [...page.html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)]
  const found = forms.find(([, action]) => unescape(action!).replace(/\?.*/, '').endsWith(ending))
  if (!found) throw new Error(`${page.url} has no form to ${ending}:\n${page.html.slice(0, 2000)}`)
  const hidden = [...found[2]!.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
  const fields = hidden.map(([, name, value]) => [unescape(name!), unescape(value!)])
  return { action: new URL(unescape(found[1]!), page.url).href, fields: Object.fromEntries(fields) }
}

function unescape(html: string): string {
  return html
    .replaceAll('&#x3D;', '=')
    .replaceAll('&#x27;', "'")
    .replaceAll('&#x60;', '`')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** Any address at all, and the portal stands there; a plan and a phone, and the page that waits. */
export async function askToPay(
  phone: Phone,
  plan: Plan,
  payer: Msisdn,
  cookies: Cookies = new Map(),
): Promise<Page> {
  const welcome = await browse(`${phone.url}/hello`, null, cookies)
  if (welcome.url.includes('/p/checkouts/')) return welcome // It asked before, and is led back.
  const { action, fields } = formOf(welcome, '/checkouts')
  return browse(action, { ...fields, plan: String(plan.id), phone: payer }, cookies)
}

/** Looks at the waiting page again until it leads to the router and the phone is in. */
export async function waitToBeIn(phone: Phone, waiting: Page): Promise<void> {
  await eventually('the phone is let in', async () => {
    await browse(waiting.url)
    return phone.state === 'online'
  })
}
