// A router asks: may this user come online? Facts from memory, a decision, an answer; the decision is noted afterwards.

import { decideAccess, type Access } from '../appliance/access/access.ts'
import type { RouterFacts } from '../appliance/access/facts.ts'
import type { Appliance } from '../appliance/appliance.ts'
import type { Instant } from '../appliance/time.ts'
import type { DecisionLog } from './decision-log.ts'
import type { ReadModel } from './read-model.ts'
import { acceptAttributes, formatRateLimit, msChapFailures, refusalWords } from './replies.ts'
import { attribute } from './wire/attributes.ts'
import { acceptanceOf, provesPassword, readCredential, refusalOf } from './wire/credentials.ts'
import { findText, type Packet } from './wire/packet.ts'
import { writeReply } from './wire/packet-writer.ts'

interface Means {
  appliance: Pick<Appliance, 'now'>
  readModel: ReadModel
  decisions: DecisionLog
}

/** The Access-Accept or Access-Reject; undefined where silence is the answer. */
export function answerAccessRequest(
  { appliance, readModel, decisions }: Means,
  request: Packet,
  router: RouterFacts,
): Buffer | undefined {
  const now = appliance.now()
  const service = readModel.findService(findText(request, 'User-Name')?.toLowerCase() ?? '')
  const credential = readCredential(request)
  const proof = (password: string) => provesPassword(credential, request, router.secret, password)

  const access = decideAccess({ service, fresh: readModel.fresh() }, proof, now)
  if (access.outcome === 'silence') return undefined
  decisions.note(describeDecision(access, service?.id ?? null, request, router, now))

  if (access.outcome === 'reject') {
    const words = refusalWords[access.reason]
    const refusal = refusalOf(credential, msChapFailures[access.reason], words)
    const attributes = [attribute('Reply-Message', words), ...refusal]
    return writeReply(request, 'Access-Reject', attributes, router.secret)
  }
  const { id, password } = service!
  const proofOfOurs = acceptanceOf(credential, request, router.secret, password!)
  const attributes = [...acceptAttributes(id, access), ...proofOfOurs]
  return writeReply(request, 'Access-Accept', attributes, router.secret)
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
    rate_limit: accepted ? formatRateLimit(accepted) : null,
  }
}
