// The hotspot servlet's page language: $(variable), $(if …) $(elif …) $(else) $(endif), and the two "conditions" that
// set something instead: http-status and http-header. Manual, "Hotspot customisation". There is no HTML escaping.

export type Variables = Readonly<Record<string, string>>

export interface Rendered {
  readonly status: number
  readonly reason: string | undefined
  /** Of headers with one name the last. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface Block {
  /** What the text inside becomes: part of the page, or a status line's or a header's value. */
  readonly sets: { readonly what: 'status' | 'header'; readonly name: string } | undefined
  /** Shown: the branch at hand is the one. Done: one was shown before. */
  shown: boolean
  done: boolean
  text: string
}

const STATEMENT = /\$\(\s*(?:(if|elif)\s+([^)]*)|(else|endif|[\w-]+))\s*\)/g

export function renderPage(page: string, variables: Variables): Rendered {
  const outermost = blockOf(true)
  const open: Block[] = [outermost]
  const headers: Record<string, string> = {}
  let status = 200
  let reason: string | undefined

  const last = () => open.at(-1)!
  const isShown = () => open.every((block) => block.shown)
  const write = (text: string) => {
    if (isShown()) last().text += text
  }

  function begin(condition: string): void {
    const sets = settingOf(condition)
    open.push({ ...blockOf(sets !== undefined || holds(condition, variables)), sets })
  }

  function turn(shown: boolean): void {
    const block = last()
    block.done ||= block.shown
    block.shown = shown && !block.done
  }

  function end(): void {
    if (open.length === 1) return // One endif too many says nothing.
    const visible = isShown() || last().text !== ''
    const { sets, text } = open.pop()!
    if (!isShown() || !visible) return
    if (!sets) last().text += text
    else if (sets.what === 'header') headers[sets.name.toLowerCase()] = asHeader(text)
    else {
      status = Number(sets.name)
      reason = asHeader(text)
    }
  }

  let at = 0
  for (const found of page.matchAll(STATEMENT)) {
    write(page.slice(at, found.index))
    at = found.index + found[0].length
    const [, keyword, condition = '', word = ''] = found
    if (keyword === 'if') begin(condition)
    else if (keyword === 'elif') turn(holds(condition, variables))
    else if (word === 'else') turn(true)
    else if (word === 'endif') end()
    else write(valueOf(word, variables))
  }
  write(page.slice(at))
  while (open.length > 1) end()
  return { status, reason, headers, body: outermost.text }
}

function blockOf(shown: boolean): Block {
  return { sets: undefined, shown, done: false, text: '' }
}

/** `$(if http-status == 302)Found$(endif)` sets the status line; it asks nothing. */
function settingOf(condition: string): Block['sets'] {
  const found = /^(http-status|http-header)\s*==\s*(.*)$/.exec(condition.trim())
  if (!found) return undefined
  const name = unquoted(found[2]!)
  if (found[1] === 'http-header') {
    return /^[\w-]+$/.test(name) ? { what: 'header', name } : undefined
  }
  return /^[1-9]\d\d$/.test(name) ? { what: 'status', name } : undefined
}

/** `name`, `name == value` or `name != value`. */
function holds(condition: string, variables: Variables): boolean {
  const found = /^([\w-]+)\s*(?:(==|!=)\s*(.*))?$/.exec(condition.trim())
  if (!found) return false
  const value = valueOf(found[1]!, variables)
  if (found[2] === undefined) return value !== ''
  return (value === unquoted(found[3]!)) === (found[2] === '==')
}

function unquoted(text: string): string {
  const trimmed = text.trim()
  return /^(["']).*\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed
}

/** Each variable also has a form for URLs: `$(mac-esc)`. What is not known is empty. */
function valueOf(name: string, variables: Variables): string {
  const value = variables[name]
  if (value !== undefined) return value
  if (!name.endsWith('-esc')) return ''
  return escapeForUrl(variables[name.slice(0, -'-esc'.length)] ?? '')
}

/** The manual's example: "123&456=1 2" becomes "123%26456%3D1+2". */
export function escapeForUrl(value: string): string {
  return [...Buffer.from(value)]
    .map((byte) => {
      const sign = String.fromCharCode(byte)
      if (/[A-Za-z0-9._-]/.test(sign)) return sign
      return sign === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

/** Every byte as a backslash and three octal digits: "\371". */
export function octalEscapes(bytes: Buffer): string {
  return [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}

/** What would end a header line is left out; the rest goes as UTF-8. */
function asHeader(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const line = text.trim().replaceAll(/[\u0000-\u001f\u007f]/g, '')
  return Buffer.from(line).toString('latin1')
}
