// For each kind of message we receive: what our readers make of it, in the manifest's words.

import assert from 'node:assert/strict'
import { readConfirmation, readValidation } from '../../../appliance/providers/daraja-c2b.ts'
import { readAcknowledgement } from '../../../appliance/providers/daraja-command.ts'
import { readError } from '../../../appliance/providers/daraja-errors.ts'
import { readPullAnswer, readPullRegisterAnswer } from '../../../appliance/providers/daraja-pull.ts'
import { readRegisterAnswer } from '../../../appliance/providers/daraja-register.ts'
import { readStatusResult } from '../../../appliance/providers/daraja-status.ts'
import { readTokenAnswer } from '../../../appliance/providers/daraja.ts'
import { isHashOf } from '../../../appliance/providers/payer.ts'
import { parseMsisdn, readMsisdn } from '../../../appliance/msisdn.ts'
import { nairobi } from '../../../appliance/time.ts'
import { collectorChecks } from './collector-checks.ts'
import { sentChecks } from './sent-checks.ts'
import { refusedPush, stkChecks } from './stk-checks.ts'
import type { Check, Entry, Reading } from './shared-messages.ts'

export const checksByKind: Record<string, Check> = {
  ...sentChecks,
  ...stkChecks(wordsFor),
  ...collectorChecks,

  'oauth.response': (body, entry) => {
    const answer = readTokenAnswer(status(entry), kind(entry), body)
    assert(answer.outcome === 'token' && answer.token === json(body)['access_token'])
    return { is: { ttlSeconds: answer.lifetime_seconds } }
  },
  'oauth.error': (body, entry) => {
    const answer = readTokenAnswer(status(entry), kind(entry), body)
    assert(answer.outcome === 'refused')
    return { is: { action: wordsFor(entry, answer.problem.action) } }
  },
  'any.error': (body, entry) => {
    refusedPush(body, entry) // Any of them may be the answer to a prompt.
    return error(body, entry)
  },
  'pull.error': (body, entry) => {
    const read = readPullAnswer(status(entry), body)
    const action = read.outcome === 'refused' ? read.problem.action : 'none_found'
    return { is: { action: wordsFor(entry, action) } }
  },

  'c2b.validation.request': confirmation(readValidation),
  'c2b.confirmation': confirmation(readConfirmation),
  'c2b.register.response': (body, entry) => {
    return { is: { ok: readRegisterAnswer(status(entry), body).outcome === 'registered' } }
  },
  'c2b.register.error': (body, entry) => {
    const answer = readRegisterAnswer(status(entry), body)
    assert(answer.outcome === 'already_registered')
    return { is: { action: wordsFor(entry, answer.problem.action) } }
  },

  'pull.register.response': (body, entry) => {
    return { is: { ok: readPullRegisterAnswer(status(entry), body).outcome !== 'refused' } }
  },
  'pull.query.response': (body, entry) => {
    const answer = readPullAnswer(status(entry), body)
    assert(answer.outcome !== 'refused')
    const rows = answer.outcome === 'rows' ? answer.rows : []
    const unread = answer.outcome === 'rows' ? answer.unreadable.length : 0
    const receipts = rows.map((row) => row.receipt_code)
    return {
      is: {
        count: rows.length,
        receipts,
        amountCents: rows.map((row) => row.amount_cents),
        unread,
      },
    }
  },

  'txnstatus.result': status_result,
  'async.timeout': status_result,
  'async.ack': (body, entry) => {
    const answer = readAcknowledgement(status(entry), body)
    assert(answer.outcome === 'accepted')
    assert.equal(answer.conversation_id, json(body)['ConversationID'])
    assert.equal(answer.originator_conversation_id, json(body)['OriginatorConversationID'])
    return { is: { state: 'WAIT_RESULT' } }
  },
}

function confirmation(read: typeof readConfirmation): Check {
  return (body, { expect }) => {
    const found = read(body)
    if ('unreadable' in found) {
      return { is: { state: 'QUARANTINED', reason: found.unreadable } }
    }
    const settling = ['effect', 'reply', ...(expect?.['state'] === 'SUSPENSE' ? ['state'] : [])]
    const matches = expect?.['matches']
    return {
      elsewhere: settling,
      is: {
        receipt: found.receipt_code,
        amountCents: found.amount_cents,
        time:
          found.paid_at?.toZonedDateTimeISO(nairobi).toString({ timeZoneName: 'never' }) ?? null,
        account: new Set([found.account_typed, found.account_key]),
        accountLooksLikeMsisdn: readMsisdn(found.account_key),
        msisdn: found.msisdn,
        msisdnHash: found.msisdn_hash,
        msisdnHashPrefix: found.msisdn_hash_prefix,
        msisdnHashSuffix: found.msisdn_hash_suffix,
        matches: typeof matches === 'string' && isHashOf(found, parseMsisdn(matches)) && matches,
        name: found.payer_name,
        kind: found.customer_money ? 'customer-payment' : 'not-customer-payment',
      },
    }
  }
}

function status_result(body: Buffer): Reading {
  const found = readStatusResult(body)
  const failed = found.result_code === '' || found.result_code === '1' ? 'UNKNOWN' : 'LOOKUP_FAILED'
  return {
    is: {
      receipt: found.receipt_code,
      status: found.status_words,
      amountCents: found.amount_cents,
      state: found.outcome === 'unknown' ? failed : found.outcome.toUpperCase(),
    },
  }
}

function error(body: Buffer, entry: Entry): Reading {
  const problem = readError(status(entry), kind(entry), body)
  assert.doesNotMatch(problem.message, /(?=\S*\d)[A-Za-z0-9]{20,}/, 'the token is repeated')
  return { is: { action: wordsFor(entry, problem.action) } }
}

// The manifest says in words what to do; the first that fits is the action we must have named.
const actionWords: [words: RegExp, action: string][] = [
  [/none|by other means/, 'none_found'],
  [/token/, 'new_token'],
  [/slow down/, 'slow_down'],
  [/outcome unknown/i, 'outcome_unknown'],
  [/config|bug|fix |register again/, 'configuration'],
  [/already sent/, 'already_submitted'],
  [/retry/, 'retry_later'],
]

/** The manifest's own words when they mean this action; otherwise the action, which then differs. */
function wordsFor(entry: Entry, action: string): string {
  const words = String(entry.expect?.['action'])
  const meant = actionWords.find(([test]) => test.test(words))?.[1]
  return meant === action ? words : action
}

function status(entry: Entry): number {
  return entry.http?.status ?? 200
}

function kind(entry: Entry): string {
  return entry.http?.contentType ?? 'application/json'
}

function json(body: Buffer): Record<string, string> {
  return JSON.parse(body.toString()) as Record<string, string>
}
