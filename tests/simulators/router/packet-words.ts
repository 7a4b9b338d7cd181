// A packet in plain words, for people who do not read RADIUS.

import { bytes, lasting } from '../words.ts'
import type { Packet } from './codec.ts'
import type { Note } from './radius-client.ts'
import { causes } from './sessions.ts'

export interface PacketWords {
  readonly words: string
  readonly bad: boolean
}

export function sayPacket({ packet, problem }: Note): PacketWords {
  if (problem !== undefined) return { words: problem, bad: true }
  const words = wordsOf(packet)
  return { words, bad: packet.code.endsWith('Reject') || packet.code.endsWith('NAK') }
}

function wordsOf(packet: Packet): string {
  const told = new Map(packet.attributes.map(({ name, value }) => [name, value]))
  const who = String(told.get('User-Name') ?? 'someone')
  switch (packet.code) {
    case 'Access-Request':
      return `May ${who} come online? From ${told.get('Calling-Station-Id') ?? 'an unknown device'}`
    case 'Access-Accept':
      return `Yes${terms(told)}`
    case 'Access-Reject':
      return `No: ${told.get('Reply-Message') ?? 'no reason given'}`
    case 'Accounting-Request':
      return accountingWords(who, told)
    case 'Accounting-Response':
      return 'Noted'
    case 'Disconnect-Request':
      return `Put ${who} off`
    case 'CoA-Request':
      return `Change ${who}${terms(told)}`
    case 'Disconnect-ACK':
    case 'CoA-ACK':
      return 'Done'
    case 'Disconnect-NAK':
    case 'CoA-NAK':
      return `Cannot do that${told.has('Error-Cause') ? `: error ${told.get('Error-Cause')}` : ''}`
    default:
      return packet.code
  }
}

type Told = ReadonlyMap<string, string | number>

function terms(told: Told): string {
  const seconds = told.get('Session-Timeout')
  const found = [
    told.get('Mikrotik-Rate-Limit'),
    typeof seconds === 'number' ? `for ${lasting(seconds)}` : undefined,
    told.get('Framed-Pool') && `pool ${told.get('Framed-Pool')}`,
    told.get('Mikrotik-Address-List') && `list ${told.get('Mikrotik-Address-List')}`,
  ].filter((one) => one !== undefined)
  return found.length === 0 ? '' : `: ${found.join(', ')}`
}

function accountingWords(who: string, told: Told): string {
  const used = (way: 'Input' | 'Output') => {
    const low = Number(told.get(`Acct-${way}-Octets`) ?? 0)
    return bytes(Number(told.get(`Acct-${way}-Gigawords`) ?? 0) * 4_294_967_296 + low)
  }
  switch (told.get('Acct-Status-Type')) {
    case 1:
      return `${who} is online, ${told.get('Framed-IP-Address') ?? 'without address'}`
    case 2:
      return `${who} is off: ${causeWords(Number(told.get('Acct-Terminate-Cause') ?? 0))}`
    case 3:
      return `${who} has used ${used('Output')} down, ${used('Input')} up`
    default:
      return `Accounting for ${who}`
  }
}

function causeWords(number: number): string {
  const found = Object.entries(causes).find(([, value]) => value === number)
  return found ? found[0].replaceAll('_', ' ') : `cause ${number}`
}
