// RADIUS as one thing that opens and closes: the read model, the journal and the log behind it, and the two ports.

import type { Appliance } from '../appliance/appliance.ts'
import type { Config } from '../appliance/config.ts'
import type { RadSecIdentity } from '../appliance/access/radsec-identity.ts'
import type { RouterFacts } from '../appliance/access/facts.ts'
import { answerAccessRequest } from './access-request.ts'
import type { Answerer } from './answering.ts'
import { openAccountingJournal } from './accounting-journal.ts'
import { answerAccountingRequest } from './accounting-request.ts'
import { openBuckets, type BucketSize } from './buckets.ts'
import { openDecisionLog } from './decision-log.ts'
import { openProofs } from './proofs.ts'
import { openReadModel, type ReadModel, type Timings } from './read-model.ts'
import { openRadSec, type RadSecLimits } from './radsec.ts'
import { openPort } from './server.ts'
import { openSilences } from './silences.ts'
import type { Packet } from './wire/packet.ts'
import { writeReply } from './wire/packet-writer.ts'

export interface Radius {
  auth_port: number
  acct_port: number
  /** Undefined where it is off. */
  radsec_port: number | undefined
  readModel: ReadModel
  /** Packets that went unanswered, by reason. */
  unanswered(): ReadonlyMap<string, number>
  /** Writes what waits: decisions, and what routers have proved. */
  flush(): Promise<void>
  close(): Promise<void>
}

export interface Listening extends Timings {
  host: string
  /** 0 for one that is free. */
  authPort: number
  acctPort: number
  /** RadSec, if it is wanted: the port, and whom a router finds there. */
  radSec?: { port: number; identity: RadSecIdentity; limits?: RadSecLimits }
  /** How much a router may send; the settings say, unless this does. */
  bucket?: BucketSize
  /** How long a router's packets may all be wrong until staff are told. */
  alarmMilliseconds?: number
}

export async function openRadius(appliance: Appliance, listening: Listening): Promise<Radius> {
  const { host, authPort, acctPort, radSec, alarmMilliseconds, bucket, ...timings } = listening
  const silences = openSilences()
  const decisions = openDecisionLog(appliance)
  const journal = await openAccountingJournal(appliance)
  const readModel = await openReadModel(appliance, timings)
  const proofs = openProofs(appliance, alarmMilliseconds === undefined ? {} : { alarmMilliseconds })
  const buckets = openBuckets(bucket ?? bucketOf(appliance.config))
  const { findRouter } = readModel

  const accessRequest: Answerer = (request, router) =>
    answerAccessRequest({ appliance, readModel, decisions }, request, router)
  const accountingRequest: Answerer = (request, router) =>
    answerAccountingRequest({ appliance, journal, silences }, request, router)
  const door = { findRouter, buckets, proofs, silences }

  const auth = await openPort(host, authPort, {
    ...door,
    answerers: { 'Access-Request': accessRequest, 'Status-Server': sayAlive('Access-Accept') },
  })
  const acct = await openPort(host, acctPort, {
    ...door,
    answerers: {
      'Accounting-Request': accountingRequest,
      'Status-Server': sayAlive('Accounting-Response'),
    },
  })
  const secured =
    radSec &&
    (await openRadSec(
      host,
      radSec.port,
      radSec.identity,
      {
        buckets,
        silences,
        now: appliance.now,
        findRouterByCertificate: readModel.findRouterByCertificate,
        answerers: {
          'Access-Request': accessRequest,
          'Accounting-Request': accountingRequest,
          'Status-Server': sayAlive('Access-Accept'),
        },
      },
      radSec.limits,
    ))

  async function closeAll(): Promise<void> {
    await Promise.all([auth.close(), acct.close(), secured?.close()])
    await readModel.close()
    await journal.close()
    await proofs.close()
    await decisions.close()
  }
  let closing: Promise<void> | undefined

  return {
    auth_port: auth.port,
    acct_port: acct.port,
    radsec_port: secured?.port,
    readModel,
    unanswered: silences.counts,
    flush: async () => void (await Promise.all([decisions.flush(), proofs.flush()])),
    close: () => (closing ??= closeAll()),
  }
}

function bucketOf({ routerPackets, routerBurst }: Config): BucketSize {
  return { packetsPerSecond: routerPackets, burst: routerBurst }
}

/** RFC 5997: each port answers "are you there" in its own words. */
function sayAlive(code: 'Access-Accept' | 'Accounting-Response') {
  return (request: Packet, router: RouterFacts) => writeReply(request, code, [], router.secret)
}
