// What happens afterwards: works the queues and watches what falls due.

import { openAppliance } from '../appliance/appliance.ts'
import { readConfig } from '../appliance/config.ts'
import { setAside } from '../appliance/dead-letters.ts'
import { tellHealth } from '../appliance/health.ts'
import { armKillPoints } from '../appliance/kill-points.ts'
import { openOrphanWatch } from '../appliance/orphans.ts'
import { live } from '../appliance/process.ts'
import { openDarajaClients } from './daraja-clients.ts'
import { startDueSweep } from './due.ts'
import { handlersFor } from './handlers.ts'
import { watchRouters } from './read-routers.ts'
import { watchSpeeds } from './speeds.ts'
import { watchLines } from './try-lines.ts'
import { watchBox } from './watch-box.ts'
import { startDeadLetters, startWorkers } from './workers.ts'

// Many jobs run side by side, each with a connection while it writes.
const limits = { connections: 20, statement_seconds: 10 }

await live('jobs', async () => {
  const config = readConfig()
  if (config.killPoints) armKillPoints()
  const appliance = await openAppliance(config, { name: 'jobs', queue: 'works', limits })
  await appliance.queueReady()

  const clients = openDarajaClients(appliance)
  const handlers = handlersFor(appliance, clients)
  const inHand = await startWorkers(appliance.boss, handlers)
  await startDeadLetters(appliance.boss, (failure) =>
    appliance.work((unit) => setAside(unit, failure)),
  )
  const orphans = openOrphanWatch(config.databaseUrl, appliance.db, appliance.boss)
  const sweep = startDueSweep(appliance, {
    revive: () => orphans.revive(inHand),
    disconnect: handlers['send-disconnect'],
  })
  const speeds = watchSpeeds(appliance)
  const routers = watchRouters(appliance)
  const lines = watchLines(appliance, clients)
  const watch = watchBox(appliance)
  const health = await tellHealth(appliance, 'jobs')

  return {
    ready: { queues: Object.keys(handlers).length },
    close: async () => {
      await health.close()
      lines.stop()
      await Promise.all([sweep.stop(), speeds.stop(), routers.stop(), watch.stop()])
      await appliance.close() // Drains the queues.
      await orphans.close()
    },
  }
})
