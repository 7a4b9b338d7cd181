// A town whose guests are asked to pay by others than Daraja: the same handlers and doors, before a simulated PayHero or
// Paystack. Each says in its own words what the stories say in ours.

import { addAccount, askFirst } from '../../appliance/money/provider-accounts.ts'
import { webhookUrl } from '../../appliance/money/shortcodes.ts'
import type { Checkout, Shortcode } from '../../appliance/tables.ts'
import type { Asking, AskFault, Habit } from '../simulators/collectors/asking.ts'
import { openPayHero, type PayHero } from '../simulators/collectors/payhero.ts'
import { openPaystack, type Paystack } from '../simulators/collectors/paystack.ts'
import type { PushFault } from '../simulators/safaricom/push-faults.ts'
import { openTown, type Town } from './push-town.ts'

export const nobody = { staff: null, source_address: null }

/** What the simulators of PayHero and Paystack have in common. */
export interface Collector {
  asking: Asking
  tick(): Promise<void>
  idle(): Promise<void>
  close(): Promise<void>
}

export interface CollectorTown {
  town: Town
  /** A guest asks, the phone does this, and all is worked off. */
  buy(habit: Habit, fault?: AskFault): Promise<Checkout>
  spoil(fault: AskFault): void
  setHabit(phone: string, habit: Habit): void
  receiptOf(checkout: Checkout): string
  promptsOn(phone: string): number
  /** While it is so, every request to a phone is refused. */
  busy(busy: boolean): void
  /** Whether a prompt whose answer was lost can be asked about all the same. */
  readonly findsLost: boolean
  work(): Promise<void>
  pass(seconds: number, step?: number): Promise<void>
  close(): Promise<void>
}

export interface AccountTown extends CollectorTown {
  collector: Collector
  shortcode: string
  row(): Promise<Shortcode>
}

export const payHeroKeys = {
  channel_id: '133',
  api_username: 'kilima',
  api_password: 'hero-secret',
}

/** The account is added, its self-test has passed, and it is asked first. */
export async function openPayHeroTown(): Promise<AccountTown & { payhero: PayHero }> {
  const town = await openTown()
  const payhero = await openPayHero({
    now: town.clock.now,
    username: payHeroKeys.api_username,
    password: payHeroKeys.api_password,
    channel_id: 133,
  })
  const typed = { name: 'PayHero', base_url: payhero.url, keys: payHeroKeys }
  const opened = await openWith(town, payhero, 'payhero', typed)
  return { ...opened, payhero }
}

export const paystackKeys = { secret_key: 'sk_test_kilima', payer_email: 'malipo@kilima.example' }

export async function openPaystackTown(): Promise<AccountTown & { paystack: Paystack }> {
  const town = await openTown()
  const { safe, config } = town.appliance
  const paystack = await openPaystack({ now: town.clock.now, secret_key: paystackKeys.secret_key })
  const typed = { name: 'Paystack', base_url: paystack.url, keys: paystackKeys }
  const opened = await openWith(town, paystack, 'paystack', typed)
  paystack.webhook_url = webhookUrl(safe, await opened.row(), config.publicUrl)
  return { ...opened, paystack }
}

export async function openWith(
  town: Town,
  collector: Collector,
  provider: 'payhero' | 'paystack',
  typed: { name: string; base_url: string; keys: Record<string, string> },
): Promise<AccountTown> {
  const { work, safe, db } = town.appliance
  const { asking } = collector
  const shortcode = await work((unit) => addAccount(unit, safe, provider, typed, nobody))
  await town.work()
  await work((unit) => askFirst(unit, shortcode, nobody))
  const all = turns(town, collector)

  return {
    town,
    collector,
    shortcode,
    row: async () => (await db('shortcodes').where({ shortcode }).first())!,
    ...all,
    buy: (habit, fault = {}) => {
      asking.mood = { fault, times: 1 }
      return all.buy((phone) => asking.setHabit(phone, habit))
    },
    spoil: (fault) => (asking.mood = { fault, times: null }),
    setHabit: asking.setHabit,
    receiptOf: ({ msisdn }) => asking.find(msisdn)!.receipt,
    promptsOn: (phone) => asking.prompts.filter((one) => one.phone === phone).length,
    busy: (busy) => (asking.busy = busy),
    findsLost: provider === 'paystack',
    async close() {
      await collector.close()
      await town.close()
    },
  }
}

/** The same with Daraja, in the same words. */
export async function openDarajaTown(): Promise<CollectorTown> {
  const town = await openTown()
  const { safaricom } = town
  safaricom.switches.repeat_rule = 'off'
  const all = turns(town, safaricom)
  const spoil = (fault: AskFault, times: number | null) =>
    Object.assign(safaricom.faults.push, { fault: darajaFault(fault), times })
  const acts = { approve: 'approve', cancel: 'cancel', no_money: 'no_balance', wrong_pin: 'wrong_pin', ignore: 'ignore' } as const // prettier-ignore
  const setHabit = (phone: string, { act, after_seconds = 0 }: Habit) =>
    safaricom.setHabit(
      phone,
      after_seconds > 60
        ? { act: { late_seconds: after_seconds - 60 } }
        : { act: acts[act], after_seconds },
    )
  return {
    town,
    ...all,
    buy: (habit, fault = {}) => {
      spoil(fault, 1)
      return all.buy((phone) => setHabit(phone, habit))
    },
    spoil: (fault) => void spoil(fault, null),
    setHabit,
    receiptOf: ({ msisdn }) => safaricom.findPrompt(msisdn)!.transaction!.trans_id,
    promptsOn: (phone) => safaricom.prompts.filter((one) => one.phone === phone).length,
    busy: (busy) =>
      Object.assign(safaricom.faults.api.push, { fault: busy ? 'busy_500' : 'none', times: null }),
    findsLost: true, // Its confirmation tells by itself.
    close: () => town.close(),
  }
}

function darajaFault({ says, status, ...fault }: AskFault): PushFault {
  const queries = { pending: 'pending', failed: 'failed' } as const
  return {
    ...fault,
    ...(says && { callback_says: says }),
    ...((status === 'pending' || status === 'failed') && { query: queries[status] }),
    ...(fault.lost && { c2b: { lost: true } }),
  } as PushFault
}

function turns(town: Town, outside: Pick<Collector, 'tick' | 'idle'>) {
  async function work(): Promise<void> {
    for (let rounds = 0; rounds < 3; rounds += 1) {
      await outside.tick()
      await outside.idle()
      await town.work()
    }
  }
  async function pass(seconds: number, step = seconds): Promise<void> {
    for (let left = seconds; left > 0; left -= step) {
      town.clock.pass({ seconds: Math.min(step, left) })
      await work()
    }
  }
  async function buy(prepare: (phone: string) => void): Promise<Checkout> {
    const checkout = await town.ask()
    prepare(checkout.msisdn)
    await work()
    await pass(5)
    return checkout
  }
  return { work, pass, buy }
}
