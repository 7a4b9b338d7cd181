// What a RouterOS hotspot sends for a phone, attribute for attribute in the order of a real router's packets.

import { ask, type Heard } from '../../support/radclient.ts'
import type { Radius } from '../../../radius/radius.ts'
import { peerOf } from './village.ts'

export interface Phone {
  user_name: string
  /** As the router writes it: its radius-mac-format. Null: the router doesn't say. */
  mac: string | null
  password?: string
  /** http-chap, or http-pap. */
  method?: 'chap' | 'pap'
}

/** The login of a phone at a hotspot. A radclient reads these lines. */
export function hotspotLogin({ user_name, mac, password, method = 'chap' }: Phone): string {
  const said = password ?? 'maji-ya-kunywa'
  const proof = {
    chap: ['CHAP-Challenge = 0x19a63ce2e283187f977609b470b01368', `CHAP-Password = "${said}"`],
    pap: [`User-Password = "${said}"`], // radclient leaves an empty one out.
  }
  return [
    'NAS-Port-Type = Wireless-802.11',
    ...(mac === null ? [] : [`Calling-Station-Id = "${mac}"`]),
    'Called-Station-Id = "hs-vlan888-hotspot"',
    'NAS-Port-Id = "vlan888-hotspot"',
    `User-Name = "${user_name}"`,
    'NAS-Port = 2148532244',
    'Acct-Session-Id = "80100014"',
    'Framed-IP-Address = 10.5.88.2',
    'Mikrotik-Host-IP = 10.5.88.2',
    ...proof[method],
    'Service-Type = Login-User',
    'WISPr-Logoff-URL = "http://10.5.88.1/logout"',
    'NAS-Identifier = "Hotspot-Kwetu-1"',
    'NAS-IP-Address = 10.0.0.1',
    'Message-Authenticator = 0x00',
  ].join('\n')
}

export async function logIn(radius: Radius, phone: Phone): Promise<Heard> {
  return ask(peerOf(radius, 'auth'), hotspotLogin(phone))
}

export interface Used {
  user_name: string
  mac: string
  acct_session_id: string
  status?: 'Start' | 'Interim-Update' | 'Stop'
  /** As the Access-Accept gave it, in radclient's hex; without: the router lost it. */
  token?: string | undefined
  seconds?: number
  upload?: number
  download?: number
}

/** Accounting of a hotspot session; the router splits what goes beyond 32 bits. */
export async function account(radius: Radius, used: Used): Promise<Heard> {
  const { user_name, mac, status = 'Interim-Update', token, upload = 0, download = 0 } = used
  const lines = [
    `Acct-Status-Type = ${status}`,
    'NAS-Port-Type = Wireless-802.11',
    `Calling-Station-Id = "${mac}"`,
    'Called-Station-Id = "hs-vlan888-hotspot"',
    'NAS-Port-Id = "vlan888-hotspot"',
    `User-Name = "${user_name}"`,
    `Acct-Session-Id = "${used.acct_session_id}"`,
    'Framed-IP-Address = 10.5.88.2',
    ...(token === undefined ? [] : [`Class = ${token}`]),
    ...(status === 'Start' ? [] : [`Acct-Session-Time = ${used.seconds ?? 1800}`]),
    ...counter('Input', upload),
    ...counter('Output', download),
    'NAS-Identifier = "Hotspot-Kwetu-1"',
    'Acct-Delay-Time = 0',
    'NAS-IP-Address = 10.0.0.1',
  ]
  return ask(peerOf(radius, 'acct'), lines.join('\n'))
}

function counter(direction: 'Input' | 'Output', bytes: number): string[] {
  return [
    `Acct-${direction}-Octets = ${bytes % 2 ** 32}`,
    `Acct-${direction}-Gigawords = ${Math.floor(bytes / 2 ** 32)}`,
  ]
}
