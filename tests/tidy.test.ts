// The rules of the house that a machine can keep, kept. The table of them is tests/support/house-rules.ts.

import test from 'ava'
import { rules } from './support/house-rules.ts'
import { readSources } from './support/sources.ts'

const sources = await readSources()

for (const { says, find, breach } of rules) {
  test(`the house rule holds: ${says}`, (t) => {
    t.deepEqual(find(sources), [])
  })

  test(`a breach is seen: ${says}`, (t) => {
    t.not(find(breach).length, 0)
  })
}

/** What stands between the brackets of each call of `work(…)`. */
function worksIn(text: string): string[] {
  return [...text.matchAll(/(?<![.\w])(?:work|transaction)\(/g)].map(({ index, 0: head }) => {
    let depth = 1
    let end = index + head.length
    while (depth > 0 && end < text.length) depth += { '(': 1, ')': -1 }[text[end++]!] ?? 0
    return text.slice(index + head.length, end - 1)
  })
}

test('U76: nobody asks another machine while a transaction is open', (t) => {
  // The appliance calls nobody (a rule above), so only what the jobs put into a transaction of their own could.
  const calls = /\bfetch\(|\bclient\b|\bsocket\b|createConnection/
  const wrong = (all: { path: string; text: string }[]) =>
    all.filter(({ text }) => worksIn(text).some((body) => calls.test(body))).map(({ path }) => path)
  const jobs = sources.filter(({ path }) => path.startsWith('jobs/'))
  t.true(jobs.flatMap(({ text }) => worksIn(text)).length > 20)
  t.deepEqual(wrong(jobs), [])
  const text = 'await work(async (unit) => {\n  await fetch(url)\n})\n'
  t.deepEqual(wrong([{ path: 'jobs/x.ts', text }]), ['jobs/x.ts'])
}) // prettier-ignore

interface Lock {
  packages: Record<string, { integrity?: string; resolved?: string }>
}

function readJson<T>(name: string): T {
  return JSON.parse(sources.find(({ path }) => path === name)!.text) as T
}

test('package.json names exact versions', (t) => {
  const parts = readJson<Record<string, Record<string, string>>>('package.json')
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies']
  const loose = kinds
    .flatMap((kind) => Object.entries(parts[kind] ?? {}))
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
  t.deepEqual(loose, [])
})

test('T59 package-lock.json pins every package by its integrity and names no registry', (t) => {
  const packages = Object.entries(readJson<Lock>('package-lock.json').packages)
  const parts = packages.filter(([name]) => name !== '')
  t.deepEqual(
    parts.filter(([, { integrity }]) => !integrity),
    [],
  )
  t.deepEqual(
    parts.filter(([, { resolved }]) => resolved),
    [],
  )
})

interface Locked {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>
}

test('package-lock.json holds the optional parts for every machine, so that npm ci takes it', (t) => {
  const { packages } = readJson<Locked>('package-lock.json')
  const missing = Object.entries(packages).flatMap(([name, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (part) => !packages[`node_modules/${part}`] && !packages[`${name}/node_modules/${part}`],
    ),
  )
  t.deepEqual(missing, [])
})

/** Files that the reading order of a README names twice: what is left over when two hands added a line each. */
function namedTwice({ text }: { text: string }): string[] {
  const order = /\n## Files in reading order\n(.*?)(?=\n## |$)/s.exec(text)?.[1] ?? ''
  const names = [...order.matchAll(/`([\w-]+\.(?:test\.)?[tj]s)`/g)].map(([, name]) => name!)
  return names.filter((name, at) => names.indexOf(name) !== at)
}

test('a README names each file of its reading order once', (t) => {
  const readmes = sources.filter(({ path }) => path.endsWith('README.md'))
  t.true(readmes.length > 30)
  t.deepEqual(readmes.filter((one) => namedTwice(one).length > 0).map(({ path }) => path), [])
  const text = '# x\n\n## Files in reading order\n\n`a.ts` · `b.ts`\n`a.ts`\n\n## Rules\n'
  t.deepEqual(namedTwice({ text }), ['a.ts'])
}) // prettier-ignore
