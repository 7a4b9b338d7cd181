// Who knocks at the installed machine from outside: a router, Safaricom, a browser, and somebody who tries every door.

import { request } from 'node:https'
import { request as requestPlainly, type IncomingMessage, type RequestOptions } from 'node:http'
import { connect } from 'node:net'
import { tell } from '../../appliance/image/shell.ts'

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

export interface Knock {
  address: string
  host: string
  path: string
  method?: string
  body?: string
  headers?: Record<string, string>
  /** Whom it believes, in PEM; undefined: as a stranger's browser does. */
  ca?: string | undefined
  plainly?: boolean
  /** 443, or 80 plainly, where none is said. */
  port?: number
  /** Takes any certificate, as whoever has been warned and goes on. */
  stranger?: boolean
}

/** By name, as DNS would lead there. Throws where TLS does. */
export function knock(asked: Knock): Promise<Answer> {
  const {
    address,
    host,
    path,
    method = 'GET',
    body,
    headers = {},
    ca,
    plainly = false,
    port,
  } = asked
  const options: RequestOptions & {
    ca?: string
    servername?: string
    rejectUnauthorized?: boolean
  } = {
    host: address,
    path,
    method,
    headers: { host, ...headers },
    timeout: 15_000,
    ...(port && { port }),
    ...(asked.stranger && { rejectUnauthorized: false }),
    // An address is no name that a server could be asked for.
    ...(!plainly && !/^[\d.]+$/.test(host) && { servername: host }),
    ...(ca && { ca }),
  }
  return new Promise((resolve, reject) => {
    const going = (plainly ? requestPlainly : request)(options, (coming) => {
      let said = ''
      coming.setEncoding('utf8').on('data', (text: string) => (said += text))
      coming.on('error', reject)
      coming.on('end', () => resolve({ status: coming.statusCode!, headers: coming.headers, body: said })) // prettier-ignore
    })
    going.on('timeout', () => going.destroy(new Error(`${path} did not answer`)))
    going.on('error', reject)
    going.end(body)
  })
}

/** "Access-Accept", or undefined where nothing came in three seconds. */
export async function askRadius(
  to: { address: string; from: string; secret: string },
  user: { name: string; password: string },
): Promise<string | undefined> {
  const attributes = `User-Name = "${user.name}", User-Password = "${user.password}", NAS-IP-Address = ${to.from}, Packet-Src-IP-Address = ${to.from}, Message-Authenticator = 0x00` // prettier-ignore
  const words = ['-x', '-r', '1', '-t', '3', `${to.address}:1812`, 'auth', to.secret]
  const { all } = await tell('radclient', words, { input: attributes })
  return /Received (\S+) Id /.exec(all)?.[1]
}

/** Which of the ports take a connection from `from`. */
export async function openPorts(
  address: string,
  from: string,
  ports: readonly number[],
): Promise<number[]> {
  const found: number[] = []
  const waiting = [...ports]
  const work = async () => {
    for (let port = waiting.shift(); port !== undefined; port = waiting.shift())
      if (await isOpen(address, from, port)) found.push(port)
  }
  await Promise.all(Array.from({ length: 500 }, work))
  return found.sort((one, other) => one - other)
}

function isOpen(host: string, localAddress: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, localAddress, timeout: 700 })
    const end = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.on('connect', () => end(true))
    socket.on('timeout', () => end(false))
    socket.on('error', () => end(false))
  })
}
