// The agent on a router with RouterOS 7: it calls home, says how it is and what it has done, and runs the commands it is answered.
// An answer is data, read by :deserialize; nothing that stands in it is ever run as text (T53).

import { checkOf, type RouterPlan } from './router-plan.ts'
import { block, quoted } from './script-text.ts'
import { settingQuestions } from './settings.ts'

/** What it takes to fetch, read and change what it is told to, and no right over users and their rights. */
export const agentPolicy = 'ftp,read,write,test'

/** What a command does, by its name; see commands.ts. `$langoBack` is how many there are of it afterwards. */
type Deed = readonly [name: string, lines: readonly string[]]

/** A text of the answer: each begins with "=", so that RouterOS takes none of them for a number or an address. */
const field = (name: string): string =>
  `[:pick ($langoTold->"${name}") 1 [:len ($langoTold->"${name}")]]`

const countOf = (menu: string, which: string) =>
  `:set langoBack [:len [${menu} find where ${which}]]`

function deeds({ url, agent: { key } }: RouterPlan): Deed[] {
  const header = `http-header-field="Authorization: Bearer ${key}"${checkOf(url)}`
  const profile = [
    `:local langoRate ${field('rate')}`,
    `:if ([:len [/ip hotspot user profile find where name=("lango " . $langoRate)]] = 0) do={ /ip hotspot user profile add name=("lango " . $langoRate) rate-limit=$langoRate shared-users=10 keepalive-timeout=2m add-mac-cookie=yes }`,
  ]
  return [
    [
      'user-put',
      [
        `:local langoName ${field('name')}`,
        `:local langoPassword ${field('password')}`,
        `:local langoMac ${field('mac')}`,
        ...profile,
        `:local langoFound [/ip hotspot user find where name=$langoName]`,
        `:if ([:len $langoFound] = 0) do={ /ip hotspot user add name=$langoName password=$langoPassword profile=("lango " . $langoRate) comment="lango" } else={ /ip hotspot user set $langoFound password=$langoPassword profile=("lango " . $langoRate) }`,
        countOf('/ip hotspot user', 'name=$langoName'),
        // Who waits at the gate is let in without a hand on the phone.
        `:foreach langoHost in=[/ip hotspot host find where mac-address=$langoMac] do={`,
        block([
          `:if ([:len [/ip hotspot active find where mac-address=$langoMac]] = 0) do={ :do { /ip hotspot active login user=$langoName password=$langoPassword mac-address=$langoMac ip=[/ip hotspot host get $langoHost address] } on-error={} }`,
        ]),
        '}',
      ],
    ],
    [
      'user-remove',
      [
        `:local langoName ${field('name')}`,
        '/ip hotspot user remove [/ip hotspot user find where name=$langoName comment="lango"]',
        '/ip hotspot active remove [/ip hotspot active find where user=$langoName]',
        '/ip hotspot cookie remove [/ip hotspot cookie find where user=$langoName]',
        countOf('/ip hotspot active', 'user=$langoName'),
      ],
    ],
    [
      'session-remove',
      [
        `:local langoName ${field('name')}`,
        '/ppp active remove [/ppp active find where name=$langoName]',
        '/ip hotspot active remove [/ip hotspot active find where user=$langoName]',
        '/ip hotspot cookie remove [/ip hotspot cookie find where user=$langoName]',
        ':set langoBack ([:len [/ppp active find where name=$langoName]] + [:len [/ip hotspot active find where user=$langoName]])',
      ],
    ],
    [
      'rate-set',
      [
        `:local langoName ${field('name')}`,
        ...profile,
        '/ip hotspot user set [/ip hotspot user find where name=$langoName comment="lango"] profile=("lango " . $langoRate)',
        // Its queue is made at the login: off and on again, by its cookie.
        '/ip hotspot active remove [/ip hotspot active find where user=$langoName]',
        countOf('/ip hotspot user', 'name=$langoName profile=("lango " . $langoRate)'),
      ],
    ],
    [
      'status',
      [
        ...settingQuestions.map(
          ([name, ask]) =>
            `:do { :set langoSay ($langoSay . "set.${name}=" . [:tostr ${ask}] . "\\n") } on-error={}`,
        ),
        ':set langoBack 1',
      ],
    ],
    [
      'mend',
      [
        `/tool fetch url="${url}/agent/v1/script" dst-path=lango.rsc ${header}`,
        '/import lango.rsc',
        '/file remove [/file find where name="lango.rsc"]',
        ':set langoBack 1',
      ],
    ],
    [
      'export',
      [
        '/export terse hide-sensitive file=lango-export',
        ':delay 2s',
        `/tool fetch url="${url}/agent/v1/export" http-method=post http-data=[/file get "lango-export.rsc" contents] output=none ${header}`,
        '/file remove [/file find where name="lango-export.rsc"]',
        ':set langoBack 1',
      ],
    ],
  ]
}

/** The whole script, as it stands in the router. */
export function agentScript(plan: RouterPlan): string {
  const { url, agent, guest_port } = plan
  const port = quoted(guest_port)
  const seen = '[/system script find where name="lango-seen"]'
  return [
    '# Lango: calls home, and runs what it is answered. The answer is data and never run as text.',
    ':if ([:len [/system script job find where script="lango-agent"]] > 1) do={ :error "Lango: busy" }',
    ':global langoDone',
    ':if ([:typeof $langoDone] != "str") do={ :set langoDone "" }',
    `:local langoSeen [/system script get [:pick ${seen} 0] source]`,
    ':set langoSeen [:tonum [:pick $langoSeen ([:find $langoSeen ":"] + 1) [:len $langoSeen]]]',
    `:local langoSay ("agent=7\\nepoch=${agent.epoch}\\nseen=" . $langoSeen . "\\n")`,
    ...heartbeat(port),
    ':set langoSay ($langoSay . $langoDone)',
    `:local langoHeard [/tool fetch url="${url}/agent/v1/calls" http-method=post http-data=$langoSay http-header-field="Authorization: Bearer ${agent.key}" output=user as-value duration=20s${checkOf(url)}]`,
    ':set langoDone ""',
    ':local langoAnswer [:deserialize from=json value=($langoHeard->"data")]',
    ':foreach langoTold in=($langoAnswer->"commands") do={',
    block([
      ':local langoNumber ($langoTold->"sequence")',
      `:if (($langoTold->"epoch") = ${agent.epoch} and $langoNumber > $langoSeen) do={`,
      block([
        ':local langoSay ""',
        ':local langoBack 0',
        ':local langoKind ($langoTold->"kind")',
        ':onerror langoWhy in={',
        block(
          deeds(plan).map(
            ([name, lines]) => `:if ($langoKind = "${name}") do={\n${block([...lines])}\n}`,
          ),
        ),
        block([
          ':set langoDone ($langoDone . $langoSay . "done=" . $langoNumber . " ok " . $langoBack . "\\n")',
        ]),
        '} do={',
        block([
          ':set langoDone ($langoDone . "done=" . $langoNumber . " failed " . $langoWhy . "\\n")',
        ]),
        '}',
        // After it is done: a command that a power cut interrupted is run again, and each may be.
        `/system script set ${seen} source=("${agent.epoch}:" . $langoNumber)`,
        ':set langoSeen $langoNumber',
      ]),
      '}',
    ]),
    '}',
    // What was done is told at once, not at the next call.
    `:if ([:len $langoDone] > 0) do={`,
    block([
      `/tool fetch url="${url}/agent/v1/calls" http-method=post http-data=("agent=7\\nepoch=${agent.epoch}\\nseen=" . $langoSeen . "\\n" . $langoDone) http-header-field="Authorization: Bearer ${agent.key}" output=none duration=20s${checkOf(url)}`,
      ':set langoDone ""',
    ]),
    '}',
    '',
  ].join('\n')
}

/** How it is, in lines: what a page shows, and what goes wrong before it stops. */
export function heartbeat(port: string): string[] {
  const resource = (name: string) => `[/system resource get ${name}]`
  const guests = `[/interface get [:pick [/interface find where name=${port}] 0]`
  const facts: [string, string][] = [
    ['version', resource('version')],
    ['board', resource('board-name')],
    ['built', resource('build-time')],
    ['up', resource('uptime')],
    ['cpu', resource('cpu-load')],
    ['free', resource('free-memory')],
    ['memory', resource('total-memory')],
    ['guests', '[:len [/ip hotspot active find]]'],
    ['lines', '[:len [/ppp active find]]'],
    ['from', `${guests} rx-byte]`],
    ['to', `${guests} tx-byte]`],
  ]
  return facts.map(
    ([name, ask]) =>
      `:do { :set langoSay ($langoSay . "${name}=" . [:tostr ${ask}] . "\\n") } on-error={}`,
  )
}
