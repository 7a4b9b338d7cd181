// Runs what the parser has read: variables and where they are seen, expressions, functions. What a command does is told by
// the tables of commands.

import type { Argument, Statement } from './script-parser.ts'
import type { Expression } from './script-expressions.ts'
import { compare, isCode, isEqual, isList, isTrue, listOf, numberOf, readLiteral, ScriptTrouble, secondsOf, textOf, type Code, type Value } from './values.ts' // prettier-ignore

export interface Cell {
  value: Value
}

export interface Scope {
  readonly cells: Map<string, Cell>
  readonly around?: Scope
}

/** Of the item that `where` looks at. */
export type Item = (property: string) => Value | undefined

export interface Call {
  readonly statement: Statement
  readonly scope: Scope
  /** A named argument's value; undefined where it is not given. */
  named(name: string): Promise<Value | undefined>
  /** What has no name, by its place. */
  placed(place: number): Promise<Value | undefined>
  run(body: Expression | undefined, cells?: Record<string, Value>): Promise<Value>
  evaluate(expression: Expression, item?: Item): Promise<Value>
  expression(nameOrPlace: string | number): Expression | undefined
}

export type Command = (call: Call) => Promise<Value> | Value

export interface Commands {
  global(name: string): Command | undefined
  menu(path: string, command: string): Command | undefined
}

/** `:return`, `:break` and the like on their way out. */
export class Leaving {
  readonly how: 'return' | 'break' | 'continue' | 'exit'
  readonly value: Value
  constructor(how: Leaving['how'], value: Value = null) {
    this.how = how
    this.value = value
  }
}

const callsMax = 100_000

export function openInterpreter(commands: Commands, globals: Map<string, Cell>) {
  let calls = 0

  async function runBody(body: readonly Statement[], scope: Scope): Promise<Value> {
    let last: Value = null
    for (const statement of body) last = await runStatement(statement, scope)
    return last
  }

  async function runStatement(statement: Statement, scope: Scope): Promise<Value> {
    calls += 1
    if (calls > callsMax) throw new ScriptTrouble('script runs for ever')
    const { path, command, callee } = statement
    if (callee) return callFunction(statement, scope)
    if (command === '') return null // A change of menu.
    const known = path === '' ? commands.global(command) : commands.menu(path, command)
    const name = path === '' ? `:${command}` : `${path} ${command}`
    if (!known) throw new Error(`The simulated router does not know how to ${name}.`)
    return known(callOf(statement, scope))
  }

  function callOf(statement: Statement, scope: Scope): Call {
    const { words } = statement
    const unnamed = words.filter(({ name }) => name === undefined)
    const find = (key: string | number): Argument | undefined =>
      typeof key === 'number' ? unnamed[key] : words.find(({ name }) => name === key)
    const valueOf = async (key: string | number) => {
      const found = find(key)
      return found && evaluate(found.value, scope)
    }
    return {
      statement,
      scope,
      named: valueOf,
      placed: valueOf,
      expression: (key) => find(key)?.value,
      evaluate: (expression, item) => evaluate(expression, scope, item),
      async run(body, cells = {}) {
        if (!body) return null
        const inner = scopeIn(scope, cells)
        if (body.kind === 'code') return runBody(body.body, inner)
        const value = await evaluate(body, scope)
        return isCode(value) ? runBody(value.code, inner) : value
      },
    }
  }

  /** A function sees its arguments and the globals it declares, and nothing of where it was made. */
  async function callFunction({ callee, words }: Statement, scope: Scope): Promise<Value> {
    const value = await evaluate(callee!, scope)
    if (!isCode(value)) return value
    const cells: Record<string, Value> = {}
    let place = 0
    for (const { name, value: argument } of words) {
      place += name === undefined ? 1 : 0
      cells[name ?? String(place)] = await evaluate(argument, scope)
    }
    return call(value, cells)
  }

  async function call({ code }: Code, cells: Record<string, Value> = {}): Promise<Value> {
    try {
      return await runBody(code, scopeIn(undefined, cells))
    } catch (leaving) {
      if (leaving instanceof Leaving && leaving.how === 'return') return leaving.value
      throw leaving
    }
  }

  async function evaluate(expression: Expression, scope: Scope, item?: Item): Promise<Value> {
    const go = (one: Expression) => evaluate(one, scope, item)
    switch (expression.kind) {
      case 'value':
        return expression.value
      case 'word':
        return item?.(expression.word) ?? readLiteral(expression.word)
      case 'text': {
        let text = ''
        for (const part of expression.parts) text += typeof part === 'string' ? part : textOf(await go(part)) // prettier-ignore
        return text
      }
      case 'variable':
        // In `where` a property goes before a variable of its name: `[find name=$name]` finds all.
        return item?.(expression.name) ?? findCell(scope, expression.name)?.value ?? null
      case 'command':
        return runBody(expression.body, scopeIn(scope))
      case 'code':
        return { code: expression.body }
      case 'list': {
        const items = new Map<string | number, Value>()
        for (const { key, value } of expression.items)
          items.set(key ? textOf(await go(key)) : items.size, await go(value))
        return { items }
      }
      case 'not':
        return !isTrue(await go(expression.of))
      case 'minus':
        return -(numberOf(await go(expression.of)) ?? 0)
      case 'both':
        return both(expression.sign, await go(expression.left), () => go(expression.right))
    }
  }

  return {
    call,
    runBody,
    runStatement,
    /** Before each script: how much it may still do. */
    begin: () => void (calls = 0),
    globals,
  }
}

export type Interpreter = ReturnType<typeof openInterpreter>

export function scopeIn(around: Scope | undefined, cells: Record<string, Value> = {}): Scope {
  const own = new Map(Object.entries(cells).map(([name, value]) => [name, { value }]))
  return { cells: own, ...(around ? { around } : {}) }
}

export function findCell(scope: Scope, name: string): Cell | undefined {
  return scope.cells.get(name) ?? (scope.around && findCell(scope.around, name))
}

async function both(sign: string, left: Value, readRight: () => Promise<Value>): Promise<Value> {
  if (sign === '&&') return isTrue(left) && isTrue(await readRight())
  if (sign === '||') return isTrue(left) || isTrue(await readRight())
  const right = await readRight()
  switch (sign) {
    case '=':
      return isEqual(left, right)
    case '!=':
      return !isEqual(left, right)
    case '<':
      return compare(left, right) < 0
    case '>':
      return compare(left, right) > 0
    case '<=':
      return compare(left, right) <= 0
    case '>=':
      return compare(left, right) >= 0
    case '~':
      return new RegExp(textOf(right)).test(textOf(left))
    case '.':
      return textOf(left) + textOf(right)
    case ',':
      return listOf([...itemsOf(left), ...itemsOf(right)])
    case '->':
      return keyed(left, right)
    case 'in':
      throw new ScriptTrouble('in is not simulated')
    default:
      return calculate(sign, left, right)
  }
}

function itemsOf(value: Value): Value[] {
  return isList(value) ? [...value.items.values()] : value === null ? [] : [value]
}

function keyed(left: Value, right: Value): Value {
  if (!isList(left)) return null
  const key = typeof right === 'number' ? right : textOf(right)
  if (typeof key === 'number') return [...left.items.values()][key] ?? null
  return left.items.get(key) ?? null
}

function calculate(sign: string, left: Value, right: Value): Value {
  const [one, other] = [secondsOf(left) ?? numberOf(left), secondsOf(right) ?? numberOf(right)]
  if (one === undefined || other === undefined)
    throw new ScriptTrouble(`cannot ${sign} ${textOf(left)} and ${textOf(right)}`)
  if ((sign === '/' || sign === '%') && other === 0) throw new ScriptTrouble('division by zero')
  const result = { '+': one + other, '-': one - other, '*': one * other, '/': Math.trunc(one / other), '%': one % other }[sign]! // prettier-ignore
  const isTime = [left, right].some((value) => typeof value === 'object' && value !== null)
  return isTime ? { seconds: result } : result
}
