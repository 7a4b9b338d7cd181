// The people, plans and places of the trial: a small provider in two estates of Nairobi. Invented, and the same
// every time: who owes what is drawn from one seed, secrets are not.

import { accountNo } from '../account-no.ts'
import { cents, type Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import type { Language, Plan } from '../tables.ts'

export const sites = ['Kasarani', 'Githurai 44'] as const

export const routers = [
  { name: 'kasarani-1', site: 'Kasarani', address: '127.0.0.11' },
  { name: 'githurai-1', site: 'Githurai 44', address: '127.0.0.12' },
] as const

/** Guests before a hotspot: each a phone with a browser of its own in the simulator. */
export const guestPhones = [
  { name: 'Achieng’s phone', mac: 'BC:24:11:EB:56:4D', router: 'githurai-1' },
  { name: 'Baraka’s phone', mac: '9E:51:0C:77:20:1A', router: 'githurai-1' },
] as const

export const paybill = { shortcode: '600966', name: 'Kilima Net' } as const

type Usual =
  | 'name'
  | 'kind'
  | 'price_cents'
  | 'term_count'
  | 'term_unit'
  | 'down_kbps'
  | 'up_kbps'
  | 'data_bytes'
  | 'devices'
  | 'site_id'
type SoldPlan = Pick<Plan, Usual> & Partial<Plan>
export type SeededPlan = SoldPlan & Pick<Plan, 'id'>

export const plans: readonly SoldPlan[] = [
  home('Home 5', 1000, 5),
  home('Home 10', 1500, 10),
  home('Home 20', 2500, 20),
  pass('Hour pass', 20, 1, 'hour'),
  pass('Day pass', 50, 1, 'day', { data_bytes: 5_000_000_000 }),
  pass('Week pass', 250, 7, 'day', { down_kbps: 8000, devices: 2 }),
]

function home(name: string, shillings: number, mbps: number): SoldPlan {
  const price_cents = cents(shillings * 100)
  const speed = { down_kbps: mbps * 1000, up_kbps: mbps * 500 }
  const limits = { data_bytes: null, devices: 1, site_id: null }
  return {
    name,
    kind: 'pppoe',
    price_cents,
    term_count: 1,
    term_unit: 'month',
    ...speed,
    ...limits,
  }
}

function pass(
  name: string,
  shillings: number,
  term_count: number,
  term_unit: 'hour' | 'day',
  more: Partial<SoldPlan> = {},
): SoldPlan {
  const price_cents = cents(shillings * 100)
  const usual = { down_kbps: 5000, up_kbps: 2000, data_bytes: null, devices: 1, site_id: null }
  return { name, kind: 'hotspot', price_cents, term_count, term_unit, ...usual, ...more }
}

/** How somebody stands with their provider. */
export type Standing =
  | 'paid'
  | 'ends_today'
  | 'ended'
  | 'suspended'
  | 'paid_more' // and has the rest in the wallet
  | 'paid_less' // has ended, and what was paid since does not buy a term

export interface Person {
  name: string
  account_no: string
  msisdn: Msisdn
  language: Language
  site: (typeof sites)[number]
  plan: string
  user_name: string
  standing: Standing
  /** 0 to 1, for whatever else differs from one person to the next. */
  luck: number
}

const firstNames =
  `Akinyi Otieno Wanjiku Kamau Achieng Mwangi Njeri Kiprop Chebet Mutua Nduku Barasa Nekesa Omondi Wairimu Kipchoge
  Auma Juma Halima Abdi Fatuma Gathoni Kariuki Muthoni Odhiambo Wambui Kimani Atieno Maina Moraa`.split(
    /\s+/,
  )
const lastNames =
  `Ochieng Kamande Njoroge Wafula Mutiso Kosgei Onyango Githinji Nyambura Rotich Ouma Waweru Karanja Makau Simiyu
  Nyaga Cherono Hassan Ngugi Were Kilonzo Macharia Oduya Kibet Nyamweya`.split(/\s+/)

// Thirty lines at home and ten phones at the hotspot.
const standings: readonly Standing[] = [
  ...Array<Standing>(18).fill('paid'),
  ...Array<Standing>(3).fill('ends_today'),
  ...Array<Standing>(4).fill('ended'),
  'suspended',
  ...Array<Standing>(3).fill('paid_more'),
  'paid_less',
  ...Array<Standing>(6).fill('paid'),
  ...Array<Standing>(4).fill('ended'),
]
const homes = 30

/** The forty people, always the same. */
export function drawPeople(): Person[] {
  const draw = dice(20261121)
  const taken = new Set<string>()
  const unique = (make: () => string | undefined): string => {
    const made = make()
    if (made === undefined || taken.has(made)) return unique(make)
    taken.add(made)
    return made
  }
  const among = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)]!
  const digits = (count: number) => String(Math.floor(draw() * 10 ** count)).padStart(count, '0')

  return standings.map((standing, at) => {
    const name = unique(() => `${among(firstNames)} ${among(lastNames)}`)
    const account_no = unique(() => accountNo(100_000 + Math.floor(draw() * 900_000)))
    const msisdn = unique(() => `2547${among(['1', '2', '9'])}${digits(7)}`) as Msisdn
    const atHome = at < homes
    return {
      name,
      account_no,
      msisdn,
      language: draw() < 0.3 ? 'sw' : 'en',
      site: among(sites),
      plan: among(plans.filter(({ kind }) => kind === (atHome ? 'pppoe' : 'hotspot'))).name,
      user_name: atHome ? name.toLowerCase().replace(' ', '.') : msisdn,
      standing,
      luck: draw(),
    }
  })
}

/** Money nobody could place: an account number with one wrong digit, and none at all. */
export function strayPayments(people: Person[]): { account_typed: string; amount_cents: Cents }[] {
  const { account_no } = people[0]!
  const last = (Number(account_no.at(-1)) + 1) % 10
  return [
    { account_typed: `${account_no.slice(0, -1)}${last}`, amount_cents: cents(1500_00) },
    { account_typed: 'wifi ya mama', amount_cents: cents(250_00) },
  ]
}

/** mulberry32: small, and the same on every machine. Returns numbers from 0 to 1. */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
