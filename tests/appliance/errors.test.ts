// The four refusals: told apart by code, each with the status its door answers.

import test from 'ava'
import { Conflict, Invalid, NotFound, Refusal, Unavailable } from '../../appliance/errors.ts'

for (const [Kind, status] of [
  [Invalid, 422],
  [NotFound, 404],
  [Conflict, 409],
  [Unavailable, 503],
] as const) {
  test(`${Kind.name} answers ${status} and keeps its code, its words and its cause`, (t) => {
    const cause = new Error('the disk is full')
    const refusal = new Kind('payment_closed', 'The payment is closed.', { cause })
    t.true(refusal instanceof Refusal && refusal instanceof Error)
    t.like(refusal, {
      name: Kind.name,
      status,
      code: 'payment_closed',
      message: 'The payment is closed.',
      expose: true,
      cause,
    })
  })
}
