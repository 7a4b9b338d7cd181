// What the router knows when it shows a page: the $(variables) of the manual, for one host and one request.

import type { GatewayAsked } from './gateway.ts'
import type { Host } from './hosts.ts'
import type { Household } from './hotspot.ts'
import { limitOf, type Session } from './sessions.ts'
import { escapeForUrl, octalEscapes, type Variables } from './template.ts'

export interface Showing {
  /** http://10.5.50.1 */
  readonly base: string
  /** Where the guest wanted to go. */
  readonly link_orig?: string
  readonly user_name?: string
  readonly error?: string
  /** error, chap-* and popup exist on the login page only. */
  readonly is_login?: boolean
  /** The counters exist on the status page only. */
  readonly counts?: boolean
  /** The one that just ended. */
  readonly session?: Session
}

export function linksOf(base: string) {
  return { login: `${base}/login`, status: `${base}/status`, logout: `${base}/logout` }
}

export function pageVariables(
  house: Household,
  host: Host,
  asked: GatewayAsked,
  showing: Showing,
): Variables {
  const { base, link_orig = '', is_login = false } = showing
  const links = linksOf(base)
  const session = host.session ?? showing.session
  const link_login =
    link_orig === '' ? links.login : `${links.login}?dst=${escapeForUrl(link_orig)}`
  const after = link_orig === '' ? links.status : link_orig
  return {
    identity: house.router.name,
    hostname: new URL(base).hostname,
    'server-address': new URL(base).host,
    'server-name': house.server_name,
    'interface-name': 'bridge-hotspot',
    'vlan-id': '0',
    'plain-passwd': house.allows('http-pap') ? 'yes' : 'no',
    'ssl-login': 'no',
    trial: 'no',
    domain: '',
    mac: host.mac,
    ip: host.ip,
    'host-ip': host.ip,
    username: session?.user_name ?? showing.user_name ?? '',
    'logged-in': host.session ? 'yes' : 'no',
    'login-by': host.login_by,
    'link-login': link_login,
    'link-login-only': links.login,
    'link-logout': links.logout,
    'link-status': links.status,
    'link-orig': link_orig,
    'link-redirect': host.session ? after : link_login,
    'session-id': asked.fields.get('session-id') ?? '',
    var: asked.fields.get('var') ?? '',
    ...(is_login ? loginVariables(host, asked, showing) : {}),
    ...(session ? timeVariables(session, house.router.now()) : {}),
    ...(session && showing.counts ? counters(session) : {}),
  }
}

function loginVariables(host: Host, asked: GatewayAsked, { error = '' }: Showing): Variables {
  const { challenge } = host
  return {
    error,
    'error-orig': error,
    popup: asked.fields.get('popup') ?? 'false',
    'chap-id': challenge ? octalEscapes(challenge.identifier) : '',
    'chap-challenge': challenge ? octalEscapes(challenge.challenge) : '',
  }
}

function timeVariables({ started_at, ends_at, settings }: Session, now: Temporal.Instant) {
  const up = Math.max(0, Math.floor(now.since(started_at).total('seconds')))
  const left = ends_at ? Math.max(0, Math.ceil(ends_at.since(now).total('seconds'))) : 0
  const idle = Number(settings.get('Idle-Timeout') ?? 0)
  return {
    uptime: routerTime(up),
    'uptime-secs': String(up),
    'session-timeout': ends_at ? routerTime(left) : '',
    'session-timeout-secs': String(left),
    'session-time-left': ends_at ? routerTime(left) : '',
    'session-time-left-secs': String(left),
    'idle-timeout': idle > 0 ? routerTime(idle) : '',
    'idle-timeout-secs': String(idle),
  }
}

function counters(session: Session): Variables {
  const { input_bytes, output_bytes } = session
  const limit = (name: string) => {
    const bytes = limitOf(session, name)
    return bytes === undefined ? NO_LIMIT : String(bytes)
  }
  const remain = (name: string, used: number) => {
    const bytes = limitOf(session, name)
    return bytes === undefined ? NO_LIMIT : String(Math.max(0, bytes - used))
  }
  return {
    'bytes-in': String(input_bytes),
    'bytes-in-nice': niceBytes(input_bytes),
    'bytes-out': String(output_bytes),
    'bytes-out-nice': niceBytes(output_bytes),
    'limit-bytes-in': limit('Mikrotik-Recv-Limit'),
    'limit-bytes-out': limit('Mikrotik-Xmit-Limit'),
    'remain-bytes-in': remain('Mikrotik-Recv-Limit', input_bytes),
    'remain-bytes-out': remain('Mikrotik-Xmit-Limit', output_bytes),
    'remain-bytes-total': remain('Mikrotik-Total-Limit', input_bytes + output_bytes),
  }
}

const NO_LIMIT = '---'

/** 1w2d3h4m5s, as RouterOS writes it. */
export function routerTime(seconds: number): string {
  const units = [
    ['w', 604_800],
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const
  let rest = seconds
  const words = units.map(([unit, length]) => {
    const count = Math.floor(rest / length)
    rest -= count * length
    return count > 0 ? `${count}${unit}` : ''
  })
  return words.join('') || '0s'
}

/** 1.5 MiB */
function niceBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let tenths = bytes * 10
  let unit = 0
  while (tenths >= 10_240 && unit < units.length - 1) {
    tenths = Math.floor(tenths / 1024)
    unit += 1
  }
  return `${Math.floor(tenths / 10)}.${tenths % 10} ${units[unit]}`
}
