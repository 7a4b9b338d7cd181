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

/** Links, many at once, documentation, and what leads through to an IPv4 address. A BlockList takes ::ffff:127.0.0.1 for 127.0.0.1. */
const never = listOf(
  '0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3',
  '::/96', 'fe80::/10', 'ff00::/8', '2001:db8::/32', '64:ff9b::/96', '2002::/16', '2001::/32', 'fd00:ec2::/32',
) // prettier-ignore
const here = listOf('127.0.0.0/8', '::1/128')
/** Where a password may go in the clear: our own network, and the tunnel. */
const own = listOf('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', 'fc00::/7', '::1/128') // prettier-ignore

export type Judged = 'good' | 'this_machine' | 'no_router_there'

/** Of an address as `inet` or a resolver writes it. In a trial the routers are on this very machine. */
export function judgeAddress(address: string, { trial }: { trial: boolean }): Judged {
  const kind = isIP(address)
  if (kind === 0) return 'no_router_there'
  const family = kind === 6 ? 'ipv6' : 'ipv4'
  if (here.check(address, family)) return trial ? 'good' : 'this_machine'
  return never.check(address, family) ? 'no_router_there' : 'good'
}

export function isOwnNetwork(address: string): boolean {
  return own.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
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
