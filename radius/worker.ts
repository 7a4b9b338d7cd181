// One of the further processes on RADIUS's port. The first one starts it (workers.ts) and it ends with the first.

import { openAppliance } from '../appliance/appliance.ts'
import { readConfig } from '../appliance/config.ts'
import { tellHealth } from '../appliance/health.ts'
import { live } from '../appliance/process.ts'
import { reachFirstWorker } from './first-worker.ts'
import { openWorkerDoor } from './worker-door.ts'

const name = `radius-${process.argv[2]}`

await live(name, async () => {
  const appliance = await openAppliance(readConfig(), { name })
  const { radiusHost: host, authPort } = appliance.config
  const door = await openWorkerDoor(appliance, reachFirstWorker(), { host, authPort })
  const health = await tellHealth(appliance, name, async () => ({ radius: door.health() }))
  return {
    ready: { host, auth_port: authPort },
    close: async () => {
      await health.close()
      await door.close()
      await appliance.close()
    },
  }
})
