// What became of a prompt: asked of Safaricom by STK query, on a schedule and at once when a callback says anything.
// Where not even the name of the prompt is known, because no answer came, the payments themselves are pulled: its
// account reference names it there.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { StkFailure } from '../providers/daraja-stk-results.ts'
import type { PromptNews, PromptProof } from '../providers/prompts.ts'
import type { Callback, Inquiry, StkPush } from '../tables.ts'
import type { Instant } from '../time.ts'
import { openException } from './exceptions.ts'
import { holdReceipt } from './payments.ts'
import { recordPushPayment, sightStkCallback } from './push-payments.ts'
import { endPush, inFlight } from './stk-pushes.ts'

export interface QueryTask {
  push: StkPush
  shortcode: string
  /** Null where Safaricom's answer never came: then only a pull can tell. */
  checkout_request_id: string | null
  /** The stretch in which its payment would be pulled. */
  from: Instant
  to: Instant
}

/** Undefined where there is nothing to ask: it is not sent yet, or it is paid. */
export async function findQueryTask(
  { db, now }: { db: Db; now: Instant },
  stk_push_id: number,
): Promise<QueryTask | undefined> {
  const push = await db('stk_pushes').where({ id: stk_push_id }).first()
  if (!push || push.state === 'created' || push.state === 'paid') return undefined
  const checkout = (await db('checkouts').where({ id: push.checkout_id }).first('shortcode'))!
  const { checkout_request_id, made_at } = push
  const earliest = now.subtract({ hours: 47 })
  const wanted = made_at.subtract({ minutes: 15 })
  const from = Temporal.Instant.compare(wanted, earliest) > 0 ? wanted : earliest
  return { push, shortcode: checkout.shortcode, checkout_request_id, from, to: now }
}

// After sending: 10 s, 30 s, 1, 2, 5, 15 minutes, then hourly (design.md 7). By its age, not by how often we asked: news
// that is forged makes us ask more often, and must not make us ask less often later (T07).
const offsets = [10, 30, 60, 120, 300, 900]
const giveUpAfter = { hours: 48 }

/** When to ask next about a prompt made at `made_at`, or `give_up`. Pure. */
export function decideNextQuery(made_at: Instant, now: Instant): Instant | 'give_up' {
  const { compare } = Temporal.Instant
  if (compare(made_at.add(giveUpAfter), now) <= 0) return 'give_up'
  const times = offsets.map((seconds) => made_at.add({ seconds }))
  const planned = times.find((at) => compare(at, now) > 0) ?? now.add({ hours: 1 })
  const soonest = now.add({ seconds: 5 })
  return compare(planned, soonest) > 0 ? planned : soonest
}

/** M-Pesa, or who asked for us, says that it was paid. */
export async function applyPaid(
  work: Work,
  stk_push_id: number,
  inquiry: Inquiry,
  proof?: PromptProof,
): Promise<void> {
  await recordPushPayment(work, stk_push_id, inquiry, proof)
}

/**
 * M-Pesa says that it ended without money. A callback that says otherwise is not believed over it, and keeps us asking
 * (F39): money that moved comes with the next pull as well.
 */
export async function applyFailed(
  work: Work,
  stk_push_id: number,
  { code, description }: Pick<StkFailure, 'code' | 'description'>,
): Promise<void> {
  const push = await hold(work, stk_push_id)
  if (!push || push.state === 'paid') return
  if (inFlight.includes(push.state))
    await endPush(work, push.id, { result_code: code, result_words: description })
  if (await wasCalledPaid(work, push)) await askLater(work, push)
  else await askNoMore(work, push)
}

/** M-Pesa does not know yet, or could not be asked. `asked` is the prompt as it was when we asked. */
export async function applyPending(
  work: Work,
  stk_push_id: number,
  asked?: Pick<StkPush, 'due_at'>,
): Promise<void> {
  const push = await hold(work, stk_push_id)
  if (!push || push.state === 'paid') return
  // A callback came while we asked. Its job was the one at work, so the row alone says that we must ask again at once.
  const news = asked && String(asked.due_at) !== String(push.due_at)
  if (!news || push.due_at === null) await askLater(work, push)
}

// A prompt has ended long before, and the list of payments may lag behind by minutes.
const traceWithin = { minutes: 10 }

/**
 * No answer ever came to the request, and what was paid meanwhile has been pulled. Without a trace after ten minutes it
 * counts as not sent, and the guest may ask again.
 */
export async function applyPulledWithoutTrace(work: Work, stk_push_id: number): Promise<void> {
  const push = await hold(work, stk_push_id)
  if (!push || push.state === 'paid') return
  await endWithoutTrace(work, push)
}

/**
 * Who asked for us does not know the prompt, by the name we have for it. Of one that they took in, it will; of one whose
 * answer was lost it is over after ten minutes, but where a callback says that it was paid: then we ask on, and in the
 * end a person does.
 */
export async function applyUnknownThere(work: Work, stk_push_id: number): Promise<void> {
  const push = await hold(work, stk_push_id)
  if (!push || push.state === 'paid') return
  const called = await wasCalledPaid(work, push)
  if (called) await putBefore(work, push) // Perhaps paid, and nobody can say so: not in two days, now.
  if (called || push.sent_at !== null) await askLater(work, push)
  else await endWithoutTrace(work, push)
}

async function endWithoutTrace(work: Work, push: StkPush): Promise<void> {
  if (!inFlight.includes(push.state)) return askNoMore(work, push)
  if (Temporal.Instant.compare(push.made_at.add(traceWithin), work.now) > 0)
    return askLater(work, push)
  const result_words = 'No answer came to the request, and no payment of it was found.'
  await endPush(work, push.id, { result_code: 'no_trace', result_words })
}

/**
 * A callback to a push's own address. Whatever it says, we ask at once; nothing is decided (T07). Returns, in a word,
 * what it was; the callback keeps it.
 */
export async function hearStkCallback(
  work: Work,
  callback: Callback,
  said: PromptNews,
): Promise<string> {
  // The receipt first and the prompt second, as everywhere.
  if (said.paid?.receipt_code) await holdReceipt(work, said.paid.receipt_code)
  const push = await findCalled(work, callback, said)
  if (!push) return said.paid ? 'paid_unknown_prompt' : 'unknown_prompt'
  const { merchant_reference, account_reference } = push
  // One door for all its prompts: from now on it is kept with the one it tells of.
  if (!callback.reference)
    await work.db('callbacks').where({ id: callback.id }).update({ reference: merchant_reference })
  if (!['', merchant_reference, account_reference].includes(said.our_reference))
    return 'another_prompt'

  const id = said.checkout_request_id
  const told = push.sent_at !== null // By Daraja's answer to our request, not by a callback.
  if (told && id !== '' && push.checkout_request_id !== id) return 'another_prompt'
  // Faster than the answer to our own request (F32): now it has a name to ask by, the latest that it was given.
  if (!told && id !== '' && !(await isTaken(work, id)))
    await work.db('stk_pushes').where({ id: push.id }).update({ checkout_request_id: id })
  if (!told && callback.kind === 'payhero_callback' && said.merchant_request_id !== '')
    await work
      .db('stk_pushes')
      .where({ id: push.id })
      .update({ merchant_request_id: said.merchant_request_id })
  if (push.state === 'paid') {
    if (said.paid) await sightStkCallback(work, push, callback, said.paid)
  } else {
    await work.db('stk_pushes').where({ id: push.id }).update({ due_at: work.now })
    await work.enqueue('query-push', { stk_push_id: push.id })
  }
  return said.paid ? 'says_paid' : `says_${said.result.reason}`
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function findCalled(
  work: Work,
  { reference }: Callback,
  { our_reference, checkout_request_id }: PromptNews,
): Promise<StkPush | undefined> {
  const pushes = work.db('stk_pushes').forUpdate()
  const ours = reference ?? (uuid.test(our_reference) ? our_reference : null)
  if (ours) return pushes.where({ merchant_reference: ours }).first()
  return checkout_request_id === '' ? undefined : pushes.where({ checkout_request_id }).first()
}

async function isTaken(work: Work, checkout_request_id: string): Promise<boolean> {
  return (await work.db('stk_pushes').where({ checkout_request_id }).first('id')) !== undefined
}

async function hold(work: Work, id: number): Promise<StkPush | undefined> {
  return work.db('stk_pushes').where({ id }).forUpdate().first()
}

async function askNoMore(work: Work, { id }: StkPush): Promise<void> {
  await work.db('stk_pushes').where({ id }).update({ due_at: null })
}

async function askLater(work: Work, push: StkPush): Promise<void> {
  const tries = push.tries + 1
  const next = decideNextQuery(push.made_at, work.now)
  const ended =
    next === 'give_up' && inFlight.includes(push.state)
      ? { state: 'unanswered' as const, closed_at: work.now }
      : {}
  await work
    .db('stk_pushes')
    .where({ id: push.id })
    .update({ tries, due_at: next === 'give_up' ? null : next, ...ended })
  if (next === 'give_up') await putBefore(work, { ...push, tries })
}

async function putBefore(work: Work, push: StkPush): Promise<void> {
  const { id, amount_cents, account_reference, tries } = push
  await openException(work, {
    kind: 'unproved',
    subject: `stk_push:${id}`,
    amount_cents,
    details: { account_reference, tries },
  })
}

async function wasCalledPaid(work: Work, push: StkPush): Promise<boolean> {
  const found = await work
    .db('callbacks')
    .where({ reference: push.merchant_reference, outcome: 'says_paid' })
    .first('id')
  return found !== undefined
}
