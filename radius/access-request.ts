// A router asks: may this user come online? Facts from memory, a decision, an answer; the decision is noted afterwards.

import {
  decideAccess,
  type Access,
  type Proof,
  type ServiceFacts,
} from '../appliance/access/access.ts'
import { decideInDoubt } from '../appliance/access/doubt.ts'
import { readMac } from '../appliance/access/devices.ts'
import type { RouterFacts } from '../appliance/access/facts.ts'
import { around } from '../appliance/kill-points.ts'
import type { Instant } from '../appliance/time.ts'
import { nasIdentifierOf } from './accounting-request.ts'
import type { TimeOfBreath } from './breath.ts'
import { loginOf, type ClassTokens } from './class-token.ts'
import type { DecisionLog } from './decision-log.ts'
import { macLoginOf, provesMacLogin } from './mac-login.ts'
import type { Probing } from './probing.ts'
import type { ReadModel } from './read-model.ts'
import { layOutAccept, tellSpeed } from './ready-accepts.ts'
import { msChapFailures, tellRefusal } from './replies.ts'
import type { SessionMemory } from './session-memory.ts'
import { classKey, stationOf } from './stations.ts'
import type { ToldRates } from './told-rates.ts'
import { namesOf } from './user-names.ts'
import { attribute } from './wire/attributes.ts'
import {
  acceptanceOf,
  provesPassword,
  readCredential,
  refusalOf,
  type Credential,
} from './wire/credentials.ts'
import { findText, type Packet } from './wire/packet.ts'
import { writeReply } from './wire/packet-writer.ts'

interface Means {
  appliance: TimeOfBreath
  readModel: ReadModel
  sessions: Pick<SessionMemory, 'others' | 'reserve' | 'lookAgain'>
  probing: Probing
  classes: ClassTokens
  decisions: DecisionLog
  rates: ToldRates
}

/**
 * The Access-Accept or Access-Reject; undefined where silence is the answer. A yes is answered at once. Before a no we look
 * once more: who has paid this very moment is sent here by the portal faster than NOTIFY tells of it.
 */
export function answerAccessRequest(
  means: Means,
  request: Packet,
  router: RouterFacts,
): Buffer | undefined | Promise<Buffer | undefined> {
  const answer = decide(means, request, router)
  if (answer.access.outcome !== 'reject' || !means.readModel.fresh()) return say(means, answer)
  const looks = [means.readModel.lookAgain()]
  if (isOneTooMany(answer)) looks.push(means.sessions.lookAgain(answer.service!.id))
  // Decided and told in one breath: a place that is free for two is given to one.
  return Promise.all(looks).then(() => {
    const final = decide(means, request, router)
    if (isOneTooMany(final)) means.probing.ask(final.service!.id)
    return say(means, final)
  })
}

function say(means: Means, decided: Decided): Buffer | undefined | Promise<Buffer | undefined> {
  const told = () => tell(means, decided)
  return decided.access.outcome === 'accept' ? around('S16', told) : told()
}

/** What a request says of itself, read once. */
interface Asker {
  userName: string
  calling_station_id: string | null
  station: string | null
  credential: Credential
}

interface Decided {
  request: Packet
  router: RouterFacts
  asker: Asker
  service: ServiceFacts | undefined
  access: Access
  now: Instant
}

function readAsker(request: Packet): Asker {
  const calling_station_id = findText(request, 'Calling-Station-Id') ?? null
  return {
    userName: findText(request, 'User-Name') ?? '',
    calling_station_id,
    station: stationOf(calling_station_id),
    credential: readCredential(request),
  }
}

function decide(
  { appliance, readModel, sessions }: Means,
  request: Packet,
  router: RouterFacts,
): Decided {
  const now = appliance.now()
  const asker = readAsker(request)
  const { station } = asker
  const { service, proof } = findService(readModel, request, router, asker)
  const stations = service ? sessions.others(service.id, station) : []
  const mac = station === null ? null : (readMac(station) ?? null)
  const facts = { service, fresh: readModel.fresh(), mac, router, stations }
  const access = decideInDoubt((at) => decideAccess(facts, proof, at), now, appliance.timeInDoubt())
  return { request, router, asker, service, access, now }
}

function isOneTooMany({ access }: Decided): boolean {
  return access.outcome === 'reject' && access.reason === 'too_many_sessions'
}

function tell(
  { sessions, classes, decisions, rates }: Means,
  decided: Decided,
): Buffer | undefined {
  const { request, router, asker, service, access, now } = decided
  if (access.outcome === 'silence') return undefined
  const rate_limit = access.outcome === 'accept' ? tellSpeed(access.speed) : null
  decisions.note(describeDecision(decided, access, rate_limit))

  if (access.outcome === 'reject') {
    const words = tellRefusal(access.reason, service?.kind)
    const refusal = refusalOf(asker.credential, msChapFailures[access.reason], words)
    const attributes = [attribute('Reply-Message', words), ...refusal]
    return writeReply(request, 'Access-Reject', attributes, router.secret)
  }
  const { id, password } = service!
  const proofOfOurs = acceptanceOf(asker.credential, request, router.secret, password!)
  const token = classes.draw(id, router.id, now)
  const session_key = classKey(loginOf(token))
  sessions.reserve({
    session_key,
    service_id: id,
    station: asker.station,
    router_id: router.id,
    nas_identifier: nasIdentifierOf(request),
  })
  rates.note(session_key, rate_limit!)
  const laidOut = layOutAccept(id, access, token)
  return writeReply(request, 'Access-Accept', proofOfOurs, router.secret, laidOut)
}

/** Whom a request is about, and what proves that it is: the service of the user name, or the pass of the device. */
function findService(
  readModel: ReadModel,
  request: Packet,
  router: RouterFacts,
  { userName, credential }: Asker,
): { service: ServiceFacts | undefined; proof: Proof } {
  const { secret } = router
  const named = readModel.findService(userName) ?? firstOf(readModel, namesOf(userName))
  const device = named || !router.mac_login ? undefined : macLoginOf(request)
  if (device === undefined) {
    return {
      service: named,
      proof: (password) => provesPassword(credential, request, secret, password),
    }
  }
  return {
    service: readModel.findPass(device),
    proof: () => provesMacLogin(credential, request, secret),
  }
}

function firstOf(readModel: ReadModel, names: readonly string[]): ServiceFacts | undefined {
  for (const name of names) {
    const service = readModel.findService(name)
    if (service) return service
  }
  return undefined
}

function describeDecision(
  { router, asker, service, now }: Decided,
  access: Exclude<Access, { outcome: 'silence' }>,
  rate_limit: string | null,
): Parameters<DecisionLog['note']>[0] {
  return {
    decided_at: now,
    router_id: router.id,
    service_id: service?.id ?? null,
    user_name: asker.userName,
    calling_station_id: asker.calling_station_id,
    outcome: access.outcome,
    reason: access.outcome === 'reject' ? access.reason : null,
    session_seconds: access.outcome === 'accept' ? access.session_seconds : null,
    rate_limit,
  }
}
