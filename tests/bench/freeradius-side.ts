// FreeRADIUS as who knows it well would set it up for speed: only the modules that PAP, CHAP, MS-CHAP and accounting
// need, no log of attempts, as many threads as gave the best rates; with its users in a file, in PostgreSQL or in MariaDB.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../support/eventually.ts'
import { routerSecret as secret } from '../support/factories.ts'
import { freeUdpPort } from '../support/processes.ts'
import type { Side } from './generator.ts'
import { interimSeconds, lineName, linePassword, pool, rateLimit } from './radius-lines.ts'

/** Where Debian's package has the queries it comes with; readable by root. */
export const queriesFolder = '/etc/freeradius/3.0/mods-config/sql/main'

export interface SqlServer {
  dialect: 'postgresql' | 'mysql'
  port: number
  user: string
  password: string
  database: string
  pid: () => number
}

interface Setup {
  name: string
  /** Where its users are; so many of them in a file. */
  users: SqlServer | number
  threads: number
}

export async function startFreeRadius({ name, users, threads }: Setup): Promise<Side> {
  const folder = await mkdtemp(join(tmpdir(), 'lango-bench-freeradius-'))
  await chmod(folder, 0o700)
  const [auth_port, acct_port] = [await freeUdpPort(), await freeUdpPort()]
  const isFile = typeof users === 'number'
  if (isFile) await writeFile(join(folder, 'authorize'), listUsers(users))
  const source = isFile ? filesModule(folder) : sqlModule(users)
  const text = configuration(folder, { source, auth_port, acct_port, threads, isFile })
  await writeFile(join(folder, 'radiusd.conf'), text, { mode: 0o600 })

  const child = spawn('freeradius', ['-d', folder, '-n', 'radiusd', '-f', '-l', 'stdout'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (words) => (said = `${said}${String(words)}`.slice(-4000)))
  const ended = once(child, 'exit')
  await eventually(`${name} listens`, () => {
    if (child.exitCode !== null) throw new Error(`${name} did not start:\n${said}`)
    return said.includes('Ready to process requests')
  })
  return {
    name,
    auth_port,
    acct_port,
    secret,
    trees: { freeradius: () => child.pid!, ...(isFile ? {} : { [users.dialect]: users.pid }) },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What every user is told, as rows of an SQL group or lines of a file. */
export const replies: readonly (readonly [string, string])[] = [
  ['Mikrotik-Rate-Limit', rateLimit],
  ['Framed-Pool', pool],
  ['Acct-Interim-Interval', String(interimSeconds)],
  ['Session-Timeout', '86400'],
]

function listUsers(count: number): string {
  const reply = replies.map(([name, value]) => `\t${name} := "${value}"`).join(',\n')
  return Array.from(
    { length: count },
    (_, at) => `${lineName(at)} Cleartext-Password := "${linePassword(at)}"\n${reply}\n`,
  ).join('\n')
}

function filesModule(folder: string): string {
  return `
  files {
    filename = ${folder}/authorize
  }`
}

function sqlModule({ dialect, port, user, password, database }: SqlServer): string {
  return `
  sql {
    dialect = "${dialect}"
    driver = "rlm_sql_${dialect}"
    server = "127.0.0.1"
    port = ${port}
    login = "${user}"
    password = "${password}"
    radius_db = "${database}"
    acct_table1 = "radacct"
    acct_table2 = "radacct"
    postauth_table = "radpostauth"
    authcheck_table = "radcheck"
    groupcheck_table = "radgroupcheck"
    authreply_table = "radreply"
    groupreply_table = "radgroupreply"
    usergroup_table = "radusergroup"
    client_table = "nas"
    group_attribute = "SQL-Group"
    pool {
      start = \${thread[pool].start_servers}
      min = \${thread[pool].min_spare_servers}
      max = \${thread[pool].max_servers}
      spare = \${thread[pool].max_spare_servers}
      uses = 0
      lifetime = 0
      idle_timeout = 0
    }
    $INCLUDE ${queriesFolder}/${dialect}/queries.conf
  }`
}

interface Parts {
  source: string
  auth_port: number
  acct_port: number
  threads: number
  isFile: boolean
}

// Its own receive buffer holds 277 packets; four megabytes are what we take too.
function configuration(folder: string, parts: Parts): string {
  const { source, auth_port, acct_port, threads, isFile } = parts
  const listen = (type: string, port: number) => `
  listen {
    type = ${type}
    ipaddr = 127.0.0.1
    port = ${port}
    recv_buff = 4194304
  }`
  return `
prefix = /usr
libdir = /usr/lib/freeradius
logdir = ${folder}
run_dir = ${folder}
raddbdir = ${folder}
pidfile = ${folder}/pid
proxy_requests = no
max_requests = 65536
log {
  destination = stdout
}
security {
  reject_delay = 0
}
client load {
  ipaddr = 127.0.0.0/8
  secret = ${secret}
}
thread pool {
  start_servers = ${threads}
  max_servers = ${threads}
  min_spare_servers = ${threads}
  max_spare_servers = ${threads}
  max_requests_per_server = 0
}
modules {
  pap {
  }
  chap {
  }
  mschap {
  }
  expr {
  }
  always ok {
    rcode = ok
  }${source}
}
server default {${listen('auth', auth_port)}${listen('acct', acct_port)}
  authorize {
    chap
    mschap
    ${isFile ? 'files' : 'sql'}
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
    Auth-Type CHAP {
      chap
    }
    Auth-Type MS-CHAP {
      mschap
    }
  }
  preacct {
    update request {
      &Acct-Unique-Session-Id := "%{md5:%{User-Name},%{Acct-Session-ID},%{NAS-IP-Address},%{NAS-Port}}"
    }
  }
  accounting {
    ${isFile ? 'ok' : 'sql'}
  }
}
`
}
