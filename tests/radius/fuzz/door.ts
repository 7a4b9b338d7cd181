// The RADIUS process under packets that no router sends: made from recorded ones and from logins, spoilt, most of them
// signed again with the right secret, so that they get past the first checks. What comes back is held against the rules.

import assert from 'node:assert'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { attribute } from '../../../radius/wire/attributes.ts'
import { newAuthenticator, writeRequest } from '../../../radius/wire/packet-writer.ts'
import { hidePassword } from '../../../radius/wire/passwords.ts'
import { headerBytes } from '../../../radius/wire/packet.ts'
import { openVillage, secret } from '../conversations/village.ts'
import { drawLogins } from '../differential/logins.ts'
import { mutate, randomFrom } from '../wire/fuzz.ts'
import { readExchanges } from '../wire/packet-files.ts'
import { testEnv } from '../../support/database.ts'
import { freeUdpPort, startProcess } from '../../support/processes.ts'
import { provenCode, proxyBytes, signAnew } from './verifying.ts'

export interface Tally {
  sent: number
  /** Of those: how many proved that their sender knows the secret. */
  proven: number
  answered: number
  /** Octets of the longest answer, without the Proxy-States it carried back. */
  longest: number
}

export interface Door {
  /** Sends so many. Throws, with the packet in hex, where a rule is broken; and where the process does not answer. */
  fuzz(packets: number, seed: number): Promise<Tally>
  /** The code of the answer to a sound login. */
  login(): Promise<number>
  /** Of the process, in MiB, now and at most. */
  memory(): { now: number; most: number }
  close(): Promise<void>
}

// A router each for so many packets at a time, because one has a limit; and one that only asks whether we are there.
const routers = Array.from({ length: 20 }, (_, at) => `127.0.2.${at + 1}`)
const prober = '127.0.2.100'
const perSocket = 256
const socketsOpen = 40

/**
 * What the process may take. It begins with 110; for half a minute each port remembers up to 65,536 answers, and V8 sweeps
 * late: two runs of three million packets took it to 411 and to 388, within the first two million, and no further.
 */
export const residentMebibytesMax = 512

/** Without the Proxy-States: no attribute of an answer comes from the question, so this is all there can be. */
export const answerBytesMax = 512

export async function openDoor(): Promise<Door> {
  const village = await openVillage()
  const users = ['jane', 'wanjiku', 'otieno'].map((user_name) => ({
    user_name,
    password: 'S3cret!',
  }))
  for (const user of users) await village.addHome({ ...user, paid: [[-24, 24]] })
  for (const address of [...routers, prober]) await village.addRouter({ name: address, address })
  const [auth, acct] = [await freeUdpPort(), await freeUdpPort()]
  const radius = await startProcess(
    'radius',
    testEnv(village.appliance.config.databaseUrl, {
      LANGO_STATE_DIR: village.stateDir,
      LANGO_RADIUS_HOST: '127.0.0.1',
      LANGO_RADIUS_AUTH_PORT: String(auth),
      LANGO_RADIUS_ACCT_PORT: String(acct),
    }),
  )
  const corpus = [
    ...readExchanges().map(({ request }) => Buffer.from(request.bytes)),
    ...drawLogins(60, 7, users, secret).map(({ bytes }) => bytes),
  ]

  async function fuzz(packets: number, seed: number): Promise<Tally> {
    const draw = randomFrom(seed)
    const tally: Tally = { sent: 0, proven: 0, answered: 0, longest: 0 }
    const broken: string[] = []
    const open: Socket[] = []
    const probe = await openProbe(prober, auth)

    while (tally.sent < packets) {
      const port = draw(4) === 0 ? acct : auth
      const sent: Buffer[] = []
      const socket = await openSocket(routers[((tally.sent / perSocket) % routers.length) | 0]!)
      socket.on('message', (answer) => {
        tally.answered += 1
        const wrong = judge(answer, sent[answer[1]!], port === acct, tally)
        if (wrong) broken.push(`seed ${seed}: ${wrong}\n${sent[answer[1]!]?.toString('hex')}`)
      })
      open.push(socket)
      for (let slot = 0; slot < perSocket && tally.sent < packets; slot++) {
        const bytes = draw(2) === 0 ? mutate(corpus, draw) : nudge(corpus, draw)
        if (bytes.length > 1) bytes[1] = slot
        if (draw(4) > 0) signAnew(bytes, secret)
        if (provenCode(bytes, secret)) tally.proven += 1
        sent[slot] = bytes
        tally.sent += 1
        socket.send(bytes, port, '127.0.0.1')
      }
      await probe.isThere(radius.log)
      if (open.length > socketsOpen) open.shift()!.close()
      assert.deepStrictEqual(broken, [])
    }
    for (const socket of open) socket.close()
    probe.close()
    return tally
  }

  async function login(): Promise<number> {
    const authenticator = newAuthenticator()
    const attributes = [
      attribute('User-Name', 'wanjiku'),
      attribute('User-Password', hidePassword('S3cret!', authenticator, secret)),
    ]
    const socket = await openSocket(prober)
    const answered = once(socket, 'message', { signal: AbortSignal.timeout(5000) })
    const code = 'Access-Request'
    const request = { code, identifier: 0, attributes, secret, authenticator } as const
    socket.send(writeRequest({ ...request, messageAuthenticator: true }), auth, '127.0.0.1')
    const [answer] = (await answered) as [Buffer]
    socket.close()
    return answer[0]!
  }

  return {
    fuzz,
    login,
    memory: () => {
      const status = readFileSync(`/proc/${radius.pid}/status`, 'utf8')
      const mebibytes = (name: string) =>
        Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1024)
      return { now: mebibytes('VmRSS'), most: mebibytes('VmHWM') }
    },
    close: async () => {
      await radius.kill('SIGTERM')
      await village.close()
    },
  }
}

/** A packet whose attributes stay whole: octets of values are changed, an attribute comes twice or not at all. */
function nudge(packets: readonly Buffer[], draw: (below: number) => number): Buffer {
  const packet = packets[draw(packets.length)]!
  const attributes: Buffer[] = []
  for (let at = headerBytes; at < packet.length;) {
    const length = Math.max(2, packet[at + 1] ?? 2)
    attributes.push(Buffer.from(packet.subarray(at, at + length)))
    at += length
  }
  for (let times = draw(5); times >= 0; times--) {
    const at = draw(attributes.length || 1)
    const chosen = attributes[at]
    if (!chosen) break
    const kind = draw(6)
    if (kind === 0) attributes.splice(at, 1)
    else if (kind === 1) attributes.splice(draw(attributes.length), 0, Buffer.from(chosen))
    else if (chosen.length > 2) chosen[2 + draw(chosen.length - 2)] = draw(256)
  }
  const bytes = Buffer.concat([packet.subarray(0, headerBytes), ...attributes])
  bytes.writeUInt16BE(bytes.length, 2)
  return bytes
}

/** The rule that an answer breaks. */
function judge(
  answer: Buffer,
  question: Buffer | undefined,
  isAcct: boolean,
  tally: Tally,
): string | undefined {
  if (!question) return 'an answer to nothing'
  const proven = provenCode(question, secret)
  if (!proven) return 'an answer to who has proved nothing'
  const codes = { 1: isAcct ? [] : [2, 3], 4: isAcct ? [5] : [], 12: isAcct ? [5] : [2] }[proven]
  if (!codes.includes(answer[0]!)) return `code ${answer[0]} answers ${proven}`
  if (answer.readUInt16BE(2) !== answer.length || answer.length > 4096) return 'an unsound length'
  const own = answer.length - Math.min(proxyBytes(question), proxyBytes(answer))
  tally.longest = Math.max(tally.longest, own)
  return own > answerBytesMax ? `${own} octets of our own` : undefined
}

/** Asks whether we are there: when it is answered, what was sent before has been read. */
async function openProbe(address: string, port: number) {
  const socket = await openSocket(address)
  let identifier = 0
  return {
    isThere: async (log: () => string): Promise<void> => {
      identifier = (identifier + 1) & 255
      const attributes = { attributes: [], secret, messageAuthenticator: true }
      const bytes = writeRequest({ code: 'Status-Server', identifier, ...attributes })
      const answered = once(socket, 'message', { signal: AbortSignal.timeout(5000) })
      socket.send(bytes, port, '127.0.0.1')
      await answered.catch(() => {
        throw new Error(`RADIUS does not answer. It said:\n${log()}`)
      })
    },
    close: () => void socket.close(),
  }
}

async function openSocket(address: string): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, address)
  await once(socket, 'listening')
  return socket
}
