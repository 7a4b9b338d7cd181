// PostgreSQL may be neither here nor away: stopped in its tracks, or behind a cable that is cut. A router does not wait, nor does
// who calls back.

import { Unavailable } from './errors.ts'

/** The task's outcome, or Unavailable `too_slow` after so long. The task itself goes on: it must be safe to repeat. */
export async function within<T>(milliseconds: number, task: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new Unavailable('too_slow', `There was no answer in ${milliseconds} ms.`)),
    milliseconds,
  )
  return Promise.race([task, promise]).finally(() => clearTimeout(timer))
}
