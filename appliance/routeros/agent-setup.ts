// How the agent is put on a router: a script, a schedule that runs it, and the number of the last command it has run, which a
// restart must not lose.

import { agentScript, agentPolicy } from './agent-script.ts'
import { plainAgentScript } from './plain-agent-script.ts'
import { agentSeconds, type Dialect, type RouterPlan } from './router-plan.ts'
import { keep, quotedScript } from './script-text.ts'
import type { SetupStep } from './setup-steps.ts'

export function agentStep(plan: RouterPlan, dialect: Dialect): SetupStep {
  const source = dialect === 7 ? agentScript(plan) : plainAgentScript(plan)
  const { epoch } = plan.agent
  const seen = '[/system script find where name="lango-seen"]'
  const rights = `policy=${agentPolicy}`
  return {
    name: 'agent',
    lines: [
      keep('/system script', 'name="lango-agent"', `${rights} comment="lango" source=${quotedScript(source)}`),
      `:if ([:len ${seen}] = 0) do={ /system script add name="lango-seen" policy=read comment="lango" source="${epoch}:0" }`,
      // Another epoch counts from the beginning; the same goes on where it was, however often this is pasted.
      `:if (!([/system script get [:pick ${seen} 0] source] ~ "^${epoch}:")) do={ /system script set ${seen} source="${epoch}:0" }`,
      keep('/system scheduler', 'name="lango-agent"', `interval=${agentSeconds}s ${rights} comment="lango" on-event="/system script run lango-agent"`),
      // At once, so that the page sees it call. Where that fails the schedule goes on trying.
      ':do { /system script run lango-agent } on-error={}',
    ],
  } // prettier-ignore
}
