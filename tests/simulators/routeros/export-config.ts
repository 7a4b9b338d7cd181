// `/export`: the configuration as a script that makes it again. Items that came with the router and were left alone are
// not in it.

import { defaults } from './menu-rules.ts'
import type { Menus } from './menus.ts'
import type { Tree } from './tree.ts'

/** What shows itself in a running router only, or is a secret of its own. */
const unexported = /^\/(log|system\/(resource|package|license|history|health|script\/(job|environment))|ip\/hotspot\/(active|host|cookie)|ppp\/active|user\/active|user(\/group)?|file|certificate|ip\/(neighbor|arp))$/ // prettier-ignore

const unkept = new Set(['date', 'time'])

const secrets = new Set(['secret', 'password', 'private-key', 'preshared-key', 'mac-auth-password'])

export function exportConfig(
  tree: Tree,
  menus: Menus,
  { path = '/', showsSecrets = true, everything = false } = {},
): string {
  const paths = menus.all.filter(
    (each) => (path === '/' || each === path || each.startsWith(`${path}/`)) && !tree.isShown(each),
  )
  const parts = paths.flatMap((each) => {
    const menu = menus.find(each)!
    if (each === '/interface' || (unexported.test(each) && !everything) || !menu.set) return []
    const known = new Set([...menu.set, ...(menu.add ?? [])].filter((name) => !unkept.has(name)))
    const lines = linesOf(each, known)
    return lines.length > 0 ? [each.replaceAll('/', ' ').replace(/^ /, '/'), ...lines] : []
  })

  function linesOf(each: string, known: ReadonlySet<string>): string[] {
    const own = tree.own(each)
    const gone = own
      .filter(({ isThere }) => !isThere)
      .map(({ was }) => `# removed: ${say(was, known)}`)
    const there = tree.items(each).flatMap((item) => {
      const came = own.find((one) => one.item === item)
      const words = say(
        item.values,
        known,
        came?.was ?? new Map(Object.entries(defaults[each] ?? {})),
      )
      if (!came) return [`add ${words}`]
      if (words === '') return []
      return [tree.isSettings(each) ? `set ${words}` : `set [ find ${nameOf(came.was)} ] ${words}`]
    })
    return [...gone, ...there]
  }

  function say(
    values: ReadonlyMap<string, string>,
    known: ReadonlySet<string>,
    usual: ReadonlyMap<string, string> = new Map(),
  ): string {
    return [...values]
      .filter(([name, text]) => known.has(name) && (usual.get(name) ?? '') !== text)
      .filter(([name]) => showsSecrets || !secrets.has(name))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, text]) => `${name}=${quoted(text)}`)
      .join(' ')
  }
  return `${parts.join('\n')}\n`
}

function nameOf(was: ReadonlyMap<string, string>): string {
  const name = was.get('name')
  return name === undefined ? `comment=${quoted(was.get('comment') ?? '')}` : `name=${quoted(name)}`
}

/** A value as the router writes it: bare where it can be, else quoted with every sign outside of ASCII in hexadecimals. */
export function quoted(bytes: string): string {
  if (/^[A-Za-z0-9*][\w.,:/*-]*$/.test(bytes)) return bytes
  const signs = Array.from(bytes, (sign) => {
    if ('"\\$?'.includes(sign)) return `\\${sign}`
    if (sign >= ' ' && sign <= '~') return sign
    return { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[sign] ?? `\\${hex(sign)}`
  })
  return `"${signs.join('')}"`
}

const hex = (sign: string) => sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')
