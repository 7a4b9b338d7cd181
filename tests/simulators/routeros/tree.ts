// The configuration of a simulated router: menus of items and menus of settings. It keeps values as the router writes them
// and refuses what the router refuses.

import { defaults, enums, freeText, isSpanProperty, references, uniques, wordLists } from './menu-rules.ts' // prettier-ignore
import type { Menus } from './menus.ts'
import { isList, isSpan, readSpan, ScriptTrouble, shortSpan, textOf, type Value } from './values.ts'

export interface Item {
  readonly id: string
  /** As bytes, a truth as yes or no. */
  readonly values: Map<string, string>
}

/** A menu that shows what goes on instead of what was set. */
export interface Window {
  items(): readonly Readonly<Record<string, string>>[]
  remove?(values: Readonly<Record<string, string>>): void
}

export interface Tree {
  isSettings(path: string): boolean
  items(path: string): readonly Item[]
  add(path: string, values: ReadonlyMap<string, Value>, before?: Item): Item
  set(path: string, item: Item, values: ReadonlyMap<string, Value>): void
  unset(path: string, item: Item, property: string): void
  remove(path: string, item: Item): void
  move(path: string, item: Item, before: Item | undefined): void
  /** What was changed, in words, oldest first. Setting what is set already changes nothing. */
  readonly changes: readonly string[]
  show(path: string, window: Window): void
  isShown(path: string): boolean
  /** What came with the router, as it was then, and whether it is still there. */
  own(path: string): readonly { item: Item; was: ReadonlyMap<string, string>; isThere: boolean }[]
  /** From now on it is somebody's configuration. */
  begin(): void
}

export function openTree(menus: Menus): Tree {
  const lists = new Map<string, Item[]>()
  const windows = new Map<string, Window>()
  const own = new Map<string, { item: Item; was: ReadonlyMap<string, string> }[]>()
  const changes: string[] = []
  let counter = 0
  let hasBegun = false

  const isSettings = (path: string) => {
    const menu = menus.find(path)
    return !menu?.add && !menu?.commands.includes('find')
  }
  const listOf = (path: string): Item[] => {
    const found = lists.get(path) ?? []
    lists.set(path, found)
    if (isSettings(path) && found.length === 0)
      found.push({ id: '*0', values: new Map(Object.entries(defaults[path] ?? {})) }) // prettier-ignore
    return found
  }
  const note = (words: string) => {
    if (hasBegun) changes.push(words)
  }

  function items(path: string): readonly Item[] {
    const window = windows.get(path)
    if (window)
      return window.items().map((values, place) => ({
        id: values['.id'] ?? `*${(place + 1).toString(16).toUpperCase()}`,
        values: new Map(Object.entries(values)),
      }))
    if (path !== '/interface') return listOf(path)
    const kinds = ['/interface/ethernet', '/interface/bridge', '/interface/vlan', '/interface/wireguard']
    return kinds.flatMap((kind) =>
      listOf(kind).map(({ id, values }) => ({ id, values: new Map([...values, ['type', kind.slice(11).replace('ethernet', 'ether').replace('wireguard', 'wg')]]) })),
    )
  } // prettier-ignore

  function check(path: string, name: string, text: string): void {
    const says = `input does not match any value of ${name}`
    const allowed = enums[`${path} ${name}`] ?? enums[name]
    if (allowed && !allowed.includes(text)) throw new ScriptTrouble(says)
    const words = wordLists[`${path} ${name}`] ?? wordLists[name]
    const strange = words && text !== '' && text.split(',').some((word) => !words.includes(word.replace(/^!/, ''))) // prettier-ignore
    if (strange) throw new ScriptTrouble(says)
    const to = references[`${path} ${name}`]
    const known = to?.in.flatMap((menu) => items(menu).map(({ values }) => values.get('name')))
    if (known && !to?.or?.includes(text) && !known.includes(text)) throw new ScriptTrouble(says)
    if (/(^|-)port$/.test(name) && /^\d+$/.test(text) && Number(text) > 65_535)
      throw new ScriptTrouble(`value of ${name} out of range (0..65535)`)
  }

  function checkUnique(path: string, item: Item): void {
    const rule = uniques[path]
    const same = rule && listOf(path).some((other) => other !== item && rule.by.every((name) => (other.values.get(name) ?? '') === (item.values.get(name) ?? ''))) // prettier-ignore
    if (same) throw new ScriptTrouble(rule.says)
  }

  return {
    isSettings,
    items,
    changes,
    show: (path, window) => void windows.set(path, window),
    isShown: (path) => windows.has(path),
    own: (path) => (own.get(path) ?? []).map((each) => ({ ...each, isThere: listOf(path).includes(each.item) })),
    begin() {
      hasBegun = true
      for (const path of menus.all)
        own.set(path, listOf(path).map((item) => ({ item, was: new Map(item.values) })))
    },
    add(path, given, before) {
      const missing = (menus.find(path)?.required ?? []).filter((name) => !given.has(name))
      if (missing.length > 0 && hasBegun)
        throw new ScriptTrouble(`missing value(s) of argument(s) ${missing.join(' ')}`)
      counter += 1
      const item: Item = { id: `*${counter.toString(16).toUpperCase()}`, values: new Map() }
      for (const [name, value] of Object.entries(defaults[path] ?? {})) item.values.set(name, value)
      for (const [name, value] of given) {
        const text = written(name, value)
        if (hasBegun) check(path, name, text)
        item.values.set(name, text)
      }
      checkUnique(path, item)
      const list = listOf(path)
      list.splice(before ? list.indexOf(before) : list.length, 0, item)
      note(`${path} add ${[...given.keys()].join(' ')}`)
      return item
    },
    set(path, item, given) {
      const before = new Map(item.values)
      for (const [name, value] of given) {
        const text = written(name, value)
        check(path, name, text)
        item.values.set(name, text)
      }
      try {
        checkUnique(path, item)
      } catch (problem) {
        for (const [name, text] of before) item.values.set(name, text)
        throw problem
      }
      const changed = [...given.keys()].filter((name) => (before.get(name) ?? '') !== item.values.get(name))
      if (changed.length > 0) note(`${path} set ${changed.join(' ')}`)
    },
    unset(path, item, property) {
      if (item.values.delete(property)) note(`${path} unset ${property}`)
    },
    remove(path, item) {
      const window = windows.get(path)
      if (window) {
        if (!window.remove) throw new ScriptTrouble('failure: can not remove')
        return window.remove(Object.fromEntries(item.values))
      }
      if (item.values.get('default') === 'yes')
        throw new ScriptTrouble('failure: can not remove default item')
      const list = listOf(path)
      const place = list.indexOf(item)
      if (place < 0) throw new ScriptTrouble('no such item')
      list.splice(place, 1)
      note(`${path} remove ${item.values.get('name') ?? item.id}`)
    },
    move(path, item, before) {
      const list = listOf(path)
      const order = list.filter((one) => one !== item)
      order.splice(before ? order.indexOf(before) : order.length, 0, item)
      if (order.some((one, place) => one !== list[place])) note(`${path} move`)
      list.splice(0, list.length, ...order)
    },
  } // prettier-ignore
}

/** How the router keeps a value: truths as yes and no, spans of time short, lists with commas. */
function written(name: string, value: Value): string {
  if (freeText.has(name)) return textOf(value)
  if (isSpan(value)) return shortSpan(value.seconds)
  if (isList(value)) return [...value.items.values()].map((one) => written('', one)).join(',')
  const text = textOf(value)
  if (text === 'true') return 'yes'
  if (text === 'false') return 'no'
  if (!isSpanProperty(name)) return text
  const seconds = /^\d+$/.test(text) ? Number(text) : readSpan(text)
  return seconds === undefined || /\dms$/.test(text) ? text : shortSpan(seconds)
}
