// Setting up a new box: each step's name, what to do, and what is known once it is done; for the page and the terminal.

import { decideSetup, setupSteps, type Setup, type SetupStep } from '../../people/setup.ts'
import type { Standing } from '../../money/provider-checks.ts'
import { formatMoment, type Instant } from '../../time.ts'
import { code, sentence, strong, type Sentence } from '../sentence.ts'

const tried: Record<Standing, string> = {
  never: 'The keys were not tried yet: open it and press Try the keys.',
  waiting: 'They are being tried now.',
  failed: 'They were tried, and refused: the page says what was answered.',
  outdated: 'They were changed, or tried a month ago: try them again.',
  passed: 'They were tried, and they work.',
}

export const setup = {
  title: 'Setting up',
  lead: 'From an empty box to the first shilling. Go in this order, leave and come back as you like: a step ticks itself.',
  all_done: 'This box takes money and opens lines.',
  all_done_text: 'Before customers pay, go through the checklist: ',
  go_live: 'Going live',
  steps: 'The steps',
  state: {
    done: { word: 'done', tone: 'good' },
    now: { word: 'now', tone: 'wait' },
    later: { word: 'then', tone: 'over' },
  },
  count: (done: number, total: number): string => `${done} of ${total} done`,
  about: 'Test of a new box: one shilling',
  name: {
    codes: 'A second key for you',
    business: 'Who you are to subscribers',
    paybill: 'The paybill',
    keys: 'Its keys are tried',
    sms: 'Messages',
    router: 'The first router',
    plan: 'The first plan',
    subscriber: 'The first subscriber: you',
    shilling: 'One shilling, all the way',
  } satisfies Record<SetupStep, string>,
  go: {
    codes: 'Set up codes',
    business: 'Name and phone',
    paybill: 'Add the paybill',
    keys: 'Try the keys',
    sms: 'Set up messages',
    router: 'Sites and routers',
    plan: 'Add a plan',
    subscriber: 'Add a subscriber',
    shilling: 'Ask for KES 1',
  } satisfies Record<SetupStep, string>,
}

export interface ToldSetupStep {
  step: SetupStep
  name: string
  state: 'done' | 'now' | 'later'
  say: Sentence
}

/** The first step that is not done is the one to do now. */
export function tellSetup(facts: Setup, now: Instant): ToldSetupStep[] {
  const done = decideSetup(facts)
  const next = setupSteps.find((step) => !done[step])
  return setupSteps.map((step) => ({
    step,
    name: setup.name[step],
    state: done[step] ? 'done' : step === next ? 'now' : 'later',
    say: sayings[step](facts, now),
  }))
}

const sayings: Record<SetupStep, (facts: Setup, now: Instant) => Sentence> = {
  codes: ({ has_codes }) =>
    has_codes
      ? sentence`Signing in asks for your phone’s code too.`
      : sentence`Whoever holds money and routers signs in with a code of their phone beside the password.`,
  business: ({ business }) =>
    business === null
      ? sentence`The name on receipts and on the portal, and the number people ring.`
      : sentence`${strong(business)}, with a number to ring.`,
  paybill: ({ paybill }) => {
    if (!paybill)
      return sentence`From the Daraja portal: consumer key and secret, and the passkey, by which phones can be asked.`
    return paybill.asks
      ? sentence`${strong(paybill.shortcode)}, and it can ask phones.`
      : sentence`${strong(paybill.shortcode)} is here without a passkey: it takes money and can ask no phone.`
  },
  keys: ({ keys }) =>
    keys === null ? sentence`Lango asks Daraja whether it knows them.` : sentence`${tried[keys]}`,
  sms: ({ sms }) =>
    sms === null
      ? sentence`An Africa’s Talking account sends receipts, log-ins and reminders.`
      : sentence`${tried[sms]}`,
  router: ({ router }, now) => {
    if (!router) return sentence`A site, and on it a MikroTik: Lango writes what to paste into it.`
    return router.heard_at
      ? sentence`${strong(router.name)} asked us last ${formatMoment(router.heard_at, now)}.`
      : sentence`${strong(router.name)} was not heard yet: paste its script, and let somebody dial.`
  },
  plan: ({ plan }) =>
    plan === null
      ? sentence`What a month, a day or an hour costs, and how fast it is.`
      : sentence`${strong(plan)} is on sale.`,
  subscriber: ({ subscriber }) =>
    subscriber
      ? sentence`${strong(subscriber.name)}, account ${code(subscriber.account_no)}.`
      : sentence`Add yourself, with your phone and a line: the first payment will be yours.`,
  shilling: ({ shilling, subscriber }) => {
    if (shilling?.state === 'pending')
      return sentence`${strong('Asked.')} Enter the PIN on the phone; Lango then waits for Safaricom’s word and proves it.`
    if (shilling?.state === 'successful')
      return sentence`${strong('It came, and is proved')}${shilling.receipt_code === null ? '' : sentence`: ${code(shilling.receipt_code)}`}. It lies in the wallet.`
    if (shilling?.state === 'exception')
      return sentence`It came and waits among the exceptions: look there for the reason.`
    if (shilling)
      return sentence`It did not come: ${shilling.result_words ?? 'nothing was answered'}. Ask again.`
    return subscriber
      ? sentence`A prompt for KES 1 on ${subscriber.name}’s phone, real money: prompt, announcement, proof and ledger are all tried by it.`
      : sentence`A prompt for KES 1 on your own phone: prompt, announcement, proof and ledger are all tried by it.`
  },
}
