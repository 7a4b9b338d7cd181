import test from 'ava'
import { isAlive } from '../../../appliance/commands/machine.ts'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  endLeftBehind,
  openSupervisor,
  type ProcessPlan,
  type Supervisor,
} from '../../../appliance/commands/supervisor.ts'
import { eventually } from '../../support/eventually.ts'
import { checkout } from '../../support/sources.ts'
import { start } from '../../support/started.ts'

const folder = await mkdtemp(join(tmpdir(), 'lango-supervisor-'))
test.after.always(() => rm(folder, { recursive: true, force: true }))

async function plan(
  name: string,
  script: string,
  more: Partial<ProcessPlan> = {},
): Promise<ProcessPlan> {
  const path = join(folder, `${name}.ts`)
  await writeFile(path, script)
  return { name, script: path, env: {}, ...more }
}

const stays = `
  process.on('SIGTERM', () => { process.exit(0) })
  process.on('disconnect', () => process.exit(0))
  process.send({ ready: true, pid: process.pid })`

function open(t: { teardown(task: () => Promise<void>): void }): {
  supervisor: Supervisor
  lines: string[]
} {
  const lines: string[] = []
  const supervisor = openSupervisor(folder, (line) => lines.push(line))
  t.teardown(() => supervisor.stop())
  return { supervisor, lines }
}

test('a process is started with its own environment and nothing of ours, and says what it likes when ready', async (t) => {
  const { supervisor } = open(t)
  process.env['LANGO_NOT_FOR_CHILDREN'] = 'secret'
  const told = await supervisor.start(
    await plan(
      'env',
      `process.send({ ready: true, names: Object.keys(process.env).sort() }); setInterval(() => {}, 999)`,
      {
        env: { LANGO_ONE: '1' },
      },
    ),
  )
  const compiled = process.env['NODE_COMPILE_CACHE'] ? ['NODE_COMPILE_CACHE'] : []
  t.deepEqual(told['names'], ['LANGO_ONE', 'LANGO_SUPERVISOR', ...compiled, 'PATH'])
})

test('a process that dies is started again, and a line says so', async (t) => {
  const { supervisor, lines } = open(t)
  const heard: unknown[] = []
  const { pid } = await supervisor.start(
    await plan('dies', stays, { onReady: async (facts) => void heard.push(facts['pid']) }),
  )
  supervisor.signal('dies', 'SIGKILL')

  await eventually(
    'it to be back',
    () => supervisor.list()[0]!.restarts === 1 && supervisor.list()[0]!.state === 'ready',
  )
  t.regex(
    lines.join('\n'),
    /^dies ended \(SIGKILL\); starting it again in 0\.5 s\. Its log: .*\ndies is back$/,
  )
  t.not(supervisor.list()[0]!.pid, pid)
  t.deepEqual(heard, [pid, supervisor.list()[0]!.pid])
})

test('a process that does not start is told with its last words, and is not tried for ever', async (t) => {
  const { supervisor } = open(t)
  const script = `console.error('the port is taken'); process.exit(3)`
  const failed = await t.throwsAsync(supervisor.start(await plan('fails', script)))
  t.regex(
    failed!.message,
    /^fails did not start \(code 3\)\. Its log, .*fails\.log, ends:\n {2}the port is taken$/,
  )
  t.is(supervisor.list()[0]!.restarts, 0)
})

test('a process that explains itself is told in its own words', async (t) => {
  const { supervisor } = open(t)
  const script = `process.send({ failed: 'The disk is full.' }, () => process.exit(1))`
  await t.throwsAsync(supervisor.start(await plan('explains', script)), {
    message: 'The disk is full.',
  })
})

test('a process that is never ready is given up', async (t) => {
  const { supervisor } = open(t)
  const slow = await plan('slow', 'setInterval(() => {}, 999)', { ready_seconds: 0.5 })
  await t.throwsAsync(supervisor.start(slow), { message: /^slow did not start within 0\.5 s/ })
})

test('what a killed supervisor left behind is waited for', async (t) => {
  const logs = await mkdtemp(join(folder, 'logs-'))
  const lingers = await plan(
    'lingers',
    `process.on('disconnect', () => setTimeout(() => process.exit(), 700))
    process.send({ ready: true, pid: process.pid })`,
  )
  const parent = join(folder, 'parent.ts')
  await writeFile(
    parent,
    `import { openSupervisor } from '${join(checkout, 'appliance/commands/supervisor.ts')}'
     const { pid } = await openSupervisor('${logs}', console.log).start(${JSON.stringify(lingers)})
     console.log('it runs', pid, '.')`,
  )
  const killed = start(process.execPath, [parent])
  await killed.said(/it runs \d+ \./)
  const pid = Number(/it runs (\d+)/.exec(killed.words())![1])
  killed.signal('SIGKILL')
  await killed.ended()
  t.true(isAlive(pid))

  const lines: string[] = []
  await endLeftBehind(logs, (line) => lines.push(line))
  t.false(isAlive(pid))
  t.is(lines.length, 1)
})

test('told to stop, it ends them in order, the last started first', async (t) => {
  const { supervisor } = open(t)
  const ends = join(folder, 'ends')
  const notes = `import { appendFileSync } from 'node:fs'
    process.on('SIGTERM', () => { appendFileSync('${ends}', process.env.NAME + ' '); process.exit(0) })
    process.send({ ready: true }); setInterval(() => {}, 999)`
  for (const NAME of ['first', 'second', 'third']) {
    await supervisor.start(await plan(NAME, notes, { env: { NAME } }))
  }
  await supervisor.stop()

  t.is(await readFile(ends, 'utf8'), 'third second first ')
  t.true(supervisor.list().every(({ state, pid }) => state === 'ended' && pid === undefined))
})
