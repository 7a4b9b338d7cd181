// What a router says of itself before anything is changed. It only reads; whether to go on is decided by the box, which knows the
// words for what is wrong (preflight.ts), and answers "go" or "stop".

import { checkOf, hasHotspot, hasPppoe, type Dialect, type RouterPlan } from './router-plan.ts'
import { quoted } from './script-text.ts'

export function preflight(plan: RouterPlan, dialect: Dialect): string {
  const { url, token } = plan
  return [
    ':local facts ""',
    ...questions(plan, dialect).map(
      // What a RouterOS does not have is left out, and nothing fails.
      ([name, ask]) =>
        `:do { :set facts ($facts . "${name}=" . [:tostr ${ask}] . "\\n") } on-error={}`,
    ),
    `:local answer [/tool fetch url="${url}/r/${token}/facts" http-method=post http-data=$facts output=user as-value${checkOf(url)}]`,
    ':if (($answer->"data") != "go") do={ :put "Lango: this router is not ready. Its page says what to do."; :error "Lango: not ready" }',
  ].join('\n')
}

/** Name → what is asked. Order is that of the page. */
function questions(plan: RouterPlan, dialect: Dialect): [string, string][] {
  const port = quoted(plan.guest_port)
  const resource = (name: string) => `[/system resource get ${name}]`
  const mode = (name: string) => `[/system device-mode get ${name}]`
  const count = (menu: string, which: string) => `[:len [${menu} find where ${which}]]`
  return [
    ['version', resource('version')],
    ['board', resource('board-name')],
    ['built', resource('build-time')],
    ...(dialect === 7
      ? ([
          ['mode', mode('mode')],
          ['mode-hotspot', mode('hotspot')],
          ['mode-fetch', mode('fetch')],
          ['mode-scheduler', mode('scheduler')],
          ['flagged', mode('flagged')],
        ] satisfies [string, string][])
      : ([
          ['package-hotspot', count('/system package', 'name="hotspot" disabled=no')],
          ['package-ppp', count('/system package', 'name="ppp" disabled=no')],
        ] satisfies [string, string][])),
    // A routerboard says nlevel, a machine of one's own level.
    ['level', '[/system license get nlevel]'],
    ['level', '[/system license get level]'],
    ['date', '[/system clock get date]'],
    ['ntp', '[/system ntp client get enabled]'],
    ['port', count('/interface', `name=${port}`)],
    ['address', `[/ip address get [:pick [/ip address find where interface=${port}] 0] address]`],
    ['fasttrack', count('/ip firewall filter', 'action=fasttrack-connection disabled=no')],
    ['other-radius', count('/radius', 'disabled=no comment!="lango"')],
    ...(hasPppoe(plan)
      ? ([['secrets', count('/ppp secret', 'disabled=no comment!="lango"')]] satisfies [string, string][])
      : []),
    ...(hasHotspot(plan)
      ? ([
          ['users', count('/ip hotspot user', 'disabled=no comment!="lango" name!="default-trial"')],
          ['login-by', `[/ip hotspot profile get [/ip hotspot get [:pick [/ip hotspot find where interface=${port}] 0] profile] login-by]`],
        ] satisfies [string, string][])
      : []),
  ] // prettier-ignore
}
