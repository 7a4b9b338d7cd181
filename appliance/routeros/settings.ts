// How a router should be set, and how it says it is: what differs is its drift. Only what the script has set is asked for.

import { agentSeconds, hasHotspot, hasPppoe, type RouterPlan } from './router-plan.ts'

const one = (menu: string, which: string, name: string) =>
  `[${menu} get [:pick [${menu} find where ${which}] 0] ${name}]`
const count = (menu: string, which: string) => `[:len [${menu} find where ${which}]]`

/** Name → what the agent asks of the router. */
export const settingQuestions: readonly (readonly [string, string])[] = [
  ['radius', count('/radius', 'comment="lango" disabled=no')],
  ['radius-service', one('/radius', 'comment="lango"', 'service')],
  ['radius-timeout', one('/radius', 'comment="lango"', 'timeout')],
  ['radius-signed', one('/radius', 'comment="lango"', 'require-message-auth')],
  ['incoming', '[/radius incoming get accept]'],
  ['incoming-port', '[/radius incoming get port]'],
  ['ppp-radius', '[/ppp aaa get use-radius]'],
  ['ppp-accounting', '[/ppp aaa get accounting]'],
  ['hotspot-radius', one('/ip hotspot profile', 'name="lango"', 'use-radius')],
  ['hotspot-login', one('/ip hotspot profile', 'name="lango"', 'login-by')],
  ['hotspots', count('/ip hotspot', 'profile="lango" disabled=no')],
  ['walled-garden', count('/ip hotspot walled-garden', 'comment="lango" disabled=no')],
  ['fasttrack', count('/ip firewall filter', 'action=fasttrack-connection disabled=no')],
  ['fasttrack-ours', count('/ip firewall filter', 'comment~"^lango" disabled=no')],
  ['expired', count('/ip firewall raw', 'comment="lango expired" disabled=no')],
  ['ntp', '[/system ntp client get enabled]'],
  ['schedule', one('/system scheduler', 'name="lango-agent"', 'interval')],
  ['accepts', '([/radius monitor [:pick [/radius find where comment="lango"] 0] once as-value]->"accepts")'],
  ['rejects', '([/radius monitor [:pick [/radius find where comment="lango"] 0] once as-value]->"rejects")'],
  ['timeouts', '([/radius monitor [:pick [/radius find where comment="lango"] 0] once as-value]->"timeouts")'],
  ['bad-replies', '([/radius monitor [:pick [/radius find where comment="lango"] 0] once as-value]->"bad-replies")'],
] // prettier-ignore

export interface Drift {
  name: string
  wanted: string
  is: string
}

type Told = Readonly<Record<string, string | undefined>>

/** What is not as the script left it, of what the router has told. What it did not tell is no drift. */
export function findDrift(plan: RouterPlan, told: Told): Drift[] {
  return wantedSettings(plan, told).flatMap(([name, wanted]) => {
    const is = told[name]
    if (is === undefined || plain(is) === plain(wanted)) return []
    return [{ name, wanted, is: plain(is) }]
  })
}

function wantedSettings(plan: RouterPlan, told: Told): [string, string][] {
  const hotspot: [string, string][] = [
    ['hotspot-radius', plan.local_users ? 'no' : 'yes'],
    ['hotspot-login', 'http-chap,http-pap,cookie,mac-cookie'],
    ['hotspots', '1'],
    ['walled-garden', '1'],
  ]
  const pppoe: [string, string][] = [
    ['ppp-radius', 'yes'],
    ['ppp-accounting', 'yes'],
    ['expired', '1'],
  ]
  const tracked = Number(told['fasttrack'] ?? 0) > 0
  const exempt = (hasHotspot(plan) ? 2 : 0) + (hasPppoe(plan) ? 2 : 0)
  return [
    ['radius', '1'],
    ['radius-service', hasHotspot(plan) && !plan.local_users ? 'ppp,hotspot' : 'ppp'],
    ['radius-timeout', '3s'],
    ['radius-signed', 'yes-for-request-resp'],
    ['incoming', 'yes'],
    ['incoming-port', String(plan.radius.coa_port)],
    ...(hasPppoe(plan) ? pppoe : []),
    ...(hasHotspot(plan) ? hotspot : []),
    ...(tracked ? ([['fasttrack-ours', String(exempt)]] satisfies [string, string][]) : []),
    ['ntp', 'yes'],
    ['schedule', `${agentSeconds}s`],
  ]
}

/** One way of saying it: "true" is yes, "00:00:03" is 3s, and a list is the same in any order. */
function plain(words: string): string {
  if (words === 'true') return 'yes'
  if (words === 'false') return 'no'
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d)$/.exec(words) ?? []
  if (seconds !== undefined) return `${Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)}s`
  return words.split(/[;,]/).sort().join(',')
} // prettier-ignore
