// A router tells what a session has used, or that it restarts. It is written down first and acknowledged after: an
// Accounting-Response is a promise that this will not be lost (RFC 2866 2).

import type { AccountingRecord } from '../appliance/access/sessions.ts'
import type { RouterFacts } from '../appliance/access/facts.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { Refusal } from '../appliance/errors.ts'
import type { Instant } from '../appliance/time.ts'
import type { AccountingJournal } from './accounting-journal.ts'
import { readClass } from './class-token.ts'
import { macLoginOf } from './mac-login.ts'
import type { Silences } from './silences.ts'
import type { ToldRates } from './told-rates.ts'
import { findAddress, findAll, findInteger, findText, type Packet } from './wire/packet.ts'
import { writeReply } from './wire/packet-writer.ts'
import { valueName } from './wire/value-names.ts'

export type AccountingProblem = 'no_acct_status_type' | 'no_acct_session_id'
type SessionReport = Extract<AccountingRecord, { kind: 'session' }>['report']

interface Means {
  appliance: Pick<Appliance, 'now'>
  journal: AccountingJournal
  silences: Silences
  rates: ToldRates
}

/** The Accounting-Response, once the record is durable; undefined where it could not be kept or not be read. */
export async function answerAccountingRequest(
  { appliance, journal, silences, rates }: Means,
  request: Packet,
  router: RouterFacts,
): Promise<Buffer | undefined> {
  const record = readAccounting(request, router.id, appliance.now())
  if (typeof record === 'string') {
    silences.add(record, router.name)
    return undefined
  }
  try {
    await journal.keep(rates.complete(record))
  } catch (error) {
    silences.add(error instanceof Refusal ? error.code : 'not_kept', router.name, { error })
    return undefined
  }
  return writeReply(request, 'Accounting-Response', [], router.secret)
}

/** What the packet says, in our words. `heard_at` is when it came to us: a router's clock may stand in 1970. */
export function readAccounting(
  request: Packet,
  router_id: number,
  heard_at: Instant,
): AccountingRecord | AccountingProblem {
  const status = valueName('Acct-Status-Type', findInteger(request, 'Acct-Status-Type') ?? 0)
  const sent_at = before(heard_at, plausible(request, 'Acct-Delay-Time', delaySecondsMax))
  switch (status) {
    case 'Accounting-On':
    case 'Accounting-Off':
      return { kind: 'restart', router_id, at: sent_at }
    case 'Start':
    case 'Interim-Update':
    case 'Stop': {
      const report = readReport(request, router_id, heard_at, sent_at)
      if (!report) return 'no_acct_session_id'
      const ending = status === 'Stop' && {
        stopped_at: sent_at,
        terminate_cause: readCause(request),
      }
      return { kind: 'session', report: { ...report, ...ending } }
    }
    default:
      return 'no_acct_status_type'
  }
}

// What a router can't mean. It is left out, because counters only grow and a wild one would stay for ever (T49).
const delaySecondsMax = 30 * 86_400
const sessionSecondsMax = 10 * 366 * 86_400
const bytesPerSecondMax = 1_250_000_000 // Ten gigabits a second, the fastest plan there is.
const graceSeconds = 60

function readReport(
  request: Packet,
  router_id: number,
  heard_at: Instant,
  sent_at: Instant,
): SessionReport | undefined {
  const acct_session_id = findText(request, 'Acct-Session-Id')
  if (!acct_session_id) return undefined

  const token = findAll(request, 'Class')
    .map(readClass)
    .find((each) => each !== undefined)
  const user_name = findText(request, 'User-Name') ?? ''
  const calling_station_id = findText(request, 'Calling-Station-Id') ?? null
  const session_seconds = plausible(request, 'Acct-Session-Time', sessionSecondsMax)
  return {
    session_key: token
      ? `class:${token.login}`
      : `nas:${JSON.stringify([router_id, acct_session_id, user_name, calling_station_id])}`,
    router_id,
    service_id: token?.service_id ?? null,
    device_mac: token ? null : (macLoginOf(request) ?? null),
    acct_session_id,
    user_name,
    calling_station_id,
    nas_port_id: findText(request, 'NAS-Port-Id') ?? null,
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

/** A Start has neither, and arithmetic on instants is a large part of what reading one costs. */
function before(at: Instant, seconds: number): Instant {
  return seconds === 0 ? at : at.subtract({ seconds })
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
