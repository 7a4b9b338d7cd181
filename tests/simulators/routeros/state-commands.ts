// Commands that read what goes on: the time of day, a key that was just made, how RADIUS has answered.

import { completeWireGuard } from './device-commands.ts'
import type { Command } from './interpreter.ts'
import type { Tree } from './tree.ts'
import { recordOf, textOf } from './values.ts'

interface Reading {
  tree: Tree
  version: string
  now(): Temporal.Instant
  /** `get` of a menu as it was set. */
  plain(path: string): Command
}

export function stateCommands({ tree, version, now, plain }: Reading): [string, Command][] {
  return [
    // Until somebody teaches it better: a client that has asked nothing yet.
    ['/radius monitor', () => recordOf({ requests: '0', accepts: '0', rejects: '0', timeouts: '0', 'bad-replies': '0' })],
    // A router has made its key by the time it is asked for it.
    [
      '/interface/wireguard get',
      (call) => {
        completeWireGuard(tree)
        return plain('/interface/wireguard')(call)
      },
    ],
    [
      '/system/clock get',
      async (call) => {
        const name = textOf((await call.placed(0)) ?? (await call.named('value-name')) ?? null)
        return clockWords(name, version, now()) ?? plain('/system/clock')(call)
      },
    ],
  ]
} // prettier-ignore

/** What `/system/clock get` says beside what was set: the day as this RouterOS writes it, and the time of day. */
function clockWords(name: string, version: string, now: Temporal.Instant): string | undefined {
  const at = now.toZonedDateTimeISO('Africa/Nairobi')
  if (name === 'time') return at.toPlainTime().toString({ smallestUnit: 'second' })
  if (name !== 'date') return undefined
  if (!version.startsWith('6.')) return at.toPlainDate().toString()
  const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
  return `${months[at.month - 1]}/${String(at.day).padStart(2, '0')}/${at.year}`
} // prettier-ignore
