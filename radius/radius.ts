// RADIUS as one thing that opens and closes: the read model, the journal and the log behind it, and the two ports.

import { join } from 'node:path'
import type { Appliance } from '../appliance/appliance.ts'
import type { Config } from '../appliance/config.ts'
import type { RadSecIdentity } from '../appliance/access/radsec-identity.ts'
import type { RouterFacts } from '../appliance/access/facts.ts'
import { folderBytes, type RadiusHealth } from '../appliance/health.ts'
import { answerAccessRequest } from './access-request.ts'
import type { Answerer } from './answering.ts'
import { openAccountingJournal } from './accounting-journal.ts'
import { answerAccountingRequest } from './accounting-request.ts'
import { breathe } from './breath.ts'
import { openBuckets, type BucketSize } from './buckets.ts'
import { openClassTokens } from './class-token.ts'
import { openDecisionLog } from './decision-log.ts'
import { openProofs } from './proofs.ts'
import { openProbing } from './probing.ts'
import { openReadModel, type ReadModel, type Timings } from './read-model.ts'
import { openRadSec, type RadSecLimits } from './radsec.ts'
import { openPort } from './server.ts'
import { openRouterClocks } from './router-clocks.ts'
import { openRouterVoices } from './router-voices.ts'
import { openSessionMemory } from './session-memory.ts'
import { openDoubts, openSilences, type Silences } from './silences.ts'
import { rememberRates } from './told-rates.ts'
import { readPacket, type Packet } from './wire/packet.ts'
import { writeReply } from './wire/packet-writer.ts'

export interface Radius {
  auth_port: number
  acct_port: number
  /** Undefined where it is off. */
  radsec_port: number | undefined
  readModel: ReadModel
  /** Packets that went unanswered, by reason. */
  unanswered(): ReadonlyMap<string, number>
  /** Accounting of which something was not believed, by what. */
  doubted(): ReadonlyMap<string, number>
  /** The answer to an Access-Request that another worker has found genuine. */
  answerForWorker(bytes: Buffer, router: RouterFacts): Promise<Buffer | undefined>
  /** How it stands, for whoever looks after the box. */
  health(): Promise<RadiusHealth>
  /** Writes what waits: decisions, what routers have proved, and when they were heard. */
  flush(): Promise<void>
  close(): Promise<void>
}

export interface Listening extends Timings {
  host: string
  /** 0 for one that is free. */
  authPort: number
  acctPort: number
  /** Further workers listen on the port of Access-Requests, too. */
  shared?: boolean
  /** RadSec, if it is wanted: the port, and whom a router finds there. */
  radSec?: { port: number; identity: RadSecIdentity; limits?: RadSecLimits }
  /** How much a router may send; the settings say, unless this does. */
  bucket?: BucketSize
  /** How long a router's packets may all be wrong until staff are told. */
  alarmMilliseconds?: number
}

export async function openRadius(appliance: Appliance, listening: Listening): Promise<Radius> {
  const { host, authPort, acctPort, shared = false, radSec, ...more } = listening
  const { alarmMilliseconds, bucket, ...timings } = more
  const silences = openSilences()
  const doubts = openDoubts()
  const classes = openClassTokens(appliance.safe)
  const decisions = openDecisionLog(appliance)
  const rates = rememberRates()
  const journal = await openAccountingJournal(appliance)
  const readModel = await openReadModel(appliance, timings)
  const sessions = await openSessionMemory(appliance)
  const probing = openProbing(appliance)
  const voices = openRouterVoices(appliance)
  const clocks = openRouterClocks()
  const proofs = openProofs(appliance, alarmMilliseconds === undefined ? {} : { alarmMilliseconds })
  const buckets = openBuckets(bucket ?? bucketOf(appliance.config))
  const { findRouter } = readModel

  const means = { appliance: breathe(appliance), readModel, sessions, classes, rates }
  const logins = { ...means, probing, decisions }
  const accessRequest = (request: Packet, router: RouterFacts) =>
    answerAccessRequest(logins, request, router)
  const accounts = { ...means, journal, voices, clocks, silences, doubts }
  const accountingRequest: Answerer = (request, router) =>
    answerAccountingRequest(accounts, request, router)
  const door = { findRouter, buckets, proofs, silences }

  const auth = await openPort(host, authPort, {
    ...door,
    shared,
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
    await Promise.all([sessions.close(), voices.close()])
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
    doubted: doubts.counts,
    answerForWorker: async (bytes, router) => {
      const { packet } = readPacket(bytes)
      return packet && accessRequest(packet, router)
    },
    health: async () => ({
      ...tellState(readModel, silences),
      clock_skews: clocks.skews(),
      spool_bytes: await folderBytes(join(appliance.config.stateDir, 'spool-radius')),
    }),
    flush: async () =>
      void (await Promise.all([decisions.flush(), proofs.flush(), voices.flush()])),
    close: () => (closing ??= closeAll()),
  }
}

export function bucketOf({ routerPackets, routerBurst }: Config): BucketSize {
  return { packetsPerSecond: routerPackets, burst: routerBurst }
}

/** What a worker knows and did not answer. */
export function tellState(
  readModel: ReadModel,
  silences: Silences,
): Omit<RadiusHealth, 'spool_bytes'> {
  const { read_at, ...state } = readModel.state()
  const unanswered = Object.fromEntries(silences.counts())
  return { ...state, read_at: read_at && String(read_at), unanswered }
}

/** RFC 5997: each port answers "are you there" in its own words. */
export function sayAlive(code: 'Access-Accept' | 'Accounting-Response') {
  return (request: Packet, router: RouterFacts) => writeReply(request, code, [], router.secret)
}
