// The lines of a subscriber's timeline: what happened, in words a cashier can read.

import { stepNames } from '../../access/disconnect-ladder.ts'
import { tellAnswer } from '../../access/router-answers.ts'
import { formatShillings } from '../../money.ts'
import type {
  CreditBought,
  Disconnected,
  ExceptionOpened,
  PaymentHeard,
  StaffActed,
} from '../../people/happenings.ts'
import type { RefusedRun, Told } from '../../people/timeline.ts'
import { formatLength, formatMoment, type Instant } from '../../time.ts'
import { countOf, coverPhone, formatBytes, formatMilliseconds, kes } from '../figures.ts'
import { code, sentence, type Sentence } from '../sentence.ts'
import { tellGuestLogin } from './guest-logins.ts'
import { act_words } from './acts.ts'
import { promptState, tellPrompt, tellPromptTitle } from './prompts.ts'
import {
  exception_kinds,
  payment_states,
  proofs,
  sources,
  tellEnding,
  tellRefusal,
  type Tone,
} from './states.ts'

export interface Line {
  tone: Tone
  /** What the mark says, for whoever can't see it. */
  mark: string
  title: Sentence
  sub: string
}

export function tellHappening(told: Told, now: Instant): Line {
  const at = (instant: Instant) => formatMoment(instant, now, 'second')
  switch (told.kind) {
    case 'prompt': {
      const { tone, word } = promptState(told)
      return { tone, mark: word, title: tellPromptTitle(told), sub: tellPrompt(told) }
    }
    case 'payment':
      return tellPayment(told)
    case 'sighting':
      return {
        tone: told.differs ? 'bad' : 'over',
        mark: told.differs ? 'differs' : 'heard again',
        title: sentence`Payment: heard again of ${code(told.receipt_code)}`,
        sub: told.differs
          ? `By ${sources[told.source]}, which says something else: ${kes(told.amount_cents)}. A person looks at it.`
          : `By ${sources[told.source]}. Counted once.`,
      }
    case 'credit_bought':
      if (told.credit_kind !== 'sold') return tellUnpaid(told, now)
      return {
        tone: 'good',
        mark: 'bought',
        title: sentence`Credit: ${told.plan} bought, until ${formatMoment(told.ends_at, now)}`,
        sub: `${kes(told.price_cents)} from the wallet, for ${told.user_name}${
          told.payment_heard_at
            ? ` · ${passed(told.payment_heard_at, told.at)} after the payment was heard`
            : ''
        }`,
      }
    case 'credit_ended':
      return {
        tone: 'over',
        mark: 'ended',
        title: sentence`Credit: ${told.plan} ended`,
        sub: `Paid time of ${told.user_name} is over.`,
      }
    case 'access':
      return {
        tone: 'good',
        mark: 'let in',
        title: sentence`Access: let in`,
        sub: `${told.user_name} on ${told.router}${
          told.session_seconds
            ? ` · the router closes it by itself in ${formatLength(told.session_seconds)}`
            : ''
        }`,
      }
    case 'refused':
      return tellRefused(told, at)
    case 'session_began':
      return {
        tone: 'good',
        mark: 'online',
        title: sentence`Session: began`,
        sub: `${told.user_name} on ${told.router}${told.framed_ip_address ? `, ${told.framed_ip_address}` : ''}`,
      }
    case 'session_ended':
      return {
        tone: 'over',
        mark: 'offline',
        title: sentence`Session: ended after ${formatLength(told.session_seconds)}`,
        sub: `${told.router} · ${formatBytes(told.output_octets)} down, ${formatBytes(told.input_octets)} up · ${tellEnding(told.terminate_cause)}`,
      }
    case 'disconnection':
      return tellDisconnection(told, at)
    case 'guest_login':
      return tellGuestLogin(told)
    case 'exception':
      return tellException(told, at)
    case 'act':
      return tellAct(told)
  }
}

function tellPayment(paid: PaymentHeard): Line {
  const state = payment_states[paid.state]
  const credited = paid.settled_at
    ? ` → ${paid.state === 'excepted' ? 'put before a person' : 'credited'} ${passed(paid.proved_at, paid.settled_at)} later`
    : ''
  return {
    tone: state.tone,
    mark: state.word,
    title: paid.named
      ? sentence`Payment: ${kes(paid.amount_cents)}, ${code(paid.receipt_code)}`
      : sentence`Payment: ${kes(paid.amount_cents)}, code not known yet`,
    sub: `${tellSource(paid)}${credited}`,
  }
}

function tellSource(paid: PaymentHeard): string {
  const typed = paid.account_typed ?? ''
  if (paid.channel === 'voucher') return 'A voucher typed at the hotspot'
  const heard = `heard by ${paid.sources.map((source) => sources[source]).join(', then by ')}`
  const proved = `proved by ${proofs[paid.proved_by]}`
  // What only a query proves is heard of in the same moment.
  if (paid.channel === 'float') return 'Paid to a reseller, out of their float'
  return paid.channel === 'stk'
    ? `Prompt ${typed} · ${heard} → ${proved}`
    : `Typed “${coverPhone(typed)}” · ${heard} → ${proved} ${passed(paid.at, paid.proved_at)} later`
}

function tellRefused(run: RefusedRun, at: (instant: Instant) => string): Line {
  const many = run.count > 1
  const count = `${run.at_least ? 'at least ' : ''}${countOf(run.count, 'time')}`
  return {
    tone: 'bad',
    mark: 'refused',
    title: sentence`Access: refused${many ? ` ${count}` : ''}, ${tellRefusal(run.reason)}`,
    sub: `${run.user_name} on ${run.router}${many ? ` · from ${at(run.first_at)} until ${at(run.at)}` : ''}`,
  }
}

function tellUnpaid(told: CreditBought, now: Instant): Line {
  const until = formatMoment(told.ends_at, now)
  if (told.credit_kind === 'grace')
    return {
      tone: 'wait',
      mark: 'in grace',
      title: sentence`Grace: open until ${until} without money`,
      sub: `${told.user_name} ended unpaid. The next payment covers these days.`,
    }
  return {
    tone: 'good',
    mark: 'given',
    title: sentence`Time given: until ${until}`,
    sub: `${told.user_name} on ${told.plan}, worth ${kes(told.price_cents)}, from a budget.`,
  }
}

const reasons: Record<Disconnected['reason'], string> = {
  credit_ended: 'because paid time ended',
  suspended: 'because the account was suspended',
  asked: 'because somebody asked for it',
  moved: 'because the pass moved to another phone',
  speed: 'so that the line comes back with the right speed',
}

const disconnect_states: Record<Disconnected['state'], { words: string; tone: Tone }> = {
  asked: { words: 'asked for', tone: 'wait' },
  acknowledged: { words: 'acknowledged, not confirmed yet', tone: 'wait' },
  refused: { words: 'refused by the router, asked again', tone: 'wait' },
  unanswered: { words: 'not answered, asked again', tone: 'wait' },
  confirmed: { words: 'confirmed by accounting', tone: 'good' },
  failed: { words: 'failed', tone: 'bad' },
}

function tellDisconnection(told: Disconnected, at: (instant: Instant) => string): Line {
  const { words, tone } = disconnect_states[told.state]
  const steps = [
    `Asked ${at(told.asked_at)} ${reasons[told.reason]}`,
    told.answered_at && `answered ${at(told.answered_at)}`,
    told.confirmed_at &&
      `really ended ${at(told.confirmed_at)}, ${passed(told.asked_at, told.confirmed_at)} in all`,
    told.failed_at && `given up ${at(told.failed_at)} after ${countOf(told.tries, 'try', 'tries')}`,
  ].filter((step) => step !== null && step !== '')
  return {
    tone,
    mark: words,
    title:
      told.reason === 'moved'
        ? sentence`Pass moved to another phone: disconnect ${words}`
        : sentence`Disconnect: ${words}`,
    sub: `${steps.join(', ')} · ${told.router}${tellSteps(told.steps)}`,
  }
}

/** "1. Disconnect: acknowledged. 2. API: taken out of its list." */
function tellSteps(steps: Disconnected['steps']): string {
  const told = steps.map((one, at) => `${at + 1}. ${stepNames[one.step]}: ${tellAnswer(one)}`)
  return told.length === 0 ? '' : ` · ${told.join(' ')}`
}

function tellException(told: ExceptionOpened, at: (instant: Instant) => string): Line {
  const short = told.details['short_cents']
  const what =
    typeof short === 'number'
      ? `not bought, KES ${formatShillings(short)} short`
      : exception_kinds[told.exception_kind]
  const resolved = told.resolved_at
    ? `Closed ${at(told.resolved_at)}${told.resolver ? ` by ${told.resolver}` : ''}: ${told.resolution ?? ''}`
    : ''
  return {
    tone: told.resolved_at ? 'over' : 'wait',
    mark: told.resolved_at ? 'resolved' : 'open',
    title: typeof short === 'number' ? sentence`Credit: ${what}` : sentence`Exception: ${what}`,
    sub: resolved || 'Open. It closes by itself when its cause is gone, or by a person.',
  }
}

function tellAct(act: StaffActed): Line {
  const { words, tone } = act_words[act.action] ?? { words: act.action, tone: 'over' as const }
  const own = act.action.startsWith('own.')
  const who = act.staff_name ?? (own ? 'They' : 'The box itself')
  return {
    tone,
    mark: own ? 'done by themselves' : 'done by staff',
    title: sentence`${who}: ${words}`,
    sub: act.why ? `“${act.why}”` : '',
  }
}

function passed(from: Instant, to: Instant): string {
  return formatMilliseconds(to.since(from).total('milliseconds'))
}
