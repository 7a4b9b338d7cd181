// What PayHero and Paystack have in common: they ask phones to pay, the phones act, money moves or not, and they post the
// news to us, once, late, doubled, never, or lying. Each has its own words for it in the file beside this one.

import { machineDice, throwLetters } from '../dice.ts'
import { mintReceiptCode } from '../safaricom/receipt-codes.ts'
import { openOutbox, type Outbox } from '../safaricom/outbox.ts'

/** What a phone does with a prompt. `late` is an approval after the prompt has lapsed. */
export type Act = 'approve' | 'cancel' | 'no_money' | 'wrong_pin' | 'ignore'

export interface Habit {
  act: Act
  after_seconds?: number
}

export interface AskFault {
  /** The request is taken in, and its answer is this. */
  answer?: 'hang' | 'reset' | 'html_503' | 'html_200' | 'truncated'
  /** The phone does this, and the news are answered, before the request's own answer is written. */
  before_response?: Act
  lost?: boolean
  late_seconds?: number
  copies?: number
  /** The news lie: money that never moved, a refusal of money that did, KES 100 more. */
  says?: 'success' | 'failed' | 'amount'
  /** The status question lies so. */
  status?: 'pending' | 'failed' | 'other_amount' | 'other_reference'
  /** Which of its spellings the news, or the status, come in. */
  shape?: string
}

export interface AskedPrompt {
  readonly phone: string
  readonly shillings: number
  /** Ours. */
  readonly reference: string
  /** Theirs. */
  readonly own_reference: string
  readonly checkout: string
  readonly callback_url: string
  readonly asked_at: Temporal.Instant
  readonly fault: AskFault
  state: 'open' | 'paid' | 'failed'
  code: number
  words: string
  receipt: string
  ended_at: Temporal.Instant | null
}

export interface Post {
  url: string
  body: string
  headers?: Readonly<Record<string, string>>
}

export interface Asking {
  readonly prompts: AskedPrompt[]
  readonly outbox: Outbox
  readonly now: () => Temporal.Instant
  /** For the next requests; `times` null is until told otherwise. */
  mood: { fault: AskFault; times: number | null }
  /** Too busy: every call is refused with 429. */
  busy: boolean
  ask(asked: {
    phone: string
    shillings: number
    reference: string
    callback_url: string
  }): Promise<AskedPrompt>
  act(prompt: AskedPrompt, act: Act): Promise<void>
  find(phone: string): AskedPrompt | undefined
  setHabit(phone: string, habit: Habit | null): void
}

const lapseSeconds = 60

const ends: Record<Exclude<Act, 'approve'>, [code: number, words: string]> = {
  cancel: [1032, 'Request cancelled by user'],
  no_money: [1, 'The balance is insufficient for the transaction.'],
  wrong_pin: [2001, 'The initiator information is invalid.'],
  ignore: [1037, 'DS timeout user cannot be reached'],
}

/** `newsOf` puts an ended prompt into the provider's words. */
export function openAsking(
  now: () => Temporal.Instant,
  newsOf: (prompt: AskedPrompt) => Post,
): Asking {
  const outbox = openOutbox(now)
  const habits = new Map<string, Habit>()
  const asking: Asking = {
    prompts: [],
    outbox,
    now,
    mood: { fault: {}, times: null },
    busy: false,
    async ask(asked) {
      const { mood } = asking
      const fault = mood.times === 0 ? {} : mood.fault
      if (mood.times !== null && mood.times > 0) mood.times -= 1
      const stamp = now().toZonedDateTimeISO('Africa/Nairobi')
      const prompt: AskedPrompt = {
        ...asked,
        own_reference: throwLetters(machineDice, 10, 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'),
        checkout: `ws_CO_${stamp.toPlainDate().toString().replaceAll('-', '')}${throwLetters(machineDice, 12, '0123456789')}`,
        asked_at: now(),
        fault,
        state: 'open',
        code: -1,
        words: '',
        receipt: '',
        ended_at: null,
      }
      asking.prompts.push(prompt)
      if (fault.before_response) await asking.act(prompt, fault.before_response)
      else plan(prompt)
      return prompt
    },
    async act(prompt, act) {
      if (prompt.state === 'paid') return
      prompt.ended_at = now()
      if (act === 'approve') {
        const taken = (code: string) => asking.prompts.some(({ receipt }) => receipt === code)
        prompt.receipt = mintReceiptCode(now(), machineDice, taken)
        Object.assign(prompt, { state: 'paid', code: 0 })
        prompt.words = 'The service request is processed successfully.'
      } else {
        const [code, words] = ends[act]
        Object.assign(prompt, { state: 'failed', code, words })
      }
      await tell(prompt)
    },
    find: (phone) => asking.prompts.findLast((prompt) => prompt.phone === phone),
    setHabit: (phone, habit) => void (habit ? habits.set(phone, habit) : habits.delete(phone)),
  }

  function plan(prompt: AskedPrompt): void {
    const habit = habits.get(prompt.phone) ?? habits.get('every')
    const seconds = habit && habit.act !== 'ignore' ? (habit.after_seconds ?? 0) : lapseSeconds
    const act = habit?.act ?? 'ignore'
    const acts = () => asking.act(prompt, act)
    // An approval that comes after the prompt has lapsed: told as a failure first, and as money then.
    if (seconds > lapseSeconds)
      outbox.at(prompt.asked_at.add({ seconds: lapseSeconds }), () => asking.act(prompt, 'ignore'))
    outbox.at(prompt.asked_at.add({ seconds }), acts)
  }

  async function tell(prompt: AskedPrompt): Promise<void> {
    const { lost, late_seconds, copies = 1 } = prompt.fault
    if (lost) return
    const post = { ...newsOf(prompt), timeout_ms: 30_000 }
    const send = async () =>
      void (await Promise.all(Array.from({ length: copies }, () => outbox.post(post))))
    if (late_seconds) outbox.at(now().add({ seconds: late_seconds }), send)
    else await send()
  }

  return asking
}
