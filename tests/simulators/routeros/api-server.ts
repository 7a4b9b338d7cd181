// The API service of a simulated router: whoever logs in as a user with the right to may ask and change its configuration,
// many things at once by their tags. It can be made to fail as routers and lines do.

import { createHash, randomBytes } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'
import { setTimeout as pause } from 'node:timers/promises'
import { obey, Trap } from './api-commands.ts'
import { encodeSentence, openSentences } from './api-words.ts'
import { compareVersions } from './menus.ts'
import type { RouterOS } from './routeros.ts'

/** What goes wrong with the next commands after the login; 'login_…' with the login itself. */
export type ApiFault =
  | 'none'
  | 'silent' // Takes it and never answers.
  | 'hang_up' // Closes after half an answer.
  | 'broken' // A length that is none.
  | 'endless' // A word that never ends.
  | 'fatal'
  | 'strange' // A reply nobody has heard of.
  | 'other_tag' // An answer to something nobody asked.
  | 'login_silent'
  | 'login_strange'

export interface ApiOptions {
  readonly host?: string
  readonly port?: number
  /** PEM; with them it is api-ssl. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** RouterOS before 6.43 gives a challenge first. */
  readonly login?: 'plain' | 'challenge'
}

export interface ApiServer {
  readonly port: number
  fault: ApiFault
  /** Before each answer, in real milliseconds. */
  delay_ms: number
  /** Sentences that were asked after the login, oldest first. */
  readonly asked: readonly (readonly string[])[]
  readonly logins: { good: number; bad: number }
  close(): Promise<void>
}

const noRight = 'not enough permissions (9)'
const readOnly = /\/(print|getall|get|monitor|listen|find)$/

export async function openApiServer(ros: RouterOS, options: ApiOptions = {}): Promise<ApiServer> {
  const asked: string[][] = []
  const sockets = new Set<Socket>()
  const logins = { good: 0, bad: 0 }
  const saysEmpty = compareVersions(ros.version, '7.18') >= 0
  const state = { fault: 'none' as ApiFault, delay_ms: 0 }

  function serve(socket: Socket): void {
    sockets.add(socket)
    const read = openSentences()
    const listening = new Map<string, () => void>()
    let policy: string | undefined
    let challenge: Buffer | undefined
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (data: Buffer) => {
      try {
        for (const sentence of read(data)) void answer(sentence)
      } catch {
        socket.destroy()
      }
    })
    const say = (...words: string[]) => {
      if (!socket.destroyed) socket.write(encodeSentence(words.filter((word) => word !== '')))
    }

    async function answer(sentence: string[]): Promise<void> {
      const tag = sentence.find((word) => word.startsWith('.tag=')) ?? ''
      const words = sentence.filter((word) => !word.startsWith('.tag='))
      if (words[0] === '/login') return logIn(words, tag)
      if (policy === undefined) {
        say('!fatal', 'not logged in')
        return void socket.end()
      }
      asked.push(words)
      if (words[0] === '/quit') {
        say('!fatal', 'session terminated on request')
        return void socket.end()
      }
      if (words[0] === '/cancel') {
        for (const stop of listening.values()) stop()
        return say('!done', tag)
      }
      if (words[0]?.endsWith('/listen')) {
        const stop = () => {
          listening.delete(tag)
          say('!trap', tag, '=category=2', '=message=interrupted')
          say('!done', tag)
        }
        return void listening.set(tag, stop)
      }
      if (state.delay_ms > 0) await pause(state.delay_ms, undefined, { ref: false })
      if (state.fault !== 'none' && !state.fault.startsWith('login')) return fail(tag)
      await run(words, tag)
    }

    async function run(words: string[], tag: string): Promise<void> {
      try {
        if (!policy!.includes(readOnly.test(words[0]!) ? 'read' : 'write')) throw new Trap(1, noRight) // prettier-ignore
        const { rows, done, isPrint } = await obey(ros, words)
        for (const row of rows) say('!re', tag, ...row)
        if (rows.length === 0 && isPrint && saysEmpty) say('!empty', tag)
        say('!done', tag, ...done)
      } catch (trap) {
        if (!(trap instanceof Trap)) throw trap
        say('!trap', tag, `=category=${trap.category}`, `=message=${trap.message}`)
        say('!done', tag)
      }
    }

    function logIn(words: readonly string[], tag: string): void {
      if (state.fault === 'login_silent') return
      if (state.fault === 'login_strange') return say('!done', tag, '=ret=1', '=more=2')
      const given = (name: string) => words.find((word) => word.startsWith(`=${name}=`))?.slice(name.length + 2) // prettier-ignore
      const user = ros.tree.items('/user').find(({ values }) => values.get('name') === given('name') && values.get('disabled') !== 'yes') // prettier-ignore
      const password = user?.values.get('password') ?? ''
      const response = given('response')
      if (response === undefined && (options.login === 'challenge' || words.length === 1)) {
        challenge = randomBytes(16)
        return say('!done', tag, `=ret=${challenge.toString('hex')}`)
      }
      const isRight =
        response === undefined
          ? given('password') === password
          : challenge !== undefined && response === answerTo(challenge, password)
      const group = ros.tree.items('/user/group').find(({ values }) => values.get('name') === user?.values.get('group')) // prettier-ignore
      const rights = (group?.values.get('policy') ?? '').split(',')
      if (
        !user ||
        !isRight ||
        !rights.includes('api') ||
        !comesFrom(user.values.get('address') ?? '')
      ) {
        logins.bad += 1
        say('!trap', tag, '=message=invalid user name or password (6)')
        return say('!done', tag)
      }
      logins.good += 1
      policy = rights.filter((right) => !right.startsWith('!')).join(',')
      say('!done', tag)
    }

    function comesFrom(allowed: string): boolean {
      const own = socket.remoteAddress?.replace('::ffff:', '') ?? ''
      return allowed === '' || allowed.split(',').some((each) => each.replace(/\/32$/, '') === own || each.startsWith('0.0.0.0/0')) // prettier-ignore
    }

    function fail(tag: string): void {
      switch (state.fault) {
        case 'hang_up':
          socket.write(encodeSentence(['!re', tag, '=name=half']).subarray(0, -4))
          return void socket.end()
        case 'broken':
          return void socket.write(Buffer.from([0xff, 0xff, 0xff, 0, 1]))
        case 'endless':
          return void socket.write(Buffer.from([0xf0, 0x7f, 0xff, 0xff, 0xff, 0x21]))
        case 'fatal':
          return say('!fatal', 'too many commands before login')
        case 'strange':
          return say('!surprise', tag, '=a=b')
        case 'other_tag':
          return say('!done', '.tag=nobody')
        default:
          return undefined
      }
    }
  }

  const server = options.tls ? createSecureServer({ ...options.tls }, serve) : createServer(serve)
  server.on('error', () => {})
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve)
  await promise

  return Object.assign(state, {
    port: (server.address() as { port: number }).port,
    asked,
    logins,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((end) => void server.close(() => end()))
    },
  })
}

/** "00" and the MD5 of a zero, the password and the challenge, as before 6.43. */
function answerTo(challenge: Buffer, password: string): string {
  const secret = Buffer.concat([Buffer.from([0]), Buffer.from(password, 'latin1'), challenge])
  return `00${createHash('md5').update(secret).digest('hex')}`
}
