// `lango ledger check`: whether the books are whole, rule by rule. `lango ledger balance`: the trial balance. `lango ledger
// head`: the last hash of the chain, to be written down or sent somewhere the box can't reach.

import type { Appliance } from '../appliance.ts'
import { Invalid } from '../errors.ts'
import { formatShillings } from '../money.ts'
import { exportLedgerHead, type ChainVerdict } from '../money/ledger-chain.ts'
import { checkLedger, isWhole, type LedgerCheck } from '../money/ledger-check.ts'
import { readTrialBalance, type BalanceLine } from '../money/trial-balance.ts'
import { countOf } from '../words/figures.ts'
import { account_kinds } from '../words/staff/ledger.ts'

const usage =
  'Say what to do: lango ledger check, lango ledger balance or lango ledger head; --json for programs'

/** Exit code 1 where a check finds something, so that whatever runs it each night sees it. */
export async function keepLedger(
  appliance: Pick<Appliance, 'db' | 'work' | 'config' | 'now'>,
  args: readonly string[],
): Promise<{ words: string; code: 0 | 1 }> {
  const json = args.includes('--json')
  const [what, ...more] = args.filter((arg) => arg !== '--json')
  if (more.length > 0) throw new Invalid('arguments_unreadable', usage)
  switch (what) {
    case 'check': {
      const check = await checkLedger(appliance)
      const whole = isWhole(check)
      const words = json ? asJson({ whole, ...check }) : describeCheck(check)
      return { words, code: whole ? 0 : 1 }
    }
    case 'balance': {
      const balance = await readTrialBalance(appliance.db)
      if (json) return { words: asJson(balance), code: 0 }
      const { lines, debit_cents, credit_cents } = balance
      const rows = lines.map((line) => rowOf(nameOf(line), line))
      const foot = rowOf('Together', { debit_cents, credit_cents })
      return { words: [...rows, foot].join('\n'), code: 0 }
    }
    case 'head': {
      const head = await exportLedgerHead(appliance, appliance.now())
      return { words: json ? asJson(head) : `${head.link_no} ${head.hash}`, code: 0 }
    }
    default:
      throw new Invalid('arguments_unreadable', usage)
  }
}

const asJson = (value: unknown) => JSON.stringify(value, null, 2)

const nameOf = ({ kind, of }: BalanceLine) => account_kinds[kind] + (of ? ` ${of}` : '')

function rowOf(
  name: string,
  { debit_cents, credit_cents }: Pick<BalanceLine, 'debit_cents' | 'credit_cents'>,
): string {
  const [debit, credit] = [debit_cents, credit_cents].map((one) =>
    (one === 0 ? '' : formatShillings(one)).padStart(16),
  )
  return `${name.slice(0, 34).padEnd(34)}${debit}${credit}`
}

function describeCheck({ chain, transfers, findings }: LedgerCheck): string {
  const lines = findings.map(
    ({ rule, count, first, difference_cents }) =>
      `✘ ${ruleWords[rule]}: ${countOf(count, 'row')}, the first is ${first}; KES ${formatShillings(difference_cents as never)} together`,
  )
  if (findings.length === 0)
    lines.push(`✔ All ${countOf(transfers, 'transfer')} sum to zero, and every balance agrees.`)
  return [describeChain(chain), ...lines].join('\n')
}

const ruleWords: Record<LedgerCheck['findings'][number]['rule'], string> = {
  sums: 'Transfers that do not sum to zero',
  undos: 'Undos that are not the transfer turned round',
  payments: 'Payments that stand in the ledger at another amount',
  suspense: 'Suspense is not what waits for an owner',
  floats: 'Floats below nothing',
}

function describeChain(chain: ChainVerdict): string {
  if (chain.outcome === 'whole') {
    const { head, heads, waiting } = chain
    const more = waiting > 0 ? `; ${countOf(waiting, 'transfer')} not sealed yet` : ''
    return `✔ The chain is whole: ${countOf(head.link_no, 'link')}, and ${countOf(heads, 'head')} carried out before ${heads === 1 ? 'stands' : 'stand'} in it${more}.\n  ${head.link_no} ${head.hash}`
  }
  const { why, link_no, transfer_id, day } = chain
  switch (why) {
    case 'changed':
      return `✘ The chain is broken at link ${link_no}: transfer ${transfer_id} does not say what it said when it was sealed, or its link was changed.`
    case 'gone':
      return `✘ The chain is broken at link ${link_no}: ${transfer_id === null ? 'a link is gone' : `transfer ${transfer_id} is gone`}.`
    case 'unsealed':
      return `✘ The chain is broken: transfer ${transfer_id} was posted past it.`
    case 'head_differs':
      return `✘ The chain is broken: link ${link_no} is not the one that was carried out on ${day}. Everything after it may have been rewritten.`
  }
}
