// `lango check`: goes through the usual causes, each with its cure. It asks whoever answers, and is not stopped by who does not.

import type { Appliance } from '../appliance.ts'
import { readFacts } from '../watch/facts.ts'
import { listFindings, type Finding } from '../watch/findings.ts'

export async function checkBox(
  box: Appliance,
  args: readonly string[],
): Promise<{ words: string; code: 0 | 1 }> {
  const findings = listFindings(await readFacts(box))
  const ill = findings.filter(({ state }) => state === 'bad').length
  const words = args.includes('--json')
    ? JSON.stringify({ well: ill === 0, findings }, null, 2)
    : [...findings.map(describe), '', lastLine(findings, ill)].join('\n')
  return { words, code: ill > 0 ? 1 : 0 }
}

const signs = { good: '✔', note: '•', bad: '✘' }

function describe({ what, state, found, cure }: Finding): string {
  const line = `${signs[state]} ${what.padEnd(13)} ${found}`
  return cure ? `${line}\n  ${' '.repeat(13)} → ${cure}` : line
}

function lastLine(findings: Finding[], ill: number): string {
  if (ill > 0) return `${ill} ${ill === 1 ? 'thing needs' : 'things need'} looking at.`
  const notes = findings.filter(({ state }) => state === 'note').length
  return notes > 0 ? `All is well, with ${notes} to note.` : 'All is well.'
}
