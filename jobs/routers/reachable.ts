// Where a router may be (T35). An address that somebody typed must not lead the box to itself, to the machine that hosts
// it, or to its provider's data about it: the name is looked up once, what it leads to is judged, and that is dialled.

import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { Invalid, Unavailable } from '../../appliance/errors.ts'

function listOf(...networks: string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

/** This machine, links, many at once, documentation, and what leads through to an IPv4 address. */
const never = listOf(
  '0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3',
  '::/128', 'fe80::/10', 'ff00::/8', '2001:db8::/32', '64:ff9b::/96', '2002::/16', '2001::/32', 'fd00:ec2::/32',
) // prettier-ignore
const here = listOf('127.0.0.0/8', '::1/128')
/** Where a password may go in the clear: our own network, and the tunnel. */
const own = listOf('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', 'fc00::/7', '::1/128') // prettier-ignore

export type Judged = 'good' | 'this_machine' | 'no_router_there'

/** Of an address as `inet` or a resolver writes it. In a trial the routers are on this very machine. */
export function judgeAddress(address: string, { trial }: { trial: boolean }): Judged {
  const plain = plainAddress(address)
  const kind = isIP(plain)
  if (kind === 0) return 'no_router_there'
  const family = kind === 6 ? 'ipv6' : 'ipv4'
  if (here.check(plain, family)) return trial ? 'good' : 'this_machine'
  return never.check(plain, family) ? 'no_router_there' : 'good'
}

export function isOwnNetwork(address: string): boolean {
  const plain = plainAddress(address)
  return own.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

/** ::ffff:127.0.0.1 is 127.0.0.1, however its last part is written. */
function plainAddress(address: string): string {
  const [, dotted, high, low] =
    /^(?:0*:)*:?ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address) ?? []
  if (dotted !== undefined) return dotted
  if (high === undefined) return address
  const number = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low!, 16)
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
}

/** The ports that RouterOS's API may be on; a router's address is no way to knock at other doors. */
const isApiPort = (port: number) => port === 8728 || port === 8729 || port >= 10_000

/**
 * The address to dial. Throws Invalid `router_address` for one that is not to be dialled, Unavailable `router_unknown_name`
 * for a name that leads nowhere.
 */
export async function findReachable(
  host: string,
  port: number,
  { trial }: { trial: boolean },
  find: typeof lookup = lookup,
): Promise<string> {
  if (!isApiPort(port)) throw new Invalid('router_address', `Port ${port} is not for routers.`)
  const found = await find(host, { verbatim: true }).catch(() => {
    throw new Unavailable('router_unknown_name', `${host} leads nowhere.`)
  })
  if (judgeAddress(found.address, { trial }) !== 'good')
    throw new Invalid('router_address', `There is no router at ${host}.`)
  return found.address
}
