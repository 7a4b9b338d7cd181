// Wireshark's dissector as a judge of RADIUS packets: what it complains of, and what it could not name.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export interface Seen {
  frame: number
  code: number
  /** Whether it is an answer to an earlier packet, with a Response Authenticator that is right for both. */
  proved: boolean
  /** What it has to say against the packet; a repeated request is no fault. */
  complaints: string[]
}

const fields = [
  'frame.number',
  'radius.code',
  'radius.authenticator.valid',
  '_ws.malformed',
  '_ws.expert.message',
  'radius.Unknown_Attribute',
]

/** Reads a capture; reply authenticators are checked with the secret. Throws when tshark fails. */
export async function dissect(path: string, secret: string): Promise<Seen[]> {
  const options = ['radius.validate_authenticator:TRUE', `radius.shared_secret:${secret}`]
  const words = ['-n', '-r', path, ...options.flatMap((each) => ['-o', each]), '-T', 'fields']
  const child = spawn('tshark', [...words, ...fields.flatMap((field) => ['-e', field])])
  const [said, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  if (code !== 0) throw new Error(`tshark: ${complaint}`)
  return said.trimEnd().split('\n').map(readLine)
}

function readLine(line: string): Seen {
  const [frame, code, valid, ...complaints] = line.split('\t')
  const named = complaints.flatMap((words, at) =>
    words === '' || words.startsWith('Duplicate') ? [] : [`${fields[at + 3]}: ${words}`],
  )
  if (!code) named.push('not read as RADIUS')
  if (valid === '0') named.push('its authenticator is wrong')
  return { frame: Number(frame), code: Number(code), proved: valid === '1', complaints: named }
}
