import test from 'ava'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { homeFolderPath, trialFolder } from '../../../appliance/commands/home-folder.ts'
import { allGone, processesIn } from '../../../appliance/commands/machine.ts'
import { askTrial } from '../../../appliance/commands/trial-hold.ts'
import { eventually } from '../../support/eventually.ts'
import { checkout } from '../../support/sources.ts'
import { start, type Started } from '../../support/started.ts'

// The whole of it, as `npm start` runs it, in a folder of its own.
const folder = await mkdtemp('/var/tmp/lango-trial-test-')
await chmod(folder, 0o711)
const env = { PATH: process.env['PATH'] ?? '', LANGO_STATE_DIR: folder }
const home = homeFolderPath(env)
const data = join(trialFolder(home), 'postgresql', 'data')

function lango(words: string[], more: NodeJS.ProcessEnv = {}): Started {
  const script = join(checkout, 'appliance/lango.ts')
  return start(process.execPath, [script, ...words], { cwd: checkout, env: { ...env, ...more } })
}

async function begin(words: string[] = []): Promise<Started> {
  const trial = lango(['trial', ...words])
  await trial.said('Ctrl-C ends it', 120)
  return trial
}

function passwordIn(trial: Started): string {
  return /password (\S+)/.exec(trial.words())![1]!
}

/** Every process of a trial, PostgreSQL's own included. */
async function processesOf(trial: Started): Promise<number[]> {
  const { processes } = (await askTrial(trialFolder(home)))!
  return [trial.pid, ...processes.map(({ pid }) => pid!), ...(await processesIn(data))]
}

test.after.always(() => rm(folder, { recursive: true, force: true }))

test.serial(
  'S0-18 T30 a bare machine runs the whole of Lango, says what to open, and ends it all with Ctrl-C',
  async (t) => {
    const trial = await begin()
    const url = /Staff pages +(\S+)/.exec(trial.words())![1]!
    t.true((await fetch(url)).status < 400)
    t.regex(
      trial.words(),
      /e-mail owner@lango\.test +password [a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}\n/,
    )
    const simulators = [
      ...trial.words().matchAll(/(?:A phone|PayHero|The routers) {2,}(\S+)/g),
    ].map((found) => found[1]!)
    for (const page of simulators) t.is((await fetch(page)).status, 200)
    t.is(simulators.length, 3)

    const all = await processesOf(trial)
    t.true(all.length > 10)
    trial.signal('SIGINT')
    trial.signal('SIGINT') // The terminal sends one, and npm another.
    t.is(await trial.ended(), 0)
    t.true(await allGone(all, 1))
    t.regex(trial.words(), /\nStopping …\nStopped\.\n$/)
  },
)

test.serial(
  'a trial goes on where it was; one that dies comes back; a second one is told where the first is',
  async (t) => {
    const trial = await begin()
    t.regex(trial.words(), /Books: there already/)
    const { processes, url } = (await askTrial(trialFolder(home)))!
    process.kill(processes.find(({ name }) => name === 'radius')!.pid!, 'SIGKILL')
    await trial.said('radius is back')

    const second = lango(['trial'])
    t.is(await second.ended(), 1)
    t.is(
      second.words(),
      `Lango runs already at ${url}: end process ${trial.pid} first, or use that one.\n`,
    )

    const status = lango(['status'])
    t.is(await status.ended(), 0)
    t.regex(status.words(), /radius +ready, process \d+, started again 1 times/)

    trial.signal('SIGTERM')
    t.is(await trial.ended(), 0)
    t.is(await lango(['status']).ended(), 3)
  },
)

test.serial('kill -9 leaves nobody behind, and the next start, at once, recovers', async (t) => {
  const killed = await begin()
  const { url } = (await askTrial(trialFolder(home)))!
  const all = await processesOf(killed)
  killed.signal('SIGKILL')
  await killed.ended()

  const again = await begin()
  t.true(await allGone(all, 0))
  t.is(passwordIn(again), passwordIn(killed))
  t.is((await askTrial(trialFolder(home)))!.url, url)
  again.signal('SIGTERM')
  t.is(await again.ended(), 0)
})

test.serial('--fresh begins anew', async (t) => {
  const secrets = await readFile(join(trialFolder(home), 'secrets.json'), 'utf8')
  const fresh = await begin(['--fresh'])
  t.regex(fresh.words(), /Books: seeded/)
  t.false(secrets.includes(passwordIn(fresh)))
  fresh.signal('SIGTERM')
  t.is(await fresh.ended(), 0)
})

test.serial('told to stop while it starts, it ends what it has begun', async (t) => {
  const trial = lango(['trial'])
  await trial.said('PostgreSQL')
  const running = await eventually('PostgreSQL to run', async () => {
    const pids = await processesIn(data)
    return pids.length > 0 ? pids : undefined
  })
  trial.signal('SIGINT')
  t.is(await trial.ended(), 0)
  t.true(await allGone(running, 5))
})

test.serial('a port that was asked for and is taken is one sentence', async (t) => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => void server.close())
  const port = String((server.address() as AddressInfo).port)

  const trial = lango(['trial'], { LANGO_WEB_PORT: port })
  t.is(await trial.ended(), 1)
  t.regex(
    trial.words(),
    new RegExp(`\\nPort ${port} on 127.0.0.1 is taken: .*LANGO_WEB_PORT.*\\n$`),
  )
  t.is(trial.words().split('\n').length, 3)
})

test.serial('a folder that PostgreSQL may not pass is one sentence', async (t) => {
  const closed = await mkdtemp('/var/tmp/lango-trial-closed-')
  t.teardown(() => rm(closed, { recursive: true, force: true }))
  const isRoot = process.getuid!() === 0
  if (!isRoot) await chmod(closed, 0o500)
  const trial = lango(['trial'], { LANGO_STATE_DIR: closed })
  t.is(await trial.ended(), 1)
  t.regex(
    trial.words(),
    isRoot ? /\nThe user nobody, as whom .* names another place\.\n$/ : /^Lango may not write /,
  )
})

test.serial('words nobody knows are one sentence', async (t) => {
  const trial = lango(['trial', '--frehs'])
  t.is(await trial.ended(), 1)
  t.is(trial.words(), 'npm start knows --fresh, not --frehs.\n')

  const other = lango(['trail'])
  t.is(await other.ended(), 2)
  t.regex(other.words(), /^There is no command "trail"\.\n/)
})
