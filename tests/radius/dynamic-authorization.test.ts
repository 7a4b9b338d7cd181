// Disconnect-Requests against FreeRADIUS as the router, and against a router that answers wrongly, late or never.

import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { sendDisconnect, type DisconnectRequest } from '../../jobs/routers/dynamic-authorization.ts'
import { secret } from './conversations/village.ts'

const hasty = { firstMilliseconds: 60, sendings: 3 }
const leisurely = { firstMilliseconds: 1000, sendings: 3 }

const session: Omit<DisconnectRequest, 'port'> = {
  address: '127.0.0.1',
  secret,
  user_name: 'Wanjiku',
  acct_session_id: '8120000a',
  framed_ip_address: '10.10.0.14',
  nas_ip_address: '192.168.88.1',
  message_authenticator: false,
}

async function openEar(): Promise<Socket> {
  const ear = createSocket('udp4')
  ear.bind(0, '127.0.0.1')
  await once(ear, 'listening')
  return ear
}

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
  test(`FreeRADIUS answers for ${what}`, async (t) => {
    t.deepEqual(await sendDisconnect({ ...session, ...more, port }, leisurely), expected)
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

/** RFC 5176 3.1, by hand: a code, the identifier, and MD5 over the packet with the request's authenticator and the secret. */
function answerBy(code: number, request: Buffer, words: Buffer, known: string): Buffer {
  const header = Buffer.of(code, request[1]!, 0, 20 + words.length)
  const authenticator = createHash('md5')
    .update(Buffer.concat([header, request.subarray(4, 20), words, Buffer.from(known)]))
    .digest()
  return Buffer.concat([header, authenticator, words])
}

async function withRouter(
  behave: (request: Buffer, from: RemoteInfo, ear: Socket) => void,
): Promise<{ port: number; heard: Buffer[]; close(): void }> {
  const ear = await openEar()
  const heard: Buffer[] = []
  ear.on('message', (bytes, from) => {
    heard.push(bytes)
    behave(bytes, from, ear)
  })
  return { port: ear.address().port, heard, close: () => void ear.close() }
}

test('silence is asked three times, word for word', async (t) => {
  const router = await withRouter(() => {})
  t.deepEqual(await sendDisconnect({ ...session, port: router.port }, hasty), { kind: 'silent' })
  t.is(router.heard.length, 3)
  t.deepEqual(router.heard[1], router.heard[0])
  t.deepEqual(router.heard[2], router.heard[0])
  router.close()
})

test('an answer to the third asking counts', async (t) => {
  let times = 0
  const router = await withRouter((request, from, ear) => {
    if (++times === 3) ear.send(answerBy(41, request, Buffer.alloc(0), secret), from.port)
  })
  t.deepEqual(await sendDisconnect({ ...session, port: router.port }, hasty), { kind: 'ack' })
  router.close()
})

test('a NAK without an Error-Cause is a NAK', async (t) => {
  const router = await withRouter((request, from, ear) =>
    ear.send(answerBy(42, request, Buffer.alloc(0), secret), from.port),
  )
  const answer = await sendDisconnect({ ...session, port: router.port }, leisurely)
  t.deepEqual(answer, { kind: 'nak', error_cause: null })
  router.close()
})

test('T50: forged, foreign and broken answers are nothing', async (t) => {
  const stranger = await openEar()
  const router = await withRouter((request, from, ear) => {
    const none = Buffer.alloc(0)
    const other = Buffer.from(request)
    other[1]! ^= 1
    ear.send(answerBy(41, request, none, 'guessed'), from.port)
    ear.send(answerBy(41, other, none, secret), from.port)
    ear.send(answerBy(44, request, none, secret), from.port) // A CoA-ACK.
    ear.send(answerBy(2, request, none, secret), from.port) // An Access-Accept.
    ear.send(Buffer.from('what?'), from.port)
    stranger.send(answerBy(41, request, none, secret), from.port) // Right in all but where it comes from.
  })
  t.deepEqual(await sendDisconnect({ ...session, port: router.port }, hasty), { kind: 'silent' })
  router.close()
  stranger.close()
})
