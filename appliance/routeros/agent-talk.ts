// What an agent says, and what it is answered. Its words are lines of name=value; an answer is JSON, or lines for RouterOS 6.
// Nothing in an answer is script.

import { readFacts } from './preflight.ts'
import { canDo, type Done } from './commands.ts'
import { plainFields } from './plain-agent-script.ts'

export interface Call {
  epoch: number
  /** The last command it has run. */
  seen: number
  facts: Record<string, string>
  /** How it is set, where it was asked. */
  settings: Record<string, string> | null
  done: Done[]
}

const doneMax = 100

/** Never throws: what can't be read is not there. */
export function readCall(text: string): Call {
  const { epoch, seen, agent: _, done: __, ...rest } = readFacts(text)
  const facts: Record<string, string> = {}
  const settings: Record<string, string> = {}
  for (const [name, value] of Object.entries(rest)) {
    if (name.startsWith('set.')) settings[name.slice(4)] = value
    else facts[name] = value
  }
  return {
    epoch: wholeOf(epoch),
    seen: wholeOf(seen),
    facts,
    settings: Object.keys(settings).length > 0 ? settings : null,
    done: readDone(text),
  }
}

function wholeOf(words: string | undefined): number {
  return words !== undefined && /^\d{1,15}$/.test(words) ? Number(words) : 0
}

function readDone(text: string): Done[] {
  const lines = [...text.slice(0, 65_536).matchAll(/^done=(\d{1,15}) (ok|failed)(?: (.{0,300}))?$/gm)]
  return lines.slice(0, doneMax).map(([, sequence, word, rest = '']) => {
    const ok = word === 'ok'
    const back = ok && /^\d{1,9}$/.test(rest) ? Number(rest) : null
    return { sequence: Number(sequence), ok, back, why: ok ? '' : rest.trim() }
  })
} // prettier-ignore

export interface Sent {
  sequence: number
  epoch: number
  kind: string
  told: Readonly<Record<string, string>>
}

/**
 * As the agent's :deserialize reads it. Every text begins with "=", which the agent takes off: RouterOS makes a number of
 * "0712345678", and an address of "10.0.0.1", unless something stands before it.
 */
export function writeAnswer(commands: readonly Sent[]): string {
  return JSON.stringify({
    commands: commands.map(({ sequence, epoch, kind, told }) => {
      const texts = Object.entries(told).map(([name, text]) => [name, `=${text}`])
      return { sequence, epoch, kind, ...Object.fromEntries(texts) }
    }),
  })
}

/** A line a command. Asserts nothing: what canDo refuses must not come here, and is left out. */
export function writePlainAnswer(commands: readonly Sent[]): string {
  return commands
    .filter(({ kind, told }) => canDo(6, kind as never, told))
    .map(({ sequence, epoch, kind, told }) => {
      const words: Record<string, string> = { ...told, kind }
      return `${[sequence, epoch, ...plainFields.map((name) => words[name] ?? '')].join('|')}\n`
    })
    .join('')
}
