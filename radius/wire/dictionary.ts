// The attributes a MikroTik router and Lango say to each other: name, number, and how the value is written.
// Sources: RFC 2865, 2866, 2868, 2869, 3162, 4372, 4818, 5176, 6911 and, for vendors, RFC 2548 and MikroTik's manual.

/** How a value is written. `date` is seconds since 1970 (RFC 2869 5.3); the rest are RFC 2865 5 and RFC 3162 2. */
export type Kind = 'text' | 'octets' | 'integer' | 'date' | 'ipaddr' | 'ipv6addr' | 'ipv6prefix'

const standard = {
  'User-Name': [1, 'text'],
  'User-Password': [2, 'octets'],
  'CHAP-Password': [3, 'octets'],
  'NAS-IP-Address': [4, 'ipaddr'],
  'NAS-Port': [5, 'integer'],
  'Service-Type': [6, 'integer'],
  'Framed-Protocol': [7, 'integer'],
  'Framed-IP-Address': [8, 'ipaddr'],
  'Framed-IP-Netmask': [9, 'ipaddr'],
  'Framed-Routing': [10, 'integer'],
  'Filter-Id': [11, 'text'],
  'Framed-MTU': [12, 'integer'],
  'Framed-Compression': [13, 'integer'],
  'Login-IP-Host': [14, 'ipaddr'],
  'Login-Service': [15, 'integer'],
  'Login-TCP-Port': [16, 'integer'],
  'Reply-Message': [18, 'text'],
  'Callback-Number': [19, 'text'],
  'Callback-Id': [20, 'text'],
  'Framed-Route': [22, 'text'],
  'Framed-IPX-Network': [23, 'integer'],
  State: [24, 'octets'],
  Class: [25, 'octets'],
  'Vendor-Specific': [26, 'octets'],
  'Session-Timeout': [27, 'integer'],
  'Idle-Timeout': [28, 'integer'],
  'Termination-Action': [29, 'integer'],
  'Called-Station-Id': [30, 'text'],
  'Calling-Station-Id': [31, 'text'],
  'NAS-Identifier': [32, 'text'],
  'Proxy-State': [33, 'octets'],
  'Login-LAT-Service': [34, 'text'],
  'Login-LAT-Node': [35, 'text'],
  'Login-LAT-Group': [36, 'octets'],
  'Framed-AppleTalk-Link': [37, 'integer'],
  'Framed-AppleTalk-Network': [38, 'integer'],
  'Framed-AppleTalk-Zone': [39, 'text'],
  'Acct-Status-Type': [40, 'integer'],
  'Acct-Delay-Time': [41, 'integer'],
  'Acct-Input-Octets': [42, 'integer'],
  'Acct-Output-Octets': [43, 'integer'],
  'Acct-Session-Id': [44, 'text'],
  'Acct-Authentic': [45, 'integer'],
  'Acct-Session-Time': [46, 'integer'],
  'Acct-Input-Packets': [47, 'integer'],
  'Acct-Output-Packets': [48, 'integer'],
  'Acct-Terminate-Cause': [49, 'integer'],
  'Acct-Multi-Session-Id': [50, 'text'],
  'Acct-Link-Count': [51, 'integer'],
  'Acct-Input-Gigawords': [52, 'integer'],
  'Acct-Output-Gigawords': [53, 'integer'],
  'Event-Timestamp': [55, 'date'],
  'CHAP-Challenge': [60, 'octets'],
  'NAS-Port-Type': [61, 'integer'],
  'Port-Limit': [62, 'integer'],
  'Login-LAT-Port': [63, 'text'],
  'Tunnel-Type': [64, 'octets'], // Tunnel-*: a tag and a value (RFC 2868); we only carry them.
  'Tunnel-Medium-Type': [65, 'octets'],
  'Tunnel-Client-Endpoint': [66, 'octets'],
  'Tunnel-Server-Endpoint': [67, 'octets'],
  'Tunnel-Password': [69, 'octets'],
  'ARAP-Password': [70, 'octets'],
  'ARAP-Features': [71, 'octets'],
  'ARAP-Zone-Access': [72, 'integer'],
  'ARAP-Security': [73, 'integer'],
  'ARAP-Security-Data': [74, 'octets'],
  'Password-Retry': [75, 'integer'],
  Prompt: [76, 'integer'],
  'Connect-Info': [77, 'text'],
  'Configuration-Token': [78, 'octets'],
  'EAP-Message': [79, 'octets'],
  'Message-Authenticator': [80, 'octets'],
  'Tunnel-Private-Group-Id': [81, 'octets'],
  'ARAP-Challenge-Response': [84, 'octets'],
  'Acct-Interim-Interval': [85, 'integer'],
  'NAS-Port-Id': [87, 'text'],
  'Framed-Pool': [88, 'text'],
  'Chargeable-User-Identity': [89, 'octets'],
  'NAS-IPv6-Address': [95, 'ipv6addr'],
  'Framed-Interface-Id': [96, 'octets'],
  'Framed-IPv6-Prefix': [97, 'ipv6prefix'],
  'Login-IPv6-Host': [98, 'ipv6addr'],
  'Framed-IPv6-Route': [99, 'text'],
  'Framed-IPv6-Pool': [100, 'text'],
  'Error-Cause': [101, 'integer'],
  'Delegated-IPv6-Prefix': [123, 'ipv6prefix'],
  'Framed-IPv6-Address': [168, 'ipv6addr'],
  'DNS-Server-IPv6-Address': [169, 'ipv6addr'],
  'Route-IPv6-Information': [170, 'ipv6prefix'],
  'Delegated-IPv6-Prefix-Pool': [171, 'text'],
  'Stateful-IPv6-Address-Pool': [172, 'text'],
} as const

const mikrotik = {
  'Mikrotik-Recv-Limit': [1, 'integer'], // Bytes from the client: its upload.
  'Mikrotik-Xmit-Limit': [2, 'integer'], // Bytes to the client: its download.
  'Mikrotik-Group': [3, 'text'],
  'Mikrotik-Wireless-Forward': [4, 'integer'],
  'Mikrotik-Wireless-Skip-Dot1x': [5, 'integer'],
  'Mikrotik-Wireless-Enc-Algo': [6, 'integer'],
  'Mikrotik-Wireless-Enc-Key': [7, 'text'],
  'Mikrotik-Rate-Limit': [8, 'text'],
  'Mikrotik-Realm': [9, 'text'],
  'Mikrotik-Host-IP': [10, 'ipaddr'],
  'Mikrotik-Mark-Id': [11, 'text'],
  'Mikrotik-Advertise-URL': [12, 'text'],
  'Mikrotik-Advertise-Interval': [13, 'integer'],
  'Mikrotik-Recv-Limit-Gigawords': [14, 'integer'],
  'Mikrotik-Xmit-Limit-Gigawords': [15, 'integer'],
  'Mikrotik-Wireless-PSK': [16, 'text'],
  'Mikrotik-Total-Limit': [17, 'integer'],
  'Mikrotik-Total-Limit-Gigawords': [18, 'integer'],
  'Mikrotik-Address-List': [19, 'text'],
  'Mikrotik-Wireless-MPKey': [20, 'text'],
  'Mikrotik-Wireless-Comment': [21, 'text'],
  'Mikrotik-Delegated-IPv6-Pool': [22, 'text'],
  'Mikrotik-DHCP-Option-Set': [23, 'text'],
  'Mikrotik-DHCP-Option-Param-STR1': [24, 'text'],
  'Mikrotik-DHCP-Option-Param-STR2': [25, 'text'],
  'Mikrotik-Wireless-VLANID': [26, 'integer'],
  'Mikrotik-Wireless-VLANID-Type': [27, 'integer'],
  'Mikrotik-Wireless-Minsignal': [28, 'text'],
  'Mikrotik-Wireless-Maxsignal': [29, 'text'],
  'Mikrotik-Switching-Filter': [30, 'text'],
} as const

const microsoft = {
  'MS-CHAP-Response': [1, 'octets'],
  'MS-CHAP-Error': [2, 'octets'], // An ident octet, then text.
  'MS-CHAP-CPW-1': [3, 'octets'],
  'MS-CHAP-CPW-2': [4, 'octets'],
  'MS-CHAP-LM-Enc-PW': [5, 'octets'],
  'MS-CHAP-NT-Enc-PW': [6, 'octets'],
  'MS-MPPE-Encryption-Policy': [7, 'integer'],
  'MS-MPPE-Encryption-Types': [8, 'integer'],
  'MS-RAS-Vendor': [9, 'integer'],
  'MS-CHAP-Domain': [10, 'octets'], // An ident octet, then text.
  'MS-CHAP-Challenge': [11, 'octets'],
  'MS-CHAP-MPPE-Keys': [12, 'octets'],
  'MS-BAP-Usage': [13, 'integer'],
  'MS-MPPE-Send-Key': [16, 'octets'],
  'MS-MPPE-Recv-Key': [17, 'octets'],
  'MS-RAS-Version': [18, 'text'],
  'MS-Filter': [22, 'octets'],
  'MS-Acct-Auth-Type': [23, 'integer'],
  'MS-Acct-EAP-Type': [24, 'integer'],
  'MS-CHAP2-Response': [25, 'octets'],
  'MS-CHAP2-Success': [26, 'octets'], // An ident octet, then text.
  'MS-CHAP2-CPW': [27, 'octets'],
  'MS-Primary-DNS-Server': [28, 'ipaddr'],
  'MS-Secondary-DNS-Server': [29, 'ipaddr'],
  'MS-Primary-NBNS-Server': [30, 'ipaddr'],
  'MS-Secondary-NBNS-Server': [31, 'ipaddr'],
} as const

const wispr = {
  'WISPr-Location-Id': [1, 'text'],
  'WISPr-Location-Name': [2, 'text'],
  'WISPr-Logoff-URL': [3, 'text'],
  'WISPr-Redirection-URL': [4, 'text'],
  'WISPr-Bandwidth-Min-Up': [5, 'integer'],
  'WISPr-Bandwidth-Min-Down': [6, 'integer'],
  'WISPr-Bandwidth-Max-Up': [7, 'integer'],
  'WISPr-Bandwidth-Max-Down': [8, 'integer'],
  'WISPr-Session-Terminate-Time': [9, 'text'], // YYYY-MM-DDThh:mm:ss+hh:mm
  'WISPr-Session-Terminate-End-Of-Day': [10, 'text'],
  'WISPr-Billing-Class-Of-Service': [11, 'text'],
} as const

const ascend = {
  'Ascend-Client-Gateway': [132, 'ipaddr'],
  'Ascend-Data-Rate': [197, 'integer'],
  'Ascend-Xmit-Rate': [255, 'integer'],
} as const

const byVendor = {
  0: standard,
  311: microsoft,
  529: ascend,
  14122: wispr,
  14988: mikrotik,
} as const

type Table = typeof standard & typeof microsoft & typeof ascend & typeof wispr & typeof mikrotik

export type AttributeName = keyof Table
export type KindOf<Name extends AttributeName> = Table[Name][1]
export type NameOfKind<K extends Kind> = {
  [Name in AttributeName]: KindOf<Name> extends K ? Name : never
}[AttributeName]

/** What the dictionary says of one attribute. `vendor` is 0 for the RFCs' own. */
export interface Definition {
  readonly name: AttributeName
  readonly vendor: number
  readonly type: number
  readonly kind: Kind
}

const definitions = new Map<string, Definition>()
const standardByType: (Definition | undefined)[] = Array.from({ length: 256 })
const vendorsByType = new Map<number, (Definition | undefined)[]>()

for (const [vendor, table] of Object.entries(byVendor)) {
  const byType = vendor === '0' ? standardByType : Array.from<undefined>({ length: 256 })
  vendorsByType.set(Number(vendor), byType)
  for (const [name, [type, kind]] of Object.entries(table)) {
    const definition = { name: name as AttributeName, vendor: Number(vendor), type, kind }
    byType[type] = definition
    definitions.set(name, definition)
  }
}

/** The definition of a number as read from a packet, or undefined when the dictionary has none. */
export function definitionOf(vendor: number, type: number): Definition | undefined {
  return vendor === 0 ? standardByType[type] : vendorsByType.get(vendor)?.[type]
}

/** The definition of a name, or undefined for a name that is not in the dictionary. */
export function definitionNamed(name: string): Definition | undefined {
  return definitions.get(name)
}
