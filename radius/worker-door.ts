// A worker's part of RADIUS: the port of Access-Requests, shared with the others, and a read model of its own.

import type { Appliance } from '../appliance/appliance.ts'
import type { RadiusHealth } from '../appliance/health.ts'
import { openDecisionLog } from './decision-log.ts'
import { answerOrAskFirst, type FirstWorker } from './first-worker.ts'
import { sayAlive, tellState } from './radius.ts'
import { openReadModel } from './read-model.ts'
import { openPort } from './server.ts'
import { openSilences } from './silences.ts'

export interface WorkerDoor {
  health(): RadiusHealth
  close(): Promise<void>
}

export async function openWorkerDoor(
  appliance: Appliance,
  first: FirstWorker,
  { host, authPort }: { host: string; authPort: number },
): Promise<WorkerDoor> {
  const silences = openSilences()
  const decisions = openDecisionLog(appliance)
  const readModel = await openReadModel(appliance, { writesSnapshot: false })
  const auth = await openPort(host, authPort, {
    findRouter: readModel.findRouter,
    shared: true,
    silences,
    answerers: {
      'Access-Request': (request, router) =>
        answerOrAskFirst({ appliance, readModel, decisions }, first, request, router),
      'Status-Server': sayAlive('Access-Accept'),
    },
  })

  return {
    health: () => ({ ...tellState(readModel, silences), spool_bytes: 0 }),
    close: async () => {
      await auth.close()
      await readModel.close()
      await decisions.close()
    },
  }
}
