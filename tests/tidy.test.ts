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
