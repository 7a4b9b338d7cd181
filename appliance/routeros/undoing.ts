// The script that takes everything of ours off a router and puts back what was there before. It may be run again, and where
// nothing of ours is.

import { checkOf, expiredPool, type Dialect, type RouterPlan } from './router-plan.ts'
import { drop } from './script-text.ts'

export function undoScript(dialect: Dialect): string {
  const named = 'name="lango"'
  const ours = 'comment~"^lango"'
  const seven = dialect === 7
  return [
    '# Lango leaves this router: what it made goes, and what it changed is put back.',
    drop('/system scheduler', 'name="lango-agent"'),
    // How it was: a script that our first step wrote on this router.
    ':if ([:len [/system script find where name="lango-before"]] > 0) do={ /system script run lango-before }',
    drop('/ip hotspot', named),
    drop('/ip hotspot profile', named),
    drop('/ip hotspot user', ours),
    drop('/ip hotspot user profile', 'name~"^lango "'),
    drop('/ip hotspot walled-garden', ours),
    drop('/ip hotspot walled-garden ip', ours),
    drop('/interface pppoe-server server', ours),
    drop('/ppp profile', named),
    drop('/ip firewall filter', ours),
    drop('/ip firewall nat', ours),
    drop('/ip firewall raw', ours),
    drop('/ip firewall address-list', ours),
    drop('/ip dhcp-server', named),
    drop('/ip dhcp-server network', ours),
    drop('/ip address', ours),
    drop('/ip pool', `name="lango-pppoe"`),
    drop('/ip pool', `name="lango-hotspot"`),
    drop('/ip pool', `name="${expiredPool}"`),
    drop('/radius', ours),
    drop('/user', named),
    drop('/user group', named),
    ...(seven
      ? [
          drop('/interface wireguard peers', ours),
          drop('/interface wireguard', named),
          drop('/system ntp client servers', ours),
          drop('/certificate', 'name~"^lango-ca"'),
        ]
      : []),
    drop('/file', 'name~"^(flash/)?lango/"'),
    drop('/file', 'name~"^lango"'),
    drop('/system script', 'name~"^lango-"'),
    ':global langoDone',
    ':set langoDone',
    ':put "Lango: gone from this router."',
    '',
  ].join('\n')
}

/** The same by a line, as long as the line that connected it is good. */
export function lineToUndo({ url, token }: Pick<RouterPlan, 'url'> & { token: string }): string {
  return [
    `/tool fetch url=("${url}/r/${token}/undo/" . [:pick [/system resource get version] 0 1]) dst-path=lango.rsc${checkOf(url)}`,
    ':delay 1s',
    '/import lango.rsc',
  ].join('; ')
}
