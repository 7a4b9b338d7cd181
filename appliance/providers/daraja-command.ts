// A question to Daraja that is answered later, at an address of ours: how it is asked, how the asking is
// acknowledged, and the credential of the API operator who asks.

import { constants, publicEncrypt } from 'node:crypto'
import { z } from 'zod'
import { Invalid } from '../errors.ts'
import type { DarajaRequest } from './daraja.ts'
import { isError, readError, type DarajaProblem } from './daraja-errors.ts'
import { plain, squeezeKeys, text } from './fields.ts'
import { readMessage } from './message.ts'

export interface StatusQuestion {
  /** The API operator of the M-Pesa organisation portal, with the role "Transaction Status query ORG API". */
  initiator: string
  security_credential: string
  /** Null when only our earlier command is known: then `original_conversation_id` names it. */
  receipt_code: string | null
  original_conversation_id?: string
  shortcode: string
  result_url: string
  timeout_url: string
  /** At most 100 signs; comes back in the result. */
  occasion: string
}

export function statusRequest(question: StatusQuestion): DarajaRequest {
  const { receipt_code, original_conversation_id } = question
  return {
    path: '/mpesa/transactionstatus/v1/query',
    body: {
      Initiator: question.initiator,
      SecurityCredential: question.security_credential,
      CommandID: 'TransactionStatusQuery',
      // Without the blanks that the portal's sample prints in these keys.
      ...(receipt_code === null ? {} : { TransactionID: receipt_code }),
      ...(original_conversation_id ? { OriginalConversationID: original_conversation_id } : {}),
      PartyA: question.shortcode,
      IdentifierType: '4',
      ResultURL: question.result_url,
      QueueTimeOutURL: question.timeout_url,
      Remarks: 'Payment check',
      Occasion: question.occasion,
    },
  }
}

/**
 * The operator's password as Daraja wants it: RSA with PKCS#1 v1.5 padding (not OAEP) to the key in Safaricom's
 * certificate, in base64. The certificate's dates are not looked at: those in circulation ended years ago.
 * `certificate` is PEM, or the DER of a .cer file in base64. Throws Invalid `certificate_unreadable`.
 */
export function securityCredential(password: string, certificate: string): string {
  const key = certificate.includes('-----BEGIN')
    ? certificate
    : `-----BEGIN CERTIFICATE-----\n${certificate.replace(/\s/g, '')}\n-----END CERTIFICATE-----\n`
  try {
    const padding = constants.RSA_PKCS1_PADDING
    return publicEncrypt({ key, padding }, Buffer.from(password)).toString('base64')
  } catch (cause) {
    throw new Invalid('certificate_unreadable', 'This is not a certificate of Safaricom’s.', {
      cause,
    })
  }
}

export type Acknowledgement =
  | { outcome: 'accepted'; originator_conversation_id: string; conversation_id: string }
  | { outcome: 'refused'; problem: DarajaProblem }

const acknowledged = z.object({
  responsecode: text,
  responsedescription: text,
  conversationid: text,
  originatorconversationid: text,
})

/** "Accepted" means asked, never paid: the result comes later. Both ids name it then. */
export function readAcknowledgement(http_status: number, body: Uint8Array): Acknowledgement {
  const message = readMessage(body)
  if (!('fields' in message) || http_status !== 200 || isError(message.fields)) {
    return { outcome: 'refused', problem: readError(http_status, '', body) }
  }
  const answer = acknowledged.parse(squeezeKeys(message.fields))
  const code = plain(answer.responsecode)
  if (/^0+$/.test(code)) {
    return {
      outcome: 'accepted',
      originator_conversation_id: plain(answer.originatorconversationid),
      conversation_id: plain(answer.conversationid),
    }
  }
  const problem: DarajaProblem = {
    action: 'outcome_unknown',
    code: code || 'response_without_code',
    message: plain(answer.responsedescription),
    advice: '',
  }
  return { outcome: 'refused', problem }
}

/** Our answer to every result and timeout message. */
export function resultReply(): { ResultCode: number; ResultDesc: string } {
  return { ResultCode: 0, ResultDesc: 'Accepted' }
}
