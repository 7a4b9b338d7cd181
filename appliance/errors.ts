// The ways a request can fail that are nobody's bug. Anything else that is thrown is a bug: the web
// answers 500, the job is retried and then set aside for a person, the RADIUS packet goes unanswered.
//
// An expected outcome (a reject, an exception for staff) is no error: it is a value of a `decide…` function.

import type { Instant } from './time.ts'

export abstract class Refusal extends Error {
  abstract readonly status: number
  readonly expose = true // Koa shows the message to the caller, so it is written for one.
  readonly code: string // Stable, snake_case: logs, tests and templates match on it.

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** What was sent can't be read or isn't allowed. Trying again can't help. */
export class Invalid extends Refusal {
  readonly status = 422
}

/** It isn't here. Trying again can't help. */
export class NotFound extends Refusal {
  readonly status = 404
}

/** It isn't in the state the caller thought. Look again, then decide again. */
export class Conflict extends Refusal {
  readonly status = 409
}

/** Something outside the appliance is down. Trying again later is the cure. */
export class Unavailable extends Refusal {
  readonly status = 503
}

/** Asked too often. Waiting until `again_at` is the cure. */
export class TooMany extends Refusal {
  readonly status = 429
  readonly #again_at: Instant // Private, as test runners print every field by valueOf(), and an Instant's throws.

  constructor(code: string, message: string, again_at: Instant) {
    super(code, message)
    this.#again_at = again_at
  }

  get again_at(): Instant {
    return this.#again_at
  }
}
