import test from 'ava'
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { accessSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { isAlive } from '../../../appliance/commands/machine.ts'
import { eventually } from '../../support/eventually.ts'
import { checkout } from '../../support/sources.ts'
import { start, type Started } from '../../support/started.ts'

const ours = join(checkout, 'node_modules', '.bin')
const paths = (process.env['PATH'] ?? '').split(delimiter).filter((path) => path !== ours)

// The machine's own Node, as on a bare machine; where a test is run without one, ours.
const systemNode = paths.map((path) => join(path, 'node')).find(isThere) ?? process.execPath
const systemNpm = paths.map((path) => join(path, 'npm')).find(isThere) ?? 'npm'

// A bare PATH has no sleep.
const aSecond = `'${process.execPath}' -e 'setTimeout(() => {}, 1000)'`

function isThere(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}

interface Checkout {
  folder: string
  /** Starts `script` by the bootstrap, which finds only what `path` holds. */
  start(script: string, options?: { path?: string; uid?: number; env?: NodeJS.ProcessEnv }): Started
  /** A npm of the test's own: a shell script. Returns the folder to be the PATH. */
  npm(script: string): Promise<string>
}

// One after the other: each starts a npm, and npm takes a core for itself.

/** A small checkout whose only package is a Node: npm installs it in half a second and without a network. */
async function makeCheckout(t: { teardown(task: () => Promise<void>): void }): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'lango-bootstrap-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  const put = async (name: string, words: string, mode = 0o644) => {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), words, { mode })
  }
  const part = { name: 'fake-node', version: '1.0.0', bin: { node: 'bin/node' } }
  const whole = { name: 'small', version: '1.0.0', dependencies: { 'fake-node': 'file:fake-node' } }
  const packages = {
    '': whole,
    'fake-node': { version: '1.0.0', bin: part.bin },
    'node_modules/fake-node': { resolved: 'fake-node', link: true },
  }
  await put('package.json', JSON.stringify({ ...whole, type: 'module' }))
  await put('package-lock.json', JSON.stringify({ ...whole, lockfileVersion: 3, packages }))
  await put('fake-node/package.json', JSON.stringify(part))
  await put('fake-node/bin/node', `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, 0o755)
  await put('say.ts', `console.log('begun', process.argv.slice(2).join('+'))\n`)
  await mkdir(join(folder, 'appliance'))
  const bootstrap = join(folder, 'appliance', 'bootstrap.js')
  await copyFile(join(checkout, 'appliance', 'bootstrap.js'), bootstrap)

  return {
    folder,
    start: (script, { path = paths.join(delimiter), uid, env } = {}) =>
      start(systemNode, [bootstrap, join(folder, script), 'one', 'two'], {
        env: { PATH: path, HOME: folder, ...env },
        ...(uid !== undefined && { uid, gid: uid }),
      }),
    npm: async (script) => {
      await put('own-bin/npm', `#!/bin/sh\n${script}\n`, 0o755)
      return [join(folder, 'own-bin'), ...paths].join(delimiter)
    },
  }
}

const installing = /^Installing/m

test.serial(
  'a first start installs what the lock file names and hands over; a second only hands over',
  async (t) => {
    const here = await makeCheckout(t)
    const first = here.start('say.ts')
    t.is(await first.ended(), 0)
    t.regex(first.words(), installing)
    t.regex(first.words(), /^begun one\+two$/m)

    const second = here.start('say.ts')
    t.is(await second.ended(), 0)
    t.is(second.words(), 'begun one+two\n')
  },
)

test.serial('a lock file that has changed is installed again', async (t) => {
  const here = await makeCheckout(t)
  await here.start('say.ts').ended()
  const lock = join(here.folder, 'package-lock.json')
  await writeFile(lock, `${await readFile(lock, 'utf8')}\n`)

  const again = here.start('say.ts')
  t.is(await again.ended(), 0)
  t.regex(again.words(), installing)
})

test.serial(
  'of two starts at once one installs, and the other waits and then hands over',
  async (t) => {
    const here = await makeCheckout(t)
    const path = await here.npm(`${aSecond}; exec '${systemNpm}' "$@"`)
    const both = [here.start('say.ts', { path }), here.start('say.ts', { path })]
    t.deepEqual(await Promise.all(both.map((one) => one.ended())), [0, 0])

    const words = both.map((one) => one.words()).join('')
    t.is(words.match(/^Installing/gm)?.length, 1)
    t.is(words.match(/^begun/gm)?.length, 2)
    t.regex(words, /Another start is installing already/)
  },
)

test.serial(
  'a start killed half-way leaves an npm that the next one waits for, and then installs itself',
  async (t) => {
    const here = await makeCheckout(t)
    const path = await here.npm(`echo $$ >own-bin/pid; ${aSecond}; exec '${systemNpm}' "$@"`)
    const killed = here.start('say.ts', { path })
    const pidFile = join(here.folder, 'own-bin/pid')
    const readPid = () => readFile(pidFile, 'utf8').catch(() => '')
    const npm = Number(
      await eventually('npm to run', async () => (await readPid()).trim() || undefined),
    )
    killed.signal('SIGKILL')
    await killed.ended()
    t.true(isAlive(npm))

    const next = here.start('say.ts', { path })
    t.is(await next.ended(), 0)
    t.false(isAlive(npm))
    t.regex(next.words(), /waiting for it …\nInstalling[^]*begun one\+two/)
  },
)

test.serial('the claim of a process that is dead is taken over', async (t) => {
  const here = await makeCheckout(t)
  await mkdir(join(here.folder, '.lango'))
  // Our own process id with another beginning: the number has been given out again since.
  await writeFile(join(here.folder, '.lango', `install-${process.pid}-1`), '')

  t.is(await here.start('say.ts').ended(), 0)
  t.deepEqual(await readdir(join(here.folder, '.lango')), [])
})

test.serial("the script's exit code is kept, and so is what a signal makes of it", async (t) => {
  const here = await makeCheckout(t)
  await writeFile(join(here.folder, 'seven.ts'), 'process.exit(7)\n')
  await writeFile(
    join(here.folder, 'waits.ts'),
    `process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('waiting')\n`,
  )
  t.is(await here.start('seven.ts').ended(), 7)

  const waits = here.start('waits.ts')
  await waits.said('waiting')
  waits.signal('SIGTERM')
  t.is(await waits.ended(), 5)
})

test.serial('a bootstrap that is killed takes what it started with it', async (t) => {
  const here = await makeCheckout(t)
  await writeFile(
    join(here.folder, 'waits.ts'),
    `process.on('disconnect', () => process.exit()); setInterval(() => {}, 1000); console.log('pid', process.pid, '.')\n`,
  )
  const waits = here.start('waits.ts')
  await waits.said(/pid \d+ \./)
  const pid = Number(/pid (\d+)/.exec(waits.words())![1])
  waits.signal('SIGKILL')
  await waits.ended()
  await eventually('the script to end', () => !isAlive(pid))
  t.pass()
})

const troubles: [what: string, npm: string, sentence: RegExp][] = [
  ['no network', 'echo "npm error code ENOTFOUND" >&2; exit 1', /needs the network/],
  ['a full disk', 'echo "npm error code ENOSPC" >&2; exit 1', /no room left on the disk/],
  ['a full disk npm only warns of', 'echo "npm warn tar TAR_ENTRY_ERROR ENOSPC"', /no room left/],
  [
    'a folder npm may not write',
    'echo "npm error code EACCES"; echo "npm error path /x/y"; exit 243',
    /may not write \/x\/y/,
  ],
  ['a Node left out', 'exit 0', /left out Node 26/],
]
for (const [what, npm, sentence] of troubles) {
  test.serial(`${what} is told in one sentence`, async (t) => {
    const here = await makeCheckout(t)
    const failed = here.start('say.ts', { path: await here.npm(npm) })
    t.is(await failed.ended(), 1)
    const [begun, told, ...more] = failed.words().trim().split('\n')
    t.regex(begun!, installing)
    t.regex(told!, sentence)
    t.deepEqual(more, [])
  })
}

test.serial('a machine without npm is told so in one sentence', async (t) => {
  const here = await makeCheckout(t)
  const failed = here.start('say.ts', { path: here.folder })
  t.is(await failed.ended(), 1)
  t.regex(failed.words(), /^npm is not on this machine: .*\n$/m)
})

test.serial(
  'a folder of somebody else is told in one sentence, and is no matter once all is installed',
  async (t) => {
    const here = await makeCheckout(t)
    const isRoot = process.getuid!() === 0
    const stranger = isRoot ? { uid: 65534 } : {}
    if (!isRoot) await chmod(here.folder, 0o555)
    const failed = here.start('say.ts', stranger)
    t.is(await failed.ended(), 1)
    t.regex(failed.words(), /^Lango may not write in .*: start as the user whose folder it is\.\n$/)

    if (!isRoot) await chmod(here.folder, 0o755)
    t.is(await here.start('say.ts').ended(), 0)
    if (!isRoot) await chmod(here.folder, 0o555)
    // A stranger may not reach the Node of a private checkout; that it is started at all is the point.
    const later = here.start('say.ts', stranger)
    await later.ended()
    t.notRegex(later.words(), /may not write/)
    if (!isRoot) await chmod(here.folder, 0o755)
  },
)

test.serial('the bootstrap imports nothing that is not part of Node', async (t) => {
  const code = await readFile(join(checkout, 'appliance/bootstrap.js'), 'utf8')
  const imported = [...code.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)].map(
    (found) => found[1] ?? found[2]!,
  )
  t.not(imported.length, 0)
  t.deepEqual(
    imported.filter((name) => !name.startsWith('node:')),
    [],
  )
})
