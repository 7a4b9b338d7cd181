// Debian's MariaDB as an own instance in a folder of its own: what an old system's books stand in, and what a FreeRADIUS fleet
// reads. As the user `mysql`, whom its package makes; nothing of a MariaDB that is here already is touched.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bringPackages } from './debian-packages.ts'
import { eventually } from './eventually.ts'
import { freePort } from './processes.ts'

const run = promisify(execFile)

export interface OldServer {
  port: number
  pid(): number
  /** Statements by its own client, as who owns it; into a database or into none. */
  run(sql: string, database?: string): Promise<string>
  /** A new database that a user may read and nothing else; returns its address. */
  open(name: string, sql: string): Promise<string>
  stop(): Promise<void>
}

const reader = { user: 'lango_reader', password: 'Mgeni-7pVx2Lq9' }

export async function startMariaDb(): Promise<OldServer> {
  await bringPackages([{ package: 'mariadb-server', program: 'mariadbd' }])
  const folder = await mkdtemp(join(tmpdir(), 'lango-mariadb-'))
  await chmod(folder, 0o755)
  const data = join(folder, 'data')
  await mkdir(data)
  await run('chown', ['mysql:', folder, data])
  const usual = ['--no-defaults', '--user=mysql', `--datadir=${data}`]
  await run('mariadb-install-db', [...usual, '--auth-root-authentication-method=normal', '--skip-test-db']) // prettier-ignore
  const [port, socket] = [await freePort(), join(folder, 'socket')]
  const words = [
    `--port=${port}`,
    `--socket=${socket}`,
    '--bind-address=127.0.0.1',
    `--pid-file=${join(folder, 'pid')}`,
    '--innodb-flush-log-at-trx-commit=0',
    '--skip-name-resolve',
    '--sql-mode=NO_ENGINE_SUBSTITUTION', // As old systems have it: zero dates are taken.
  ]
  const child = spawn('mariadbd', [...usual, ...words], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  process.on('exit', () => child.kill('SIGKILL'))

  const ask = async (sql: string, database = ''): Promise<string> => {
    const words = ['--no-defaults', '--default-character-set=utf8mb4', '-uroot', '-N', `-S${socket}`, database] // prettier-ignore
    const client = spawn('mariadb', words, { stdio: ['pipe', 'pipe', 'pipe'] })
    let [said, told] = ['', '']
    client.stderr.on('data', (more: Buffer) => (said += String(more)))
    client.stdout.on('data', (more: Buffer) => (told += String(more)))
    client.stdin.on('error', () => {}).end(sql)
    const [code] = (await once(client, 'close')) as [number]
    if (code !== 0) throw new Error(`MariaDB: ${said}`)
    return told
  }
  await eventually('MariaDB answers', () => ask('select 1').then(() => true, () => false)) // prettier-ignore
  await ask(`create user '${reader.user}'@'127.0.0.1' identified by '${reader.password}'`)
  return {
    port,
    pid: () => child.pid!,
    run: ask,
    open: async (name, sql) => {
      await ask(`create database \`${name}\` character set utf8mb4 collate utf8mb4_general_ci;
        grant select on \`${name}\`.* to '${reader.user}'@'127.0.0.1'`)
      await ask(sql, name)
      return `mysql://${reader.user}:${reader.password}@127.0.0.1:${port}/${name}`
    },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
