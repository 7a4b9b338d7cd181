// `lango audit verify`: walks the audit's chain and names the first row that is not as it was written. `lango audit head`:
// the last hash, to be written down or sent somewhere the box can't reach.

import type { Appliance } from '../appliance.ts'
import { Conflict, Invalid } from '../errors.ts'
import { exportHead, verifyChain, type Verdict } from '../people/audit-chain.ts'
import { countOf } from '../words/figures.ts'

const usage = 'Say what to do: lango audit verify, or lango audit head'

/** Throws Conflict `audit_broken`, so that whatever runs it each night sees that it failed. */
export async function keepAudit(
  appliance: Pick<Appliance, 'db' | 'config' | 'now'>,
  args: string[],
): Promise<string> {
  const [what] = args
  if (args.length !== 1) throw new Invalid('arguments_unreadable', usage)
  if (what === 'head') {
    const { link_no, hash } = await exportHead(appliance, appliance.now())
    return `${link_no} ${hash}`
  }
  if (what !== 'verify') throw new Invalid('arguments_unreadable', usage)
  const verdict = await verifyChain(appliance)
  if (verdict.outcome === 'broken') throw new Conflict('audit_broken', describeBreak(verdict))
  const { head, heads } = verdict
  return `The audit is whole: ${countOf(head.link_no, 'act')}, and ${countOf(heads, 'head')} carried out before still ${heads === 1 ? 'stands' : 'stand'} in it.
${head.link_no} ${head.hash}`
}

function describeBreak(broken: Extract<Verdict, { outcome: 'broken' }>): string {
  const { why, link_no, audit_id, day } = broken
  switch (why) {
    case 'changed':
      return `The audit is broken at link ${link_no}: act ${audit_id} does not say what it said when it was written, or its link was changed.`
    case 'gone':
      return `The audit is broken at link ${link_no}: ${audit_id === null ? 'a link is gone' : `act ${audit_id} is gone`}.`
    case 'unlinked':
      return `The audit is broken: act ${audit_id} was written past the chain.`
    case 'head_differs':
      return `The audit is broken: link ${link_no} is not the one that was carried out on ${day}. Everything after it may have been rewritten.`
  }
}
