// A router asks: may this user come online? Facts from memory, a decision, an answer; the decision is noted afterwards.

import {
  decideAccess,
  type Access,
  type Proof,
  type ServiceFacts,
} from '../appliance/access/access.ts'
import { readMac } from '../appliance/access/devices.ts'
import type { RouterFacts } from '../appliance/access/facts.ts'
import { formatRateLimit } from '../appliance/access/rate-limit.ts'
import type { Appliance } from '../appliance/appliance.ts'
import type { Instant } from '../appliance/time.ts'
import type { DecisionLog } from './decision-log.ts'
import { macLoginOf, provesMacLogin } from './mac-login.ts'
import type { ReadModel } from './read-model.ts'
import { acceptAttributes, msChapFailures, tellRefusal } from './replies.ts'
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
  appliance: Pick<Appliance, 'now'>
  readModel: ReadModel
  decisions: DecisionLog
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
  return means.readModel.lookAgain().then(() => tell(means, decide(means, request, router)))
}

interface Decided {
  request: Packet
  router: RouterFacts
  credential: Credential
  service: ServiceFacts | undefined
  access: Access
  now: Instant
}

function decide({ appliance, readModel }: Means, request: Packet, router: RouterFacts): Decided {
  const now = appliance.now()
  const credential = readCredential(request)
  const mac = readMac(findText(request, 'Calling-Station-Id') ?? '') ?? null
  const { service, proof } = findAsker(readModel, request, router, credential)
  const access = decideAccess({ service, fresh: readModel.fresh(), mac, router }, proof, now)
  return { request, router, credential, service, access, now }
}

function tell({ decisions }: Means, decided: Decided): Buffer | undefined {
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
  const attributes = [...acceptAttributes(id, access), ...proofOfOurs]
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
