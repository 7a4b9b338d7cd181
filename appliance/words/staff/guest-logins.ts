// A guest who paid is let in by the router's API: a line of their timeline.

import type { GuestLetIn } from '../../access/guest-logins.ts'
import { countOf } from '../figures.ts'
import { sentence, type Sentence } from '../sentence.ts'
import type { Tone } from './states.ts'

const states: Record<GuestLetIn['state'], { word: string; tone: Tone; told: string }> = {
  asked: { word: 'asked for', tone: 'wait', told: 'the router is being told' },
  let_in: { word: 'let in', tone: 'good', told: 'the router let the phone in without its browser' },
  was_in: { word: 'was in already', tone: 'good', told: 'the phone had logged in by itself' },
  away: { word: 'not there', tone: 'wait', told: 'the hotspot does not see the phone' },
  refused: { word: 'refused', tone: 'bad', told: 'the router refused' },
  unanswered: { word: 'no answer', tone: 'wait', told: 'its API did not answer' },
  over: { word: 'not needed', tone: 'over', told: 'the pass went to another phone, or ended' },
}

export function tellGuestLogin(login: GuestLetIn): {
  tone: Tone
  mark: string
  title: Sentence
  sub: string
} {
  const { word, tone, told } = states[login.state]
  const times = login.tries > 1 ? ` after ${countOf(login.tries, 'try', 'tries')}` : ''
  const words = login.words ? `: ${login.words}` : ''
  const open = ['away', 'refused', 'unanswered'].includes(login.state)
    ? ' · their browser or the next look at any page lets them in'
    : ''
  return {
    tone,
    mark: word,
    title: sentence`After paying, by the router’s API: ${word}`,
    sub: `${login.user_name} on ${login.router} · ${told}${words}${times}${open}`,
  }
}
