// What a sentence of the API asks of the configuration: printing with queries, and every other command as the terminal
// runs it, with its words as they are.

import type { Statement } from './script-parser.ts'
import type { RouterOS } from './routeros.ts'
import type { Item } from './tree.ts'
import { readSpan, ScriptTrouble, shortSpan, textOf } from './values.ts'

/** `!re` sentences without their first word, and what `!done` carries. */
export interface Answered {
  readonly rows: readonly (readonly string[])[]
  readonly done: readonly string[]
  readonly isPrint: boolean
}

/** A refusal as the API says it: RouterOS's category and words. */
export class Trap extends Error {
  readonly category: number
  constructor(category: number, message: string) {
    super(message)
    this.category = category
  }
}

export async function obey(ros: RouterOS, words: readonly string[]): Promise<Answered> {
  const segments = words[0]!.split('/').filter((segment) => segment !== '')
  const asked = segments.at(-1) ?? ''
  const path = `/${segments.slice(0, -1).join('/')}`
  const command = asked === 'getall' ? 'print' : asked
  const known = ros.menus.arguments(path, command)
  if (!known) throw new Trap(0, 'no such command')

  const values = new Map(words.flatMap((word) => readPair(word)))
  for (const name of values.keys()) {
    if (!known.includes(name) && !['.id', '.proplist', 'numbers'].includes(name))
      throw new Trap(0, `unknown parameter ${name}`)
  }
  if (command === 'print') return print(ros, path, words, values)
  if (command === 'get') throw new Trap(0, 'get is not simulated over the API')

  const id = values.get('.id') ?? values.get('numbers')
  const needsItem = ['set', 'remove', 'enable', 'disable', 'unset', 'move', 'comment'].includes(command) // prettier-ignore
  if (needsItem && id === undefined && !ros.tree.isSettings(path))
    throw new Trap(0, 'missing or invalid resource identifier')
  values.delete('.id')
  if (id !== undefined) values.set('numbers', id)
  const statement: Statement = {
    path,
    command,
    words: [...values].map(([name, value]) => ({ name, value: { kind: 'value', value } })),
    line: 1,
  }
  try {
    const returned = textOf(await ros.obey(statement))
    const done = command === 'add' ? [`=ret=${returned}`] : []
    return { rows: [], done, isPrint: false }
  } catch (trouble) {
    if (!(trouble instanceof ScriptTrouble)) throw trouble
    const isMissing = trouble.message === 'no such item'
    throw new Trap(isMissing ? 0 : 1, trouble.message)
  }
}

/** "=name=value"; the value may hold more of the signs. */
function readPair(word: string): [string, string][] {
  const [all, name, value] = /^=([^=]+)=(.*)$/s.exec(word) ?? []
  return all ? [[name!, value!]] : []
}

function print(
  ros: RouterOS,
  path: string,
  words: readonly string[],
  values: ReadonlyMap<string, string>,
): Answered {
  const queries = words.filter((word) => word.startsWith('?'))
  const items = ros.tree.items(path).filter((item) => fits(item, queries))
  if (values.has('count-only')) return { rows: [], done: [`=ret=${items.length}`], isPrint: false }
  const wanted = values.get('.proplist')?.split(',')
  const rows = items.map((item) =>
    [['.id', item.id] as const, ...item.values]
      .filter(([name]) => !(name === '.id' && ros.tree.isSettings(path)))
      .filter(([name]) => !wanted || wanted.includes(name))
      .filter(([name]) => !name.startsWith('.') || name === '.id')
      .map(([name, text]) => `=${name}=${shown(text)}`),
  )
  return { rows, done: [], isPrint: true }
}

/** The API says true and false where the terminal says yes and no of a truth. */
function shown(text: string): string {
  return text === 'yes' ? 'true' : text === 'no' ? 'false' : text
}

/** The stack of the API's query words. */
function fits(item: Item, queries: readonly string[]): boolean {
  const stack: boolean[] = []
  const valueOf = (name: string) => (name === '.id' ? item.id : item.values.get(name))
  for (const query of queries) {
    if (query.startsWith('?#')) {
      for (const sign of query.slice(2)) {
        if (sign === '!') stack.push(!stack.pop())
        else if (sign === '&' || sign === '|') {
          const [one, other] = [stack.pop() ?? false, stack.pop() ?? false]
          stack.push(sign === '&' ? one && other : one || other)
        } else if (sign === '.') stack.push(stack.at(-1) ?? false)
      }
      continue
    }
    const [, sign, name, value] = /^\?([-<>=]?)([^=]+)(?:=(.*))?$/s.exec(query) ?? []
    const own = valueOf(name ?? '')
    if (sign === '-') stack.push(own === undefined)
    else if (value === undefined) stack.push(own !== undefined)
    else if (sign === '<' || sign === '>') {
      const difference = measure(own ?? '') - measure(value)
      stack.push(sign === '<' ? difference < 0 : difference > 0)
    } else stack.push(own === value || shown(own ?? '') === value || own === spanOf(value))
  }
  return stack.every(Boolean)
}

const measure = (text: string) => readSpan(text) ?? Number(text)
const spanOf = (text: string) => {
  const seconds = readSpan(text)
  return seconds === undefined ? undefined : shortSpan(seconds)
}
