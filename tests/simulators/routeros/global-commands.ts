// The commands that every menu knows: conditions, loops, variables, texts, arrays, JSON.

import { findCell, Leaving, type Call, type Cell, type Command } from './interpreter.ts'
import { readJson, writeJson } from './json-values.ts'
import { isList, isSpan, isTrue, listOf, numberOf, readLiteral, readSpan, ScriptTrouble, textOf, typeOf, type Code, type Value } from './values.ts' // prettier-ignore

export interface Surroundings {
  /** What DNS says. */
  resolve(name: string): string
  readonly globals: Map<string, Cell>
  put(line: string): void
  parse(text: string): Code
  import(name: string): Promise<void>
  export(): string
  keep(file: string, text: string): void
  epochSeconds(): number
}

export function globalCommands(around: Surroundings): Readonly<Record<string, Command>> {
  const { globals } = around
  return {
    put: async (call) => {
      around.put(textOf((await call.placed(0)) ?? (await call.named('message')) ?? null))
      return null
    },
    error: async (call) => {
      throw new ScriptTrouble(textOf((await call.placed(0)) ?? (await call.named('message')) ?? ''))
    },
    nothing: () => null,
    resolve: async (call) => around.resolve(textOf((await call.placed(0)) ?? null)),
    delay: () => null,
    do: doOnce,
    onerror: doOrTell,
    retry: async (call) => {
      const most = numberOf((await call.named('max')) ?? null) ?? 1
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await call.run(call.expression('command') ?? call.expression(0))
        } catch (problem) {
          if (!(problem instanceof ScriptTrouble)) throw problem
          if (attempt >= most && call.expression('on-error'))
            return call.run(call.expression('on-error'))
          if (attempt >= most) throw problem
        }
      }
    },
    time: async (call) => {
      await call.run(call.expression(0))
      return { seconds: 0 }
    },
    if: async (call) => {
      const condition = isTrue((await call.placed(0)) ?? (await call.named('condition')) ?? null)
      return call.run(call.expression(condition ? 'do' : 'else'))
    },
    while: async (call) => {
      const condition = call.expression(0) ?? call.expression('condition')
      while (isTrue(await call.evaluate(condition!))) if (await leaves(call, {})) break
      return null
    },
    for: async (call) => {
      const name = wordAt(call, 0)
      const [from, to, step] = await Promise.all(['from', 'to', 'step'].map((each) => call.named(each)))
      const by = numberOf(step ?? 1) ?? 1
      const end = numberOf(to ?? 0) ?? 0
      for (let at = numberOf(from ?? 0) ?? 0; by > 0 ? at <= end : at >= end; at += by)
        if (await leaves(call, { [name]: at })) break
      return null
    },
    foreach: async (call) => {
      const names = wordAt(call, 0).split(',')
      const list = (await call.named('in')) ?? null
      const items = isList(list) ? [...list.items] : list === null || list === '' ? [] : [[0, list] as const]
      for (const [key, value] of items) {
        const cells = names.length > 1 ? { [names[0]!]: key, [names[1]!]: value } : { [names[0]!]: value }
        if (await leaves(call, cells)) break
      }
      return null
    },
    return: async (call) => {
      throw new Leaving('return', (await call.placed(0)) ?? null)
    },
    break: () => {
      throw new Leaving('break')
    },
    continue: () => {
      throw new Leaving('continue')
    },
    exit: () => {
      throw new Leaving('exit')
    },
    local: async (call) => declare(call, { value: (await given(call)) ?? null }),
    global: async (call) => {
      const name = wordAt(call, 0)
      const cell = globals.get(name) ?? { value: null }
      const value = await given(call)
      if (value !== undefined) cell.value = value
      globals.set(name, cell)
      return declare(call, cell)
    },
    set: async (call) => {
      const target = call.expression(0)
      const value = (await given(call)) ?? null
      if (target?.kind === 'both' && target.sign === '->') {
        const list = await call.evaluate(target.left)
        const key = await call.evaluate(target.right)
        if (!isList(list)) throw new ScriptTrouble('not an array')
        list.items.set(typeof key === 'number' ? key : textOf(key), value)
        return null
      }
      const cell = findCell(call.scope, wordAt(call, 0))
      if (!cell) throw new ScriptTrouble(`no such variable ${wordAt(call, 0)}`)
      cell.value = value
      return null
    },
    len: async (call) => {
      const value = (await call.placed(0)) ?? null
      return isList(value) ? value.items.size : textOf(value).length
    },
    typeof: async (call) => typeOf((await call.placed(0)) ?? null),
    tostr: async (call) => textOf((await call.placed(0)) ?? null),
    tonum: async (call) => {
      const value = (await call.placed(0)) ?? null
      return typeof value === 'boolean' ? Number(value) : (numberOf(value) ?? null)
    },
    tobool: async (call) => readLiteral(textOf((await call.placed(0)) ?? null)),
    toip: async (call) => textOf((await call.placed(0)) ?? null),
    toid: async (call) => textOf((await call.placed(0)) ?? null),
    totime: async (call) => {
      const value = (await call.placed(0)) ?? null
      const seconds = isSpan(value) ? value.seconds : (numberOf(value) ?? readSpan(textOf(value)))
      return seconds === undefined ? null : { seconds }
    },
    toarray: async (call) => {
      const value = (await call.placed(0)) ?? null
      return isList(value) ? value : listOf(textOf(value).split(/[,;]/).filter(Boolean).map(readLiteral))
    },
    pick: async (call) => {
      const [value, begin, end] = await Promise.all([0, 1, 2].map((place) => call.placed(place)))
      const [from, to] = [numberOf(begin ?? 0) ?? 0, end === undefined ? undefined : numberOf(end)]
      if (isList(value ?? null)) {
        const items = [...(value as { items: Map<string | number, Value> }).items.values()]
        return to === undefined ? (items[from] ?? null) : listOf(items.slice(from, to))
      }
      return textOf(value ?? null).slice(from, to ?? from + 1)
    },
    find: async (call) => {
      const [value, what, after] = await Promise.all([0, 1, 2].map((place) => call.placed(place)))
      const begin = (numberOf(after ?? -1) ?? -1) + 1
      const at = isList(value ?? null)
        ? [...(value as { items: Map<string | number, Value> }).items.values()].findIndex(
            (item, place) => place >= begin && textOf(item) === textOf(what ?? null),
          )
        : textOf(value ?? null).indexOf(textOf(what ?? null), begin)
      return at < 0 ? null : at
    },
    parse: async (call) => around.parse(textOf((await call.placed(0)) ?? null)),
    execute: async (call) => {
      const body = call.expression('script') ?? call.expression(0)
      const code = around.parse(textOf(body ? await call.evaluate(body) : null))
      return call.run({ kind: 'code', body: code.code, source: '' })
    },
    import: async (call) => {
      await around.import(textOf((await call.named('file-name')) ?? (await call.placed(0)) ?? null))
      return null
    },
    export: async (call) => {
      const file = await call.named('file')
      if (file === undefined) around.put(around.export())
      else around.keep(`${textOf(file)}.rsc`, around.export())
      return null
    },
    serialize: async (call) => {
      if (textOf((await call.named('to')) ?? null) !== 'json') throw new ScriptTrouble('only json is simulated')
      return writeJson((await call.named('value')) ?? (await call.placed(0)) ?? null)
    },
    deserialize: async (call) => {
      if (textOf((await call.named('from')) ?? null) !== 'json') throw new ScriptTrouble('only json is simulated')
      const options = textOf((await call.named('options')) ?? null)
      return readJson(textOf((await call.named('value')) ?? (await call.placed(0)) ?? null), options)
    },
    jobname: () => 'lango',
    timestamp: () => ({ seconds: around.epochSeconds() }),
    rndstr: async (call) => {
      const length = numberOf((await call.named('length')) ?? 16) ?? 16
      return 'a1B2c3D4e5F6g7H8'.repeat(Math.ceil(length / 16)).slice(0, length)
    },
  } // prettier-ignore
}

/** A name without `$`. */
function wordAt(call: Call, place: number): string {
  const found = call.expression(place) ?? call.expression('name')
  if (found?.kind === 'value') return textOf(found.value)
  if (found?.kind === 'text' && typeof found.parts[0] === 'string') return found.parts[0]
  throw new ScriptTrouble('expected variable name')
}

async function given(call: Call): Promise<Value | undefined> {
  const body = call.expression('do')
  if (body?.kind === 'code') return { code: body.body }
  return (await call.placed(1)) ?? (await call.named('value'))
}

function declare(call: Call, cell: Cell): null {
  call.scope.cells.set(wordAt(call, 0), cell)
  return null
}

/** True where the loop's body wants out of the loop. */
async function leaves(call: Call, cells: Record<string, Value>): Promise<boolean> {
  try {
    await call.run(call.expression('do'), cells)
    return false
  } catch (leaving) {
    if (leaving instanceof Leaving && leaving.how === 'break') return true
    if (leaving instanceof Leaving && leaving.how === 'continue') return false
    throw leaving
  }
}

async function doOnce(call: Call): Promise<Value> {
  const body = call.expression(0) ?? call.expression('command')
  const otherwise = call.expression('on-error')
  const again = call.expression('while')
  try {
    for (;;) {
      const last = await call.run(body)
      if (!again || !isTrue(await call.evaluate(again))) return last
    }
  } catch (problem) {
    if (!(problem instanceof ScriptTrouble) || !otherwise) throw problem
    return call.run(otherwise)
  }
}

/** `:onerror e in={…} do={…}`: whether there was an error. */
async function doOrTell(call: Call): Promise<Value> {
  const name = wordAt(call, 0).split(',')[0]!
  try {
    await call.run(call.expression('in'))
    return false
  } catch (problem) {
    if (!(problem instanceof ScriptTrouble)) throw problem
    await call.run(call.expression('do'), { [name]: problem.message })
    return true
  }
}
