// Wireshark's dissector as a judge of RADIUS packets: what it complains of, and what it has no name for.

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

// An attribute of a wrong length it says in brackets; it lets whole numbers of any length pass.
const complaint =
  /\[(Expert Info|Malformed|wrong|invalid|unhandled|incorrect|too short)|Unknown-Attribute: |\[[^\]]*\bincorrect\b/i

// A repeated request, and what it guesses from a port that happens to be in a range.
const aside = /Duplicate|Possible traceroute/

/** Reads a capture; reply authenticators are checked with the secret. Throws when tshark fails. */
export async function dissect(path: string, secret: string): Promise<Seen[]> {
  const options = ['radius.validate_authenticator:TRUE', `radius.shared_secret:${secret}`]
  const words = ['-n', '-r', path, ...options.flatMap((each) => ['-o', each]), '-V']
  const child = spawn('tshark', words)
  const [said, trouble, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  if (code !== 0) throw new Error(`tshark: ${trouble}`)
  return said.split(/^(?=Frame \d+: )/m).map(readFrame)
}

function readFrame(words: string): Seen {
  const lines = words.split('\n').map((line) => line.trim())
  const code = Number(/^ {4}Code: \S+ \((\d+)\)/m.exec(words)?.[1])
  const complaints = lines.filter((line) => complaint.test(line) && !aside.test(line))
  if (Number.isNaN(code)) complaints.push('not read as RADIUS')
  return {
    frame: Number(/^Frame (\d+)/.exec(words)![1]),
    code,
    proved: lines.includes('[Valid Authenticator: True]'),
    complaints: complaints.filter((line) => line !== '[Invalid Authenticator: False]'),
  }
}
