// Routers and the homes behind them as a process: LANGO_SIMULATOR holds the settings, see tests/simulators/README.md.

import { live } from '../life.ts'
import { openSite, type SiteOptions } from './site.ts'

await live<Omit<SiteOptions, 'now' | 'random'>>((settings, now) => openSite({ ...settings, now }))
