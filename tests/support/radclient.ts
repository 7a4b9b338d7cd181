// FreeRADIUS's radclient as the router that asks: an encoder and decoder that are not ours. Debian has it in
// freeradius-utils.

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

export interface Peer {
  port: number
  kind: 'auth' | 'acct' | 'status' | 'coa' | 'disconnect'
  secret: string
}

export interface Heard {
  /** "Access-Accept"; undefined where there was no answer in a second. */
  code: string | undefined
  /** `Session-Timeout = 3600`, in the order of the packet. */
  attributes: string[]
  output: string
}

/** Sends one packet, once. `attributes` as radclient reads them, one a line. */
export async function ask(peer: Peer, attributes: string): Promise<Heard> {
  const { output } = await radclient(['-x', '-r', '1', '-t', '1', ...to(peer)], attributes)
  const [, code, rest] = /Received (\S+) Id .*\n((?:\t.*\n?)*)/.exec(output) ?? []
  const lines = (rest ?? '').split('\n').map((line) => line.trim())
  return { code, attributes: lines.filter((line) => line !== ''), output }
}

/** Sends all of them at once, each once; how often each answer came. */
export async function askAtOnce(
  peer: Peer,
  requests: readonly string[],
): Promise<Record<string, number>> {
  const args = ['-x', '-r', '1', '-t', '8', '-p', String(requests.length), ...to(peer)]
  const { output } = await radclient(args, requests.join('\n\n'))
  const codes = output.matchAll(/Received (\S+) Id /g).map(([, code]) => code!)
  return Object.fromEntries(
    Object.entries(Object.groupBy(codes, (code) => code)).map(([code, all]) => [code, all!.length]),
  )
}

/** One value of the answer, without its quotes. */
export function valueIn(heard: Heard, name: string): string | undefined {
  const line = heard.attributes.find((each) => each.startsWith(`${name} = `))
  return line?.slice(name.length + 3).replace(/^"(.*)"$/, '$1')
}

/** Sends the packets of a file and holds the answers against a file of filters, which name every attribute. */
export async function converse(
  peer: Peer,
  requests: string,
  replies: string,
): Promise<{ passed: boolean; output: string }> {
  const args = ['-x', '-s', '-r', '1', '-t', '2', '-f', `${requests}:${replies}`, ...to(peer)]
  const { output, status } = await radclient(args)
  const passed = status === 0 && /Passed filter\s*:\s*[1-9]/.test(output)
  return { passed, output }
}

/** The bytes radclient would send: for sending twice, or changed. */
export async function capture(
  kind: Peer['kind'],
  secret: string,
  attributes: string,
): Promise<Buffer> {
  const ear = await openSocket()
  const heard = once(ear, 'message') as Promise<[Buffer]>
  const { port } = ear.address()
  const client = start(['-r', '1', ...to({ port, kind, secret })], attributes)
  const [bytes] = await heard
  client.kill() // It would wait for an answer.
  ear.close()
  return bytes
}

/** A router's bare socket. Answers come in the order they are sent in. */
export interface BareRouter {
  send(bytes: Buffer): void
  /** The next answer; rejects after two seconds without one. */
  next(): Promise<Buffer>
  /** How many answers have come that nobody has asked for with `next`. */
  unread(): number
  close(): void
}

/** `address` is one of this machine's: 127.0.0.1 to 127.255.255.254. */
export async function openBareRouter(port: number, address = '127.0.0.1'): Promise<BareRouter> {
  const socket = await openSocket(address)
  const heard: Buffer[] = []
  const waiting: ((bytes: Buffer) => void)[] = []
  socket.on('message', (bytes) => {
    const reader = waiting.shift()
    if (reader) reader(bytes)
    else heard.push(bytes)
  })
  return {
    send: (bytes) => socket.send(bytes, port, '127.0.0.1'),
    next() {
      const known = heard.shift()
      if (known) return Promise.resolve(known)
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
      const timer = setTimeout(() => reject(new Error('No answer in two seconds')), 2000)
      waiting.push((bytes) => {
        clearTimeout(timer)
        resolve(bytes)
      })
      return promise
    },
    unread: () => heard.length,
    close: () => void socket.close(),
  }
}

function to({ port, kind, secret }: Peer): string[] {
  return [`127.0.0.1:${port}`, kind, secret]
}

async function openSocket(address = '127.0.0.1'): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, address)
  await once(socket, 'listening')
  return socket
}

function start(args: string[], input: string): ChildProcessWithoutNullStreams {
  const client = spawn('radclient', args)
  client.stdin.end(`${input}\n`)
  return client
}

async function radclient(
  args: string[],
  input = '',
): Promise<{ output: string; status: number | null }> {
  const client = start(args, input)
  // Each on its own: a chunk of one may end in the middle of a line.
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    client[stream].on('data', (chunk: Buffer) => (said[stream] += chunk.toString()))
  const [status] = (await once(client, 'close')) as [number | null]
  return { output: said.stdout + said.stderr, status }
}
