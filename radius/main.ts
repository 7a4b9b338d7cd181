// The process the routers ask. `lango radius` and systemd start it; SIGTERM ends it.

import { openAppliance } from '../appliance/appliance.ts'
import { readIdentity } from '../appliance/access/radsec-identity.ts'
import { readConfig } from '../appliance/config.ts'
import { warn } from '../appliance/log.ts'
import { live } from '../appliance/process.ts'
import { openRadius } from './radius.ts'

await live('radius', async () => {
  const appliance = await openAppliance(readConfig())
  const { radiusHost: host, authPort, acctPort, radsecPort: port } = appliance.config
  const identity = port > 0 ? await readIdentity(appliance.config, appliance.safe) : undefined
  if (port > 0 && !identity) warn('radsec.no_certificate', { hint: 'lango radsec server' })
  const radius = await openRadius(appliance, {
    host,
    authPort,
    acctPort,
    ...(identity && { radSec: { port, identity } }),
  })
  return {
    ready: { host, auth_port: radius.auth_port, acct_port: radius.acct_port },
    close: async () => {
      await radius.close()
      await appliance.close()
    },
  }
})
