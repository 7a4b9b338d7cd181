// FreeRADIUS as the server that Lango stands beside: PAP, CHAP, MS-CHAP for the same users, every question signed.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './eventually.ts'

export interface FreeradiusUser {
  user_name: string
  password: string
  /** As its users file has them: `Session-Timeout = 86400`. */
  attributes: string[]
}

export interface FreeradiusLogin {
  close(): Promise<void>
}

/** On 127.0.0.1, for routers on any address of this machine's. */
export async function openFreeradiusLogin(given: {
  port: number
  secret: string
  users: readonly FreeradiusUser[]
}): Promise<FreeradiusLogin> {
  const folder = await mkdtemp(join(tmpdir(), 'lango-freeradius-'))
  await chmod(folder, 0o700)
  const write = (name: string, words: string) =>
    writeFile(join(folder, name), words, { mode: 0o600 })
  await write('users', given.users.map(entry).join('\n'))
  await write('radiusd.conf', configuration(folder, given))
  const child = spawn('freeradius', ['-d', folder, '-n', 'radiusd', '-f', '-l', 'stdout'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      if (said.length < 100_000) said += String(text)
    })
  const ended = once(child, 'exit')
  await eventually('FreeRADIUS listens', () => {
    if (child.exitCode !== null) throw new Error(`FreeRADIUS did not start:\n${said}`)
    return said.includes('Ready to process requests')
  })
  return {
    close: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function entry({ user_name, password, attributes }: FreeradiusUser): string {
  return `${user_name} Cleartext-Password := ${JSON.stringify(password)}\n\t${attributes.join(',\n\t')}\n`
}

function configuration(folder: string, { port, secret }: { port: number; secret: string }): string {
  return `
prefix = /usr
libdir = /usr/lib/freeradius
logdir = ${folder}
run_dir = ${folder}
raddbdir = ${folder}
pidfile = ${folder}/pid
cleanup_delay = 10
max_requests = 65536
log {
  destination = stdout
  auth = no
}
security {
  max_attributes = 200
  reject_delay = 0
  status_server = yes
}
client routers {
  ipaddr = 127.0.0.0/8
  secret = ${secret}
  require_message_authenticator = yes
}
thread pool {
  start_servers = 1
  max_servers = 1
}
modules {
  pap {
    normalise = no
  }
  chap {
  }
  mschap {
    use_mppe = yes
    require_encryption = no
    with_ntdomain_hack = yes
  }
  files {
    usersfile = ${folder}/users
  }
}
server login {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${port}
  }
  authorize {
    chap
    mschap
    files
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
  post-auth {
    update reply {
      Message-Authenticator := 0x00
    }
    Post-Auth-Type REJECT {
      update reply {
        Message-Authenticator := 0x00
        Session-Timeout !* ANY
        Mikrotik-Rate-Limit !* ANY
        Acct-Interim-Interval !* ANY
      }
    }
  }
}
`
}
