// Every setting of the box: its name, its reader, its default and what it is for. The only reader of the
// environment. `lango config` prints this table.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  text,
  key,
  url,
  addresses,
  port,
  portOrOff,
  count,
  some,
  months,
  workers,
  flag,
} from './setting-values.ts'

const settings = {
  databaseUrl: {
    env: 'LANGO_DATABASE_URL',
    read: text,
    fallback: 'postgres:///lango',
    secret: true,
    help: 'PostgreSQL 15 or newer, the book of record',
  },
  boxKey: {
    env: 'LANGO_BOX_KEY',
    read: key,
    secret: true,
    help: '64 hex digits: openssl rand -hex 32',
  },
  stateDir: {
    env: 'LANGO_STATE_DIR',
    read: text,
    fallback: '/var/lib/lango',
    help: 'Where the spools lie: a disk that keeps what is fsynced',
  },
  publicUrl: {
    env: 'LANGO_PUBLIC_URL',
    read: url,
    fallback: 'http://127.0.0.1:8080',
    help: 'How the world reaches the web door: links and callback addresses begin with it',
  },
  webHost: {
    env: 'LANGO_WEB_HOST',
    read: text,
    fallback: '127.0.0.1',
    help: 'Address of the web door',
  },
  webPort: { env: 'LANGO_WEB_PORT', read: port, fallback: '8080', help: 'Port of the web door' },
  proxyHops: {
    env: 'LANGO_PROXY_HOPS',
    read: count,
    fallback: '0',
    help: 'How many reverse proxies stand in front; 0: X-Forwarded-For is not believed',
  },
  radiusHost: {
    env: 'LANGO_RADIUS_HOST',
    read: text,
    fallback: '0.0.0.0',
    help: 'Address the routers ask',
  },
  authPort: { env: 'LANGO_RADIUS_AUTH_PORT', read: port, fallback: '1812', help: 'Access-Request' },
  acctPort: {
    env: 'LANGO_RADIUS_ACCT_PORT',
    read: port,
    fallback: '1813',
    help: 'Accounting-Request',
  },
  radsecPort: {
    env: 'LANGO_RADSEC_PORT',
    read: portOrOff,
    fallback: 'off',
    help: 'RadSec, RADIUS through TLS: 2083 is its port; see lango radsec',
  },
  routerCa: {
    env: 'LANGO_ROUTER_CA',
    read: text,
    fallback: '-',
    help: "File with the certificate, in PEM, that the web door's goes back to; routers are given it. -: they know it",
  },
  tunnelPort: {
    env: 'LANGO_TUNNEL_PORT',
    read: port,
    fallback: '51820',
    help: 'Where WireGuard listens for routers that come through a tunnel',
  },
  routerPackets: {
    env: 'LANGO_RADIUS_ROUTER_PACKETS',
    read: some,
    fallback: '3000',
    help: 'How many packets a second one router may send; what is more goes unanswered',
  },
  routerBurst: {
    env: 'LANGO_RADIUS_ROUTER_BURST',
    read: some,
    fallback: '15000',
    help: 'How many of them in one breath: 10,000 homes may redial after a power cut',
  },
  sessionMonths: {
    env: 'LANGO_SESSION_MONTHS',
    read: months,
    fallback: '24',
    help: 'How many months of past sessions are kept; what was used on each day is kept for ever',
  },
  messageMonths: {
    env: 'LANGO_MESSAGE_MONTHS',
    read: months,
    fallback: '24',
    help: 'How far back staff may search what providers sent and answered, word for word',
  },
  newSessionsPerMinute: {
    env: 'LANGO_NEW_SESSIONS_PER_MINUTE',
    read: count,
    fallback: '1000',
    help: 'Of one router, for long; twenty times as many at once, as after a power cut',
  },
  spoolMegabytes: {
    env: 'LANGO_SPOOL_MEGABYTES',
    read: count,
    fallback: '256',
    help: "One router's part of the disk for accounting that waits for PostgreSQL",
  },
  radiusWorkers: {
    env: 'LANGO_RADIUS_WORKERS',
    read: workers,
    fallback: '1',
    help: 'Processes that share the port of Access-Requests; the first alone says yes',
  },
  webSocket: {
    env: 'LANGO_WEB_SOCKET',
    read: flag,
    fallback: 'no',
    help: 'yes: systemd holds the web port and hands it over (lango-web.socket)',
  },
  metricsPort: {
    env: 'LANGO_METRICS_PORT',
    read: portOrOff,
    fallback: 'off',
    help: 'Where the web process tells its figures to a Prometheus, at /metrics: 9469',
  },
  metricsHost: {
    env: 'LANGO_METRICS_HOST',
    read: text,
    fallback: '127.0.0.1',
    help: 'The address it listens on for that; whoever reaches it may read them',
  },
  trial: {
    env: 'LANGO_TRIAL',
    read: flag,
    fallback: 'no',
    help: 'yes: time can be moved on, and simulators stand for Safaricom and the routers',
  },
  trialPages: {
    env: 'LANGO_TRIAL_PAGES',
    read: addresses,
    fallback: '',
    help: "In a trial: the simulated Safaricom, a guest's phone and the routers, three addresses with commas between",
  },
  killPoints: {
    env: 'LANGO_KILL_POINTS',
    read: flag,
    fallback: 'no',
    help: 'yes: stop at each step of a payment and wait for the crash test; never on a real box',
  },
} satisfies Record<string, Setting>

interface Setting {
  env: string
  read: (value: string) => string | number | boolean | readonly string[]
  fallback?: string // A setting without one must be given.
  secret?: true // May lie in a file instead, so that no list of processes and no unit shows it.
  help: string
}

export type Config = {
  readonly [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]['read']>
}

/**
 * Reads all of it or throws once, naming every setting that is missing or unreadable. What is secret may lie in the file
 * that LANGO_…_FILE names, or be a credential of systemd's of the setting's own name (LoadCredential, systemd.exec(5)).
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = []
  const read = ([name, setting]: [string, Setting]) => {
    try {
      const given = env[setting.env] ?? (setting.secret && readSecret(env, setting.env))
      return [name, setting.read(given ?? setting.fallback ?? '')]
    } catch (problem) {
      problems.push(`${setting.env} ${(problem as Error).message} (${setting.help})`)
      return [name, undefined]
    }
  }
  const config = Object.fromEntries(Object.entries(settings).map(read))
  if (problems.length > 0) throw new Error(`Lango can't start:\n  ${problems.join('\n  ')}`)

  return Object.freeze(config) as Config
}

function readSecret(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const named = env[`${name}_FILE`]
  const folder = env['CREDENTIALS_DIRECTORY']
  const path = named ?? (folder && join(folder, name))
  if (!path) return undefined
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException
    if (named === undefined && code === 'ENOENT') return undefined // A credential of another name only.
    throw new Error(`can't be read from ${path} (${code})`, { cause: problem })
  }
}

/** Of Config: what is never shown. */
export const secretNames: readonly string[] = Object.entries(settings).flatMap(([name, setting]) => 'secret' in setting ? [name] : []) // prettier-ignore

/** The table for people: one line a setting, never a value that is secret. */
export function describeSettings(): string {
  return Object.values(settings)
    .map(({ env, help, ...rest }) => {
      const fallback = 'fallback' in rest ? `default ${rest.fallback}` : 'must be given'
      const file = 'secret' in rest ? `, here or in the file of ${env}_FILE` : ''
      return `${env.padEnd(26)} ${help} (${fallback}${file})`
    })
    .join('\n')
}
