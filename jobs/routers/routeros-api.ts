// A router asked and told by its API, behind which is node-routeros. Whatever the router or the line does, every question
// has an answer or an error in its time, and the process goes on.

import { Invalid, Refusal, Unavailable } from '../../appliance/errors.ts'
import { RouterOSAPI, type ApiInside } from './node-routeros-cures.ts'
import { findReachable, isOwnNetwork } from './reachable.ts'

export interface ApiTarget {
  /** An address, or a name. */
  host: string
  port: number
  user: string
  password: string
  /** SHA-256 of the certificate it must show; without one it is asked in the clear, on our own network only. */
  certificate_sha256: Buffer | null
  trial: boolean
}

export interface ApiPatience {
  connectMilliseconds: number
  commandMilliseconds: number
}

export const apiPatience: ApiPatience = { connectMilliseconds: 6000, commandMilliseconds: 8000 }

/** That the router refuses is an answer, in its own words. */
export type ApiAnswer =
  | { kind: 'rows'; rows: readonly Readonly<Record<string, string>>[] }
  | { kind: 'refused'; words: string }

export interface RouterApi {
  /** "/ppp/active/print", ["?name=njeri"]. Rejects with Unavailable `router_silent` or `router_gone`. */
  ask(command: string, words?: readonly string[]): Promise<ApiAnswer>
  close(): void
}

/**
 * Throws Invalid `router_address`, `router_login` (it knows no such user) or `router_in_the_clear`, and Unavailable
 * `router_silent`, `router_gone`.
 */
export async function openRouterApi(
  target: ApiTarget,
  patience: ApiPatience = apiPatience,
): Promise<RouterApi> {
  const { port, user, password, certificate_sha256: pin } = target
  const host = await findReachable(target.host, port, target)
  if (!pin && !isOwnNetwork(host))
    throw new Invalid('router_in_the_clear', 'No password goes over the internet in the clear.')

  const api = new RouterOSAPI({
    host,
    port,
    user,
    password,
    timeout: Math.ceil((patience.connectMilliseconds + patience.commandMilliseconds) / 1000),
    ...(pin ? { tls: { rejectUnauthorized: false, pin, servername: '' } as object } : {}),
  })
  const inside = api as unknown as ApiInside
  inside.holdingConnectionWithKeepalive = true // Its own way to keep a line up says "#", which is no command.
  const gone = Promise.withResolvers<never>()
  gone.promise.catch(() => {})
  const leave = (problem: Error) => {
    gone.reject(problem)
    inside.connector?.socket.destroy()
  }
  api.on('error', (problem: Error) => leave(lost(problem)))
  api.on('close', () => leave(lost()))

  const connecting = api.connect()
  // Its own listeners are taken off when it gives up; this one stays, so that nothing is ever without one.
  inside.connector?.socket.on('error', (problem) => leave(lost(problem)))
  inside.connector?.socket.on('close', () => leave(lost()))
  await within(patience.connectMilliseconds, [connecting, gone.promise], leave).catch(
    (problem: unknown) => {
      leave(lost(problem))
      throw readProblem(problem)
    },
  )
  return {
    async ask(command, words = []) {
      const asking = api.write(command, [...words]).then(
        (rows): ApiAnswer => ({ kind: 'rows', rows: rows as Record<string, string>[] }),
        (trap: unknown): ApiAnswer => ({ kind: 'refused', words: wordsOf(trap) }),
      )
      return within(patience.commandMilliseconds, [asking, gone.promise], leave)
    },
    close: () => leave(new Unavailable('router_gone', 'We have closed it.')),
  }
}

/** The first of them; after that time the line is given up, because what was asked may still be answered later. */
async function within<Result>(
  milliseconds: number,
  first: readonly Promise<Result>[],
  leave: (problem: Error) => void,
): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const silent = new Unavailable('router_silent', 'The router does not answer its API.')
    leave(silent)
    reject(silent)
  }, milliseconds)
  return Promise.race([...first, promise]).finally(() => clearTimeout(timer))
}

function lost(problem?: unknown): Error {
  if (problem instanceof Refusal) return problem
  const why = problem === undefined ? 'The router has closed the line.' : wordsOf(problem)
  return new Unavailable('router_gone', why, { cause: problem })
}

function readProblem(problem: unknown): Error {
  if (/invalid user name or password|cannot log in|Username or password/.test(wordsOf(problem)))
    return new Invalid('router_login', 'The router does not know our user or its password.')
  return lost(problem)
}

const wordsMax = 200

/** A router's words are for people, and not longer than they read. */
function wordsOf(problem: unknown): string {
  const text = problem instanceof Error ? problem.message : String(problem)
  return (text || 'no reason').slice(0, wordsMax)
}
