// How does a prompt stand? Asked when its time comes, and at once when a callback says anything. No transaction is
// open while we wait.

import type { Appliance } from '../appliance/appliance.ts'
import { Refusal, Unavailable } from '../appliance/errors.ts'
import { reach } from '../appliance/kill-points.ts'
import { log } from '../appliance/log.ts'
import { openInquiry, recordExchange } from '../appliance/money/inquiries.ts'
import { noteRefused } from '../appliance/money/proof.ts'
import { findShortcode } from '../appliance/money/shortcodes.ts'
import {
  applyFailed,
  applyPaid,
  applyPending,
  applyPulledWithoutTrace,
  applyUnknownThere,
  findQueryTask,
  type QueryTask,
} from '../appliance/money/stk-answers.ts'
import type { StkFailure } from '../appliance/providers/daraja-stk-results.ts'
import type { JobData } from '../appliance/queues.ts'
import type { DarajaClients } from './daraja-clients.ts'
import type { Prompter } from './providers/prompter.ts'
import { pull } from './inquiries.ts'
import { prompterFor } from './prompters.ts'
import { recordsOf } from './providers/daraja.ts'

export async function queryPush(
  appliance: Appliance,
  clients: DarajaClients,
  { stk_push_id }: JobData['query-push'],
): Promise<void> {
  const { db, now, work } = appliance
  const task = await findQueryTask({ db, now: now() }, stk_push_id)
  if (!task) return
  await reach('S8.before')
  try {
    const row = await findShortcode(db, task.shortcode)
    const prompter = prompterFor(appliance, clients, row)
    if (prompter.mayAsk(task.push)) await ask(appliance, prompter, task)
    else await lookForIt(appliance, clients, task)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    log('daraja.refused', { stk_push_id, code: error.code })
    await work(async (unit) => {
      await applyPending(unit, stk_push_id, task.push)
      if (!(error instanceof Unavailable))
        await noteRefused(unit, task.shortcode, error.message, 'query-push')
    })
  }
  await reach('S8.after')
}

async function ask(
  { work }: Appliance,
  prompter: Prompter,
  { push, shortcode }: QueryTask,
): Promise<void> {
  const inquiry = await work((unit) =>
    openInquiry(unit, { shortcode, kind: 'stk_query', receipt_code: null, stk_push_id: push.id }),
  )
  const { answer, records } = await prompter.ask(push).catch(async (error: unknown) => {
    const outcome = (error as { code?: string }).code ?? 'failed'
    await work((unit) => recordExchange(unit, inquiry, { exchange: recordsOf(error), outcome }))
    throw error
  })
  await work(async (unit) => {
    const outcome = answer.outcome === 'paid' ? 'completed' : answer.outcome
    await recordExchange(unit, inquiry, { exchange: records, outcome })
    if (answer.outcome === 'paid') await applyPaid(unit, push.id, inquiry, answer.proof)
    else if (answer.outcome === 'failed') {
      await applyFailed(unit, push.id, answer.result)
      if (isOurs(answer.result))
        await noteRefused(unit, shortcode, answer.result.description, 'send-push')
    } else if (answer.outcome === 'unknown_there') await applyUnknownThere(unit, push.id)
    else await applyPending(unit, push.id, push)
  })
  log('push.asked_about', { stk_push_id: push.id, outcome: answer.outcome })
}

/** Every prompt will end so until somebody of ours does something about it. */
function isOurs({ state, reason }: StkFailure): boolean {
  return state === 'failed_config' || reason === 'our_wallet_full'
}

/** The prompt has no name to ask by: its payment, if there is one, is among those pulled. */
async function lookForIt(
  appliance: Appliance,
  clients: DarajaClients,
  { push, shortcode, from, to }: QueryTask,
): Promise<void> {
  const { db, work } = appliance
  const { pull_registered_at } = await findShortcode(db, shortcode)
  const looked = pull_registered_at
    ? await pull(appliance, clients, shortcode, { from, to })
    : { complete: true } // Nothing can be pulled here: only its callback can still tell.
  await work((unit) =>
    looked.complete ? applyPulledWithoutTrace(unit, push.id) : applyPending(unit, push.id, push),
  )
  log('push.looked_for', { stk_push_id: push.id, complete: looked.complete })
}
