// What every menu can do: add, set, find, get, print, remove and their kin.

import type { Call, Command } from './interpreter.ts'
import { freeText, isSpanProperty } from './menu-rules.ts'
import type { Menus } from './menus.ts'
import type { Item, Tree } from './tree.ts'
import { isList, isTrue, listOf, readSpan, recordOf, ScriptTrouble, textOf, type Value } from './values.ts' // prettier-ignore

export interface MenuWorld {
  readonly tree: Tree
  readonly menus: Menus
  put(line: string): void
  exportOf(path: string): string
}

const notProperties = new Set(['numbers', 'place-before', 'copy-from', '.id'])

export function menuCommand(
  { tree, menus, put, exportOf }: MenuWorld,
  path: string,
  command: string,
): Command | undefined {
  const properties = new Set(menus.properties(path))
  const known: Record<string, Command> = {
    add: async (call) => {
      const values = await namedValues(call)
      const place = await call.named('place-before')
      const before = place === undefined ? undefined : targets(tree, path, place)[0]
      const from = await call.named('copy-from')
      const copied = from === undefined ? [] : [...(targets(tree, path, from)[0]?.values ?? [])]
      return tree.add(path, new Map<string, Value>([...copied, ...values]), before).id
    },
    set: async (call) => {
      const values = await namedValues(call)
      for (const item of await found(call)) tree.set(path, item, values)
      return null
    },
    find: async (call) => listOf((await wanted(call)).map(({ id }) => id)),
    get: async (call) => {
      const first = await found(call)
      const [item] = first
      if (!item) throw new ScriptTrouble('no such item')
      const place = tree.isSettings(path) ? 0 : 1
      const name = (await call.named('value-name')) ?? (await call.placed(place))
      if (name === undefined) return asRecord(item)
      return valueOf(item, textOf(name)) ?? null
    },
    print: async (call) => {
      const items = await wanted(call)
      const words = new Set(call.statement.words.map(({ value }) => (value.kind === 'value' ? textOf(value.value) : '')))
      if (words.has('count-only')) return tell(items.length)
      if (words.has('as-value')) {
        const rows = items.map((item) => asRecord(item))
        return tree.isSettings(path) ? (rows[0] ?? null) : listOf(rows)
      }
      for (const [place, item] of items.entries()) put(`${place} ${[...item.values].map(([name, value]) => `${name}=${value}`).join(' ')}`)
      return null
    },
    remove: async (call) => {
      for (const item of await found(call)) tree.remove(path, item)
      return null
    },
    enable: (call) => switchTo(call, 'no'),
    disable: (call) => switchTo(call, 'yes'),
    comment: async (call) => {
      const comment = (await call.named('comment')) ?? ''
      for (const item of await found(call)) tree.set(path, item, new Map([['comment', comment]]))
      return null
    },
    unset: async (call) => {
      const name = textOf((await call.named('value-name')) ?? (await call.placed(1)) ?? '')
      for (const item of await found(call)) tree.unset(path, item, name)
      return null
    },
    move: async (call) => {
      const to = (await call.named('destination')) ?? (await call.placed(1))
      const before = to === undefined ? undefined : targets(tree, path, to)[0]
      for (const item of await found(call)) tree.move(path, item, before)
      return null
    },
    export: () => {
      put(exportOf(path))
      return null
    },
    'reset-counters': () => null,
  }

  const tell = (value: Value) => {
    put(textOf(value))
    return value
  }
  const switchTo = async (call: Call, disabled: string) => {
    for (const item of await found(call)) tree.set(path, item, new Map([['disabled', disabled]]))
    return null
  }
  const found = async (call: Call): Promise<readonly Item[]> => {
    if (tree.isSettings(path)) return tree.items(path)
    const which = (await call.named('numbers')) ?? (await call.named('number')) ?? (await call.placed(0))
    if (which === undefined) throw new ScriptTrouble('missing value(s) of argument(s) numbers')
    return targets(tree, path, which)
  }
  const wanted = async (call: Call): Promise<readonly Item[]> => {
    const { where } = call.statement
    const items = tree.items(path)
    if (!where) return items
    const fitting: Item[] = []
    for (const item of items) {
      const says = await call.evaluate(where, (name) => (properties.has(name) ? (valueOf(item, name) ?? '') : undefined))
      if (says !== '' && isTrue(says)) fitting.push(item)
    }
    return fitting
  }
  return known[command]
} // prettier-ignore

async function namedValues(call: Call): Promise<Map<string, Value>> {
  const values = new Map<string, Value>()
  for (const { name } of call.statement.words) {
    if (name === undefined || notProperties.has(name)) continue
    values.set(name, (await call.named(name)) ?? null)
  }
  return values
}

/** Items by their ids, names or the numbers that `print` gave them; one that is not there is trouble. */
export function targets(tree: Tree, path: string, which: Value): readonly Item[] {
  const items = tree.items(path)
  const words = isList(which) ? [...which.items.values()].map(textOf) : textOf(which).split(',')
  return words
    .filter((word) => word !== '')
    .map((word) => {
      const item =
        items.find(({ id }) => id === word) ??
        items.find(({ values }) => values.get('name') === word) ??
        (/^\d+$/.test(word) ? items[Number(word)] : undefined)
      if (!item) throw new ScriptTrouble('no such item')
      return item
    })
}

/** A property as a script sees it: truths, spans of time and texts. */
export function valueOf({ id, values }: Item, name: string): Value | undefined {
  if (name === '.id') return id
  const text = values.get(name)
  if (text === undefined) return flags.has(name) ? false : undefined
  if (freeText.has(name)) return text
  if (text === 'yes' || text === 'no') return text === 'yes'
  const seconds = isSpanProperty(name) ? readSpan(text) : undefined
  return seconds === undefined ? text : { seconds }
}

const flags = new Set(['disabled', 'dynamic', 'invalid', 'default', 'inactive', 'running'])

function asRecord(item: Item): Value {
  const named = [...item.values.keys()].map((name) => [name, valueOf(item, name) ?? null])
  return recordOf({ '.id': item.id, ...(Object.fromEntries(named) as Record<string, Value>) })
}
