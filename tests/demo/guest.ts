// The demonstration's second part: a phone at the hotspot of the running trial, without a browser. The simulated phone
// is asked for its PIN; nobody else does anything.

import { strict as assert } from 'node:assert'
import { guestPhones } from '../../appliance/commands/town.ts'
import { safaricomUrl } from '../../appliance/commands/trial-place.ts'
import type { Payment } from '../../appliance/tables.ts'
import { eventually } from '../support/eventually.ts'
import { browse, formOf, type Page } from '../support/guests.ts'
import type { Stage } from './stage.ts'

export interface Surfing {
  payment: Payment
  asked_at: Temporal.Instant
  online_at: Temporal.Instant
}

/** The last of the town's phones, with a MAC nobody has seen: so that it can be shown again and again. */
export async function guestSurfs(
  { appliance, place }: Stage,
  say: (step: string) => void,
  enterPin = (msisdn: string) => approve(place.ports, msisdn),
): Promise<Surfing> {
  const { db, now } = appliance
  const routers = `http://127.0.0.1:${place.ports.routers}`
  const phone = `http://127.0.0.1:${place.ports.phones + guestPhones.length - 1}`
  const { name } = guestPhones.at(-1)!
  const { mac } = await control<{ mac: string }>(`${routers}/control/mac`, { client: name })
  const msisdn = `2547${String(now().epochMilliseconds).slice(-8)}`

  const welcome = await browse(`${phone}/news`)
  assert(welcome.url.startsWith(`${place.publicUrl}/p/`), `led to ${welcome.url}, not the portal`)
  say(`${name} (${mac}) opens a page and is led to the portal: ${welcome.url.replace(/\?.*/, '')}`)

  const plan = (await db('plans').where({ name: 'Day pass' }).first())!
  const { action, fields } = formOf(welcome, '/checkouts')
  const asked_at = now()
  const waiting = await browse(action, { ...fields, plan: String(plan.id), phone: msisdn })
  await eventually('the phone is asked', () => enterPin(msisdn))
  say('A day is chosen, the phone rings, and the PIN is entered')

  const online_at = await eventually('the phone is online', () => look(waiting, phone, now))
  const payment = await eventually('the payment is settled', () =>
    db('payments').where({ payer_msisdn: msisdn, state: 'settled' }).first(),
  )
  say(
    `Paid ${payment.receipt_code} by ${payment.channel}, proved by ${payment.proved_by}: the portal logs it in by itself`,
  )
  const texts = await eventually('an SMS has come', async () => {
    const url = `${safaricomUrl(place.ports)}/control/messages?phone=${msisdn}`
    const told = (await (await fetch(url)).json()) as { text: string; by: string }[]
    return told.find(({ by }) => by === 'gateway')
  })
  say(`SMS: “${texts.text}”`)
  return { payment, asked_at, online_at }
}

async function look(
  waiting: Page,
  phone: string,
  now: () => Temporal.Instant,
): Promise<Temporal.Instant | false> {
  await browse(waiting.url)
  const page = await browse(`${phone}/news`)
  return page.html.includes('You are on the internet') && now()
}

async function approve(ports: Parameters<typeof safaricomUrl>[0], phone: string): Promise<boolean> {
  const url = `${safaricomUrl(ports)}/control/prompts`
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone, act: 'approve' }),
  })
  return answer.ok
}

export async function control<Told>(url: string, body: object): Promise<Told> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert(answer.ok, `${url}: ${answer.status} ${await answer.clone().text()}`)
  return (await answer.json()) as Told
}
