// The agent on RouterOS 6, which can't read JSON: it is answered a command a line, "number|epoch|kind|name|password|rate|mac".
// What holds anything but letters, digits and . _ : @ / - is never sent to it (agent-talk.ts).

import { heartbeat } from './agent-script.ts'
import { checkOf, type RouterPlan } from './router-plan.ts'
import { block, quoted } from './script-text.ts'

/** In the order of a line, after number and epoch. */
export const plainFields = ['kind', 'name', 'password', 'rate', 'mac'] as const

export function plainAgentScript({ url, agent, guest_port }: RouterPlan): string {
  const seen = '[/system script find where name="lango-seen"]'
  const names = ['langoNumber', 'langoEpoch', 'langoKind', 'langoName', 'langoPassword', 'langoRate', 'langoMac'] // prettier-ignore
  return [
    '# Lango: calls home, and runs what it is answered. The answer is data and never run as text.',
    ':global langoDone',
    ':if ([:typeof $langoDone] != "str") do={ :set langoDone "" }',
    `:local langoSeen [/system script get [:pick ${seen} 0] source]`,
    ':set langoSeen [:tonum [:pick $langoSeen ([:find $langoSeen ":"] + 1) [:len $langoSeen]]]',
    `:local langoSay ("agent=6\\nepoch=${agent.epoch}\\nseen=" . $langoSeen . "\\n")`,
    ...heartbeat(quoted(guest_port)),
    ':set langoSay ($langoSay . $langoDone)',
    `:local langoHeard [/tool fetch url="${url}/agent/v1/calls" http-method=post http-data=$langoSay http-header-field="Authorization: Bearer ${agent.key}" output=user as-value${checkOf(url)}]`,
    ':set langoDone ""',
    ':local langoRest ($langoHeard->"data")',
    ':while ([:len $langoRest] > 0) do={',
    block([
      ':local langoEnd [:find $langoRest "\\n"]',
      ':if ([:typeof $langoEnd] = "nil") do={ :set langoEnd [:len $langoRest] }',
      ':local langoLine ([:pick $langoRest 0 $langoEnd] . "|")',
      ':set langoRest [:pick $langoRest ($langoEnd + 1) [:len $langoRest]]',
      ...names.flatMap((name) => [
        `:local ${name} [:pick $langoLine 0 [:find $langoLine "|"]]`,
        ':set langoLine [:pick $langoLine ([:find $langoLine "|"] + 1) [:len $langoLine]]',
      ]),
      ':set langoNumber [:tonum $langoNumber]',
      `:if ($langoEpoch = "${agent.epoch}" and $langoNumber > $langoSeen) do={`,
      block([
        ':local langoBack 0',
        ':do {',
        block(deeds()),
        block([':set langoDone ($langoDone . "done=" . $langoNumber . " ok " . $langoBack . "\\n")']),
        '} on-error={',
        block([':set langoDone ($langoDone . "done=" . $langoNumber . " failed\\n")']),
        '}',
        `/system script set ${seen} source=("${agent.epoch}:" . $langoNumber)`,
        ':set langoSeen $langoNumber',
      ]),
      '}',
    ]),
    '}',
    '',
  ].join('\n')
} // prettier-ignore

function deeds(): string[] {
  const when = (kind: string, lines: string[]) => `:if ($langoKind = "${kind}") do={\n${block(lines)}\n}`
  const profile = '("lango " . $langoRate)'
  const off = '/ip hotspot active remove [/ip hotspot active find where user=$langoName]'
  return [
    when('user-put', [
      `:if ([:len [/ip hotspot user profile find where name=${profile}]] = 0) do={ /ip hotspot user profile add name=${profile} rate-limit=$langoRate shared-users=10 keepalive-timeout=2m add-mac-cookie=yes }`,
      ':local langoFound [/ip hotspot user find where name=$langoName]',
      `:if ([:len $langoFound] = 0) do={ /ip hotspot user add name=$langoName password=$langoPassword profile=${profile} comment="lango" } else={ /ip hotspot user set $langoFound password=$langoPassword profile=${profile} }`,
      ':set langoBack [:len [/ip hotspot user find where name=$langoName]]',
    ]),
    when('user-remove', [
      '/ip hotspot user remove [/ip hotspot user find where name=$langoName comment="lango"]',
      off,
      ':set langoBack [:len [/ip hotspot active find where user=$langoName]]',
    ]),
    when('session-remove', [
      '/ppp active remove [/ppp active find where name=$langoName]',
      off,
      ':set langoBack ([:len [/ppp active find where name=$langoName]] + [:len [/ip hotspot active find where user=$langoName]])',
    ]),
    when('status', [':set langoBack 1']),
  ]
} // prettier-ignore
