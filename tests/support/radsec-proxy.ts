// FreeRADIUS as a RadSec client: what radclient asks it by UDP it asks Lango through TLS, and tells the answer.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Certified } from './certificates.ts'
import { eventually } from './eventually.ts'

export interface RadSecProxy {
  log(): string
  close(): Promise<void>
}

interface Proxying {
  /** Where radclient finds it, with what secret. */
  authPort: number
  acctPort: number
  secret: string
  /** Lango's port, what it shows there, and what we show. */
  port: number
  server: Certified
  own: Certified
}

export async function openRadSecProxy(proxying: Proxying): Promise<RadSecProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'lango-radsec-'))
  await chmod(folder, 0o700)
  const write = (name: string, text: string) => writeFile(join(folder, name), text, { mode: 0o600 })
  await write('server.pem', proxying.server.certificate)
  await write('own.pem', proxying.own.certificate)
  await write('own.key', proxying.own.key)
  await write('radiusd.conf', configuration(folder, proxying))
  const child = spawn('freeradius', ['-d', folder, '-n', 'radiusd', '-f', '-l', 'stdout', '-xx'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (said += String(text)))
  const ended = once(child, 'exit')
  await eventually('FreeRADIUS listens', () => {
    if (child.exitCode !== null) throw new Error(`FreeRADIUS did not start:\n${said}`)
    return said.includes('Ready to process requests')
  })
  return {
    log: () => said,
    close: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function configuration(folder: string, { authPort, acctPort, secret, port }: Proxying): string {
  return `
prefix = /usr
libdir = /usr/lib/freeradius
logdir = ${folder}
run_dir = ${folder}
raddbdir = ${folder}
pidfile = ${folder}/pid
proxy_requests = yes
log {
  destination = stdout
}
client radclient {
  ipaddr = 127.0.0.1
  secret = ${secret}
}
modules {
  always ok {
    rcode = ok
  }
}
home_server lango {
  type = auth+acct
  ipaddr = 127.0.0.1
  port = ${port}
  proto = tcp
  secret = radsec
  status_check = none
  response_window = 2
  tls {
    private_key_file = ${folder}/own.key
    certificate_file = ${folder}/own.pem
    ca_file = ${folder}/server.pem
  }
}
home_server_pool lango {
  home_server = lango
}
realm LANGO {
  pool = lango
  nostrip
}
server proxy {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${authPort}
  }
  listen {
    type = acct
    ipaddr = 127.0.0.1
    port = ${acctPort}
  }
  authorize {
    update control {
      &Proxy-To-Realm := "LANGO"
    }
  }
  preacct {
    update control {
      &Proxy-To-Realm := "LANGO"
    }
  }
  accounting {
    ok
  }
}
`
}
