// The answer on top of a subscriber's page, in a sentence a cashier can read out on the phone.

import { formatLength, formatMoment, type Instant } from '../../time.ts'
import type { Line } from '../../people/subscribers.ts'
import type { LastAnswer, Verdict } from '../../people/verdict.ts'
import { countOf, formatBytes, kes } from '../figures.ts'
import { sentence, strong, type Sentence } from '../sentence.ts'
import { tellEnding, tellRefusal, type Tone } from './states.ts'

export interface Told {
  say: Sentence
  more: string
  tone: Tone
}

/** "Paid until 20:14 today"; in days of grace, that it was and is lent now. */
function openUntil(
  { line, paid_until }: { line: Pick<Line, 'grace_since'>; paid_until: Instant },
  at: (instant: Instant) => string,
): string {
  if (!line.grace_since) return `Paid until ${at(paid_until)}`
  return `Paid time ended ${at(line.grace_since)}, and days of grace run until ${at(paid_until)}`
}

/** Why there is no internet, or that there is; then what will happen, or what to do. */
export function tellVerdict(verdict: Verdict, now: Instant): Told {
  const at = (instant: Instant) => formatMoment(instant, now)
  switch (verdict.kind) {
    case 'closed':
      return {
        tone: 'over',
        say: sentence`This account was ${strong('closed')}, ${at(verdict.at)}.`,
        more: 'Money that comes for it goes to a person.',
      }
    case 'suspended':
      return {
        tone: 'bad',
        say: sentence`This account is ${strong('suspended')} since ${at(verdict.at)}. ${
          verdict.still_online
            ? 'The router has been told to close the line.'
            : 'No line of it can come online.'
        }`,
        more: 'Paid time goes on running. Reinstate it, and the line opens the next time the router asks.',
      }
    case 'no_service':
      return {
        tone: 'over',
        say: sentence`There is ${strong('no service')} on this account yet.`,
        more: 'Money that comes for it stays in the wallet.',
      }
    case 'online':
      return {
        tone: 'good',
        say: sentence`${strong('Online')} since ${at(verdict.since)}, through ${verdict.router}. ${openUntil(verdict, at)}.`,
        more: verdict.line.grace_since
          ? 'Those days are lent: the next payment covers them, and without one the line closes then.'
          : 'From here all is well. If pages do not open, look at the Wi-Fi and the cable at their place.',
      }
    case 'router_silent':
      return {
        tone: 'bad',
        say: sentence`${openUntil(verdict, at)}, but ${strong(`${verdict.router} has been silent`)} for ${since(verdict.heard_at, now)}.`,
        more: 'If others on this router are silent too, it is the router or its link, not this subscriber.',
      }
    case 'line_silent':
      return {
        tone: 'wait',
        say: sentence`${openUntil(verdict, at)}. ${verdict.router} has ${strong('said nothing of this line')} for ${since(verdict.heard_at, now)}.`,
        more: 'The router speaks of others, so this session has probably ended unseen. When the box at their place connects again, it is let in.',
      }
    case 'leaving':
      return {
        tone: 'wait',
        say: verdict.ended_at
          ? sentence`Time ended ${at(verdict.ended_at)}, and the line is ${strong('still open')}.`
          : sentence`Nothing was ever bought, and the line is ${strong('open')}.`,
        more: verdict.since
          ? `The router was told to close it, ${formatMoment(verdict.since, now, 'second')}. It counts as closed when the router’s own accounting says so.`
          : 'The router will be told to close it.',
      }
    case 'data_used':
      return {
        tone: 'bad',
        say: sentence`${openUntil(verdict, at)}, but ${strong('the data is used up')}: ${formatBytes(verdict.data.used_bytes)} of ${formatBytes(verdict.data.allowed_bytes)}.`,
        more: 'When they buy again, the new data counts at once and the new time is added to this one.',
      }
    case 'refused':
      return {
        tone: 'bad',
        say: sentence`${openUntil(verdict, at)}, but the router is refused: ${strong(tellRefusal(verdict.reason))}, ${tellTimes(verdict.answer, at)}${at(verdict.answer.at)}.`,
        more: adviseRefused(verdict),
      }
    case 'dropped':
      return {
        tone: 'wait',
        say: sentence`${openUntil(verdict, at)}. The last session ended ${at(verdict.at)}: ${strong(tellEnding(verdict.terminate_cause))}.`,
        more: 'The router has not asked again. Is the box at their place on, and its cable in?',
      }
    case 'not_asking':
      return {
        tone: 'wait',
        say: sentence`${openUntil(verdict, at)}, but ${strong('nobody is asking')} to come online${
          verdict.last_asked ? ` since ${at(verdict.last_asked)}` : ''
        }.`,
        more: `The box at their place is off, or does not use ${verdict.line.user_name}.`,
      }
    case 'being_checked':
      return {
        tone: 'wait',
        say: sentence`A message says ${strong(kes(verdict.claim.amount_cents))} came, ${at(verdict.claim.heard_at)}. ${strong('We are asking M-Pesa')} if that is true.`,
        more: `Asked ${countOf(verdict.claim.tries, 'time')} so far. It is credited the moment M-Pesa says yes. They must not pay twice.`,
      }
    case 'short':
      return tellShort(verdict, now)
    case 'unpaid':
      return {
        tone: 'over',
        say: verdict.ended_at
          ? sentence`Paid time ${strong(`ended ${at(verdict.ended_at)}`)}. ${verdict.line.plan} costs ${kes(verdict.line.price_cents)}, and the wallet is empty.`
          : sentence`${strong('Nothing was paid yet')}. ${verdict.line.plan} costs ${kes(verdict.line.price_cents)}.`,
        more: 'When the money arrives, the line opens by itself within seconds.',
      }
    case 'money_waits':
      return {
        tone: 'wait',
        say: sentence`${strong(`${kes(verdict.wallet_cents)} is in the wallet`)}, enough for ${verdict.line.plan} at ${kes(verdict.line.price_cents)}, but no time was bought with it.`,
        more: 'The next payment or the next sweep buys it. If it stays so, look at Today, “Is everything well?”.',
      }
  }
}

function tellTimes({ count, first_at }: LastAnswer, at: (instant: Instant) => string): string {
  return count === 1 ? '' : `${countOf(count, 'time')} since ${at(first_at)}, last `
}

function adviseRefused({ reason, line }: Extract<Verdict, { kind: 'refused' }>): string {
  switch (reason) {
    case 'wrong_password':
      return `The box at their place sends another password than the one of ${line.user_name}. Type it in again there.`
    case 'closed_hours':
      return `${line.plan} opens only at its own hours. When they come, the line opens the next time the router asks.`
    case 'wrong_place':
      return 'It may come online at one place only, and asks from another. Has the box, or the phone, been taken elsewhere?'
    case 'wrong_device':
      if (line.kind === 'pppoe')
        return 'This line is tied to one box, and another one asks with its user name. Has the box at their place been changed?'
      return 'A pass opens only for the phones it was given to. On the new phone’s Wi-Fi page they can move it: with their number and its code, or with the M-Pesa receipt code.'
    case 'too_many_sessions':
      return 'It is online already, as often as its plan allows. The timeline shows where; if nobody is there, the session ends by itself in a few minutes.'
    default:
      return 'The timeline shows what came before it.'
  }
}

function tellShort(verdict: Extract<Verdict, { kind: 'short' }>, now: Instant): Told {
  const { line, last_payment, short_cents, wallet_cents } = verdict
  const paid = last_payment
    ? sentence`${strong(kes(last_payment.amount_cents))} was paid ${formatMoment(last_payment.at, now)}`
    : sentence`${strong(kes(wallet_cents))} is in the wallet`
  return {
    tone: 'bad',
    say: sentence`${paid}. ${line.plan} costs ${kes(line.price_cents)}, so the line stays shut: ${strong(`${kes(short_cents)} short`)}.`,
    more: `${kes(wallet_cents)} is safe in the wallet. When ${kes(short_cents)} more arrives, the line opens by itself within seconds.`,
  }
}

function since(at: Instant, now: Instant): string {
  return formatLength(now.since(at).total('seconds'))
}
