// Stands before everything: `npm start` on a bare machine begins here, under any Node from 20 on. It installs
// what package-lock.json names, when that has changed, and hands over to the Node 26 that came with it.
// Plain JavaScript and nothing but node: modules, because nothing else is there yet.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = join(root, 'node_modules', '.bin')
const runtime = join(bin, 'node')
const stamp = join(root, 'node_modules', '.lango-lock') // Which lock file node_modules was made from.
/** What Node made of our TypeScript, kept for the next process: half a second less for each of hundreds in a run of the tests. */
const compiled = join(root, 'node_modules', '.cache', 'compiled')
const claims = join(root, '.lango') // One empty file for each process that is installing.
const loaders = { x64: '/lib64/ld-linux-x86-64.so.2', arm64: '/lib/ld-linux-aarch64.so.1' }

/** What a person can mend. Told in one sentence, without a stack. */
class Obstacle extends Error {}

async function main([script, ...args]) {
  try {
    checkMachine()
    if (!script) throw new Obstacle('Say which script to run: node appliance/bootstrap.js FILE.')
    if (!isInstalled()) await claimed(install)
    run(script, args)
  } catch (problem) {
    const sentence = describe(problem)
    if (!sentence) throw problem
    console.error(sentence)
    process.exitCode = process.exitCode || 1
  }
}

function checkMachine() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20) {
    throw new Obstacle(`Lango needs Node 20 or newer to begin; this is Node ${process.version}.`)
  }
  const loader = process.platform === 'linux' && loaders[process.arch]
  if (!loader || !existsSync(loader)) {
    throw new Obstacle(
      `Lango runs on Linux with glibc, x64 or arm64; this machine is ${process.platform} ${process.arch}.`,
    )
  }
}

function lockHash() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  return `${createHash('sha256').update(lock).digest('hex')} ${process.arch}\n`
}

function isInstalled() {
  return existsSync(stamp) && existsSync(runtime) && readFileSync(stamp, 'utf8') === lockHash()
}

// ---- One at a time

/**
 * Runs `task` while nobody else on this checkout does. A claim names a process and when it began, so that one
 * left by a killed process is known for dead. Whoever finds another living claim takes back its own and waits.
 */
async function claimed(task) {
  let told = false
  for (;;) {
    const mine = livingClaims().length === 0 && claim(process.pid)
    const others = livingClaims().filter((name) => name !== mine)
    if (mine && others.length === 0) {
      try {
        return isInstalled() ? undefined : await task()
      } finally {
        drop(mine)
      }
    }
    if (mine) drop(mine)
    if (!told) console.log('Another start is installing already; waiting for it …')
    told = true
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 300))
  }
}

function claim(pid) {
  const name = `install-${pid}-${beginningOf(pid)}`
  if (!existsSync(claims)) makeFolder(claims)
  writeFileSync(join(claims, name), '')
  return name
}

// Not by mkdir's `recursive`, which calls a read-only disk ENOENT.
function makeFolder(path) {
  try {
    mkdirSync(path)
  } catch (problem) {
    if (problem.code !== 'EEXIST') throw problem
  }
}

function drop(name) {
  rmSync(join(claims, name), { force: true })
}

function livingClaims() {
  if (!existsSync(claims)) return []
  const names = readdirSync(claims).filter((name) => name.startsWith('install-'))
  return names.filter((name) => {
    const [, pid, beginning] = name.split('-')
    if (beginningOf(pid) === beginning) return true
    drop(name)
    return false
  })
}

/** When a process began, in ticks since the machine did; undefined where there is none. proc(5), field 22. */
function beginningOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

// ---- npm

async function install() {
  const began = performance.now()
  const seconds = () => Math.round((performance.now() - began) / 1000)
  console.log('Installing the parts that package-lock.json names (once, under a minute) …')
  rmSync(stamp, { force: true })

  const telling = setInterval(() => console.log(`  … ${seconds()} s`), 10_000)
  const { code, output } = await npm('ci').finally(() => clearInterval(telling))
  // npm calls a file that did not fit on the disk a warning.
  if (code !== 0 || /ENOSPC|TAR_ENTRY_ERROR/.test(output)) {
    throw new Obstacle(explain(output))
  }
  if (!existsSync(runtime)) {
    throw new Obstacle('npm left out Node 26: allow optional dependencies in your npm settings.')
  }
  writeFileSync(stamp, lockHash())
  console.log(`  … done in ${seconds()} s`)
}

async function npm(command) {
  const options = ['--ignore-scripts', '--include=dev', '--include=optional', '--no-audit']
  const patience = ['--fetch-retries=3', '--fetch-retry-mintimeout=1000']
  const PATH = paths().join(delimiter) // Not the node in node_modules: npm is about to remove it.
  const child = spawn(
    'npm',
    [command, ...options, ...patience, '--fetch-retry-maxtimeout=8000', '--no-fund'],
    { cwd: root, env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const held = child.pid && claim(child.pid) // It may outlive us: kill -9 of a start ends only the start.
  const stop = (signal) => {
    child.kill(signal)
    process.exitCode = 128 + constants.signals[signal]
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  let output = ''
  child.stdout.on('data', (text) => (output += text))
  child.stderr.on('data', (text) => (output += text))
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject).on('close', resolve)
    })
    if (process.exitCode) throw new Obstacle('Stopped; the next start begins the installing again.')
    return { code, output }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    if (held) drop(held)
  }
}

function paths() {
  return (process.env.PATH || '').split(delimiter).filter((path) => path !== bin)
}

function explain(output) {
  if (/ENOSPC|EDQUOT/.test(output)) return `There is no room left on the disk that holds ${root}.`
  if (/EACCES|EROFS|EPERM/.test(output)) {
    const [, path] = /npm error path (.*)/.exec(output) || []
    return `npm may not write ${path || root}: start as the user whose folder it is.`
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|UNREACH|SOCKET_TIMEOUT/.test(output)) {
    return 'npm reaches no registry: the first start needs the network (later ones do not).'
  }
  const errors = output.split('\n').filter((line) => line.startsWith('npm error'))
  return `npm ci failed:\n${errors.slice(0, 12).join('\n') || output.trim()}`
}

// ---- The script

/** Runs `script` under Node 26 with our input and output; our exit code becomes its. */
function run(script, args) {
  const PATH = [bin, ...paths()].join(delimiter)
  const child = spawn(runtime, [script, ...args], {
    env: { NODE_COMPILE_CACHE: compiled, ...process.env, PATH },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'], // By the fourth it notices when we are gone.
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('error', (problem) => {
    console.error(`The Node in ${bin} does not run on this machine: ${problem.message}.`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
  if (process.env.npm_lifecycle_event) followParent(child)
}

/** npm killed without a chance to tell us: what it started ends, too. */
function followParent(child) {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref()
}

function describe(problem) {
  const { code, path, message } = problem
  if (problem instanceof Obstacle) return message
  if (code === 'ENOSPC') return `There is no room left on the disk that holds ${root}.`
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return `Lango may not write in ${root}: start as the user whose folder it is.`
  }
  if (code === 'ENOENT' && problem.syscall === 'spawn npm') {
    return 'npm is not on this machine: install it beside Node (on Debian: apt install npm).'
  }
  if (code === 'ENOENT' && String(path).endsWith('package-lock.json')) {
    return `There is no package-lock.json in ${root}: this is not a whole checkout.`
  }
  return undefined
}

await main(process.argv.slice(2))
