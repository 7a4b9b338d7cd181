// The words the RFCs give to numbers: what Acct-Status-Type 1 or Error-Cause 503 means.
// Sources: RFC 2865 5.6, 5.7, 5.41; RFC 2866 5.1, 5.6, 5.10; RFC 5176 3.6; RFC 2548 2.4.4, 2.4.5; the IANA RADIUS types.

export const valueNames = {
  'Service-Type': {
    Login: 1,
    Framed: 2,
    'Callback-Login': 3,
    'Callback-Framed': 4,
    Outbound: 5,
    Administrative: 6,
    'NAS-Prompt': 7,
    'Authenticate-Only': 8,
    'Callback-NAS-Prompt': 9,
    'Call-Check': 10,
    'Callback-Administrative': 11,
    'Authorize-Only': 17,
  },
  'Framed-Protocol': {
    PPP: 1,
    SLIP: 2,
    ARAP: 3,
    'Gandalf-SLML': 4,
    'Xylogics-IPX-SLIP': 5,
    'X.75-Synchronous': 6,
  },
  'Termination-Action': { Default: 0, 'RADIUS-Request': 1 },
  'Acct-Status-Type': {
    Start: 1,
    Stop: 2,
    'Interim-Update': 3,
    'Accounting-On': 7,
    'Accounting-Off': 8,
    Failed: 15,
  },
  'Acct-Authentic': { RADIUS: 1, Local: 2, Remote: 3, Diameter: 4 },
  'Acct-Terminate-Cause': {
    'User-Request': 1,
    'Lost-Carrier': 2,
    'Lost-Service': 3,
    'Idle-Timeout': 4,
    'Session-Timeout': 5,
    'Admin-Reset': 6,
    'Admin-Reboot': 7,
    'Port-Error': 8,
    'NAS-Error': 9,
    'NAS-Request': 10,
    'NAS-Reboot': 11,
    'Port-Unneeded': 12,
    'Port-Preempted': 13,
    'Port-Suspended': 14,
    'Service-Unavailable': 15,
    Callback: 16,
    'User-Error': 17,
    'Host-Request': 18,
    'Supplicant-Restart': 19,
    'Reauthentication-Failure': 20,
    'Port-Reinitialized': 21,
    'Port-Administratively-Disabled': 22,
    'Lost-Power': 23,
  },
  'NAS-Port-Type': {
    Async: 0,
    Sync: 1,
    'ISDN-Sync': 2,
    'ISDN-Async-V.120': 3,
    'ISDN-Async-V.110': 4,
    Virtual: 5,
    PIAFS: 6,
    'HDLC-Clear-Channel': 7,
    'X.25': 8,
    'X.75': 9,
    'G.3-Fax': 10,
    SDSL: 11,
    'ADSL-CAP': 12,
    'ADSL-DMT': 13,
    IDSL: 14,
    Ethernet: 15,
    xDSL: 16,
    Cable: 17,
    'Wireless-Other': 18,
    'Wireless-802.11': 19,
    'Token-Ring': 20,
    FDDI: 21,
    PPPoA: 30,
    PPPoEoA: 31,
    PPPoEoE: 32,
    PPPoEoVLAN: 33,
    PPPoEoQinQ: 34,
  },
  'Error-Cause': {
    'Residual-Session-Context-Removed': 201,
    'Invalid-EAP-Packet': 202,
    'Unsupported-Attribute': 401,
    'Missing-Attribute': 402,
    'NAS-Identification-Mismatch': 403,
    'Invalid-Request': 404,
    'Unsupported-Service': 405,
    'Unsupported-Extension': 406,
    'Invalid-Attribute-Value': 407,
    'Administratively-Prohibited': 501,
    'Request-Not-Routable': 502,
    'Session-Context-Not-Found': 503,
    'Session-Context-Not-Removable': 504,
    'Other-Proxy-Processing-Error': 505,
    'Resources-Unavailable': 506,
    'Request-Initiated': 507,
    'Multiple-Session-Selection-Unsupported': 508,
  },
  'MS-MPPE-Encryption-Policy': { Allowed: 1, Required: 2 },
  'MS-MPPE-Encryption-Types': { '40-bit': 2, '128-bit': 4, '40-bit-or-128-bit': 6 },
} as const

export type NameWithValues = keyof typeof valueNames
export type ValueName<Name extends NameWithValues> = keyof (typeof valueNames)[Name] & string

const words = new Map<string, Map<number, string>>()
const numbers = new Map<string, Map<string, number>>()
for (const [name, values] of Object.entries(valueNames)) {
  const entries = Object.entries(values) as [string, number][]
  numbers.set(name, new Map(entries))
  words.set(name, new Map(entries.map(([word, number]) => [number, word])))
}

/** The word for a value of this attribute, or undefined when the RFCs give it none. */
export function valueName<Name extends NameWithValues>(
  name: Name,
  value: number,
): ValueName<Name> | undefined
export function valueName(name: string, value: number): string | undefined
export function valueName(name: string, value: number): string | undefined {
  return words.get(name)?.get(value)
}

/** The number a word stands for, or undefined for a word that is not this attribute's. */
export function valueNumber(name: string, word: string): number | undefined {
  return numbers.get(name)?.get(word)
}
