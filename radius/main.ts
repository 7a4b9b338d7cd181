// The process the routers ask. `lango radius` and systemd start it; SIGTERM ends it.

import { openAppliance } from '../appliance/appliance.ts'
import { readIdentity } from '../appliance/access/radsec-identity.ts'
import { readConfig } from '../appliance/config.ts'
import { tellHealth } from '../appliance/health.ts'
import { armKillPoints } from '../appliance/kill-points.ts'
import { warn } from '../appliance/log.ts'
import { live } from '../appliance/process.ts'
import { openRadius } from './radius.ts'
import { openWorkers } from './workers.ts'

await live('radius', async () => {
  const appliance = await openAppliance(readConfig(), { name: 'radius' })
  const { config, safe } = appliance
  const { radiusHost: host, authPort, acctPort, radsecPort: port, radiusWorkers } = config
  if (config.killPoints) armKillPoints()
  const identity = port > 0 ? await readIdentity(config, safe) : undefined
  if (port > 0 && !identity) warn('radsec.no_certificate', { hint: 'lango radsec server' })
  const radius = await openRadius(appliance, {
    host,
    authPort,
    acctPort,
    shared: radiusWorkers > 1,
    ...(identity && { radSec: { port, identity } }),
  })
  const workers = openWorkers(radiusWorkers - 1, radius.answerForWorker)
  const health = await tellHealth(appliance, 'radius', async () => ({
    radius: await radius.health(),
  }))
  return {
    ready: { host, auth_port: radius.auth_port, acct_port: radius.acct_port },
    close: async () => {
      await health.close()
      await workers.close()
      await radius.close()
      await appliance.close()
    },
  }
})
