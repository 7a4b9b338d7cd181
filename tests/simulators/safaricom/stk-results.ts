// How a push ends, in Safaricom's words: the code is the contract, the words vary.

export interface StkResult {
  /** A number on the wire, but for codes such as "SFC_IC0003". */
  readonly code: number | string
  readonly words: string
}

export const PAID: StkResult = { code: 0, words: 'The service request is processed successfully.' }

const words: Readonly<Record<string, string>> = {
  '1': 'The balance is insufficient for the transaction.',
  '2': 'Declined due to limit rule.',
  '3': 'Declined due to limit rule: greater than the maximum transaction amount.',
  '4': 'Declined due to limit rule: would exceed daily transfer limit.',
  '8': 'Declined due to limit rule: would exceed the maximum balance.',
  '17': 'Rule limited.',
  '26': 'System busy. The service request is rejected.',
  '1001':
    'Unable to lock subscriber, a transaction is already in process for the current subscriber',
  '1019': 'Transaction has expired.',
  '1025': 'An error occurred while sending a push request.',
  '1032': 'Request cancelled by user',
  '1036': '[STK_CB - ]SMSC ACK timeout.',
  '1037': 'No response from user.',
  '2001': 'The initiator information is invalid.',
  '2028': 'The request is not permitted according to product assignment.',
  '8006': 'The security credential is locked.',
  '9999': 'An error occurred while sending a push request',
  SFC_IC0003: 'The operator does not exist.',
  E3008: 'Error, the user has a bad debt contract.',
}

/** Every code with words of its own, for who wants to choose one. */
export const resultCodes: readonly string[] = Object.keys(words)

export const UNREACHABLE: StkResult = { code: 1037, words: 'DS timeout user cannot be reached' }

export function resultOf(code: number | string, said?: string): StkResult {
  return { code, words: said ?? words[String(code)] ?? 'The service request failed.' }
}

/** The words as the old platform said them. */
export function withPrefix({ code, words }: StkResult): string {
  if (code === 1) return `[MpesaCB - ]${words}`
  return code === 1032 ? `[STK_CB - ]${words}` : words
}

/** The query says two of them a little differently. */
export function queryWords({ code, words }: StkResult): string {
  if (code === 1032) return 'Request Cancelled by user.'
  return words === UNREACHABLE.words ? `${words}.` : words
}
