// `/system/device-mode`: since 7.17 a router leaves the factory with things forbidden, and who allows them must press a
// button or cut its power within five minutes. Three times asked without that, and it asks no more.

import { compareVersions } from './menus.ts'
import { ScriptTrouble } from './values.ts'

export type ModeName = 'advanced' | 'home' | 'basic' | 'rose'

export interface DeviceMode {
  readonly name: string
  allows(feature: string): boolean
  /** As `get` and `print` show it. */
  show(): Record<string, string>
  /** Gives the words of `update`. Throws ScriptTrouble when it was asked too often. */
  ask(wanted: Readonly<Record<string, string>>): string
  /** Somebody pressed the button, or cut the power. True where it was waited for: the router starts anew. */
  confirm(): boolean
  forget(): void
}

const forbidden: Readonly<Record<string, readonly string[]>> = {
  advanced: ['container', 'traffic-gen', 'partitions', 'routerboard', 'install-any-version'],
  rose: ['traffic-gen', 'partitions', 'routerboard', 'install-any-version'],
  basic: ['bandwidth-test', 'container', 'hotspot', 'proxy', 'socks', 'traffic-gen', 'zerotier', 'partitions', 'routerboard', 'install-any-version'],
  home: ['bandwidth-test', 'container', 'email', 'fetch', 'hotspot', 'proxy', 'romon', 'scheduler', 'smb', 'sniffer', 'socks', 'traffic-gen', 'zerotier', 'partitions', 'routerboard', 'install-any-version'],
} // prettier-ignore

const features = ['bandwidth-test', 'container', 'email', 'fetch', 'hotspot', 'install-any-version', 'ipsec', 'l2tp', 'partitions', 'pptp', 'proxy', 'romon', 'routerboard', 'scheduler', 'smb', 'sniffer', 'socks', 'traffic-gen', 'zerotier'] // prettier-ignore

const attemptsMax = 3

export function openDeviceMode(version: string, factory: ModeName): DeviceMode {
  const isFree = compareVersions(version, '7.17') < 0
  let name: string = isFree ? 'enterprise' : factory
  let single: Record<string, string> = {}
  let waiting: Readonly<Record<string, string>> | undefined
  let attempts = 0

  const allows = (feature: string) =>
    (single[feature] ?? (forbidden[name]?.includes(feature) ? 'no' : 'yes')) === 'yes'

  return {
    get name() {
      return name
    },
    allows,
    show: () => ({
      mode: name,
      flagged: 'no',
      'attempt-count': String(attempts),
      ...Object.fromEntries(features.map((each) => [each, allows(each) ? 'yes' : 'no'])),
    }),
    ask(wanted) {
      if (attempts >= attemptsMax)
        throw new ScriptTrouble('failure: device-mode update not allowed, too many attempts')
      attempts += 1
      waiting = wanted
      return 'update: please activate by turning power off or pressing reset or mode button in 5m00s'
    },
    confirm() {
      if (!waiting) return false
      const { mode, ...rest } = waiting
      // Naming a mode wipes what was allowed one by one before.
      if (mode !== undefined) single = {}
      name = mode ?? name
      single = { ...single, ...rest }
      waiting = undefined
      attempts = 0
      return true
    },
    forget: () => void (waiting = undefined),
  }
}
