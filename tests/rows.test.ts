// The rows of threats, faults, complaints, promises and invariants that the routers' door and the staff app answer for: each
// stands in the title of a test that shows it. What is said in a comment only does not count.

import test from 'ava'
import { readSources, withoutComments, type Source } from './support/sources.ts'

/** "F45" to "F62", "S2-02" to "S2-11". */
function rowsOf(letter: string, from: number, to: number): string[] {
  const digits = letter.endsWith('-') ? 2 : 1
  return Array.from({ length: to - from + 1 }, (_, at) => `${letter}${String(from + at).padStart(digits, '0')}`)
} // prettier-ignore

const rows = [
  ...rowsOf('T', 45, 56),
  ...rowsOf('F', 45, 62),
  'F14',
  'S0-09',
  ...rowsOf('U', 27, 48),
  ...rowsOf('invariant ', 20, 37),
]

const deskRows = [
  ...rowsOf('S2-', 2, 11),
  'S2-13',
  'S2-18',
  'S2-20',
  ...rowsOf('S2-', 25, 53),
  ...rowsOf('S2-', 69, 71),
  ...rowsOf('S2-', 82, 100),
  'S1-18',
  'S1-20',
  'S3-13',
  'N3',
  'N4',
  'N8',
  'N13',
  'N17',
  'N18',
  ...rowsOf('T', 21, 42),
  ...rowsOf('U', 60, 76),
]

const routerRows = [
  'S0-08',
  'S0-09',
  'S0-18',
  'S1-08',
  'S1-19',
  'S1-20',
  'N5',
  'N15',
  'T35',
  ...rowsOf('T', 50, 54),
  ...rowsOf('F', 45, 48),
  ...rowsOf('F', 57, 60),
  'U14',
  ...rowsOf('U', 28, 36),
  'U57',
]

const railRows = [
  'S0-15',
  'S1-03',
  ...rowsOf('S1-', 10, 13),
  'S2-10',
  'S2-19',
  ...rowsOf('S2-', 61, 69),
  'S3-09',
  ...rowsOf('S4-', 1, 32),
  'T13',
  'T15',
  ...rowsOf('T', 18, 20),
  'T38',
]

const moneyRows = [
  ...rowsOf('S0-', 12, 16),
  'S2-08',
  'S2-09',
  'S2-11',
  'S2-13',
  'S2-16',
  'S2-23',
  ...rowsOf('S2-', 41, 53),
  ...rowsOf('S3-', 2, 14),
  'S4-02',
  'S4-03',
  'S4-09',
  'S4-13',
  ...rowsOf('T0', 1, 9),
  ...rowsOf('T', 10, 20),
  ...rowsOf('F', 31, 44),
  'N2',
  'N3',
  'N6',
  'N7',
  'N11',
  'N12',
  'N17',
]

/** What is not built yet: the row waits for its test until there is a file of such a name. */
const waiting: Record<string, RegExp> = {
  T54: /^(web\/agent|appliance\/routeros\/.*agent)/, // Routers that phone home.
  'invariant 37': /^(web\/agent|appliance\/routeros\/.*(agent|command))/, // Commands to a router.
  F62: /mirror/, // A copy of ours for FreeRADIUS, in MariaDB.
  'S2-02': /^appliance\/money\/invoices?\b/,
  'S2-06': /^appliance\/money\/(statements|reconciliation)/, // Finance's close of a day.
  'S2-10': /webhook/, // Beside the SMS, the page and the register: other systems are told.
  T23: /^appliance\/money\/.*float/, // A reseller's purse.
  U66: /^appliance\/money\/(postpaid|invoices?\b)/,
  U67: /^appliance\/money\/invoices?\b/,
  U69: /^appliance\/money\/(invoices?\b|tax|etims)/,
  U71: /whatsapp/,
  'S0-15': /^tests\/stories\/fresh-install/, // The list of what must work at once on a new box, gone through as one.
  T11: /^appliance\/money\/.*risk/, // Whoever has payments taken back again and again is not marked yet.
  T12: /^appliance\/money\/probed/, // Who tries account numbers at the paybill is not counted yet.
  'S4-12': /^tests\/web\/plain-http/, // Shown of an installed box: `npm run test:server`.
  U75: /^tests\/.*goals\.test/, // `npm run bench` prints the figures; no test runs it.
}

/** A title begins with its rows: 'T48, F52: …', 'S2-26…S2-36: …', 'S2-35, S2-37 to S2-42: …'. */
const title = /['"`]((?:(?:[A-Z]\d+(?:-\d+)?|invariant \d+)(?:, |…| to )?)+): /g

/** "S2-37 to S2-42" is six rows. */
function everyRow(names: string): string[] {
  return names.split(', ').flatMap((name) => {
    const [first = '', last] = name.split(/…| to /)
    const [, letter = '', from] = /^(.*?)(\d+)$/.exec(first) ?? []
    const to = /\d+$/.exec(last ?? '')?.[0]
    return to === undefined ? [name] : rowsOf(letter, Number(from), Number(to))
  })
}

function named(sources: Source[]): Set<string> {
  const tests = sources.filter(
    ({ path }) =>
      path.endsWith('.test.ts') &&
      !path.startsWith('tests/simulators/') &&
      path !== 'tests/rows.test.ts',
  )
  const titles = tests.flatMap(({ text }) => [...withoutComments(text).matchAll(title)])
  return new Set(titles.flatMap(([, names]) => everyRow(names!)))
}

function missing(sources: Source[], wanted = rows): string[] {
  const shown = named(sources)
  const isBuilt = (what: RegExp) => sources.some(({ path }) => what.test(path))
  return wanted.filter((row) => {
    const wait = waiting[row]
    return !shown.has(row) && (wait === undefined || isBuilt(wait))
  })
}

const sources = await readSources()

test('each row that RADIUS answers for is named by a test', (t) => {
  t.deepEqual(missing(sources), [])
})

test('each row that the staff app answers for is named by a test', (t) => {
  t.deepEqual(missing(sources, deskRows), [])
})

for (const [whom, wanted] of Object.entries({
  routers: routerRows,
  rails: railRows,
  money: moneyRows,
}))
  test(`each row that the issue of ${whom} answers for is named by a test`, (t) => {
    t.deepEqual(missing(sources, wanted), [])
  })

test('a range in a title is each of its rows, and no more', (t) => {
  const text = `test('S2-35, S2-37 to S2-39: it holds', () => {})\ntest('S2-02…S2-04: so', () => {})\n`
  const left = missing([{ path: 'tests/one.test.ts', text }], deskRows)
  for (const row of ['S2-02', 'S2-03', 'S2-04', 'S2-35', 'S2-37', 'S2-38', 'S2-39'])
    t.false(left.includes(row), row)
  for (const row of ['S2-05', 'S2-36', 'S2-40']) t.true(left.includes(row), row)
})

test('a row that no test names is seen, and one that waits when its part is there', (t) => {
  const text = `// F45: a comment.\ntest('F46, invariant 20: it holds', () => {})\n`
  const one = { path: 'tests/radius/one.test.ts', text }
  const found = missing([one, { path: 'web/agent/door.ts', text: '' }])
  t.is(found.length, rows.length - 2 - 1)
  t.true(found.includes('F45') && found.includes('T54') && !found.includes('F62'))
})
