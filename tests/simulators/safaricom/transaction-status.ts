// Transaction Status: accepted at once, answered later by a post to ResultURL.

import { constants, privateDecrypt } from 'node:crypto'
import { json, type Answer, type Asked } from '../door.ts'
import { textOf } from '../fields.ts'
import { throwLetters } from '../dice.ts'
import { inNairobi } from '../words.ts'
import { findShortcode, type Books, type Transaction } from './books.ts'
import { compactTime, decimal } from './messages.ts'
import { receiptDate } from './receipt-codes.ts'
import { badField } from './refusals.ts'

interface Command {
  readonly OriginatorConversationID: string
  readonly ConversationID: string
  readonly result_url: string
  readonly timeout_url: string
  readonly occasion: string
  readonly party: string
}

interface Item {
  readonly Key: string
  readonly Value?: string | number
}

/** POST /mpesa/transactionstatus/v1/query */
export function queryStatus(books: Books, { fields }: Asked): Answer {
  for (const name of ['Initiator', 'SecurityCredential', 'PartyA']) {
    if (textOf(fields, name) === undefined) return badField(name)
  }
  if (fields['CommandID'] !== 'TransactionStatusQuery') return badField('CommandID')
  if (textOf(fields, 'IdentifierType') !== '4') return badField('IdentifierType')
  const receipt = textOf(fields, 'TransactionID')
  const original = textOf(fields, 'OriginalConversationID')
  if (receipt === undefined && original === undefined) return badField('TransactionID')
  const result_url = textOf(fields, 'ResultURL')
  const timeout_url = textOf(fields, 'QueueTimeOutURL')
  if (result_url === undefined || !URL.canParse(result_url)) return badField('ResultURL')
  if (timeout_url === undefined || !URL.canParse(timeout_url)) return badField('QueueTimeOutURL')
  const remarks = textOf(fields, 'Remarks')
  if (remarks === undefined || remarks.length > 100) return badField('Remarks')

  const command: Command = {
    OriginatorConversationID: originatorId(books),
    ConversationID: conversationId(books),
    result_url,
    timeout_url,
    occasion: textOf(fields, 'Occasion') ?? '',
    party: textOf(fields, 'PartyA')!,
  }
  const isKnown = isInitiatorKnown(
    books,
    textOf(fields, 'Initiator')!,
    textOf(fields, 'SecurityCredential')!,
  )
  answerLater(
    books,
    command,
    isKnown ? findResult(books, command, receipt, original) : wrongInitiator,
  )

  const { OriginatorConversationID, ConversationID } = command
  return json(200, {
    OriginatorConversationID,
    ConversationID,
    ResponseCode: '0',
    ResponseDescription: 'Accept the service request successfully.',
  })
}

interface Outcome {
  readonly code: number | string
  readonly words: string
  readonly items?: readonly Item[]
}

const wrongInitiator: Outcome = { code: 2001, words: 'The initiator information is invalid.' }
/** The one documented failure of this query. */
const unknownReceipt: Outcome = { code: 'SFC_IC0003', words: 'The operator does not exist.' }

export function isInitiatorKnown(books: Books, name: string, credential: string): boolean {
  if (books.initiators === undefined) return true
  const initiator = books.initiators.find((one) => one.name === name)
  if (!initiator) return false
  if (books.private_key === undefined || initiator.password === undefined) return true
  try {
    const key = { key: books.private_key, padding: constants.RSA_PKCS1_PADDING }
    return privateDecrypt(key, Buffer.from(credential, 'base64')).toString() === initiator.password
  } catch {
    return false
  }
}

function findResult(
  books: Books,
  command: Command,
  receipt: string | undefined,
  original: string | undefined,
): Outcome {
  const words = 'The service request is processed successfully.'
  const order = books.orders.find(({ conversation_id }) => conversation_id === original)
  if (receipt === undefined && order) {
    const status = order.state === 'done' ? 'Completed' : 'Failed'
    const items = [
      { Key: 'ConversationID', Value: order.conversation_id },
      { Key: 'TransactionStatus', Value: status },
      { Key: 'Amount', Value: decimal(order.amount_cents) },
      { Key: 'ReceiptNo', Value: order.receipt },
    ]
    return { code: 0, words, items }
  }
  // Another organisation's receipt is as unknown as one that never was.
  const party = findShortcode(books, command.party)?.shortcode
  const found = books.transactions.find(
    ({ trans_id, shortcode }) => trans_id === receipt && shortcode === party,
  )
  if (!found) return unknownReceipt
  return { code: 0, words, items: statusItems(books, found, command) }
}

/** The keys of the documented sample, in its order: the second DebitPartyName is the credit party. */
function statusItems(books: Books, one: Transaction, command: Command): Item[] {
  const { result } = books.faults
  const lies =
    one.fault.liar ??
    (result === 'liar_amount' ? 'amount' : result === 'liar_failed' ? 'failed' : undefined)
  const amount_cents = lies === 'amount' ? one.amount_cents + 100_00 : one.amount_cents
  // The word for one that was given back is not documented: ours.
  const state = one.state === 'reversed' ? 'Reversed' : 'Declined'
  const status = one.state === 'completed' && lies !== 'failed' ? 'Completed' : state
  const names = [one.first_name, one.middle_name, one.last_name].filter(Boolean).join(' ')
  const organisation = books.shortcodes.get(one.shortcode)?.organisation ?? ''
  const credit =
    books.switches.status_party_names === 'debit_twice' ? 'DebitPartyName' : 'CreditPartyName'

  return [
    { Key: 'DebitPartyName', Value: `${one.msisdn} - ${names}` },
    { Key: credit, Value: `${one.shortcode} - ${organisation}` },
    { Key: 'OriginatorConversationID', Value: command.OriginatorConversationID },
    { Key: 'InitiatedTime', Value: compactTime(one.started_at) },
    { Key: 'DebitAccountType', Value: 'MMF Account For Customer' },
    { Key: 'DebitPartyCharges', Value: '' },
    { Key: 'TransactionReason' },
    { Key: 'ReasonType', Value: 'Pay Bill Online' },
    { Key: 'TransactionStatus', Value: status },
    { Key: 'FinalisedTime', Value: compactTime(one.completed_at ?? one.started_at) },
    { Key: 'Amount', Value: decimal(amount_cents).replace(/\.00$/, '') },
    { Key: 'ConversationID', Value: command.ConversationID },
    { Key: 'ReceiptNo', Value: one.trans_id },
  ]
}

function answerLater(books: Books, command: Command, outcome: Outcome): void {
  const { result, result_late_seconds } = books.faults
  if (result === 'lost') return

  const body = JSON.stringify(
    result === 'timed_out' ? timedOut(command) : resultOf(books, command, outcome),
  )
  const url = result === 'timed_out' ? command.timeout_url : command.result_url
  const timeout_ms = books.answer_timeout_ms
  const posting = async () => {
    const copies = result === 'twice' ? 2 : 1
    await Promise.all(
      Array.from({ length: copies }, () => books.outbox.post({ url, body, timeout_ms })),
    )
  }
  if (result_late_seconds === 0) books.outbox.after(1, posting)
  else books.outbox.at(books.now().add({ seconds: result_late_seconds }), posting)
}

/** A failed result has no ResultParameters. */
function resultOf(books: Books, command: Command, { code, words, items }: Outcome) {
  const { OriginatorConversationID, ConversationID, occasion } = command
  return {
    Result: {
      ConversationID,
      OriginatorConversationID,
      ReferenceData: {
        ReferenceItem: { Key: 'Occasion', ...(occasion === '' ? {} : { Value: occasion }) },
      },
      ResultCode: code,
      ResultDesc: words,
      ...(items === undefined ? {} : { ResultParameters: { ResultParameter: items } }),
      ResultType: 0,
      TransactionID: `${receiptDate(books.now())}0000000`,
    },
  }
}

/** No official example exists: this is the shape that SDKs expect. */
function timedOut({ OriginatorConversationID, ConversationID }: Command) {
  return {
    Result: {
      ResultType: 1,
      ResultCode: 1,
      ResultDesc: 'The service request timed out.',
      OriginatorConversationID,
      ConversationID,
    },
  }
}

/** "AG_20210709_1234409f86436c583e3f" */
export function conversationId({ now, dice }: Books): string {
  const day = inNairobi(now()).toPlainDate().toString().replaceAll('-', '')
  return `AG_${day}_${throwLetters(dice, 20, '0123456789abcdef')}`
}

/** "1236-7134259-1" */
export function originatorId({ dice }: Books): string {
  const digits = (length: number) => throwLetters(dice, length, '123456789')
  return `${digits(4)}-${digits(7)}-1`
}
