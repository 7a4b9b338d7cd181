// Disconnect- and CoA-Requests against FreeRADIUS as the router.

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { sendDisconnect, sendSpeed } from '../../jobs/routers/dynamic-authorization.ts'
import { secret } from './conversations/village.ts'
import { hasty, leisurely, openEar, session } from './odd-router.ts'

/** FreeRADIUS knows one session, by all four of its names, and has its own word for each other case. */
function configuration(folder: string, port: number): string {
  return `
prefix = /usr
libdir = /usr/lib/freeradius
logdir = ${folder}
run_dir = ${folder}
raddbdir = ${folder}
pidfile = ${folder}/pid
log {
  destination = files
  file = ${folder}/log
}
client us {
  ipaddr = 127.0.0.1
  secret = ${secret}
}
modules {
  always ok {
    rcode = ok
  }
  always reject {
    rcode = reject
  }
}
server router {
  listen {
    type = coa
    ipaddr = 127.0.0.1
    port = ${port}
  }
  recv-coa {
    if (&User-Name == "nobody") {
      update reply {
        Error-Cause := Session-Context-Not-Found
      }
      reject
    }
    elsif (&Message-Authenticator && !&Event-Timestamp) {
      update reply {
        Error-Cause := Missing-Attribute
      }
      reject
    }
    elsif (&Packet-Type == CoA-Request && &Mikrotik-Rate-Limit != "5M/10M 8M/16M 4M/8M 10/10 8") {
      update reply {
        Error-Cause := Invalid-Attribute-Value
      }
      reject
    }
    elsif (&Packet-Type == Disconnect-Request && &Mikrotik-Rate-Limit) {
      update reply {
        Error-Cause := Unsupported-Attribute
      }
      reject
    }
    elsif (&User-Name == "Wanjiku" && &Acct-Session-Id == "8120000a" && &Framed-IP-Address == 10.10.0.14 && &NAS-IP-Address == 192.168.88.1) {
      ok
    }
    else {
      update reply {
        Error-Cause := NAS-Identification-Mismatch
      }
      reject
    }
  }
  send-coa {
    ok
  }
}
`
}

let freeradius: ChildProcess
let folder = ''
let port = 0
test.before('FreeRADIUS as a router', async () => {
  const ear = await openEar()
  port = ear.address().port
  ear.close()
  folder = await mkdtemp(join(tmpdir(), 'lango-coa-'))
  await mkdir(join(folder, 'mods-config'))
  await writeFile(join(folder, 'radiusd.conf'), configuration(folder, port))
  freeradius = spawn('freeradius', ['-d', folder, '-n', 'radiusd', '-f'], { stdio: 'ignore' })
  const isThere = async () =>
    (await sendDisconnect({ ...session, port }, { firstMilliseconds: 100, sendings: 1 })).kind ===
    'ack'
  await eventually('FreeRADIUS answers', isThere)
})
test.after.always(async () => {
  freeradius.kill()
  await rm(folder, { recursive: true })
})

for (const [what, more, expected] of [
  ['a session it has: ACK', {}, { kind: 'ack' }],
  ['the same, with a Message-Authenticator: ACK', { message_authenticator: true }, { kind: 'ack' }],
  ['no such session: NAK 503', { user_name: 'nobody' }, { kind: 'nak', error_cause: 503 }],
  ['no such session, signed: NAK 503', { user_name: 'nobody', message_authenticator: true }, { kind: 'nak', error_cause: 503 }],
  ['another router’s: NAK 403', { nas_ip_address: '10.9.9.9' }, { kind: 'nak', error_cause: 403 }],
  ['a session without an address: NAK', { framed_ip_address: null }, { kind: 'nak', error_cause: 403 }],
  ['no user name at all: NAK', { user_name: '' }, { kind: 'nak', error_cause: 403 }],
] as const) {
  test(`U30: FreeRADIUS, which wants a session named in every way, answers for ${what}`, async (t) => {
    t.deepEqual(await sendDisconnect({ ...session, ...more, port }, leisurely), expected)
  })
} // prettier-ignore

const fast = '5M/10M 8M/16M 4M/8M 10/10 8'

for (const [what, more, rate_limit, expected] of [
  ['a session it has: ACK', {}, fast, { kind: 'ack' }],
  ['the same, signed and stamped: ACK', { message_authenticator: true }, fast, { kind: 'ack' }],
  ['a speed it does not take: NAK 407', {}, '10M/5M', { kind: 'nak', error_cause: 407 }],
  ['no such session: NAK 503', { user_name: 'nobody' }, fast, { kind: 'nak', error_cause: 503 }],
  ['another router’s: NAK 403', { nas_ip_address: '10.9.9.9' }, fast, { kind: 'nak', error_cause: 403 }],
] as const) {
  test(`U48: FreeRADIUS answers another speed for ${what}`, async (t) => {
    t.deepEqual(await sendSpeed({ ...session, ...more, port }, rate_limit, leisurely), expected)
  })
} // prettier-ignore

test('another secret is met with silence', async (t) => {
  t.deepEqual(await sendDisconnect({ ...session, secret: 'another', port }, hasty), {
    kind: 'silent',
  })
})

test('nobody at that port, no such address: silence', async (t) => {
  const ear = await openEar()
  const { port } = ear.address()
  ear.close()
  t.deepEqual(await sendDisconnect({ ...session, port }, hasty), { kind: 'silent' })
  t.deepEqual(await sendDisconnect({ ...session, address: '255.255.255.255', port }, hasty), {
    kind: 'silent',
  })
})
