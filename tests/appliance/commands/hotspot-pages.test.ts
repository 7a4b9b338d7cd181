import test from 'ava'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAppliance } from '../../../appliance/appliance.ts'
import { dropDatabase, freshDatabase, testConfig, testEnv } from '../../support/database.ts'
import { addRouter, openShop } from '../../support/factories.ts'
import { checkout } from '../../support/sources.ts'
import { start } from '../../support/started.ts'

const url = await freshDatabase()
const appliance = await openAppliance(testConfig(url))
const { db } = appliance
const place = await mkdtemp(join(tmpdir(), 'lango-pages-'))
await openShop(appliance)
test.after.always(async () => {
  await appliance.close()
  await dropDatabase(url)
  await rm(place, { recursive: true })
})

/** What the command says, after its exit code. */
async function lango(words: string[], env: Record<string, string> = {}): Promise<string> {
  const PATH = process.env['PATH'] ?? ''
  const LANGO_PUBLIC_URL = 'https://lango.example.co.ke'
  const script = join(checkout, 'appliance/lango.ts')
  const command = start(process.execPath, [script, ...words], {
    cwd: checkout,
    env: { PATH, ...testEnv(url, { LANGO_STATE_DIR: place, LANGO_PUBLIC_URL, ...env }) },
  })
  const code = await command.ended()
  return `${code} ${command.words()}`
}
const pages = (...words: string[]) => lango(['hotspot-pages', ...words])

test.serial('without a router, and without words, the command says what it needs', async (t) => {
  t.is(await pages('kasarani-1', place), '1 No router is set up yet.\n')
  await addRouter(appliance, { name: 'kasarani-1', address: '10.99.0.11' })
  t.regex(await pages('kasarani-1'), /^1 Say which router and which folder: lango hotspot-pages /)
  t.regex(await pages('kasarani-1', '--hots', 'x'), /^1 Say which router/)
  const told = '1 No router is called "kasarani". There are: kasarani-1.\n'
  t.is(await pages('kasarani', place), told)
})

test.serial(
  'S1-02: the pages lie in the folder, lead to this router’s portal, and what to do is said',
  async (t) => {
    const folder = join(place, 'new/pages')
    const told = await pages('kasarani-1', folder)
    const { portal_key } = (await db('routers').first('portal_key'))!
    const files = (await readdir(folder)).toSorted().join(' ')
    t.is(
      files,
      'alogin.html api.json error.html flogin.html login.html logout.html redirect.html rlogin.html status.html',
    )
    const login = await readFile(join(folder, 'login.html'), 'utf8')
    t.true(login.includes(`https://lango.example.co.ke/p/${portal_key}?mac=$(mac-esc)`))
    for (const part of [
      `0 Wrote 9 pages for kasarani-1 to ${folder}`,
      'html-directory=flash/hotspot',
      '/ip/hotspot/walled-garden add dst-host=lango.example.co.ke',
      '/ip/hotspot/walled-garden/ip add dst-host=lango.example.co.ke',
      'Lango does not know yet where this hotspot',
    ])
      t.true(told.includes(part), part)
    t.is((await db('routers').first('hotspot_host'))!.hotspot_host, null)
  },
)

test.serial('S1-02: --host says where the hotspot’s login is, once in the audit', async (t) => {
  const told = await pages('kasarani-1', place, '--host', 'Login.Example.net')
  t.true(told.includes('sent to http://login.example.net/login'), told)
  t.is((await db('routers').first('hotspot_host'))!.hotspot_host, 'login.example.net')
  t.regex(await pages('--host', 'login.example.net', 'kasarani-1', place), /^0 /)
  const acts = await db('audit').where({ action: 'router.hotspot_host_set' })
  t.is(acts.length, 1)
  t.like(acts[0], {
    staff_id: null,
    before: { hotspot_host: null },
    after: { hotspot_host: 'login.example.net' },
  })
})

for (const host of ['', 'http://login.test', 'login.test:80', 'evil/../x'])
  test.serial(`T34: --host takes a name alone, not "${host}"`, async (t) => {
    t.regex(
      await pages('kasarani-1', place, '--host', host),
      /^1 --host wants the name or address alone/,
    )
  })

test.serial('a folder that is none, and a portal no phone can reach, are told', async (t) => {
  const file = join(place, 'file')
  await writeFile(file, '')
  t.regex(await pages('kasarani-1', file), /^1 .*file is not a folder: name another\.\n$/)
  const words = ['hotspot-pages', 'kasarani-1', place]
  const local = { LANGO_PUBLIC_URL: 'http://127.0.0.1:8080' }
  t.regex(
    await lango(words, local),
    /^1 Guests' phones can't reach http:\/\/127\.0\.0\.1:8080\. Set LANGO_PUBLIC_URL/,
  )
  t.regex(await lango(words, { ...local, LANGO_TRIAL: 'yes' }), /^0 Wrote 9 pages/)
})

test.serial('vouchers are printed one a line, and the audit says how many', async (t) => {
  const vouchers = (...words: string[]) => lango(['vouchers', ...words])
  t.is(
    await vouchers('Day pass', '3'),
    '1 No hotspot plan is sold yet, and vouchers are for those.\n',
  )
  await db('plans').update({ kind: 'hotspot', name: 'Day pass' })
  const lines = (await vouchers('day PASS', '3')).trim().split('\n')
  t.is(lines[0], '0 3 vouchers for Day pass, KES 1,500 each. The codes are not shown again.')
  const codes = lines.slice(2)
  t.is(codes.length, 3)
  for (const code of codes) t.regex(code, /^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}$/)
  const acts = await db('audit').where({ action: 'voucher.made' })
  t.deepEqual(
    acts.map(({ after }) => after),
    [{ plan: 'Day pass', price_cents: 150_000, count: 3 }],
  )
  t.regex(await vouchers('Day pass'), /^1 Say which plan and how many/)
  t.regex(await vouchers('Day pass', '501'), /^1 How many\? A whole number from 1 to 500\./)
  const told = '1 No hotspot plan is called "Week". Sold are: Day pass.\n'
  t.is(await vouchers('Week', '1'), told)
})
