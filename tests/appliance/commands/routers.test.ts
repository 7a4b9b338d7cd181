import test from 'ava'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isWeakSecret, readSharedSecret } from '../../../appliance/access/routers.ts'
import { openAppliance } from '../../../appliance/appliance.ts'
import { drawSharedSecret } from '../../../appliance/secrets.ts'
import { dropDatabase, freshDatabase, testConfig, testEnv } from '../../support/database.ts'
import { addRouter, openShop } from '../../support/factories.ts'
import { checkout } from '../../support/sources.ts'
import { start } from '../../support/started.ts'

const url = await freshDatabase()
const appliance = await openAppliance(testConfig(url))
const { db, safe } = appliance
const place = await mkdtemp(join(tmpdir(), 'lango-routers-'))
await openShop(appliance)
test.after.always(async () => {
  await appliance.close()
  await dropDatabase(url)
  await rm(place, { recursive: true })
})

/** What the command says, after its exit code. */
async function routers(...words: string[]): Promise<string> {
  const script = join(checkout, 'appliance/lango.ts')
  const command = start(process.execPath, [script, 'routers', ...words], {
    cwd: checkout,
    env: { PATH: process.env['PATH'] ?? '', ...testEnv(url, { LANGO_STATE_DIR: place }) },
  })
  const code = await command.ended()
  return `${code} ${command.words()}`
}

const find = async (name: string) => (await db('routers').where({ name }).first())!

test('T46: a secret of Lango’s has 24 random octets, 32 signs, and never comes twice', (t) => {
  const drawn = Array.from({ length: 500 }, drawSharedSecret)
  t.is(new Set(drawn).size, 500)
  for (const secret of drawn) {
    t.regex(secret, /^[A-Za-z0-9+/]{32}$/)
    t.is(Buffer.from(secret, 'base64').length, 24)
    t.is(readSharedSecret(secret), secret)
  }
})

test('T46: a secret of 21 signs is refused, one of 22 is taken', (t) => {
  const signs = 'Mto-wa-Mbu-7pVx2Lq9sNc4'
  t.is(readSharedSecret(`${signs.slice(0, 22)}\n`), signs.slice(0, 22))
  t.throws(() => readSharedSecret(signs.slice(0, 21)), { code: 'secret_weak' })
  t.throws(() => readSharedSecret('ab'.repeat(20)), { code: 'secret_weak' })
  for (const odd of ['"', ' ', '$', '\\', 'é'])
    t.throws(() => readSharedSecret(`${signs}${odd}${signs}`), { code: 'secret_unreadable' })
  t.true(isWeakSecret('testing123'))
})

test.serial(
  'T46: a router is added with a secret that is shown once and never again',
  async (t) => {
    t.regex(await routers(), /^0 No router is set up yet/)
    const told = await routers('add', 'kasarani-1', '10.99.0.11', 'Kasarani')
    const [, secret = ''] = /\n {2}(\S{32})\n/.exec(told) ?? []
    t.true(told.includes(`secret="${secret}"`), told)
    t.is(safe.open((await find('kasarani-1')).secret_sealed, 'routers.secret'), secret)
    t.is(await routers(), '0 kasarani-1  10.99.0.11  Kasarani\n')

    t.regex(
      await routers('add', 'kasarani-2', '10.99.0.11', 'Kasarani'),
      /^1 There is kasarani-1 already/,
    )
    t.regex(
      await routers('add', 'kasarani-2', '10.99.0', 'Kasarani'),
      /^1 "10.99.0" is not an address/,
    )
    t.regex(
      await routers('add', 'kasarani-2', '10.99.0.12', 'Thika'),
      /^1 No site is called "Thika"/,
    )
    t.regex(await routers('rotate'), /^1 Say what to do:/)
    const acts = JSON.stringify(await db('audit').select('action', 'before', 'after'))
    t.true(acts.includes('router.added'))
    t.false(acts.includes(secret))
  },
)

test.serial('T46: a secret from elsewhere is taken from a file, unless it is weak', async (t) => {
  const file = join(place, 'secret')
  await writeFile(file, 'testing123\n')
  const add = () => routers('add', 'thika-1', '10.99.0.21', 'Kasarani', '--secret-file', file)
  t.regex(await add(), /^1 A secret has 22 signs at least/)
  await writeFile(file, 'Mto-wa-Mbu-7pVx2Lq9sNc4\n')
  t.regex(await add(), /^0 thika-1 is known/)
  await rm(file)
  t.regex(await add(), /^1 Can't read /)
  const sealed = (await find('thika-1')).secret_sealed
  t.is(safe.open(sealed, 'routers.secret'), 'Mto-wa-Mbu-7pVx2Lq9sNc4')
})

test.serial('T46: a weak secret that was imported stands out in the list', async (t) => {
  const secret_sealed = safe.seal('testing123', 'routers.secret')
  await addRouter(appliance, { name: 'old-1', address: '10.99.0.31', secret_sealed })
  t.regex(await routers(), /^old-1 .* · WEAK SECRET: lango routers rotate$/m)
})

test.serial('T46: a new secret waits beside the old one', async (t) => {
  const told = await routers('rotate', 'old-1')
  const [, secret = ''] = /\n {2}(\S{32})\n/.exec(told) ?? []
  const { secret_sealed, next_secret_sealed } = await find('old-1')
  t.is(safe.open(secret_sealed, 'routers.secret'), 'testing123')
  t.is(safe.open(next_secret_sealed!, 'routers.next_secret'), secret)
  t.regex(await routers(), /^old-1 .* · has not used its new secret yet$/m)
})

test.serial(
  'T45: a router is heard unsigned for 30 days at most, and not if it has signed',
  async (t) => {
    t.regex(await routers('unsigned', 'old-1', '31'), /^1 Say how many days: 1 to 30/)
    t.regex(
      await routers('unsigned', 'old-1', '30'),
      /^0 old-1 is heard without signatures for 30 days/,
    )
    t.regex(await routers(), /^old-1 .* · UNSIGNED until /m)
    t.regex(await routers('unsigned', 'old-1', '0'), /^0 old-1 must sign/)
    t.notRegex(await routers(), /UNSIGNED/)
    await db('routers').where({ name: 'old-1' }).update({ signs_since: appliance.now() })
    t.regex(await routers('unsigned', 'old-1', '1'), /^1 old-1 has signed its requests/)
  },
)
