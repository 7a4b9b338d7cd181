// FreeRADIUS's own tables, as Debian ships them, with the benchmark's lines in them: in PostgreSQL, and in a MariaDB that
// is started for it with the durability InnoDB has by default.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openDatabase } from '../../appliance/database.ts'
import { createEmptyDatabase, type DurablePostgres } from '../support/durable-postgres.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/processes.ts'
import { queriesFolder, replies, type SqlServer } from './freeradius-side.ts'
import { lineName, linePassword } from './radius-lines.ts'

const run = promisify(execFile)
const database = 'radius'
const plan = 'home-10'

export async function seedPostgres(server: DurablePostgres, lines: number): Promise<SqlServer> {
  const url = await createEmptyDatabase(server.url, database)
  const db = openDatabase(url, { connections: 1, statement_seconds: 120 })
  try {
    await db.raw(await readSchema('postgresql'))
    for (const statement of [...rowsOf(lines), 'vacuum analyze']) await db.raw(statement)
  } finally {
    await db.destroy()
  }
  const { port, username, password } = new URL(url)
  return {
    dialect: 'postgresql',
    port: Number(port),
    user: username,
    password,
    database,
    pid: server.pid,
  }
}

export interface MariaDb extends SqlServer {
  stop(): Promise<void>
}

/** Under `home`, as a user of its own: `mysql`, whom its package made. */
export async function startMariaDb(home: string, lines: number): Promise<MariaDb> {
  const folder = await mkdtemp(join(home, 'mariadb-'))
  await chmod(folder, 0o755)
  const data = join(folder, 'data')
  await mkdir(data)
  await run('chown', ['mysql:', folder, data])
  const usual = ['--no-defaults', '--user=mysql', `--datadir=${data}`]
  await run('mariadb-install-db', [...usual, '--auth-root-authentication-method=normal'])
  const [port, socket] = [await freePort(), join(folder, 'socket')]
  const words = {
    port,
    socket,
    'bind-address': '127.0.0.1',
    'pid-file': join(folder, 'pid'),
    'innodb-buffer-pool-size': '512M',
    'innodb-log-file-size': '512M',
    'max-connections': 150,
  }
  const given = Object.entries(words).map(([name, value]) => `--${name}=${value}`)
  const child = spawn('mariadbd', [...usual, '--skip-name-resolve', ...given], { stdio: 'ignore' })
  const ended = once(child, 'exit')

  const ask = async (sql: string, into = '') => {
    const client = spawn('mariadb', ['--no-defaults', '-uroot', `-S${socket}`, into], {
      stdio: ['pipe', 'ignore', 'pipe'],
    })
    let said = ''
    client.stderr.on('data', (words: string) => (said += words))
    client.stdin.on('error', () => {}).end(sql)
    const [code] = (await once(client, 'close')) as [number]
    if (code !== 0) throw new Error(`MariaDB: ${said}`)
  }
  const isUp = () => ask('select 1').then(
    () => true,
    () => false,
  ) // prettier-ignore
  await eventually('MariaDB answers', isUp)
  const password = 'bench'
  await ask(`create database ${database}; create user 'lango'@'127.0.0.1' identified by '${password}';
             grant all on ${database}.* to 'lango'@'127.0.0.1'`)
  await ask(await readSchema('mysql'), database)
  await ask(rowsOf(lines).join(';\n'), database)
  await ask('analyze table radcheck, radusergroup, radgroupreply', database)
  return {
    dialect: 'mysql',
    port,
    user: 'lango',
    password,
    database,
    pid: () => child.pid!,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function readSchema(dialect: SqlServer['dialect']): Promise<string> {
  return readFile(join(queriesFolder, dialect, 'schema.sql'), 'utf8')
}

/** Every line's password, and one group that says what all of them get. */
function rowsOf(lines: number): string[] {
  const numbers = Array.from({ length: lines }, (_, at) => at)
  const list = (rows: string[]) => rows.join(', ')
  return [
    `insert into radcheck (username, attribute, op, value) values ${list(
      numbers.map((at) => `('${lineName(at)}', 'Cleartext-Password', ':=', '${linePassword(at)}')`),
    )}`,
    `insert into radusergroup (username, groupname, priority) values ${list(
      numbers.map((at) => `('${lineName(at)}', '${plan}', 1)`),
    )}`,
    `insert into radgroupreply (groupname, attribute, op, value) values ${list(
      replies.map(([name, value]) => `('${plan}', '${name}', ':=', '${value}')`),
    )}`,
  ]
}
