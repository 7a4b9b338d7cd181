// What a router does for customers: lines by PPPoE, guests by hotspot, speeds that hold, and who has not paid reaching the pay
// page and nothing else.

import { hotspotPages } from './hotspot-pages.ts'
import {
  checkOf,
  expiredPool,
  hasHotspot,
  hasPppoe,
  hostOf,
  type RouterPlan,
} from './router-plan.ts'
import { block, keep, quoted } from './script-text.ts'
import type { SetupStep } from './setup-steps.ts'

/** Of the hotspot, where its port has no address yet. */
export const hotspotGateway = '10.5.50.1'

export function pppoeStep({ guest_port }: RouterPlan): SetupStep {
  const port = quoted(guest_port)
  const server =
    'service-name="lango" authentication=pap,chap,mschap1,mschap2 default-profile="lango" one-session-per-host=yes keepalive-timeout=10 disabled=no'
  return {
    name: 'pppoe',
    lines: [
      '/ppp aaa set use-radius=yes accounting=yes',
      keep('/ip pool', 'name="lango-pppoe"', 'ranges=10.64.0.2-10.64.63.254'),
      keep('/ppp profile', 'name="lango"', 'local-address=10.64.0.1 remote-address="lango-pppoe" change-tcp-mss=yes'),
      // One that is there already is theirs, and goes on with its own profile: RADIUS is asked for it, too.
      `:if ([:len [/interface pppoe-server server find where interface=${port} comment!="lango"]] = 0) do={`,
      block([keep('/interface pppoe-server server', 'comment="lango"', `interface=${port} ${server}`)]),
      '}',
    ],
  } // prettier-ignore
}

export function hotspotStep(plan: RouterPlan): SetupStep {
  const { url, token, local_users } = plan
  const port = quoted(plan.guest_port)
  const host = hostOf(url)
  const asks = local_users ? 'no' : 'yes'
  const profile = `login-by=http-chap,http-pap,cookie,mac-cookie use-radius=${asks} radius-accounting=${asks} radius-interim-update=received html-directory=$langoFolder`
  // Which pages there are does not depend on where they lead.
  const pages =
    token === null
      ? []
      : Object.keys(hotspotPages({ portal_url: 'https://x', portal_key: '0'.repeat(12) }))
  return {
    name: 'hotspot',
    lines: [
      // Where there is flash memory, only what is inside it is there after a restart.
      ':local langoFolder "lango"',
      ':if ([:len [/file find where name="flash"]] > 0) do={ :set langoFolder "flash/lango" }',
      ...pages.map(
        (page) =>
          `/tool fetch url="${url}/r/${token}/pages/${page}" dst-path=($langoFolder . "/${page}")${checkOf(url)}`,
      ),
      `:if ([:len [/ip address find where interface=${port}]] = 0) do={ /ip address add address=${hotspotGateway}/24 interface=${port} comment="lango hotspot" }`,
      `:if ([:len [/ip address find where comment="lango hotspot"]] > 0) do={`,
      block([
        keep('/ip pool', 'name="lango-hotspot"', 'ranges=10.5.50.10-10.5.50.254'),
        keep('/ip dhcp-server network', 'comment="lango"', `address=10.5.50.0/24 gateway=${hotspotGateway} dns-server=${hotspotGateway}`),
        keep('/ip dhcp-server', 'name="lango"', `interface=${port} address-pool="lango-hotspot" disabled=no`),
        keep('/ip firewall nat', 'comment="lango hotspot"', 'chain=srcnat src-address=10.5.50.0/24 action=masquerade'),
      ]),
      '}',
      keep('/ip hotspot profile', 'name="lango"', profile),
      `:if ([:len [/ip hotspot find where interface=${port}]] = 0) do={`,
      block([`/ip hotspot add name="lango" interface=${port} profile="lango" disabled=no`]),
      '} else={',
      block([`/ip hotspot set [/ip hotspot find where interface=${port}] profile="lango"`]),
      '}',
      keep('/ip hotspot walled-garden', 'comment="lango"', `action=allow dst-host="${host}"`),
      keep('/ip hotspot walled-garden ip', 'comment="lango"', `action=accept dst-host="${host}"`),
    ],
  } // prettier-ignore
}

/** FastTrack goes past the queues: who pays for 5 Mbps would have all there is. Our customers are let through before it. */
export function fasttrackStep(plan: RouterPlan): SetupStep {
  const ways = [
    ...(hasHotspot(plan)
      ? [
          ['from-guests', `in-interface=${quoted(plan.guest_port)}`],
          ['to-guests', `out-interface=${quoted(plan.guest_port)}`],
        ]
      : []),
    ...(hasPppoe(plan)
      ? [
          ['from-lines', 'in-interface=all-ppp'],
          ['to-lines', 'out-interface=all-ppp'],
        ]
      : []),
  ]
  const found = '[/ip firewall filter find where action=fasttrack-connection]'
  const rule = ([name, way]: string[]) =>
    keep(
      '/ip firewall filter',
      `comment="lango ${name}"`,
      `chain=forward action=accept connection-state=established,related ${way}`,
      ` place-before=[:pick ${found} 0]`,
    )
  return {
    name: 'fasttrack',
    lines: [`:if ([:len ${found}] > 0) do={`, block(ways.map(rule)), '}'],
  }
}

/** Whoever has not paid, in a pool of their own: they reach the pay page, and nothing beyond the router. */
export function expiredStep({ url }: RouterPlan): SetupStep {
  const host = quoted(hostOf(url))
  return {
    name: 'expired',
    lines: [
      keep('/ip pool', `name="${expiredPool}"`, 'ranges=10.66.0.2-10.66.63.254'),
      keep('/ip firewall address-list', 'comment="lango expired"', `list="${expiredPool}" address=10.66.0.0/18`),
      keep('/ip firewall address-list', 'comment="lango open"', `list="lango-open" address=${host}`),
      keep('/ip firewall raw', 'comment="lango expired"', `chain=prerouting action=drop src-address-list="${expiredPool}" dst-address-list="!lango-open" dst-address-type="!local"`),
    ],
  } // prettier-ignore
}
