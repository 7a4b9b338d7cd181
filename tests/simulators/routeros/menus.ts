// The menus of RouterOS: which commands and arguments each has, in which version. Data: schema.json, from the router's own
// word on its commands.

import { readFileSync } from 'node:fs'

export interface Menu {
  readonly add?: readonly string[]
  readonly set?: readonly string[]
  readonly required?: readonly string[]
  readonly commands: readonly string[]
  readonly commandArgs?: Readonly<Record<string, readonly string[]>>
  /** Properties that are only read. */
  readonly reads?: readonly string[]
}

interface Schema {
  readonly globals: Readonly<Record<string, readonly string[]>>
  readonly globalSince: Readonly<Record<string, string>>
  readonly globalArgSince: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly since: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly menus: Readonly<Record<string, Menu>>
}

const schema = JSON.parse(readFileSync(new URL('schema.json', import.meta.url), 'utf8')) as Schema

/** Negative where `one` is the older version. "7.15.3", "6.49.10". */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split('.').map((part) => parseInt(part, 10)))
  for (let place = 0; place < 3; place += 1) {
    const difference = (a![place] ?? 0) - (b![place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const notInSix =
  /^\/(interface\/wireguard|system\/device-mode|system\/ntp\/client\/servers|routing)/
const notInSixGlobal = new Set(['onerror', 'serialize', 'deserialize', 'convert', 'retry'])

/** What a router of this version knows. */
export function menusOf(version: string) {
  const isSix = compareVersions(version, '7') < 0
  const isNew = (since: string | undefined) =>
    since !== undefined && compareVersions(version, since) < 0

  const find = (path: string): Menu | undefined =>
    isSix && notInSix.test(path) ? undefined : schema.menus[path]

  return {
    isSix,
    /** Undefined where there is none. */
    find,
    all: Object.keys(schema.menus).filter((path) => find(path)),
    isFolder: (path: string) =>
      path === '/' || Object.keys(schema.menus).some((each) => each === path || each.startsWith(`${path}/`)),
    /** The arguments of `:name`; undefined where this version has no such command. */
    globalArguments(name: string): readonly string[] | undefined {
      if (isNew(schema.globalSince[name]) || (isSix && notInSixGlobal.has(name))) return undefined
      const newer = schema.globalArgSince[name] ?? {}
      return schema.globals[name]?.filter((argument) => !isNew(newer[argument]))
    },
    /** The arguments of a command of a menu; undefined where there is no such command. */
    arguments(path: string, command: string): readonly string[] | undefined {
      const menu = find(path)
      if (!menu) return undefined
      const newer = schema.since[path] ?? {}
      if (isNew(newer[command])) return undefined
      const known = (all: readonly string[]) => all.filter((argument) => !isNew(newer[argument]))
      if (command === 'add') return menu.add && known(menu.add)
      if (command === 'set') return menu.set && known([...menu.set, 'numbers'])
      if (!menu.commands.includes(command)) return undefined
      return known([...(menu.commandArgs?.[command] ?? []), ...(generic[command] ?? [])])
    },
    /** Everything an item of the menu may be asked for. */
    properties(path: string): readonly string[] {
      const menu = find(path)
      return ['.id', ...flags, ...(menu?.set ?? []), ...(menu?.add ?? []), ...(menu?.reads ?? [])]
    },
  } // prettier-ignore
}

export type Menus = ReturnType<typeof menusOf>

const flags = ['disabled', 'dynamic', 'invalid', 'default', 'comment', 'inactive', 'nextid']

const generic: Readonly<Record<string, readonly string[]>> = {
  print: ['append', 'as-value', 'brief', 'count-only', 'detail', 'file', 'follow', 'from', 'interval', 'once', 'proplist', 'show-ids', 'stats', 'terse', 'value-list', 'without-paging', 'where'],
  find: ['where'],
  get: ['number', 'value-name'],
  remove: ['numbers'],
  enable: ['numbers'],
  disable: ['numbers'],
  comment: ['numbers', 'comment'],
  unset: ['numbers', 'value-name'],
  move: ['numbers', 'destination'],
  reset: ['numbers'],
  'reset-counters': ['numbers'],
  export: ['compact', 'file', 'hide-sensitive', 'show-sensitive', 'terse', 'verbose'],
} // prettier-ignore
