// The web process: staff pages, and the doors that are mounted with them. It lives with or without PostgreSQL.

import { openAppliance } from '../appliance/appliance.ts'
import { readConfig } from '../appliance/config.ts'
import { tellHealth } from '../appliance/health.ts'
import { armKillPoints } from '../appliance/kill-points.ts'
import { live } from '../appliance/process.ts'
import { createApp } from './app.ts'
import { openCallbackDoor } from './callbacks/door.ts'
import { openFigures } from './probes.ts'
import { closeServer, openServer } from './server.ts'

await live('web', async () => {
  const config = readConfig()
  if (config.killPoints) armKillPoints()
  const appliance = await openAppliance(config, { name: 'web' })
  const callbackDoor = await openCallbackDoor(appliance)
  const app = createApp(appliance, callbackDoor)
  const server = await openServer(app, config.webPort, config.webHost)
  const figures =
    config.metricsPort > 0
      ? await openFigures(appliance, config.metricsPort, config.metricsHost)
      : undefined
  const health = await tellHealth(appliance, 'web')
  return {
    ready: { url: `http://${config.webHost}:${config.webPort}`, public_url: config.publicUrl },
    close: async () => {
      await health.close()
      if (figures) await closeServer(figures)
      await closeServer(server)
      await callbackDoor.close()
      await appliance.close()
    },
  }
})
