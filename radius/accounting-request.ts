// A router tells what a session has used, or that it restarts. It is written down first and acknowledged after: an
// Accounting-Response is a promise that this will not be lost (RFC 2866 2).

import type { ServiceFacts } from '../appliance/access/access.ts'
import type { AccountingRecord } from '../appliance/access/sessions.ts'
import type { RouterFacts } from '../appliance/access/facts.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { Refusal } from '../appliance/errors.ts'
import type { Instant } from '../appliance/time.ts'
import type { AccountingJournal } from './accounting-journal.ts'
import type { ClassTokens, SessionToken } from './class-token.ts'
import { macLoginOf } from './mac-login.ts'
import { boundReport, type Doubt } from './plausible.ts'
import type { ReadModel } from './read-model.ts'
import type { RouterClocks } from './router-clocks.ts'
import type { RouterVoices } from './router-voices.ts'
import type { SessionMemory } from './session-memory.ts'
import type { Silences } from './silences.ts'
import { classKey, routersKey } from './stations.ts'
import type { ToldRates } from './told-rates.ts'
import { namesOf } from './user-names.ts'
import { find, findAddress, findAll, findInteger, findText, type Packet } from './wire/packet.ts'
import { writeReply } from './wire/packet-writer.ts'
import { valueName } from './wire/value-names.ts'

export type AccountingProblem = 'no_acct_status_type' | 'no_acct_session_id'
type SessionReport = Extract<AccountingRecord, { kind: 'session' }>['report']

interface Means {
  appliance: Pick<Appliance, 'now'>
  journal: AccountingJournal
  readModel: Pick<ReadModel, 'findService' | 'findServiceById' | 'findPass'>
  sessions: Pick<SessionMemory, 'hear'>
  voices: Pick<RouterVoices, 'note'>
  clocks: Pick<RouterClocks, 'note'>
  classes: ClassTokens
  silences: Silences
  doubts: Silences
  rates: ToldRates
}

/** The Accounting-Response, once the record is durable; undefined where it could not be kept or not be read. */
export async function answerAccountingRequest(
  means: Means,
  request: Packet,
  router: RouterFacts,
): Promise<Buffer | undefined> {
  const { appliance, journal, readModel, sessions, voices, classes, silences, doubts, rates } =
    means
  const token = readToken(request, router.id, classes)
  if (token === 'foreign') doubts.add('foreign_class' satisfies Doubt, router.name)
  const ours = token === 'foreign' ? undefined : token
  const heard_at = appliance.now()
  const sent_at = sentAt(request, heard_at)
  means.clocks.note(router.name, findInteger(request, 'Event-Timestamp'), sent_at)
  voices.note({ router_id: router.id, nas_identifier: nasIdentifierOf(request), heard_at })
  const told = readAccounting(request, router.id, heard_at, ours)
  if (typeof told === 'string') {
    silences.add(told, router.name)
    return undefined
  }
  const service = findTold(told, readModel)
  const record = believe(told, { router, service, accepted_at: ours?.accepted_at }, doubts)
  sessions.hear(record, ours?.service_id ?? service?.id, ours !== undefined)
  try {
    await journal.keep(rates.complete(record))
  } catch (error) {
    silences.add(error instanceof Refusal ? error.code : 'not_kept', router.name, { error })
    return undefined
  }
  return writeReply(request, 'Accounting-Response', [], router.secret)
}

/** Whom it is about: who our Class names, or else the user name, or the device of a login by MAC. */
function findTold(told: AccountingRecord, readModel: Means['readModel']): ServiceFacts | undefined {
  if (told.kind === 'restart') return undefined
  const { service_id, user_name, device_mac } = told.report
  if (service_id !== null) return readModel.findServiceById(service_id)
  for (const name of namesOf(user_name)) {
    const named = readModel.findService(name)
    if (named) return named
  }
  return readModel.findPass(device_mac ?? '')
}

function believe(
  told: AccountingRecord,
  known: Parameters<typeof boundReport>[1],
  noted: Silences,
): AccountingRecord {
  if (told.kind === 'restart') return told
  const { report, doubts } = boundReport(told.report, known)
  const { acct_session_id, user_name } = report
  for (const doubt of doubts) noted.add(doubt, known.router.name, { acct_session_id, user_name })
  return { kind: 'session', report }
}

/** What the packet says, in our words. `heard_at` is when it came to us: a router's clock may stand in 1970. */
export function readAccounting(
  request: Packet,
  router_id: number,
  heard_at: Instant,
  token?: SessionToken,
): AccountingRecord | AccountingProblem {
  const status = valueName('Acct-Status-Type', findInteger(request, 'Acct-Status-Type') ?? 0)
  const sent_at = sentAt(request, heard_at)
  switch (status) {
    case 'Accounting-On':
    case 'Accounting-Off':
      return { kind: 'restart', router_id, nas_identifier: nasIdentifierOf(request), at: sent_at }
    case 'Start':
    case 'Interim-Update':
    case 'Stop': {
      const report = readReport(request, { router_id, heard_at, sent_at, token })
      if (!report) return 'no_acct_session_id'
      const ending = status === 'Stop' && {
        stopped_at: sent_at,
        terminate_cause: readCause(request),
      }
      return { kind: 'session', report: { ...report, ...ending, begins: status === 'Start' } }
    }
    default:
      return 'no_acct_status_type'
  }
}

function sentAt(request: Packet, heard_at: Instant): Instant {
  return before(heard_at, plausible(request, 'Acct-Delay-Time', delaySecondsMax))
}

// What a router can't mean. It is left out, because counters only grow and a wild one would stay for ever (T49).
const delaySecondsMax = 30 * 86_400
const sessionSecondsMax = 10 * 366 * 86_400
const bytesPerSecondMax = 1_250_000_000 // Ten gigabits a second, the fastest plan there is.
const graceSeconds = 60

interface Telling {
  router_id: number
  heard_at: Instant
  sent_at: Instant
  token: SessionToken | undefined
}

function readReport(
  request: Packet,
  { router_id, heard_at, sent_at, token }: Telling,
): SessionReport | undefined {
  const acct_session_id = findText(request, 'Acct-Session-Id')
  if (!acct_session_id) return undefined

  const user_name = findText(request, 'User-Name') ?? ''
  const calling_station_id = findText(request, 'Calling-Station-Id') ?? null
  const session_seconds = plausible(request, 'Acct-Session-Time', sessionSecondsMax)
  return {
    session_key: token
      ? classKey(token.login)
      : routersKey({ router_id, acct_session_id, user_name, calling_station_id }),
    router_id,
    service_id: token?.service_id ?? null,
    device_mac: token ? null : (macLoginOf(request) ?? null),
    acct_session_id,
    user_name,
    calling_station_id,
    nas_port_id: findText(request, 'NAS-Port-Id') ?? null,
    nas_identifier: nasIdentifierOf(request),
    nas_ip_address: findAddress(request, 'NAS-IP-Address') ?? null,
    framed_ip_address: findAddress(request, 'Framed-IP-Address') ?? null,
    started_at: before(sent_at, session_seconds),
    heard_at,
    session_seconds,
    input_octets: readOctets(request, 'Input', session_seconds),
    output_octets: readOctets(request, 'Output', session_seconds),
    stopped_at: null,
    terminate_cause: null,
  }
}

/** Which of the routers behind one address speaks. */
export function nasIdentifierOf(request: Packet): string | null {
  return findText(request, 'NAS-Identifier') || null
}

/** The Class that we gave to this router; 'foreign' where it shows none but one that was another's, or is made up. */
function readToken(
  request: Packet,
  router_id: number,
  classes: ClassTokens,
): SessionToken | 'foreign' | undefined {
  if (!find(request, 'Class')) return undefined
  const tokens = findAll(request, 'Class').map((each) => classes.read(each, router_id))
  const own = tokens.find((each) => typeof each === 'object')
  return own ?? tokens.find((each) => each === 'foreign')
}

/** A Start has neither, and arithmetic on instants is a large part of what reading one costs. */
function before(at: Instant, seconds: number): Instant {
  if (seconds === 0) return at
  return Temporal.Instant.fromEpochMilliseconds(at.epochMilliseconds - seconds * 1000)
}

function plausible(
  request: Packet,
  name: 'Acct-Delay-Time' | 'Acct-Session-Time',
  most: number,
): number {
  const seconds = findInteger(request, name) ?? 0
  return seconds <= most ? seconds : 0
}

/** Gigawords count how often the octets went round 2^32 (RFC 2869 5.1). Input is the subscriber's upload. */
function readOctets(
  request: Packet,
  direction: 'Input' | 'Output',
  session_seconds: number,
): number {
  const octets = findInteger(request, `Acct-${direction}-Octets`) ?? 0
  const gigawords = findInteger(request, `Acct-${direction}-Gigawords`) ?? 0
  const total = gigawords * 2 ** 32 + octets
  return total <= (session_seconds + graceSeconds) * bytesPerSecondMax ? total : 0
}

function readCause(request: Packet): string {
  const number = findInteger(request, 'Acct-Terminate-Cause')
  if (number === undefined) return 'Unspecified'
  return valueName('Acct-Terminate-Cause', number) ?? String(number)
}
