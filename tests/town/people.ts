// The homes and the guests of the town, and how they pay: in time, late, twice, too little, under a wrong number, by somebody
// else's phone. The news of it goes as badly as chance says.

import type { Appliance } from '../../appliance/appliance.ts'
import { accountNo } from '../../appliance/account-no.ts'
import { Refusal } from '../../appliance/errors.ts'
import { openCheckout } from '../../appliance/money/checkouts.ts'
import { cents } from '../../appliance/money.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import type { Plan, Router } from '../../appliance/tables.ts'
import type { Safaricom } from '../simulators/safaricom/safaricom.ts'
import type { PaymentFault } from '../simulators/safaricom/faults.ts'
import type { PushFault } from '../simulators/safaricom/push-faults.ts'
import type { PhoneAct } from '../simulators/safaricom/prompts.ts'
import { addCustomer, paybill, phone } from '../support/factories.ts'
import type { Chance, FaultKind } from './faults.ts'

export interface Home {
  readonly no: number
  readonly account_no: string
  readonly user_name: string
  readonly msisdn: Msisdn
  readonly mac: string
  readonly service_id: number
}

export interface Guest {
  readonly no: number
  readonly msisdn: Msisdn
  readonly mac: string
  /** Of the pass, once something was asked for. */
  service_id: number | undefined
}

export interface People {
  readonly homes: readonly Home[]
  readonly guests: readonly Guest[]
  /** A home pays the paybill by hand. */
  pay(home: Home): Promise<void>
  /** A guest chooses a pass at the portal. */
  ask(guest: Guest): Promise<void>
}

interface Place {
  appliance: Appliance
  safaricom: Safaricom
  chance: Chance
  plans: { homes: readonly Plan[]; passes: readonly Plan[] }
  router: Router
  passUntil(at: Temporal.Instant): Promise<void>
  settle(): Promise<void>
}

/** Of six homes one has no home but a phone at the hotspot. */
export async function settlePeople(place: Place, count: number): Promise<People> {
  const { appliance, chance, plans } = place
  const guests = Array.from({ length: Math.ceil(count / 6) }, (_, no) => ({
    no,
    msisdn: phone(900_000 + no),
    mac: macOf(100 + no),
    service_id: undefined,
  }))
  const homes: Home[] = []
  const taken = new Set<string>()
  while (homes.length < count - guests.length) {
    const no = homes.length
    const account_no = accountNo(100_000 + chance.below(899_999))
    if (account_no === undefined || taken.has(account_no)) continue
    taken.add(account_no)
    const [msisdn, user_name] = [phone(no), `home-${no}`]
    const plan_id = chance.pick(plans.homes).id
    const name = `Home ${no}`
    const { service } = await addCustomer(appliance, {
      account_no,
      msisdn,
      user_name,
      plan_id,
      name,
    })
    homes.push({ no, account_no, user_name, msisdn, mac: macOf(no), service_id: service.id })
  }
  return {
    homes,
    guests,
    pay: (home) => pay(place, homes, home),
    ask: (guest) => ask(place, guest),
  }
}

function macOf(no: number): string {
  return `02:00:00:00:00:${no.toString(16).padStart(2, '0').toUpperCase()}`
}

async function pay(place: Place, homes: readonly Home[], home: Home): Promise<void> {
  const { appliance, safaricom, chance, settle } = place
  const row = await appliance.db('services as s').join('plans as p', 'p.id', 's.plan_id').where('s.id', home.service_id).first<{ price_cents: number }>('p.price_cents') // prettier-ignore
  const price = row!.price_cents
  const manner = chance.weigh({ exact: 70, pays_less: 8, pays_more: 8, pays_twice: 8 })
  const whole = Math.trunc(price / 100)
  const shillings =
    manner === 'pays_less' ? 1 + chance.below(whole - 1) : manner === 'pays_more' ? whole + 1 + chance.below(2 * whole) : whole // prettier-ignore
  if (manner !== 'exact') chance.hit(manner)
  const neighbour = chance.strikes('uses_neighbours_phone', 15) ? chance.pick(homes) : home
  const bill = {
    shortcode: paybill,
    bill_ref: typed(chance, homes, home),
    msisdn: neighbour.msisdn,
    first_name: `HOME${home.no}`,
    amount_cents: cents(shillings * 100),
  }
  await safaricom.pay(bill, newsFault(chance))
  if (manner !== 'pays_twice') return
  await settle()
  await place.passUntil(appliance.now().add({ minutes: 2 }))
  await safaricom.pay(bill, newsFault(chance))
}

/** What somebody types where an account number is asked for. */
function typed(chance: Chance, homes: readonly Home[], home: Home): string {
  const { account_no, user_name, msisdn } = home
  const how = chance.weigh({ right: 60, spaced: 8, user: 5, types_phone: 8, mistypes: 8, types_nothing: 5, types_another: 4 }) // prettier-ignore
  if (how !== 'right' && how !== 'spaced' && how !== 'user') chance.hit(how)
  switch (how) {
    case 'right':
      return account_no
    case 'spaced':
      return `${account_no.slice(0, 3)} ${account_no.slice(3)}`
    case 'user':
      return user_name.toUpperCase()
    case 'types_phone':
      return `0${msisdn.slice(3)}`
    case 'types_nothing':
      return chance.pick(['', 'internet', 'WIFI'])
    case 'types_another':
      return chance.pick(homes).account_no
    case 'mistypes': {
      const at = chance.below(account_no.length)
      const digit = String((Number(account_no[at]) + 1 + chance.below(9)) % 10)
      return account_no.slice(0, at) + digit + account_no.slice(at + 1)
    }
  }
}

const newsFaults: Partial<Record<FaultKind, (chance: Chance) => PaymentFault>> = {
  news_lost: () => ({ lost: true }),
  news_late: (chance) => ({ late_seconds: 1 + chance.below(3600) }),
  news_days_late: (chance) => ({ late_seconds: 86_400 + chance.below(86_400) }),
  news_doubled: (chance) => ({ copies: 2 + chance.below(4) }),
  news_reordered: () => ({ order: 'after_next' }),
  news_before_validation: () => ({ order: 'before_validation' }),
  news_halved: () => ({ truncated: 'body' }),
  news_cut: () => ({ truncated: 'connection' }),
  status_lies: (chance) => ({ liar: chance.pick(['amount', 'failed'] as const) }),
}

function newsFault(chance: Chance): PaymentFault {
  if (chance.isCalm || !chance.oneIn(3)) return {}
  const [kind, make] = chance.pick(Object.entries(newsFaults))
  chance.hit(kind as FaultKind)
  return make(chance)
}

const pushFaults: Partial<Record<FaultKind, (chance: Chance) => PushFault>> = {
  prompt_news_lost: () => ({ lost: true }),
  prompt_news_late: (chance) => ({ late_seconds: 1 + chance.below(7200) }),
  prompt_news_doubled: (chance) => ({ copies: 2 + chance.below(4) }),
  prompt_c2b_first: () => ({ order: 'c2b_first' }),
  prompt_c2b_lost: () => ({ c2b: { lost: true } }),
  prompt_answer_lost: (chance) => ({ answer: chance.pick(['reset', 'html_503', 'busy_500', 'truncated'] as const) }),
  prompt_overtaken: () => ({ before_response: 'approve' }),
  prompt_says_paid: () => ({ callback_says: 'success' }),
  prompt_says_failed: () => ({ callback_says: 'failed' }),
  prompt_says_more: () => ({ callback_says: 'amount' }),
  prompt_query_says_failed: () => ({ query: 'failed' }),
  prompt_query_pending: () => ({ query: 'pending' }),
  prompt_odd_shape: (chance) => ({ shape: chance.pick(['masked_phone', 'strings', 'reordered', 'empty_items', 'no_body'] as const) }),
} // prettier-ignore

async function ask(place: Place, guest: Guest): Promise<void> {
  const { appliance, safaricom, chance, plans, router } = place
  const does = chance.weigh({
    approve: 60,
    phone_refuses: 12,
    phone_ignores: 10,
    phone_pays_late: 12,
  })
  if (does !== 'approve') chance.hit(does)
  const act: PhoneAct =
    does === 'approve' ? 'approve' : does === 'phone_refuses' ? chance.pick(['cancel', 'wrong_pin', 'no_balance'] as const) : does === 'phone_ignores' ? 'ignore' : { late_seconds: 30 + chance.below(600) } // prettier-ignore
  safaricom.setHabit(guest.msisdn, { act, after_seconds: chance.below(40) })
  const odd =
    !chance.isCalm && chance.oneIn(2) ? chance.pick(Object.entries(pushFaults)) : undefined
  if (odd) {
    chance.hit(odd[0] as FaultKind)
    Object.assign(safaricom.faults.push, { fault: odd[1](chance), times: 1 })
  }
  const wish = {
    plan_id: chance.pick(plans.passes).id,
    msisdn: guest.msisdn,
    router,
    mac: guest.mac,
    hand_off: null,
    source_address: null,
    language: 'en',
  } as const
  for (let times = chance.strikes('asks_twice', 8) ? 2 : 1; times > 0; times -= 1) {
    try {
      const { safe, work } = appliance
      guest.service_id = (await work((unit) => openCheckout(unit, safe, wish))).service_id
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
}
