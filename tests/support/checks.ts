// One part of `npm test` at a time: a program of node_modules/.bin, its words shown as they come and, for ava,
// read for how many tests passed.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { checkout } from './sources.ts'

export interface Count {
  passed: number
  failed: number
}

/** The checks that are no tests: each counts for one. */
export const checks: Record<string, string[]> = {
  types: ['tsc', '--noEmit', '-p', '.'],
  lint: ['oxlint'],
  format: ['oxfmt', '--check'],
}

export type Running = (stop: (() => void) | undefined) => void

/** Runs a check, and shows what it says only where it fails. */
export async function runCheck(name: string, running: Running): Promise<Count> {
  const { code, output } = await runProgram(checks[name]!, { running, show: false })
  const good = code === 0
  console.log(`  ${good ? '✔' : '✘'} ${name}${good ? '' : `\n${output.trim()}\n`}`)
  return { passed: good ? 1 : 0, failed: good ? 0 : 1 }
}

/** Runs ava on the files, or on all of them. */
export async function runAva(files: string[], running: Running): Promise<Count> {
  const colour = process.stdout.isTTY ? ['--color'] : []
  const { code, output } = await runProgram(['ava', ...colour, ...files], { running, show: true })
  return countTests(output, code)
}

/** What ava's lines count; of those that passed it says nothing at the end when some failed. */
export function countTests(output: string, code: number): Count {
  const lines = stripVTControlCharacters(output).split('\n')
  const sum = (pattern: RegExp) =>
    lines.reduce((total, line) => total + Number(pattern.exec(line)?.[1] ?? 0), 0)
  const passed = sum(/^ {2}(\d+) tests? passed$/)
  const failed = sum(
    /^ {2}(\d+) (?:tests? failed|hooks? failed|uncaught exceptions?|unhandled rejections?)$/,
  )
  const ticks = lines.filter((line) => /^ {2}✔ /.test(line)).length
  // Whatever else went wrong, a time-out say, shows in the exit code.
  return { passed: passed || ticks, failed: code === 0 ? failed : Math.max(failed, 1) }
}

interface Manner {
  running: Running
  show: boolean
}

function runProgram(
  [program, ...words]: string[],
  { running, show }: Manner,
): Promise<{ code: number; output: string }> {
  const child = spawn(join(checkout, 'node_modules/.bin', program!), words, {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running(() => child.kill('SIGTERM'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (show) process.stdout.write(text)
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      running(undefined)
      resolve({ code: code ?? 1, output })
    })
  })
}
