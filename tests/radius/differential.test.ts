// Ten thousand Access-Requests to us and to FreeRADIUS, which knows the same users: the same verdict and the same
// attributes, or a difference that is named. npm `radius` reads them, and checks our answers.

import test, { type ExecutionContext } from 'ava'
import { interimSeconds } from '../../radius/replies.ts'
import { sizeOf, writeAttributes } from '../../radius/wire/attributes.ts'
import { authenticityOfRequest } from '../../radius/wire/authenticators.ts'
import { find, readPacket, type Packet } from '../../radius/wire/packet.ts'
import { revealPassword } from '../../radius/wire/passwords.ts'
import { openFreeradiusLogin } from '../support/freeradius-login.ts'
import { freeUdpPort } from '../support/processes.ts'
import { openVillage, secret } from './conversations/village.ts'
import { askAll, routerAddresses } from './differential/asking.ts'
import {
  lineDifferences,
  readingDifferences,
  verdictDifferences,
} from './differential/differences.ts'
import { drawLogins, nameLogin, type Login, type User } from './differential/logins.ts'
import { describeVerdict, readVerdict, type Verdict } from './differential/verdicts.ts'
import { radius as npm, type Decoded } from './wire/npm-radius.ts'

const count = 10_000
const passwords = [
  'maji-ya-kunywa',
  'x',
  'sixteen-octets-!',
  'Ngũgĩ-wa-Thiong’o',
  'a-password-of-sixty-characters-that-nobody-can-type-by-hand!',
  'maji "ya" kunywa',
  '12345678901234567890123456789012',
]

const village = await openVillage()
const users: (User & { attributes: string[] })[] = []
for (const [at, password] of [...passwords, ...passwords].entries()) {
  const user = { user_name: `line-${at}`, password }
  const { service_id } = await village.addHome({ ...user, paid: [[-24, 24]] })
  const interim = `Acct-Interim-Interval = ${interimSeconds(service_id)}`
  const attributes = ['Session-Timeout = 86400', 'Mikrotik-Rate-Limit = "5M/10M"', interim]
  users.push({ ...user, attributes })
}
for (const address of routerAddresses) await village.addRouter({ name: address, address })
const radius = await village.open()
const port = await freeUdpPort()
const freeradius = await openFreeradiusLogin({ port, secret, users })
test.after.always(async () => {
  await freeradius.close()
  await village.close()
})

const logins = drawLogins(count, 20261121, users, secret)
const questions = logins.map(({ bytes }) => bytes)

/** Every named difference was seen. */
function areSeen(t: ExecutionContext, named: readonly { why: string }[], seen: Set<unknown>): void {
  const unseen = named.filter((each) => !seen.has(each)).map(({ why }) => why)
  t.deepEqual(unseen, [], 'a difference that no longer occurs')
}

/** What nobody has named of a difference; nothing where all is said. */
function unnamed({ traits }: Login, ours: Verdict, theirs: Verdict, seen: Set<unknown>): string[] {
  if (ours.outcome !== theirs.outcome) {
    const named = verdictDifferences.find(
      (each) => each.ours === ours.outcome && each.theirs === theirs.outcome && each.when(traits),
    )
    seen.add(named)
    return named ? [] : [`ours ${describeVerdict(ours)}`, `theirs ${describeVerdict(theirs)}`]
  }
  const only = [
    ...without(ours.attributes, theirs.attributes).map((line) => ({ whose: 'ours', line })),
    ...without(theirs.attributes, ours.attributes).map((line) => ({ whose: 'theirs', line })),
  ]
  return only.flatMap(({ whose, line }) => {
    const named = lineDifferences.find(
      (each) =>
        each.whose === whose &&
        each.in === ours.outcome &&
        each.line.test(line) &&
        each.when(traits),
    )
    seen.add(named)
    return named ? [] : [`${whose} ${ours.outcome}: ${line}`]
  })
}

function without(lines: string[], others: string[]): string[] {
  const left = [...others]
  return lines.filter((line) => {
    const at = left.indexOf(line)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}

test('FreeRADIUS says the same to 10,000 logins, or the difference has a reason', async (t) => {
  const byUs = await askAll(radius.auth_port, questions, secret)
  const byThem = await askAll(port, questions, secret)
  const seen = new Set<unknown>()
  const outcomes: Record<string, number> = {}
  const surprises: string[] = []
  for (const [at, login] of logins.entries()) {
    const ours = readVerdict(byUs[at], login.bytes, secret)
    const theirs = readVerdict(byThem[at], login.bytes, secret)
    outcomes[ours.outcome] = (outcomes[ours.outcome] ?? 0) + 1
    const left = unnamed(login, ours, theirs, seen)
    if (left.length > 0) surprises.push(`${nameLogin(login)}: ${left.join(' | ')}`)
  }
  t.log(outcomes)
  t.deepEqual(surprises.slice(0, 20), [])
  areSeen(t, [...verdictDifferences, ...lineDifferences], seen)
  for (const outcome of ['accept', 'reject', 'silence']) t.true(outcomes[outcome]! > 1500, outcome)

  // What it can't read of the questions, it can't check the answer to.
  const answered = [...logins.entries()].flatMap(([at, { bytes }]) =>
    byUs[at] && readByNpm(Buffer.from(bytes)).decoded
      ? [{ request: bytes, response: byUs[at] }]
      : [],
  )
  t.true(
    answered.every((exchange) => npm.verify_response({ ...exchange, secret })),
    'npm radius',
  )
  t.true(answered.length > count / 2)
})

/** "read", or why not: the packet itself and its signature. */
function readByUs(bytes: Buffer): string {
  const { packet, problem } = readPacket(bytes)
  if (!packet) return problem
  const authenticity = authenticityOfRequest(packet, secret)
  return authenticity === 'wrong_message_authenticator' ? authenticity : 'read'
}

function readByNpm(packet: Buffer): { outcome: string; decoded?: Decoded } {
  try {
    return { outcome: 'read', decoded: npm.decode({ packet, secret }) }
  } catch (error) {
    return { outcome: (error as Error).message }
  }
}

function rawAttributes({ attributes }: Packet): [number, Buffer][] {
  return attributes.map((each) => {
    const written = Buffer.alloc(sizeOf([each]))
    writeAttributes(written, 0, [each])
    return [written[0]!, written.subarray(2)]
  })
}

test('npm radius reads the same in them, or the difference has a reason', (t) => {
  const seen = new Set<unknown>()
  const surprises: string[] = []
  let alike = 0
  for (const login of logins.filter(({ traits }) => !traits.has('frame other-code'))) {
    const ours = readByUs(login.bytes)
    const { outcome: theirs, decoded } = readByNpm(Buffer.from(login.bytes))
    const bothRefuse = ours !== 'read' && theirs !== 'read'
    if (ours === 'read' && decoded) {
      const { packet } = readPacket(login.bytes)
      t.deepEqual(decoded.raw_attributes, rawAttributes(packet!))
      const hidden = find(packet!, 'User-Password')
      const password = hidden && revealPassword(hidden, packet!.authenticator, secret)
      t.is(decoded.attributes['User-Password'], password)
      alike++
    } else if (!bothRefuse) {
      const named = readingDifferences.find((one) => one.ours.test(ours) && one.theirs.test(theirs))
      seen.add(named)
      if (!named) surprises.push(`${nameLogin(login)}: ours ${ours}, theirs ${theirs}`)
    }
  }
  t.deepEqual(surprises.slice(0, 20), [])
  areSeen(t, readingDifferences, seen)
  t.true(alike > count / 2)
})
