// The rules of the house that a machine can keep, as a table: what each says, how a breach is found, and a breach
// to show that it is found. To change a rule, change it here: the diff is the decision.

import { basename, dirname } from 'node:path'
import { importsOf, isCode, sqlOf, withoutComments, type Source } from './sources.ts'

export interface Rule {
  says: string
  /** One sentence for each breach. */
  find(sources: Source[]): string[]
  /** Sources that break the rule, which is tried on them, too. */
  breach: Source[]
}

// It holds the breaches.
const thisFile = 'tests/support/house-rules.ts'

function source(path: string, text: string): Source {
  return { path, text: `// What it is.\n${text}\n` }
}

/** A rule about one piece of code at a time. */
function each(
  says: string,
  applies: (path: string) => boolean,
  find: (code: string, source: Source) => string[] | boolean,
  breach: Source,
): Rule {
  return {
    says,
    breach: [breach],
    find: (sources) =>
      sources
        .filter((one) => isCode(one) && one.path !== thisFile && applies(one.path))
        .flatMap((one) => {
          const found = find(withoutComments(one.text), one)
          if (typeof found === 'boolean') return found ? [one.path] : []
          return found.map((what) => `${one.path}: ${what}`)
        }),
  }
}

const within =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path.startsWith(`${folder}/`))
const everywhere = () => true

/** Who may import whom. What isn't listed is forbidden. */
const mayImport: Record<string, string[]> = {
  appliance: ['appliance'],
  radius: ['radius', 'appliance'],
  jobs: ['jobs', 'appliance', 'radius/wire'],
  web: ['web', 'appliance'],
  migrations: [],
  tests: ['tests', 'appliance', 'radius', 'jobs', 'web', 'migrations'],
}

function strangers(one: Source): string[] {
  const folder = one.path.split('/')[0]!
  const allowed = mayImport[folder] ?? []
  return importsOf(one)
    .flatMap(({ target }) => target ?? [])
    .filter((target) => !allowed.some((name) => target.startsWith(`${name}/`)))
}

/** The trial and the developers' commands are part of the appliance folder, and start processes by path. */
const commands = 'appliance/commands'
/** What makes the disk: it starts programs too, with the environment it was given. */
const image = 'appliance/image'
const sockets = /^node:(net|dgram|http|https|http2|tls)$/
/** The web's server is a listener; it calls nobody. */
const listens = (path: string, name: string) =>
  within('web')(path) && (name === 'node:http' || (path === 'web/server.ts' && name === 'node:net'))

export const rules: Rule[] = [
  each(
    'folders import only the folders they may',
    everywhere,
    (_, one) => strangers(one).map((target) => `must not import ${target}`),
    source('appliance/commands/trial.ts', `import { app } from '../../web/app.ts'`),
  ),
  each(
    'radius/wire imports node:crypto and node:assert only',
    within('radius/wire'),
    (_, one) =>
      importsOf(one)
        .filter(({ name, target }) =>
          target === undefined
            ? !/^node:(crypto|assert)(\/strict)?$/.test(name)
            : !target.startsWith('radius/wire/'),
        )
        .map(({ name }) => `must not import ${name}`),
    source('radius/wire/packet.ts', `import { readFileSync } from 'node:fs'`),
  ),
  each(
    "migrations import knex's types only",
    within('migrations'),
    (_, one) =>
      importsOf(one)
        .filter(({ name, typeOnly }) => name !== 'knex' || !typeOnly)
        .map(({ name }) => `must not import ${name}`),
    source('migrations/20260101_0000_try.ts', `import { setTimeout } from 'node:timers/promises'`),
  ),
  each(
    'SQL lives in appliance and migrations',
    within('web', 'radius', 'jobs'),
    (code) => /\bdb(\(|\.raw)|\.raw\(\s*[`'"]|from '(knex|pg)'/.test(code),
    source('web/admin/plans.ts', `const plans = await db('plans')`),
  ),
  each(
    'the clock of SQL is a parameter',
    within('appliance', 'migrations', 'tests'),
    (_, one) =>
      sqlOf(one).flatMap(
        (sql) =>
          sql.match(
            /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|\b(current_(timestamp|date|time)|localtime(stamp)?)\b/gi,
          ) ?? [],
      ),
    source('appliance/people/staff.ts', 'const sql = `update staff set seen_at = now()`'),
  ),
  each(
    'time is Temporal, never Date',
    everywhere,
    (code) => /\bnew Date\b|\bDate\.(now|parse|UTC)\b|[:<|]\s*Date\b(?!\.)/.test(code),
    source('jobs/due.ts', 'const at = Date.now()'),
  ),
  each(
    'money is never a fraction',
    (path) => path !== 'appliance/money.ts',
    (code) => {
      const lines = code.split('\n').filter((line) => /cents|shilling|price|amount/i.test(line))
      return [...(code.match(/\bparseFloat\(/g) ?? []), ...lines.filter(divides)]
    },
    source('web/admin/plans.ts', 'const price = (plan.price_cents / 100).toFixed(2)'),
  ),
  each(
    'the environment is read by appliance/config.ts',
    (path) => path !== 'appliance/config.ts' && path !== 'appliance/bootstrap.js',
    (code, { path }) => !within(commands, image, 'tests')(path) && /\bprocess\.env\b/.test(code),
    source('jobs/main.ts', 'const url = process.env.LANGO_DATABASE_URL'),
  ),
  each(
    'the web door and the appliance call nobody',
    (path) => within('web', 'appliance')(path) && !within(commands)(path),
    (code, one) => {
      const names = importsOf(one)
        .map(({ name }) => name)
        .filter((name) => sockets.test(name) && !listens(one.path, name))
      const calls = /(?<![.\w])fetch\(|\bhttps?\.(get|request)\(/.test(code) ? ['a call'] : []
      return one.path === 'appliance/bootstrap.js' ? [] : [...names, ...calls]
    },
    source('web/admin/payments.ts', `const answer = await fetch('https://example.org')`),
  ),
  each(
    'nothing is exported by default',
    (path) => !path.endsWith('.d.ts'),
    (code) => /\bexport default\b|\bas default\b/.test(code),
    source('web/app.ts', 'export default 1'),
  ),
  each(
    'no test is skipped or alone',
    within('tests'),
    (code) => /\btest(\.\w+)*\.(only|skip|todo|failing)\b/.test(code),
    source('tests/web/sign-in.test.ts', `test.only('one', (t) => t.pass())`),
  ),
  each(
    'a file begins with what it is in the world',
    (path) => !/\.(test|d)\.ts$/.test(path), // A test's names say it.
    (_, { text }) => !/^(#!.*\n)?\/\/ \S/.test(text),
    { path: 'web/app.ts', text: "import Koa from 'koa'\n" },
  ),
  each(
    'a file has a name of the trade, in kebab-case',
    everywhere,
    (_, { path }) => !isGoodName(path),
    source('web/utils.ts', ''),
  ),
  each(
    'a file has 250 lines at most',
    // Lists, one line a table or a route: in parts they would be harder to look something up in.
    (path) => !['appliance/tables.ts', 'web/routes.ts', 'web/handlers.ts'].includes(path),
    (_, { text }) => text.split('\n').length > 251,
    source('web/app.ts', 'await work()\n'.repeat(251)),
  ),
  {
    says: "every folder of code has a README with the five headings, or is told of in its parent's",
    find: findPoorReadmes,
    breach: [source('web/app.ts', ''), source('web/README.md', '## What this is')],
  },
  {
    says: 'the project stands alone',
    find: (sources) =>
      sources
        .filter(({ path }) => path !== '.ci/run' && path !== 'package-lock.json')
        .flatMap(({ path, text }) =>
          outside.filter((words) => text.includes(words)).map((words) => `${path}: ${words}`),
        ),
    breach: [source('web/app.ts', `// As ${'/wo'}rk/notes says.`)],
  },
]

function divides(line: string): boolean {
  return /(?<!Math\.(?:floor|trunc)\([\w.]*)cents?\b\s*\/\s*100\b|\.toFixed\(/.test(line)
}

const emptyNames = /^(utils?|helpers?|common|types|service|manager|misc|index|core|lib|base)$/

function isGoodName(path: string): boolean {
  const name = basename(path)
  if (path.startsWith('migrations/')) return /^\d{8}_\d{4}_[a-z0-9_]+\.ts$/.test(name)
  const [first = ''] = name.split('.')
  const folders = dirname(path).split('/')
  if ([first, ...folders].some((word) => emptyNames.test(word))) return false
  return /^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.d)?\.(ts|js)$/.test(name)
}

const headings = ['What this is', 'How it flows', 'Files in reading order', 'Rules', 'Decisions']

/** A folder of tests mirrors one of code and needs no words of its own. */
function findPoorReadmes(sources: Source[]): string[] {
  const folders = new Set(sources.filter(isCode).map(({ path }) => dirname(path)))
  const mirrors = (folder: string) => folders.has(folder.replace(/^tests\//, ''))
  return [...folders]
    .filter((folder) => folder !== '.' && !(folder.startsWith('tests/') && mirrors(folder)))
    .sort()
    .flatMap((folder) => {
      const readme = sources.find(({ path }) => path === `${folder}/README.md`)
      if (!readme) return isToldOf(folder, sources) ? [] : [`${folder} has no README.md`]
      const lines = readme.text.split('\n')
      const missing = headings.filter((heading) => !readme.text.includes(`\n## ${heading}\n`))
      return [
        ...missing.map((heading) => `${readme.path} has no heading "${heading}"`),
        ...(lines.length > 81 ? [`${readme.path} has ${lines.length} lines`] : []),
      ]
    })
}

/** Whether the README of the folder around it has it in its reading order. */
function isToldOf(folder: string, sources: Source[]): boolean {
  const around = sources.find(({ path }) => path === `${dirname(folder)}/README.md`)
  return around?.text.includes(`${basename(folder)}/`) ?? false
}

// Put together, so that this file does not break its own rule.
const outside = [
  ['/wo', 'rk/'],
  ['../sh', 'ared'],
  ['clau', 'de'],
  ['anth', 'ropic'],
].map((parts) => parts.join(''))
