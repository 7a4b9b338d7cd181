// `lango setup`: what an empty box needs next. Before there is an owner, the link that makes one; after that the steps of the
// page, so that whoever is at the console sees how far the box is.

import type { Appliance } from '../appliance.ts'
import { firstRunLink, issueFirstRunToken } from '../people/first-run.ts'
import { decideSetup, readSetup } from '../people/setup.ts'
import { isSetUp } from '../people/staff.ts'
import { tellSetup } from '../words/staff/setup.ts'

const marks = { done: '[x]', now: '[>]', later: '[ ]' }

export async function describeSetup(box: Appliance, args: readonly string[]): Promise<string> {
  const json = args.includes('--json')
  const url = `${box.config.publicUrl}/first-steps`
  if (!(await isSetUp(box.db))) {
    const link = firstRunLink(box, await issueFirstRunToken(box))
    if (json) return JSON.stringify({ owner: false, link }, null, 2)
    return `Nobody works here yet. Open this within an hour, once, to be the owner:\n${link}`
  }
  const now = box.now()
  const facts = await readSetup(box.db, null, now)
  if (json) return JSON.stringify({ owner: true, url, steps: decideSetup(facts) }, null, 2)
  const lines = tellSetup(facts, now).map(
    ({ name, state, say }) =>
      `${marks[state]} ${name.padEnd(30)} ${say.map(({ text }) => text).join('')}`,
  )
  return [...lines, '', `Each step's page: ${url}`].join('\n')
}
