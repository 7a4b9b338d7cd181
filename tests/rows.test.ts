// The rows of threats, faults, complaints and invariants that the routers' door answers for: each stands in the title of a
// test that shows it. What is said in a comment only does not count.

import test from 'ava'
import { readSources, withoutComments, type Source } from './support/sources.ts'

/** "F45" to "F62". */
function rowsOf(letter: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => `${letter}${from + at}`)
}

const rows = [
  ...rowsOf('T', 45, 56),
  ...rowsOf('F', 45, 62),
  'F14',
  'S0-09',
  ...rowsOf('U', 27, 48),
  ...rowsOf('invariant ', 20, 37),
]

/** What is not built yet: the row waits for its test until there is a file of such a name. */
const waiting: Record<string, RegExp> = {
  T54: /^(web\/agent|appliance\/routeros\/.*agent)/, // Routers that phone home.
  'invariant 37': /^(web\/agent|appliance\/routeros\/.*(agent|command)|jobs\/routers\/.*api)/, // Commands to a router.
  F62: /mirror/, // A copy of ours for FreeRADIUS, in MariaDB.
}

/** A title begins with its rows: 'T48, F52: …'. */
const title = /['"`]((?:(?:[A-Z]\d+(?:-\d+)?|invariant \d+)(?:, )?)+): /g

function named(sources: Source[]): Set<string> {
  const tests = sources.filter(
    ({ path }) => path.endsWith('.test.ts') && !path.startsWith('tests/simulators/'),
  )
  const titles = tests.flatMap(({ text }) => [...withoutComments(text).matchAll(title)])
  return new Set(titles.flatMap(([, names]) => names!.split(', ')))
}

function missing(sources: Source[]): string[] {
  const shown = named(sources)
  const isBuilt = (what: RegExp) => sources.some(({ path }) => what.test(path))
  return rows.filter((row) => {
    const wait = waiting[row]
    return !shown.has(row) && (wait === undefined || isBuilt(wait))
  })
}

const sources = await readSources()

test('each row that RADIUS answers for is named by a test', (t) => {
  t.deepEqual(missing(sources), [])
})

test('a row that no test names is seen, and one that waits when its part is there', (t) => {
  const text = `// F45: a comment.\ntest('F46, invariant 20: it holds', () => {})\n`
  const one = { path: 'tests/radius/one.test.ts', text }
  const found = missing([one, { path: 'web/agent/door.ts', text: '' }])
  t.is(found.length, rows.length - 2 - 1)
  t.true(found.includes('F45') && found.includes('T54') && !found.includes('F62'))
})
