import test from 'ava'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCertificate, readIdentity } from '../../../appliance/access/radsec-identity.ts'
import { openAppliance } from '../../../appliance/appliance.ts'
import { makeCertificate } from '../../support/certificates.ts'
import { dropDatabase, freshDatabase, testConfig, testEnv } from '../../support/database.ts'
import { addRouter, openShop } from '../../support/factories.ts'
import { checkout } from '../../support/sources.ts'
import { start } from '../../support/started.ts'

const url = await freshDatabase()
const stateDir = await mkdtemp(join(tmpdir(), 'lango-radsec-'))
const appliance = await openAppliance(testConfig(url, { LANGO_STATE_DIR: stateDir }))
const { db, safe, config } = appliance
await openShop(appliance)
for (const [index, name] of ['kasarani-1', 'kasarani-2'].entries())
  await addRouter(appliance, { name, address: `10.99.0.1${index}` })
const [ours, theirs] = [makeCertificate('lango.example'), makeCertificate('kasarani-1')]
const file = (name: string) => join(stateDir, name)
for (const [name, made] of Object.entries({ ours, theirs })) {
  await writeFile(file(`${name}.pem`), made.certificate)
  await writeFile(file(`${name}.key`), made.key)
}
test.after.always(async () => {
  await appliance.close()
  await dropDatabase(url)
  await rm(stateDir, { recursive: true })
})

/** What the command says, after its exit code. */
async function radsec(...words: string[]): Promise<string> {
  const script = join(checkout, 'appliance/lango.ts')
  const command = start(process.execPath, [script, 'radsec', ...words], {
    cwd: checkout,
    env: { PATH: process.env['PATH'] ?? '', ...testEnv(url, { LANGO_STATE_DIR: stateDir }) },
  })
  const code = await command.ended()
  return `${code} ${command.words()}`
}

test.serial(
  'T51: our certificate and its key are kept sealed, and only where they belong together',
  async (t) => {
    t.regex(await radsec(), /^0 RadSec is off: LANGO_RADSEC_PORT.*\nWe have no certificate yet/)
    t.regex(await radsec('server', file('ours.pem')), /^1 Say what to do:/)
    t.regex(
      await radsec('server', file('ours.pem'), file('theirs.key')),
      /^1 That key is not the one/,
    )
    t.regex(
      await radsec('server', file('ours.key'), file('ours.key')),
      /^1 That is not a certificate/,
    )
    t.regex(await radsec('server', file('ours.pem'), file('none')), /^1 Can't read /)
    t.is(await readIdentity(config, safe), undefined)

    t.regex(
      await radsec('server', file('ours.pem'), file('ours.key')),
      /^0 Routers find CN=lango.example /,
    )
    t.deepEqual(await readIdentity(config, safe), { certificate: ours.certificate, key: ours.key })
    const kept = await readFile(file('radsec.sealed'), 'latin1')
    t.false(kept.includes('PRIVATE KEY'))
    t.regex(await radsec(), /\nOur certificate: CN=lango.example, good until /)
  },
)

test.serial('T51: a router’s certificate is pinned to it alone, and unpinned', async (t) => {
  t.regex(
    await radsec('pin', 'kasarani-1', file('theirs.pem')),
    /^0 kasarani-1 is known by CN=kasarani-1/,
  )
  const pinned = async () => (await db('routers').where({ name: 'kasarani-1' }).first())!.certificate_sha256 // prettier-ignore
  t.deepEqual(await pinned(), theirs.sha256)
  t.regex(await radsec(), new RegExp(`\nkasarani-1  ${theirs.sha256.toString('hex')}\n`))
  t.regex(
    await radsec('pin', 'kasarani-2', file('theirs.pem')),
    /^1 That is the certificate of kasarani-1/,
  )
  t.regex(await radsec('unpin', 'kasarani-1'), /^0 kasarani-1 is not heard/)
  t.is(await pinned(), null)
})

test('T51: a certificate that has ended, or not begun, is not taken', (t) => {
  const now = Temporal.Now.instant()
  t.truthy(readCertificate(ours.certificate, now.add({ hours: 1 })))
  for (const hours of [-1, 24 * 31])
    t.throws(() => readCertificate(ours.certificate, now.add({ hours })), {
      code: 'certificate_ended',
    })
})
