// The PostgreSQL that tests run on, named in LANGO_TEST_POSTGRES: one that somebody named, or one started for the while.

import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkRoom, openFolder, openHomeFolder } from '../../appliance/commands/home-folder.ts'
import { isAlive } from '../../appliance/commands/machine.ts'
import { startPostgres } from '../../appliance/commands/postgres/keeping.ts'
import { openProgress } from '../../appliance/commands/progress.ts'
import { openSupervisor } from '../../appliance/commands/supervisor.ts'

/** A server of its own, without fsync: what must survive a power cut is tested on servers that the tests start. */
export async function onPostgres<Outcome>(task: () => Promise<Outcome>): Promise<Outcome> {
  if (process.env['LANGO_TEST_POSTGRES']) {
    console.log('Testing on the PostgreSQL of LANGO_TEST_POSTGRES')
    return task()
  }
  const home = await openHomeFolder()
  await checkRoom(home)
  await removeLeftovers(home)
  const folder = await openFolder(join(home, `tests-${process.pid}`), 0o711)
  const supervisor = openSupervisor(folder, console.log)
  try {
    const settings = { shared_buffers: '128MB', max_wal_size: '1GB' }
    const keeping = { home, folder: join(folder, 'postgresql'), durable: false, settings }
    const { url } = await openProgress().step('PostgreSQL for the tests', () =>
      startPostgres(supervisor, keeping),
    )
    process.env['LANGO_TEST_POSTGRES'] = url
    return await task()
  } finally {
    await supervisor.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What runs that were killed left behind; their keepers have ended their PostgreSQL. */
async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const [, pid] = /^tests-(\d+)$/.exec(name) ?? []
    if (pid && !isAlive(Number(pid))) await rm(join(home, name), { recursive: true, force: true })
  }
}
