// RouterOS's login by MAC (login-by=mac): the device's address is its user name, and the password is empty or the address
// again. Whoever copies the address is let in, so a router does it only where its owner wants that (T43).

import { readMac } from '../appliance/access/devices.ts'
import { provesPassword, type Credential } from './wire/credentials.ts'
import { find, findInteger, findText, type Packet } from './wire/packet.ts'
import { valueName } from './wire/value-names.ts'

/** The MAC, AA:BB:CC:DD:EE:FF, of a request whose user name is the address it comes from; undefined for any other. */
export function macLoginOf(request: Packet): string | undefined {
  const named = readMac(findText(request, 'User-Name') ?? '')
  if (named === undefined || isPpp(request)) return undefined
  return readMac(findText(request, 'Calling-Station-Id') ?? '') === named ? named : undefined
}

/** A PPP client chooses its user name itself: there the router vouches for nothing. */
function isPpp(request: Packet): boolean {
  const service = valueName('Service-Type', findInteger(request, 'Service-Type') ?? 0)
  return service === 'Framed' || find(request, 'Framed-Protocol') !== undefined
}

/** Whether the password is one that a router sends with a MAC: none, or the address as the user name spells it. */
export function provesMacLogin(credential: Credential, request: Packet, secret: string): boolean {
  if (credential.method !== 'pap' && credential.method !== 'chap') return false
  const passwords = ['', findText(request, 'User-Name') ?? '']
  return passwords.some((password) => provesPassword(credential, request, secret, password))
}
