// The two halves of a MikroTik made one: what its menus show of active users and hosts is what goes on, removing one there
// ends it, and its RADIUS client is set by its configuration.

import type { RouterOS } from '../routeros/routeros.ts'
import { ScriptTrouble, shortSpan, textOf, toBytes } from '../routeros/values.ts'
import type { Hotspot } from './hotspot.ts'
import type { Server } from './radius-client.ts'
import type { Router } from './router.ts'
import type { Session } from './sessions.ts'

/** `/radius` as its entry for a service says now; before there is one, nobody is asked. */
export function radiusOf(ros: RouterOS, service: 'ppp' | 'hotspot' = 'ppp'): Server {
  const entry = () =>
    ros
      .rows('/radius')
      .find((row) => row['disabled'] !== 'yes' && row['service']?.split(',').includes(service))
  return {
    get host() {
      return entry()?.['address'] ?? '127.255.255.254'
    },
    get auth_port() {
      return Number(entry()?.['authentication-port'] ?? 1812)
    },
    get acct_port() {
      return Number(entry()?.['accounting-port'] ?? 1813)
    },
    get secret() {
      return entry()?.['secret'] ?? ''
    },
  }
}

/** From now on the menus of `ros` show what `router` and `hotspot` do. */
export function tieInside(ros: RouterOS, router: Router, hotspot?: Hotspot): void {
  const active = (service: Session['service'], fields: (session: Session) => Row) =>
    ros.show(service === 'pppoe' ? '/ppp/active' : '/ip/hotspot/active', {
      items: () =>
        router.sessions
          .filter((session) => session.service === service)
          .map((session) => ({
            '.id': idOf(session),
            radius: 'yes',
            uptime: uptime(session),
            ...fields(session),
          })),
      remove: (row) => {
        const session = router.sessions.find((one) => idOf(one) === row['.id'])
        if (!session) throw new ScriptTrouble('no such item')
        router.hangUp(session, 'admin_reset')
      },
    })
  const uptime = ({ started_at }: Session) =>
    shortSpan(Math.max(0, Math.floor(router.now().since(started_at).total('seconds'))))

  active('pppoe', (session) => ({
    name: toBytes(session.user_name),
    service: 'pppoe',
    'caller-id': session.mac,
    address: session.framed_ip,
    'session-id': `0x${session.session_id.toUpperCase()}`,
  }))
  active('hotspot', (session) => ({
    server: session.hotspot?.server_name ?? 'hotspot',
    user: toBytes(session.user_name),
    address: session.framed_ip,
    'mac-address': session.mac,
    'bytes-in': String(session.input_bytes),
    'bytes-out': String(session.output_bytes),
  }))
  if (!hotspot) return

  ros.show('/ip/hotspot/host', {
    items: () =>
      hotspot.hosts.map((host) => ({
        'mac-address': host.mac,
        address: host.ip,
        'to-address': host.ip,
        server: hotspot.server_name,
        authorized: host.session ? 'yes' : 'no',
      })),
    remove: (row) => {
      const host = hotspot.hosts.find(({ mac }) => mac === row['mac-address'])
      if (host) hotspot.removeHost(host)
    },
  })
  ros.teach('/ip/hotspot/active login', async (call) => {
    const word = async (name: string) => textOf((await call.named(name)) ?? '')
    const [user, password, mac, ip] = [await word('user'), await word('password'), await word('mac-address'), await word('ip')] // prettier-ignore
    const host = hotspot.hosts.find(
      (one) => (ip === '' || one.ip === ip) && (mac === '' || one.mac === mac.toUpperCase()),
    )
    if (!host || (ip === '' && mac === '')) throw new ScriptTrouble('failure: unknown host')
    if (host.session) throw new ScriptTrouble('failure: already logged in')
    const dialled = await hotspot.loginHost(host, { user_name: user, password })
    if (dialled.outcome !== 'online') throw new ScriptTrouble(`failure: ${dialled.error}`)
    return null
  })
}

/** Of the session: a list read a moment ago must not point to another one. */
const idOf = ({ session_id }: Session) =>
  `*${Number.parseInt(session_id, 16).toString(16).toUpperCase()}`

type Row = Readonly<Record<string, string>>
