// Safaricom, as far as a paybill sees it: the phones that pay, the news it posts, and the Daraja API that is asked
// afterwards. It shares no code with Lango.

import { openDoor } from '../door.ts'
import { machineDice, type Dice } from '../dice.ts'
import type { Books, Call, Initiator, Order, Shortcode, Transaction } from './books.ts'
import { shortcodeOf } from './books.ts'
import { controlRoutes } from './control.ts'
import { darajaRoutes, refuseRoute } from './daraja.ts'
import { noFaults, type PaymentFault, type StandingFaults } from './faults.ts'
import { openOutbox } from './outbox.ts'
import { pay, type Bill } from './payments.ts'
import { answerPrompt, findPrompt, lapse } from './prompts.ts'
import type { Habit, PhoneAct, Prompt } from './prompts.ts'
import type { PushFault } from './push-faults.ts'
import type { SmsAccount } from './sms-gateway.ts'
import { usualSwitches, type Switches } from './switches.ts'
import { messagesTo, type TextMessage } from './text-messages.ts'
import { openTokens } from './tokens.ts'
import { assetRoutes } from '../page.ts'

const POLL_MS = 100

export interface SafaricomOptions {
  readonly host?: string
  readonly port?: number
  readonly now: () => Temporal.Instant
  readonly consumer_key: string
  readonly consumer_secret: string
  /** Who may ask for a transaction's status. Left out: anyone. */
  readonly initiators?: readonly Initiator[]
  /** PEM of the RSA key that a SecurityCredential was encrypted for. */
  readonly private_key?: string
  /** Seeded: the same receipts and tokens every time. */
  readonly random?: Dice
  readonly mode?: 'sandbox' | 'production'
  readonly shortcodes?: readonly (Partial<Shortcode> & { shortcode: string })[]
  /** The account of the SMS gateway. Left out: no key is right. */
  readonly sms?: SmsAccount
  readonly switches?: Partial<Switches>
  readonly validation_deadline_ms?: number
  readonly answer_timeout_ms?: number
  /** False: it does nothing but in `tick` and one thing after the other, so that a run is the same every time. */
  readonly polls?: boolean
}

export interface Safaricom {
  readonly url: string
  readonly transactions: readonly Transaction[]
  readonly calls: readonly Call[]
  /** Money that was ordered to leave, oldest first. */
  readonly orders: readonly Order[]
  readonly faults: StandingFaults
  readonly switches: Switches
  shortcode(shortcode: string): Shortcode
  /** A phone pays. Resolves when the money has moved or not, and the news due at once has been answered. */
  pay(bill: Bill, fault?: PaymentFault): Promise<Transaction>
  /** Every push that was accepted, oldest first. */
  readonly prompts: readonly Prompt[]
  /** Every SMS that reached a phone, oldest first. */
  readonly messages: readonly TextMessage[]
  messagesTo(phone: string): TextMessage[]
  /** By its CheckoutRequestID; or a phone's open prompt, else its newest. */
  findPrompt(which: string): Prompt | undefined
  /** Resolves when a prompt lies open on that phone. */
  promptOn(phone: string): Promise<Prompt>
  /** The phone acts on a prompt. Throws when there is none or it has ended; a lapsed one may be approved late. */
  answerPrompt(which: string, act: PhoneAct, fault?: PushFault): Promise<Prompt>
  /** What a phone, or every phone, does with prompts by itself. */
  setHabit(phone: string, habit: Habit | null): void
  /** Does what the clock says is due, without waiting for the next look at it. */
  tick(): Promise<void>
  /** When the clock next brings something; undefined where nothing waits. */
  nextDue(): Temporal.Instant | undefined
  /** Waits until every post under way has been answered. */
  idle(): Promise<void>
  close(): Promise<void>
}

export async function openSafaricom(options: SafaricomOptions): Promise<Safaricom> {
  const books = openBooks(options)
  const tokens = openTokens(books, options)
  const door = await openDoor(
    [...darajaRoutes(books, tokens), ...controlRoutes(books), ...assetRoutes],
    {
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
      otherwise: (asked) => refuseRoute(books, asked),
    },
  )
  const look = () => void books.outbox.tick()
  const polling = options.polls === false ? undefined : setInterval(look, POLL_MS)
  polling?.unref()

  return {
    url: door.url,
    transactions: books.transactions,
    calls: books.calls,
    orders: books.orders,
    faults: books.faults,
    switches: books.switches,
    shortcode: (shortcode) => shortcodeOf(books, shortcode),
    pay: (bill, fault) => pay(books, bill, fault),
    prompts: books.prompts,
    messages: books.messages,
    messagesTo: (phone) => messagesTo(books, phone),
    findPrompt: (which) => findPrompt(books, which),
    promptOn: (phone) => promptOn(books, phone),
    async answerPrompt(which, act, fault) {
      const prompt = findPrompt(books, which)
      if (!prompt) throw new Error(`No prompt is known as ${which}`)
      return answerPrompt(books, prompt, act, fault)
    },
    setHabit(phone, habit) {
      if (habit) books.habits.set(phone, habit)
      else books.habits.delete(phone)
    },
    tick: () => books.outbox.tick(),
    nextDue: () => books.outbox.nextDue(),
    idle: () => books.outbox.idle(),
    async close() {
      clearInterval(polling)
      books.outbox.close()
      await door.close()
    },
  }
}

function promptOn(books: Books, phone: string): Promise<Prompt> {
  void lapse(books)
  const prompt = findPrompt(books, phone)
  if (prompt?.state === 'open') return Promise.resolve(prompt)
  return new Promise((see) => void books.watching.push({ phone, see }))
}

function openBooks(options: SafaricomOptions): Books {
  const mode = options.mode ?? 'sandbox'
  const already_registered = mode === 'sandbox' ? 'allow' : 'refuse'
  const books: Books = {
    now: options.now,
    dice: options.random ?? machineDice,
    mode,
    validation_deadline_ms: options.validation_deadline_ms ?? 8000,
    answer_timeout_ms: options.answer_timeout_ms ?? 30_000,
    initiators: options.initiators,
    private_key: options.private_key,
    shortcodes: new Map(),
    transactions: [],
    swapped: [],
    prompts: [],
    habits: new Map(),
    watching: [],
    messages: [],
    orders: [],
    sms: options.sms,
    calls: [],
    switches: { ...usualSwitches, already_registered, ...options.switches },
    faults: noFaults(),
    outbox: openOutbox(options.now, options.polls === false),
  }
  for (const described of options.shortcodes ?? []) {
    Object.assign(shortcodeOf(books, described.shortcode), described)
  }
  return books
}
