// The kinds of RADIUS packet, by the words the RFCs use for them: RFC 2865 section 3, RFC 2866, RFC 5176, RFC 5997.

export const Code = {
  'Access-Request': 1,
  'Access-Accept': 2,
  'Access-Reject': 3,
  'Accounting-Request': 4,
  'Accounting-Response': 5,
  'Access-Challenge': 11,
  'Status-Server': 12,
  'Status-Client': 13,
  'Disconnect-Request': 40,
  'Disconnect-ACK': 41,
  'Disconnect-NAK': 42,
  'CoA-Request': 43,
  'CoA-ACK': 44,
  'CoA-NAK': 45,
} as const

export type CodeName = keyof typeof Code

const names: (CodeName | undefined)[] = []
for (const [name, number] of Object.entries(Code)) names[number] = name as CodeName

/** The RFC's word for a code, or undefined for a number this codec does not speak. */
export function codeName(number: number): CodeName | undefined {
  return names[number]
}

/** Packets that ask; all others answer. Status-Client was never specified, so it is neither. */
export type RequestCode =
  | 'Access-Request'
  | 'Accounting-Request'
  | 'Status-Server'
  | 'Disconnect-Request'
  | 'CoA-Request'

/** Which answers may follow which request. RFC 5997 lets Status-Server be answered by either port's answer. */
export const answersTo: Partial<Record<CodeName, readonly CodeName[]>> = {
  'Access-Request': ['Access-Accept', 'Access-Reject', 'Access-Challenge'],
  'Accounting-Request': ['Accounting-Response'],
  'Status-Server': ['Access-Accept', 'Accounting-Response'],
  'Disconnect-Request': ['Disconnect-ACK', 'Disconnect-NAK'],
  'CoA-Request': ['CoA-ACK', 'CoA-NAK'],
}

/** The replies that BlastRADIUS (CVE-2024-3596) forges, so they are always signed with a Message-Authenticator. */
export function isAccessReply(code: CodeName): boolean {
  return code === 'Access-Accept' || code === 'Access-Reject' || code === 'Access-Challenge'
}
