import test from 'ava'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { homeFolderPath } from '../../../appliance/commands/home-folder.ts'
import { dropDatabase, freshDatabase, testEnv } from '../../support/database.ts'
import { checkout } from '../../support/sources.ts'
import { start, type Started } from '../../support/started.ts'

function lango(words: string[], env: Record<string, string> = {}): Started {
  const PATH = process.env['PATH'] ?? ''
  const script = join(checkout, 'appliance/lango.ts')
  return start(process.execPath, [script, ...words], { cwd: checkout, env: { PATH, ...env } })
}

test('help lists every command, and is what no word at all means', async (t) => {
  const help = lango(['help'])
  t.is(await help.ended(), 0)
  for (const name of 'trial status config migrate setup first-run check health support-bundle console audit hotspot-pages vouchers routers radsec seed schema'.split(
    ' ',
  ))
    t.true(help.words().includes(`\n  ${name}`), name)

  const silent = lango([])
  t.is(await silent.ended(), 0)
  t.is(silent.words(), help.words())
})

test('config lists the settings and shows no value', async (t) => {
  const config = lango(['config'], { LANGO_BOX_KEY: 'c0ffee'.repeat(10) })
  t.is(await config.ended(), 0)
  t.regex(config.words(), /^LANGO_DATABASE_URL /m)
  t.false(config.words().includes('c0ffee'))
})

test('a setting that is missing, and a database that is away, are told without a stack', async (t) => {
  const keyless = lango(['migrate'])
  t.is(await keyless.ended(), 1)
  t.regex(keyless.words(), /^Lango can't start:\n {2}LANGO_BOX_KEY must be 64 hex digits/)
  t.notRegex(keyless.words(), /\n {4}at /)

  const away = lango(['migrate'], testEnv('postgres://127.0.0.1:9/lango'))
  t.is(await away.ended(), 1)
  t.regex(away.words(), /^The database does not answer: see LANGO_DATABASE_URL\./)
  t.notRegex(away.words(), /\n {4}at /)
})

test('T30 seed refuses a box that is no trial', async (t) => {
  const url = await freshDatabase()
  t.teardown(() => dropDatabase(url))
  const real = lango(['seed', 'http://127.0.0.1:8081'], testEnv(url))
  t.is(await real.ended(), 1)
  t.regex(real.words(), /^This box is not a trial \(LANGO_TRIAL\)/)

  const trial = lango(['seed', 'http://127.0.0.1:8081'], testEnv(url, { LANGO_TRIAL: 'yes' }))
  t.is(await trial.ended(), 0)
  t.regex(trial.words(), /^Seeded\. The owner is owner@lango\.test, password \S+\.\n$/)
})

test('a state folder that others could have prepared is refused', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'lango-home-'))
  t.teardown(() => rm(place, { recursive: true, force: true }))
  await chmod(place, 0o755)
  const home = homeFolderPath({ LANGO_STATE_DIR: place })
  await writeFile(home, 'not a folder')
  const trial = lango(['trial'], { LANGO_STATE_DIR: place })
  t.is(await trial.ended(), 1)
  t.regex(trial.words(), /^\/.* is not a folder: name another\.\n$|^\/.* is not ours: .*\n$/)

  await rm(home)
  await mkdir(join(place, 'elsewhere'))
  await symlink(join(place, 'elsewhere'), home)
  const linked = lango(['trial'], { LANGO_STATE_DIR: place })
  t.is(await linked.ended(), 1)
  t.regex(linked.words(), /^\/.* is not ours: remove it, or set LANGO_STATE_DIR\.\n$/)
})
