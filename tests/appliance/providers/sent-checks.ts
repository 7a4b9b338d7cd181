// For each kind of message we send or compute: that our builders make the same as the file.

import assert from 'node:assert/strict'
import {
  confirmationReply,
  validationReply,
  type ValidationDecision,
} from '../../../appliance/providers/daraja-c2b.ts'
import {
  resultReply,
  securityCredential,
  statusRequest,
} from '../../../appliance/providers/daraja-command.ts'
import { pullQueryRequest, pullRegisterRequest } from '../../../appliance/providers/daraja-pull.ts'
import {
  checkCallbackUrl,
  registerUrlRequest,
} from '../../../appliance/providers/daraja-register.ts'
import { hashMsisdn } from '../../../appliance/providers/payer.ts'
import { parseMsisdn, readMsisdn } from '../../../appliance/msisdn.ts'
import { nairobi } from '../../../appliance/time.ts'
import type { Check, Entry, Reading } from './shared-messages.ts'

type Values = Record<string, string>

export const sentChecks: Record<string, Check> = {
  'c2b.validation.reply': (body) => {
    const reply = json(body)
    const decision = decisions[reply['ResultCode']!]
    // Zero and the C2B codes are ours to say; a bare 1 is the old way of refusing.
    if (decision) assert.deepEqual(validationReply(decision, reply['ThirdPartyTransID']), reply)
    return { is: {} }
  },
  'c2b.confirmation.reply': (body) => {
    if (/"ResultCode"/.test(body.toString())) assert.deepEqual(confirmationReply(), json(body))
    return { is: {} }
  },
  ack: (body) => {
    assert.deepEqual(resultReply(), json(body))
    return { is: {} }
  },
  'c2b.hash': (body) => {
    for (const { msisdn, sha256 } of json(body) as unknown as Values[]) {
      assert.equal(hashMsisdn(parseMsisdn(msisdn!)), sha256)
    }
    return { is: {} }
  },

  'c2b.register.request': (body, entry) => {
    const asked = json(body)
    const request = registerUrlRequest({
      shortcode: asked['ShortCode']!,
      when_silent: asked['ResponseType'] as 'Completed',
      confirmation_url: asked['ConfirmationURL']!,
      validation_url: asked['ValidationURL']!,
      version: entry.http?.path?.includes('/v1/') ? 'v1' : 'v2',
    })
    assert.equal(checkCallbackUrl(asked['ConfirmationURL']!), undefined)
    return sameRequest(request, asked, entry)
  },
  'pull.register.request': (body, entry) => {
    const asked = json(body)
    const request = pullRegisterRequest({
      shortcode: asked['ShortCode']!,
      nominated: parseMsisdn(asked['NominatedNumber']!),
      callback_url: asked['CallBackURL']!,
    })
    return sameRequest(request, asked, entry)
  },
  'pull.query.request': (body, entry) => {
    const asked = json(body)
    const [from, to] = [at(asked['StartDate']!), at(asked['EndDate']!)]
    const [shortcode, offset] = [asked['ShortCode']!, Number(asked['OffSetValue'])]
    const padded = { StartDate: clock(asked['StartDate']!), EndDate: clock(asked['EndDate']!) }
    return sameRequest(
      pullQueryRequest({ shortcode, from, to, offset }),
      { ...asked, ...padded },
      entry,
    )
  },
  'txnstatus.request': (body, entry) => {
    const asked = json(body)
    const original = asked['OriginalConversationID']
    const request = statusRequest({
      initiator: asked['Initiator']!,
      security_credential: asked['SecurityCredential']!,
      receipt_code: asked['TransactionID'] ?? null,
      ...(original ? { original_conversation_id: original } : {}),
      shortcode: asked['PartyA']!,
      result_url: asked['ResultURL']!,
      timeout_url: asked['QueueTimeOutURL']!,
      occasion: asked['Occasion']!,
    })
    return sameRequest(request, { ...asked, Remarks: request.body['Remarks']! }, entry)
  },
  msisdn: (body) => {
    for (const sample of JSON.parse(body.toString()) as (string | [string, string])[]) {
      const [typed, number] = typeof sample === 'string' ? [sample, undefined] : sample
      assert.equal(readMsisdn(typed), number, JSON.stringify(typed))
    }
    return { is: {} }
  },
  cert: (body) => {
    const credential = securityCredential('Str0ng#Pass', body.toString())
    assert.equal(Buffer.from(credential, 'base64').length, 256)
    return { is: {} }
  },
}

const decisions: Record<string, ValidationDecision> = {
  0: 'accept',
  C2B00011: 'wrong_phone',
  C2B00012: 'unknown_account',
  C2B00013: 'wrong_amount',
  C2B00014: 'wrong_person',
  C2B00015: 'wrong_shortcode',
  C2B00016: 'other',
}

function sameRequest(
  request: { path: string; body: Readonly<Values> },
  asked: Values,
  entry: Entry,
): Reading {
  assert.equal(request.path, entry.http?.path)
  assert.deepEqual(request.body, asked)
  return { is: {} }
}

function clock(words: string): string {
  return words.replace(' ', ' 0').replace(/ 0(\d\d:)/, ' $1')
}

function at(words: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(clock(words).replace(' ', 'T'))
    .toZonedDateTime(nairobi)
    .toInstant()
}

function json(body: Buffer): Values {
  return JSON.parse(body.toString()) as Values
}
