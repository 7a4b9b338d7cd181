// The tour in the terminal: printed with the rest of what to open, and each step again, ticked, when it is done.

import type { Db } from '../database.ts'
import { machineNow, readClockOffset } from '../clock.ts'
import { mistyped, tourLinks } from '../people/tour-links.ts'
import { decideTour, readTour, tourSteps, type Tour } from '../people/tour.ts'
import { plainText } from '../words/sentence.ts'
import { tellTour } from '../words/staff/tour-steps.ts'
import { tour as words } from '../words/staff/tour.ts'
import { trialPages, type TrialPlace } from './trial-place.ts'
import { withDatabase } from './trial-processes.ts'

const lookMilliseconds = 2000

/** The five steps: what to do at each, and the page to do it on. */
export async function describeTour(
  db: Db,
  now: Temporal.Instant,
  place: Pick<TrialPlace, 'publicUrl' | 'ports'>,
): Promise<string[]> {
  const tour = await readTour(db, now)
  const pages = pagesOf(tour, place)
  return [
    `${words.terminal.head} ${place.publicUrl}/tour`,
    ...tellTour(tour, now).flatMap(({ step, name, state, say }, index) => [
      `  ${state === 'done' ? '✔' : `${index + 1}.`} ${name}. ${plainText(say)}`,
      ...(state === 'done' ? [] : pages[step].map((page) => `     ${page}`)),
    ]),
  ]
}

function pagesOf(
  { examples: [one, other = one], shortcode, stray }: Tour,
  place: Pick<TrialPlace, 'publicUrl' | 'ports'>,
) {
  const links = tourLinks(trialPages(place.ports))!
  const pay = (who: typeof one, account: string | undefined) =>
    who && account && shortcode !== null ? [links.pay(shortcode, who, account)] : []
  return {
    guest: [links.guest_phone, links.guest_screen],
    line: pay(one, one?.account_no),
    stray: stray
      ? [`${place.publicUrl}/exceptions/${stray.id}`]
      : pay(other, other && mistyped(other.account_no)),
    time: [`${place.publicUrl}/tour`],
    gate: [links.routers],
  }
}

/** Says each step of the tour as it is done, until it is closed. */
export function followTour(place: TrialPlace, say: (line: string) => void): { close(): void } {
  const told = new Set<string>()
  let first = true
  const look = () =>
    withDatabase(place.databaseUrl, async (db) => {
      const now = machineNow().add({ seconds: await readClockOffset(db) })
      const tour = await readTour(db, now)
      const steps = tellTour(tour, now)
      const done = decideTour(tour, now)
      for (const { step, name, say: words_done } of steps) {
        if (!done[step]) told.delete(step) // Begun anew.
        if (!done[step] || told.has(step)) continue
        told.add(step)
        if (!first) say(`  ✔ ${name}. ${plainText(words_done)}`)
        if (!first && told.size === tourSteps.length) say(words.terminal.all_done)
      }
      first = false
    }).catch(() => {}) // PostgreSQL is away: it is looked again.
  let closed = false
  let timer: NodeJS.Timeout | undefined
  const again = async () => {
    await look()
    if (!closed) timer = setTimeout(again, lookMilliseconds)
  }
  void again()
  return {
    close: () => {
      closed = true
      clearTimeout(timer)
    },
  }
}
