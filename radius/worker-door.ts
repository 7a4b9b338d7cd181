// A worker's part of RADIUS: the port of Access-Requests, shared with the others, and a read model of its own.

import type { Appliance } from '../appliance/appliance.ts'
import type { RadiusHealth } from '../appliance/health.ts'
import { breathe } from './breath.ts'
import { openBuckets } from './buckets.ts'
import { openClassTokens } from './class-token.ts'
import { openDecisionLog } from './decision-log.ts'
import { answerOrAskFirst, type FirstWorker } from './first-worker.ts'
import { openProofs } from './proofs.ts'
import { bucketOf, sayAlive, tellState } from './radius.ts'
import { openReadModel } from './read-model.ts'
import { openPort } from './server.ts'
import { openSilences } from './silences.ts'
import { rememberRates } from './told-rates.ts'

export interface WorkerDoor {
  health(): RadiusHealth
  close(): Promise<void>
}

/** Which places are taken the first worker knows, and it alone says yes. */
const noPlaces = { others: () => [], reserve: () => {}, lookAgain: async () => {} }

export async function openWorkerDoor(
  appliance: Appliance,
  first: FirstWorker,
  { host, authPort }: { host: string; authPort: number },
): Promise<WorkerDoor> {
  const silences = openSilences()
  const decisions = openDecisionLog(appliance)
  const readModel = await openReadModel(appliance, { writesSnapshot: false })
  const classes = openClassTokens(appliance.safe)
  const rates = rememberRates() // Nobody asks: accounting is the first worker's.
  const probing = { ask: () => {} } // Nor is it asked who keeps whom out: the first worker says the last word.
  const means = {
    appliance: breathe(appliance),
    readModel,
    sessions: noPlaces,
    probing,
    classes,
    decisions,
    rates,
  }
  const proofs = openProofs(appliance)
  const auth = await openPort(host, authPort, {
    findRouter: readModel.findRouter,
    shared: true,
    buckets: openBuckets(bucketOf(appliance.config)),
    proofs,
    silences,
    answerers: {
      'Access-Request': (request, router) => answerOrAskFirst(means, first, request, router),
      'Status-Server': sayAlive('Access-Accept'),
    },
  })

  return {
    health: () => ({ ...tellState(readModel, silences), spool_bytes: 0 }),
    close: async () => {
      await auth.close()
      await readModel.close()
      await Promise.all([decisions.close(), proofs.close()])
    },
  }
}
