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
import { formatRateLimit } from '../appliance/access/rate-limit.ts'
import type { Appliance } from '../appliance/appliance.ts'
import type { Instant } from '../appliance/time.ts'
import { nasIdentifierOf } from './accounting-request.ts'
import { loginOf, type ClassTokens } from './class-token.ts'
import type { DecisionLog } from './decision-log.ts'
import { macLoginOf, provesMacLogin } from './mac-login.ts'
import type { Probing } from './probing.ts'
import type { ReadModel } from './read-model.ts'
import { acceptAttributes, msChapFailures, tellRefusal } from './replies.ts'
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
  appliance: Pick<Appliance, 'now' | 'timeInDoubt'>
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
  if (answer.access.outcome !== 'reject' || !means.readModel.fresh()) return tell(means, answer)
  const looks = [means.readModel.lookAgain()]
  if (isOneTooMany(answer)) looks.push(means.sessions.lookAgain(answer.service!.id))
  // Decided and told in one breath: a place that is free for two is given to one.
  return Promise.all(looks).then(() => {
    const final = decide(means, request, router)
    if (isOneTooMany(final)) means.probing.ask(final.service!.id)
    return tell(means, final)
  })
}

interface Decided {
  request: Packet
  router: RouterFacts
  credential: Credential
  service: ServiceFacts | undefined
  access: Access
  now: Instant
}

function decide(
  { appliance, readModel, sessions }: Means,
  request: Packet,
  router: RouterFacts,
): Decided {
  const now = appliance.now()
  const credential = readCredential(request)
  const mac = readMac(findText(request, 'Calling-Station-Id') ?? '') ?? null
  const { service, proof } = findAsker(readModel, request, router, credential)
  const stations = service ? sessions.others(service.id, askerOf(request)) : []
  const facts = { service, fresh: readModel.fresh(), mac, router, stations }
  const access = decideInDoubt((at) => decideAccess(facts, proof, at), now, appliance.timeInDoubt())
  return { request, router, credential, service, access, now }
}

function isOneTooMany({ access }: Decided): boolean {
  return access.outcome === 'reject' && access.reason === 'too_many_sessions'
}

function askerOf(request: Packet): string | null {
  return stationOf(findText(request, 'Calling-Station-Id'))
}

function tell(
  { sessions, classes, decisions, rates }: Means,
  decided: Decided,
): Buffer | undefined {
  const { request, router, credential, service, access, now } = decided
  if (access.outcome === 'silence') return undefined
  decisions.note(describeDecision(access, service?.id ?? null, request, router, now))

  if (access.outcome === 'reject') {
    const words = tellRefusal(access.reason, service?.kind)
    const refusal = refusalOf(credential, msChapFailures[access.reason], words)
    const attributes = [attribute('Reply-Message', words), ...refusal]
    return writeReply(request, 'Access-Reject', attributes, router.secret)
  }
  const { id, password } = service!
  const proofOfOurs = acceptanceOf(credential, request, router.secret, password!)
  const token = classes.draw(id, router.id, now)
  sessions.reserve({
    session_key: classKey(loginOf(token)),
    service_id: id,
    station: askerOf(request),
    router_id: router.id,
    nas_identifier: nasIdentifierOf(request),
  })
  const attributes = [...acceptAttributes(id, access), attribute('Class', token), ...proofOfOurs]
  rates.note(attributes)
  return writeReply(request, 'Access-Accept', attributes, router.secret)
}

/** Whom a request is about, and what proves that it is: the service of the user name, or the pass of the device. */
function findAsker(
  readModel: ReadModel,
  request: Packet,
  router: RouterFacts,
  credential: Credential,
): { service: ServiceFacts | undefined; proof: Proof } {
  const { secret } = router
  const named = namesOf(findText(request, 'User-Name') ?? '')
    .map((name) => readModel.findService(name))
    .find((service) => service !== undefined)
  const device = named ? undefined : macLoginOf(request)
  if (device === undefined || !router.mac_login) {
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

function describeDecision(
  access: Exclude<Access, { outcome: 'silence' }>,
  service_id: number | null,
  request: Packet,
  router: RouterFacts,
  decided_at: Instant,
): Parameters<DecisionLog['note']>[0] {
  const accepted = access.outcome === 'accept' ? access : undefined
  return {
    decided_at,
    router_id: router.id,
    service_id,
    user_name: findText(request, 'User-Name') ?? '',
    calling_station_id: findText(request, 'Calling-Station-Id') ?? null,
    outcome: access.outcome,
    reason: access.outcome === 'reject' ? access.reason : null,
    session_seconds: accepted?.session_seconds ?? null,
    rate_limit: accepted ? formatRateLimit(accepted.speed) : null,
  }
}
