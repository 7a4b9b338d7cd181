// What a MikroTik is told so that it asks us: lines for its terminal. Every value is of a form that can't end a string there or
// begin a command (T53); none of them holds a date or a schedule, which differ from one RouterOS to the next (U63).

import assert from 'node:assert/strict'

/** `lango`: this box as the router sees it. `changes`: the entry is there, and only its secret is new. */
export interface RadiusSetup {
  lango: string
  secret: string
  coa_port: number
  changes: boolean
}

const comment = 'comment="Lango"'

/** In the order they are pasted. Asserts that nothing in them could be read as a command. */
export function tellRadiusSetup({ lango, secret, coa_port, changes }: RadiusSetup): string[] {
  assert(/^[0-9a-f.:]+$|^LANGO$/.test(lango), 'an address, or the word to put one for')
  assert(/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(secret) && !secret.includes('$'), 'a secret for a terminal')
  assert(Number.isInteger(coa_port), 'a port')
  if (changes) return [`/radius set [find ${comment}] secret="${secret}"`]
  return [
    `/radius remove [find ${comment}]`,
    `/radius add address=${lango} service=ppp,hotspot timeout=3s require-message-auth=yes-for-request-resp secret="${secret}" ${comment}`,
    `/radius/incoming set accept=yes port=${coa_port}`,
    '/ppp/aaa set use-radius=yes accounting=yes',
    '/ip/hotspot/profile set [find] use-radius=yes radius-accounting=yes radius-interim-update=received',
  ]
} // prettier-ignore
