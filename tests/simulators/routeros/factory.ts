// A router as it comes out of the box, with a technician's minimum done to it: interfaces, default profiles, services.

import type { Tree } from './tree.ts'

export interface Box {
  readonly name: string
  /** `/system/resource board-name` */
  readonly board: string
  readonly version: string
  readonly has_flash: boolean
}

/** Before anybody has configured it. */
export function fillTree(tree: Tree, { name, has_flash }: Box): void {
  const add = (path: string, values: Record<string, string>) =>
    tree.add(path, new Map(Object.entries(values)))
  for (const port of [1, 2, 3, 4, 5])
    add('/interface/ethernet', { name: `ether${port}`, 'default-name': `ether${port}`, 'mac-address': `4C:5E:0C:00:00:0${port}`, running: 'yes', disabled: 'no' }) // prettier-ignore
  add('/interface/bridge', { name: 'bridge', comment: 'defconf' })
  for (const port of [2, 3, 4, 5])
    add('/interface/bridge/port', { bridge: 'bridge', interface: `ether${port}`, comment: 'defconf' }) // prettier-ignore
  add('/interface/list', { name: 'WAN', comment: 'defconf' })
  add('/interface/list', { name: 'LAN', comment: 'defconf' })
  add('/interface/list/member', { list: 'WAN', interface: 'ether1', comment: 'defconf' })
  add('/interface/list/member', { list: 'LAN', interface: 'bridge', comment: 'defconf' })
  add('/ip/address', { address: '192.168.88.1/24', interface: 'bridge', comment: 'defconf' })
  const htmlDirectory = has_flash ? 'flash/hotspot' : 'hotspot'
  add('/ip/hotspot/profile', { name: 'default', default: 'yes', 'html-directory': htmlDirectory })
  add('/ip/hotspot/user/profile', { name: 'default', default: 'yes' })
  add('/ppp/profile', { name: 'default', default: 'yes', 'change-tcp-mss': 'yes' })
  add('/ppp/profile', { name: 'default-encryption', default: 'yes', 'use-encryption': 'yes' })
  add('/user/group', { name: 'read', default: 'yes', policy: 'local,telnet,ssh,reboot,read,test,winbox,password,web,sniff,sensitive,api,romon,rest-api,!ftp,!write,!policy' }) // prettier-ignore
  add('/user/group', { name: 'write', default: 'yes', policy: 'local,telnet,ssh,reboot,read,write,test,winbox,password,web,sniff,sensitive,api,romon,rest-api,!ftp,!policy' }) // prettier-ignore
  add('/user/group', { name: 'full', default: 'yes', policy: 'local,telnet,ssh,ftp,reboot,read,write,policy,test,winbox,password,web,sniff,sensitive,api,romon,rest-api' }) // prettier-ignore
  add('/user', { name: 'admin', group: 'full', password: '' })
  const services = { telnet: 23, ftp: 21, www: 80, ssh: 22, 'www-ssl': 443, api: 8728, winbox: 8291, 'api-ssl': 8729 } // prettier-ignore
  for (const [service, port] of Object.entries(services))
    add('/ip/service', { name: service, port: String(port), disabled: service === 'www-ssl' ? 'yes' : 'no', address: '', certificate: 'none', 'max-sessions': '20' }) // prettier-ignore
  add('/ip/firewall/filter', { chain: 'input', action: 'accept', 'connection-state': 'established,related,untracked', comment: 'defconf: accept established,related,untracked' }) // prettier-ignore
  add('/ip/firewall/filter', { chain: 'forward', action: 'fasttrack-connection', 'connection-state': 'established,related', 'hw-offload': 'yes', comment: 'defconf: fasttrack' }) // prettier-ignore
  add('/ip/firewall/filter', { chain: 'forward', action: 'accept', 'connection-state': 'established,related,untracked', comment: 'defconf: accept established,related, untracked' }) // prettier-ignore
  add('/ip/firewall/nat', { chain: 'srcnat', action: 'masquerade', 'out-interface-list': 'WAN', comment: 'defconf: masquerade' }) // prettier-ignore
  const set = (path: string, values: Record<string, string>) =>
    tree.set(path, tree.items(path)[0]!, new Map(Object.entries(values)))
  set('/system/identity', { name })
  set('/radius/incoming', { accept: 'no', port: '3799' })
  set('/ppp/aaa', { 'use-radius': 'no', accounting: 'yes', 'interim-update': '0s' })
  set('/system/clock', { 'time-zone-name': 'manual', 'time-zone-autodetect': 'yes' })
  set('/system/ntp/client', { enabled: 'no', servers: '' })
  set('/ip/dns', { 'allow-remote-requests': 'yes', servers: '' })
}
