// Safaricom as a process: LANGO_SIMULATOR holds its settings, see tests/simulators/README.md.

import { live } from '../life.ts'
import { openSafaricom, type SafaricomOptions } from './safaricom.ts'

await live<Omit<SafaricomOptions, 'now' | 'random'>>((settings, now) =>
  openSafaricom({ ...settings, now }),
)
