// FreeRADIUS as a router that can be told to end a session: its `listen type = coa` writes down what it hears,
// and answers Disconnect-ACK.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './eventually.ts'

export interface CoaListener {
  /** What it has heard so far, as FreeRADIUS prints packets: `Attribute = value` lines, a blank one between. */
  heard(): Promise<string>
  close(): Promise<void>
}

/** Listens on an address of this machine's. `from` is who may tell it something, with `secret`. */
export async function openCoaListener(listening: {
  address: string
  port: number
  secret: string
}): Promise<CoaListener> {
  const folder = await mkdtemp(join(tmpdir(), 'lango-freeradius-'))
  await chmod(folder, 0o700)
  const detail = join(folder, 'coa.detail')
  await writeFile(join(folder, 'radiusd.conf'), configuration(folder, detail, listening), {
    mode: 0o600,
  })
  const child = spawn('freeradius', ['-d', folder, '-n', 'radiusd', '-f', '-l', 'stdout'], {
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
    heard: () => readFile(detail, 'utf8').catch(() => ''),
    close: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

// The closing brace of a section wants a line of its own.
function configuration(
  folder: string,
  detail: string,
  { address, port, secret }: { address: string; port: number; secret: string },
): string {
  return `
prefix = /usr
libdir = /usr/lib/freeradius
logdir = ${folder}
run_dir = ${folder}
raddbdir = ${folder}
pidfile = ${folder}/pid
log {
  destination = stdout
}
client lango {
  ipaddr = 127.0.0.0/8
  secret = ${secret}
}
modules {
  detail {
    filename = ${detail}
    permissions = 0600
  }
  always ok {
    rcode = ok
  }
}
server router {
  listen {
    type = coa
    ipaddr = ${address}
    port = ${port}
  }
  recv-coa {
    detail
    ok
  }
  send-coa {
    ok
  }
}
`
}
