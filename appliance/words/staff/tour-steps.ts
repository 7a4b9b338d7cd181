// What each step of the tour says where it stands: the next thing to do, what is under way, or what came of it.

import { mistyped } from '../../people/tour-links.ts'
import { decideTour, tourSteps, type Tour, type TourStep } from '../../people/tour.ts'
import type { Instant } from '../../time.ts'
import type { Sentence } from '../sentence.ts'
import { tour as words } from './tour.ts'

export interface ToldStep {
  step: TourStep
  name: string
  state: keyof typeof words.state
  say: Sentence
  /** What to do, in order; none where it is under way or done. */
  how: readonly string[]
}

/** The five, in order. The first that is not done is the one to do now. */
export function tellTour(tour: Tour, now: Instant): ToldStep[] {
  const done = decideTour(tour, now)
  const next = tourSteps.find((step) => !done[step])
  return tourSteps.map((step) => ({
    step,
    name: words.name[step],
    state: done[step] ? 'done' : step === next ? 'now' : 'later',
    ...tellers[step](tour, done[step], now),
  }))
}

/** How many are done. */
export function countDone(told: readonly ToldStep[]): number {
  return told.filter(({ state }) => state === 'done').length
}

type Told = Pick<ToldStep, 'say' | 'how'>
const only = (say: Sentence): Told => ({ say, how: [] })

const tellers: Record<TourStep, (tour: Tour, done: boolean, now: Instant) => Told> = {
  guest: ({ guest }, done) => {
    const said = words.guest
    if (!guest) return { say: said.todo, how: said.how }
    if (done) return only(said.done(guest))
    return only(guest.state === 'paid' ? said.paid(guest) : said.asked(guest))
  },
  line: ({ line, examples: [example], shortcode }, done, now) => {
    const said = words.line
    if (done) return only(said.done(line!, now))
    if (line) return only(line.ends_at === null ? said.short(line) : said.paid(line))
    if (!example || shortcode === null) return only(said.nobody)
    return { say: said.todo(example, shortcode), how: said.how }
  },
  stray: ({ stray, examples: [one, other] }, done) => {
    const said = words.stray
    if (stray) return only(done ? said.done(stray) : said.waiting(stray))
    const example = other ?? one
    if (!example) return only(words.line.nobody)
    return { say: said.todo(example, mistyped(example.account_no)), how: said.how }
  },
  time: ({ line }, done, now) => only(done ? words.time.done(now) : words.time.todo(line, now)),
  gate: (tour, done, now) => {
    const { line, gate } = tour
    const said = words.gate
    if (done) return only(said.done(line!, gate!, now))
    const over = line !== null && decideTour(tour, now).time && line.ends_at !== null
    return only(over ? said.waiting(line) : said.todo(line))
  },
}
