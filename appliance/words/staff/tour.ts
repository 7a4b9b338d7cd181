// The tour of a trial, on its page, in the bar above every page and in the terminal.

import { guestNumber } from '../../people/tour-links.ts'
import type {
  Example,
  GateStep,
  GuestStep,
  LineStep,
  StrayStep,
  TourStep,
} from '../../people/tour.ts'
import { formatMoment, type Instant } from '../../time.ts'
import { kes } from '../figures.ts'
import { code, sentence, strong, type Sentence } from '../sentence.ts'

export const tour = {
  title: 'The tour',
  lead: 'Five steps, about five minutes: what Lango does all day, with you at every end of it. A step ticks itself as soon as it is done.',
  all_done: 'That was the tour.',
  all_done_text:
    'Everything here is yours to try: the faults on the simulators’ pages, the exceptions, vouchers, a colleague with another role.',
  anew: 'Begin the tour anew',
  look_again: 'Look again',
  aside: 'opens beside this page',
  steps: 'The five steps',
  state: {
    done: { word: 'done', tone: 'good' },
    now: { word: 'now', tone: 'wait' },
    later: { word: 'then', tone: 'over' },
  },
  /** What stands in the bar above every page. */
  bar: (done: number, total: number): string => `The tour: ${done} of ${total} done`,
  bar_done: 'The tour: all done',

  name: {
    guest: 'A guest pays, and is online',
    line: 'The paybill is paid, and a line comes up',
    stray: 'A wrong account number finds its owner',
    time: 'Time passes',
    gate: 'The gate closes',
  } satisfies Record<TourStep, string>,

  go: {
    browser: 'Open the guest’s browser',
    screen: 'Open the same phone’s screen',
    pay: 'Pay, as M-Pesa does',
    pay_wrong: 'Pay with the wrong digit',
    match: 'See whose it is',
    routers: 'Look at the routers',
    month: 'Let a month pass',
    subscriber: (name: string): string => `See ${name}`,
  },

  guest: {
    todo: sentence`A phone is on the hotspot’s Wi-Fi and not on the internet: in its browser every address leads to the portal.`,
    how: [
      `In the guest’s browser, Swahili first and English at the top: choose a pass, give the number ${guestNumber}, and press the red button.`,
      'On the phone’s screen: M-Pesa asks for the PIN. It is 1234.',
    ],
    asked: ({ amount_cents }: GuestStep): Sentence =>
      sentence`${strong('Asked.')} The prompt for ${kes(amount_cents)} lies on the phone’s screen: enter the PIN, 1234.`,
    paid: ({ amount_cents }: GuestStep): Sentence =>
      sentence`${strong(`${kes(amount_cents)} paid.`)} The guest’s browser goes online by itself: look at it.`,
    done: ({ amount_cents, receipt_code }: GuestStep): Sentence =>
      sentence`${strong(kes(amount_cents))} paid${receipt_code === null ? '' : sentence`, ${code(receipt_code)}`}, and the guest was online without anybody’s help.`,
  },

  line: {
    todo: ({ name, price_cents, account_no, plan, ended }: Example, paybill: string): Sentence =>
      ended
        ? sentence`${strong(name)}’s month has ended, and the router refuses the line. Pay the paybill ${paybill}, account ${code(account_no)}, ${kes(price_cents)} for ${plan}.`
        : sentence`${strong(name)} pays early: the paybill ${paybill}, account ${code(account_no)}, ${kes(price_cents)} for ${plan}.`,
    how: [
      'Everything is filled in: press Send the money. Lango hears of it, proves it, and opens the line.',
    ],
    nobody: sentence`Nobody is left to pay for. ${strong('npm start -- --fresh')} makes a new town.`,
    paid: ({ name, amount_cents }: LineStep): Sentence =>
      sentence`${strong(`${kes(amount_cents)} heard and proved.`)} ${name}’s box dials again within seconds.`,
    short: ({ name, amount_cents }: LineStep): Sentence =>
      sentence`${strong(`${kes(amount_cents)} is in ${name}’s wallet`)}, and buys no month yet. Pay the rest.`,
    done: ({ name, amount_cents, receipt_code, ends_at }: LineStep, now: Instant): Sentence =>
      sentence`${strong(name)} paid ${kes(amount_cents)}, ${code(receipt_code)}. The line is open${ends_at === null ? '' : ` until ${formatMoment(ends_at, now)}`}.`,
  },

  stray: {
    todo: ({ name, account_no, price_cents }: Example, typed: string): Sentence =>
      sentence`${strong(name)} pays ${kes(price_cents)} and types ${code(typed)} instead of ${code(account_no)}. That is nobody’s number: the money may go to nobody by a guess.`,
    how: ['Press Send the money. Then come back here: the payment waits for you as an exception.'],
    waiting: ({ amount_cents, account_typed }: StrayStep): Sentence =>
      sentence`${strong(`${kes(amount_cents)} waits for you`)}, paid to ${account_typed === null ? 'no number' : code(account_typed)}. Likely owners stand beside it, each with the reasons: choose one, and give the money.`,
    done: ({ amount_cents, given }: StrayStep): Sentence =>
      sentence`${strong(kes(amount_cents))} given to ${given!.name}${given!.by === null ? '' : ` by ${given!.by}`}; it stands in the audit, and could be undone for ten minutes.`,
  },

  time: {
    todo: (line: LineStep | null, now: Instant): Sentence =>
      line?.ends_at
        ? sentence`${strong(line.name)}’s month ends ${formatMoment(line.ends_at, now)}. Nobody pays again: let a month pass. Every clock of the trial moves at once.`
        : sentence`Let a month pass. Every clock of the trial moves at once, and whoever has not paid comes to the end.`,
    how: [],
    done: (now: Instant): Sentence => sentence`It is ${strong(formatDay(now))} here now.`,
  },

  gate: {
    todo: (line: LineStep | null): Sentence =>
      line
        ? sentence`At the end of the paid time ${line.name}’s line is closed, by nobody’s hand.`
        : sentence`At the end of the paid time the line of step two is closed, by nobody’s hand.`,
    waiting: ({ name }: LineStep): Sentence =>
      sentence`${strong(`${name}’s time has ended.`)} Lango tells the router, and believes it only when the router’s accounting says so: some seconds.`,
    how: [],
    done: (
      { name }: LineStep,
      { stopped_at, terminate_cause, told }: GateStep,
      now: Instant,
    ): Sentence =>
      sentence`${strong(`${name} was offline at ${formatMoment(stopped_at, now, 'second')}`)}: ${told ? 'Lango told the router to end the session, and its accounting confirmed it' : `the router ended the session by itself (${terminate_cause}), as the Accept had told it`}. The next login is refused until somebody pays.`,
  },

  terminal: {
    head: 'The tour: five steps, and each ticks itself, here and at',
    all_done: 'That was the tour. Everything else is yours to try.',
  },
}

function formatDay(at: Instant): string {
  return at
    .toZonedDateTimeISO('Africa/Nairobi')
    .toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
}
