// What RouterOS knows of single properties beyond their names: what a new item has, what must be unique, what must exist,
// which words a value may be. From the manual and from defaults read off real routers (community.routeros).

/** Never a truth, a number or a span of time, however it reads. */
export const freeText = new Set([
  'name', 'comment', 'password', 'secret', 'user', 'source', 'on-event', 'contents', 'message', 'note', 'mac-auth-password',
  'common-name', 'private-key', 'public-key', 'preshared-key', 'radius-location-id', 'radius-location-name', 'email', 'realm',
  'domain', 'login-url', 'on-login', 'on-logout', 'on-up', 'on-down', 'code', 'value', 'owner',
]) // prettier-ignore

export const isSpanProperty = (name: string): boolean =>
  /(^|-)(timeout|interval|interim-update|lease-time|keepalive|uptime|validity)$/.test(name)

const truths: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [
    'disabled', 'use-radius', 'radius-accounting', 'accounting', 'accept', 'enabled', 'accounting-backup', 'one-session-per-host',
    'use-circuit-id-in-nas-port-id', 'trusted', 'split-user-domain', 'add-mac-cookie', 'transparent-proxy', 'log',
    'allow-remote-requests', 'dont-require-permissions', 'run-after-reset', 'authoritative',
  ].map((name) => [name, ['yes', 'no']]),
) // prettier-ignore

/** Words a value may be, by property or by menu and property. */
export const enums: Readonly<Record<string, readonly string[]>> = {
  ...truths,
  '/radius require-message-auth': ['no', 'yes-for-request-resp'],
  '/radius protocol': ['udp', 'radsec'],
  '/ip/hotspot/walled-garden action': ['allow', 'deny'],
  '/ip/hotspot/walled-garden/ip action': ['accept', 'drop', 'reject'],
  '/ip/hotspot/ip-binding type': ['regular', 'bypassed', 'blocked'],
  '/ip/hotspot/profile nas-port-type': ['ethernet', 'cable', 'wireless-802.11'],
  '/ip/hotspot/profile mac-auth-mode': ['mac-as-username', 'mac-as-username-and-password'],
  '/ppp/profile use-encryption': ['default', 'no', 'required', 'yes'],
  '/ppp/profile change-tcp-mss': ['default', 'no', 'yes'],
  '/ppp/profile only-one': ['default', 'no', 'yes'],
}

/** Comma-separated words, each of these; `!` before one denies it. */
export const wordLists: Readonly<Record<string, readonly string[]>> = {
  '/radius service': ['ppp', 'login', 'hotspot', 'wireless', 'dhcp', 'ipsec', 'dot1x'],
  '/ip/hotspot/profile login-by': ['mac', 'cookie', 'http-chap', 'http-pap', 'https', 'mac-cookie', 'trial'],
  '/interface/pppoe-server/server authentication': ['pap', 'chap', 'mschap1', 'mschap2'],
  policy: ['local', 'telnet', 'ssh', 'ftp', 'reboot', 'read', 'write', 'policy', 'test', 'winbox', 'password', 'web', 'sniff', 'sensitive', 'api', 'rest-api', 'romon'],
} // prettier-ignore

/** A value that names an item of another menu. `none` and the listed words are always good. */
export const references: Readonly<
  Record<string, { in: readonly string[]; or?: readonly string[] }>
> = {
  '/ip/hotspot profile': { in: ['/ip/hotspot/profile'] },
  '/ip/hotspot interface': { in: ['/interface'] },
  '/ip/hotspot address-pool': { in: ['/ip/pool'], or: ['none'] },
  '/ip/hotspot/user profile': { in: ['/ip/hotspot/user/profile'] },
  '/ip/hotspot/user server': { in: ['/ip/hotspot'], or: ['all'] },
  '/ip/hotspot/user/profile address-pool': { in: ['/ip/pool'], or: ['none'] },
  '/ip/hotspot/walled-garden server': { in: ['/ip/hotspot'], or: ['all'] },
  '/ip/hotspot/walled-garden/ip server': { in: ['/ip/hotspot'], or: ['all'] },
  '/ip/address interface': { in: ['/interface'] },
  '/ip/dhcp-server interface': { in: ['/interface'] },
  '/ip/dhcp-server address-pool': { in: ['/ip/pool'], or: ['static-only'] },
  '/interface/bridge/port interface': { in: ['/interface', '/interface/list'] },
  '/interface/bridge/port bridge': { in: ['/interface/bridge'] },
  '/interface/list/member interface': { in: ['/interface'] },
  '/interface/list/member list': { in: ['/interface/list'], or: ['all', 'none'] },
  '/interface/wireguard/peers interface': { in: ['/interface/wireguard'] },
  '/interface/pppoe-server/server interface': { in: ['/interface'] },
  '/interface/pppoe-server/server default-profile': { in: ['/ppp/profile'] },
  '/interface/vlan interface': { in: ['/interface'] },
  '/ppp/secret profile': { in: ['/ppp/profile'] },
  '/user group': { in: ['/user/group'] },
  '/ip/pool next-pool': { in: ['/ip/pool'], or: ['none'] },
}

/** What two items of a menu may not share, and what the router says. */
export const uniques: Readonly<Record<string, { by: readonly string[]; says: string }>> = {
  '/ip/hotspot': { by: ['name'], says: 'failure: server with such name already exists' },
  '/ip/hotspot/profile': { by: ['name'], says: 'failure: profile with such name already exists' },
  '/ip/hotspot/user': { by: ['name', 'server'], says: 'failure: already have user with this name for this server' },
  '/ip/hotspot/user/profile': { by: ['name'], says: 'failure: profile with such name already exists' },
  '/ppp/profile': { by: ['name'], says: 'failure: profile with the same name already exists' },
  '/ppp/secret': { by: ['name', 'service'], says: 'failure: secret with the same name already exists' },
  '/ip/pool': { by: ['name'], says: 'failure: pool with such name exists' },
  '/user': { by: ['name'], says: 'failure: user with the same name already exists' },
  '/user/group': { by: ['name'], says: 'failure: group with the same name already exists' },
  '/system/script': { by: ['name'], says: 'failure: item with this name already exists' },
  '/system/scheduler': { by: ['name'], says: 'failure: item with this name already exists' },
  '/interface/bridge': { by: ['name'], says: 'failure: already have interface with such name' },
  '/interface/wireguard': { by: ['name'], says: 'failure: already have interface with such name' },
  '/interface/vlan': { by: ['name'], says: 'failure: already have interface with such name' },
  '/interface/list': { by: ['name'], says: 'failure: already have such list' },
  '/interface/list/member': { by: ['interface', 'list'], says: 'failure: already have such member' },
  '/interface/bridge/port': { by: ['interface'], says: 'failure: device already added as bridge port' },
  '/ip/firewall/address-list': { by: ['list', 'address'], says: 'failure: already have such entry' },
  '/ip/address': { by: ['address', 'interface'], says: 'failure: already have such address' },
  '/ip/dhcp-server': { by: ['name'], says: 'failure: server with such name already exists' },
  '/interface/pppoe-server/server': { by: ['service-name', 'interface'], says: 'failure: server already exists on this interface' },
  '/ip/dns/static': { by: ['name', 'address', 'type'], says: 'entry already exists' },
  '/system/ntp/client/servers': { by: ['address'], says: 'failure: server already exists' },
  '/file': { by: ['name'], says: 'failure: file with such name already exists' },
  '/routing/table': { by: ['name'], says: 'failure: already have such table' },
} // prettier-ignore

/** What an item has when nothing else is said. */
export const defaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/radius': { 'accounting-port': '1813', 'authentication-port': '1812', timeout: '300ms', protocol: 'udp', 'accounting-backup': 'no', 'require-message-auth': 'yes-for-request-resp', disabled: 'no', service: '' },
  '/ip/hotspot': { disabled: 'no', 'idle-timeout': '5m', 'keepalive-timeout': 'none', 'addresses-per-mac': '2', profile: 'default', 'address-pool': 'none' },
  '/ip/hotspot/profile': { 'use-radius': 'no', 'radius-accounting': 'yes', 'radius-interim-update': 'received', 'login-by': 'cookie,http-chap', 'html-directory': 'hotspot', 'nas-port-type': 'wireless-802.11', 'dns-name': '', 'radius-default-domain': '' },
  '/ip/hotspot/user': { server: 'all', profile: 'default', password: '', disabled: 'no' },
  '/ip/hotspot/user/profile': { 'shared-users': '1', 'keepalive-timeout': '2m', 'idle-timeout': 'none', 'add-mac-cookie': 'yes', 'address-pool': 'none' },
  '/ip/hotspot/walled-garden': { action: 'allow', disabled: 'no' },
  '/ip/hotspot/walled-garden/ip': { action: 'accept', disabled: 'no' },
  '/ip/hotspot/ip-binding': { type: 'regular', server: 'all', disabled: 'no' },
  '/interface/pppoe-server/server': { disabled: 'yes', 'service-name': '', authentication: 'pap,chap,mschap1,mschap2', 'default-profile': 'default', 'keepalive-timeout': '10s', 'one-session-per-host': 'no', 'max-mtu': 'auto', 'max-mru': 'auto' },
  '/ppp/profile': { 'use-encryption': 'default', 'only-one': 'default', 'change-tcp-mss': 'default', 'address-list': '' },
  '/ppp/secret': { service: 'any', profile: 'default', password: '', disabled: 'no' },
  '/system/script': { 'dont-require-permissions': 'no', policy: 'ftp,reboot,read,write,policy,test,password,sniff,sensitive,romon', owner: 'admin', source: '' },
  '/system/scheduler': { interval: '0s', disabled: 'no', policy: 'ftp,reboot,read,write,policy,test,password,sniff,sensitive,romon', 'on-event': '', 'start-time': '00:00:00' },
  '/user': { disabled: 'no', address: '', password: '' },
  '/ip/firewall/filter': { disabled: 'no' },
  '/ip/firewall/nat': { disabled: 'no' },
  '/ip/firewall/mangle': { disabled: 'no' },
  '/ip/firewall/address-list': { disabled: 'no' },
  '/ip/dns/static': { disabled: 'no', type: 'A', ttl: '1d' },
  '/interface/wireguard': { 'listen-port': '13231', mtu: '1420', disabled: 'no' },
  '/interface/wireguard/peers': { disabled: 'no' },
  '/interface/bridge': { disabled: 'no', 'protocol-mode': 'rstp' },
  '/interface/bridge/port': { disabled: 'no' },
  '/ip/address': { disabled: 'no' },
  '/ip/dhcp-server': { disabled: 'no', 'lease-time': '30m' },
  '/certificate': { trusted: 'no' },
} // prettier-ignore
