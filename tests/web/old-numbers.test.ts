// The numbers of old books on a subscriber's page: who types one at the paybill is known by it, as long as it stands there.

import test from 'ava'
import { findOwner } from '../../appliance/money/matching.ts'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { otieno, njeri } = await openKilima(appliance, clock)
const support = await signedIn(origin, 'support')
const cashier = await signedIn(origin, 'cashier')
test.after.always(() => door.close())

const of = (who: typeof otieno) => `/subscribers/${who.subscriber.account_no}`

test.serial('S0-14: staff add an old number on the subscriber’s page, and take it off; both are written down', async (t) => {
  t.regex(said((await support.get(of(otieno))).html), /Also known at the paybill as .*Only as the account number/)
  t.is((await support.post(`${of(otieno)}/old-numbers`, { old_number: 'kn-0012' })).status, 303)
  t.regex(said((await support.get(of(otieno))).html), /KN0012 typed here Remove/)
  t.is((await findOwner(db, 'KN 0012'))?.subscriber.id, otieno.subscriber.id)
  const taken = await support.post(`${of(njeri)}/old-numbers`, { old_number: 'KN0012' })
  t.is(taken.status, 422)
  t.regex(said(taken.html), /KN0012 is another subscriber’s already|KN0012 is another subscriber's already/)
  t.is((await support.post(`${of(njeri)}/old-numbers`, { old_number: '–' })).status, 422)
  t.is((await cashier.post(`${of(otieno)}/old-numbers`, { old_number: 'KN13' })).status, 403)
  t.is((await support.post(`${of(njeri)}/old-numbers/KN0012?_method=delete`)).status, 404, 'not through another’s page')
  t.is((await support.post(`${of(otieno)}/old-numbers/KN0012?_method=delete`)).status, 303)
  t.is(await findOwner(db, 'KN 0012'), undefined)
  const acts = await db('audit').whereLike('action', 'old_numbers.%').orderBy('id')
  t.deepEqual(acts.map(({ action, subject }) => [action, subject]), [
    ['old_numbers.added', `subscriber:${otieno.subscriber.id}`],
    ['old_numbers.removed', `subscriber:${otieno.subscriber.id}`],
  ])
}) // prettier-ignore
