// The process the routers ask. `lango radius` and systemd start it; SIGTERM ends it.

import { openAppliance } from '../appliance/appliance.ts'
import { readConfig } from '../appliance/config.ts'
import { armKillPoints } from '../appliance/kill-points.ts'
import { live } from '../appliance/process.ts'
import { openRadius } from './radius.ts'

await live('radius', async () => {
  const appliance = await openAppliance(readConfig())
  const { radiusHost: host, authPort, acctPort, killPoints } = appliance.config
  if (killPoints) armKillPoints()
  const radius = await openRadius(appliance, { host, authPort, acctPort })
  return {
    ready: { host, auth_port: radius.auth_port, acct_port: radius.acct_port },
    close: async () => {
      await radius.close()
      await appliance.close()
    },
  }
})
