// How everything is: those we depend on, the routers, the box, and the work that is late.

import type { Appliance } from '../appliance.ts'
import type { Instant } from '../time.ts'
import { readBoxHealth, type BoxHealth } from './box-health.ts'
import { countOverdue, type OverdueCount } from './overdue.ts'
import { readProviderHealth, type ProviderHealth } from './provider-health.ts'
import type { Viewer } from './scopes.ts'
import { listRoutersToday, type RouterToday } from './site-loads.ts'

export interface Wellness {
  providers: ProviderHealth
  box: BoxHealth
  routers: RouterToday[]
  late: OverdueCount[]
}

export async function readWellness(
  appliance: Pick<Appliance, 'db' | 'config' | 'timeInDoubt'>,
  viewer: Viewer,
  now: Instant,
): Promise<Wellness> {
  const { db } = appliance
  const [providers, box, routers, late] = await Promise.all([
    readProviderHealth(db, now),
    readBoxHealth(appliance),
    listRoutersToday(db, viewer, now),
    countOverdue(db, now),
  ])
  return { providers, box, routers, late }
}
