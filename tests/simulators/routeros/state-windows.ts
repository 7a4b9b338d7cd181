// Menus that show the router's state: its resources, packages, licence, mode and log.

import type { DeviceMode } from './device-mode.ts'
import type { Box } from './factory.ts'
import type { Cell } from './interpreter.ts'
import type { Tree } from './tree.ts'
import { shortSpan, textOf, toBytes } from './values.ts'

interface State extends Box {
  readonly mode: DeviceMode
  readonly log: readonly { topics: string; message: string }[]
  readonly globals: ReadonlyMap<string, Cell>
  readonly licence: number
  readonly packages: readonly string[] | undefined
  now(): Temporal.Instant
  booted_at(): Temporal.Instant
}

const sixPackages = ['advanced-tools', 'dhcp', 'hotspot', 'ppp', 'routing', 'security', 'system', 'wireless'] // prettier-ignore

export function showState(tree: Tree, state: State): void {
  const { version, board, mode, log, globals, licence, now } = state
  const isSix = version.startsWith('6.')
  const packages = state.packages ?? (isSix ? sixPackages : ['routeros'])
  const one = (path: string, fields: () => Record<string, string>) =>
    tree.show(path, { items: () => [fields()] })

  one('/system/resource', () => ({
    uptime: shortSpan(Math.floor(now().since(state.booted_at()).total('seconds'))),
    version: `${version} (stable)`,
    'board-name': board,
    'architecture-name': 'arm',
    'build-time': isSix ? 'Sep/05/2023 08:55:22' : '2024-11-26 12:09:40',
    platform: 'MikroTik',
    'cpu-load': '3',
    'cpu-count': '4',
    'free-memory': '82313216',
    'total-memory': '134217728',
    'free-hdd-space': '2162688',
    'total-hdd-space': '16777216',
  }))
  one('/system/license', () => ({ 'software-id': 'LNGO-0001', nlevel: String(licence), level: String(licence) })) // prettier-ignore
  if (!isSix) one('/system/device-mode', () => mode.show())
  tree.show('/system/package', {
    items: () => packages.map((name) => ({ name, version, disabled: 'no' })),
  })
  tree.show('/log', {
    items: () => log.map(({ topics, message }) => ({ topics, message: toBytes(message) })),
  })
  tree.show('/system/script/environment', {
    items: () => [...globals].map(([name, { value }]) => ({ name, value: textOf(value) })),
  })
  tree.show('/system/script/job', { items: () => [] })
  for (const path of [
    '/ip/hotspot/active',
    '/ip/hotspot/host',
    '/ip/hotspot/cookie',
    '/ppp/active',
    '/user/active',
    '/ip/pool/used',
    '/ip/firewall/connection',
    '/system/health',
    '/system/history',
    '/ip/neighbor',
  ])
    // prettier-ignore
    tree.show(path, { items: () => [] })
}
