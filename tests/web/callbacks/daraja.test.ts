import test from 'ava'
import Koa from 'koa'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAppliance } from '../../../appliance/appliance.ts'
import { callbackUrls, findShortcode } from '../../../appliance/money/shortcodes.ts'
import { hashToken } from '../../../appliance/secrets.ts'
import { daraja } from '../../../web/callbacks/daraja.ts'
import { openCallbackDoor } from '../../../web/callbacks/door.ts'
import { dropDatabase, freshDatabase, testClock, testConfig } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { addCustomer, openShop, paybill } from '../../support/factories.ts'
import { openPostgresGate } from '../../support/postgres-gate.ts'

const database = await freshDatabase()
const gate = await openPostgresGate(database)
const config = testConfig(gate.url, {
  LANGO_STATE_DIR: await mkdtemp(join(tmpdir(), 'lango-door-')),
})
const appliance = await openAppliance(config, { clock: testClock('2026-11-21T11:32:00Z') })
await openShop(appliance)
const door = await openCallbackDoor(appliance)
const app = new Koa().use(daraja(appliance, door).routes())
app.silent = true
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const urls = callbackUrls(appliance.safe, await findShortcode(appliance.db, paybill), origin)

test.after.always(async () => {
  server.close()
  await door.close()
  await appliance.close()
  await gate.close()
  await dropDatabase(database)
})

function post(url: string, body: string | Buffer, headers: Record<string, string> = {}) {
  return fetch(url, { method: 'POST', body: body as string, headers })
}

const recorded = (body: string) => appliance.db('callbacks').where({ body: Buffer.from(body) })

test('S3-08: what arrives is stored word for word, with where it came from, and answered as documented', async (t) => {
  const body = '{"TransID" : "UKL1WORDS0",  "TransAmount":"5.00"}\n'
  const answer = await post(urls.confirmation_url, body, {
    'content-type': 'text/plain',
    cookie: 'secret',
  })
  t.is(answer.status, 200)
  t.deepEqual(await answer.json(), { ResultCode: 0, ResultDesc: 'Success' })
  const [callback] = await recorded(body)
  t.like(callback, {
    shortcode: paybill,
    kind: 'confirmation',
    source_address: '127.0.0.1',
    state: 'recorded',
  })
  t.is(callback!.headers['content-type'], 'text/plain')
  t.is(callback!.headers['cookie'], undefined)
})

test('T01: without the token the door is not there', async (t) => {
  for (const token of ['', 'x', '0'.repeat(48), '../..', '%00']) {
    const url = `${origin}/hooks/${token}/confirmation`
    t.is((await post(url, '{"TransID":"UKL1FORGED"}')).status, 404)
  }
  t.is((await fetch(urls.confirmation_url)).status, 404)
  t.deepEqual(await recorded('{"TransID":"UKL1FORGED"}'), [])
})

test('T16: more than 64 KiB is refused, and the door stays open', async (t) => {
  t.is((await post(urls.confirmation_url, 'x'.repeat(65 * 1024))).status, 413)
  t.is((await post(urls.confirmation_url, '{"a":1}')).status, 200)
})

/** As the provider's door would hand it over. */
function arrival(body: string, headers: Record<string, string> = {}) {
  const token = new URL(urls.confirmation_url).pathname.split('/')[2]!
  return {
    token_hash: hashToken(token).toString('hex'),
    kind: 'confirmation' as const,
    reference: null,
    body: Buffer.from(body),
    headers,
    source_address: '127.0.0.1',
    heard_at: appliance.now(),
  }
}

test.serial(
  'F38: one that PostgreSQL can’t take is set aside for a person, and takes none that came with it along',
  async (t) => {
    const bodies = Array.from({ length: 40 }, (_, no) => `{"TransID":"UKLBATCH${no}"}`)
    const poisoned = { 'user-agent': '\u0000' }
    await Promise.all(bodies.map((body, no) => door.keep(arrival(body, no === 13 ? poisoned : {}))))
    const refused = join(config.stateDir, 'spool-callbacks', 'refused')
    await eventually('it is set aside', async () => (await readdir(refused)).length === 1)
    const times = async () =>
      (await Promise.all(bodies.map(recorded))).map((rows) => rows.length).join('')
    const once = bodies.map((_, no) => (no === 13 ? '0' : '1')).join('')
    await eventually('each of the others is there once', async () => (await times()) === once)
    t.pass()
  },
)

test('any body is kept: none, bytes, a result, a time-out', async (t) => {
  for (const url of [urls.confirmation_url, urls.result_url, urls.timeout_url]) {
    for (const body of [Buffer.alloc(0), Buffer.from([0, 255, 0]), Buffer.from('[')]) {
      t.is((await post(url, body)).status, 200)
    }
  }
})

test('S4-03: validation knows an account from none, and says yes when it can’t read', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const ask = async (body: string) => (await post(urls.validation_url, body)).json()
  const about = (typed: string) =>
    JSON.stringify({ TransID: 'UKL1ASKED0', TransAmount: '100', BillRefNumber: typed })
  t.deepEqual(await ask(about(subscriber.account_no)), { ResultCode: '0', ResultDesc: 'Accepted' })
  t.deepEqual(await ask(about('nobody')), { ResultCode: 'C2B00012', ResultDesc: 'Rejected' })
  t.deepEqual(await ask('not json'), { ResultCode: '0', ResultDesc: 'Accepted' })
})

test.serial(
  'F01, S0-12: PostgreSQL away: kept on the disk, answered, and recorded once when it is back',
  async (t) => {
    await gate.shut()
    const body = '{"TransID":"UKL1SPOOL0","TransAmount":"5.00"}'
    const copies = await Promise.all([
      post(urls.confirmation_url, body),
      post(urls.confirmation_url, body),
    ])
    t.deepEqual(
      copies.map(({ status }) => status),
      [200, 200],
    )
    t.deepEqual(
      await (
        await post(
          urls.validation_url,
          '{"TransID":"UKL1ASKED1","TransAmount":"1","BillRefNumber":"x"}',
        )
      ).json(),
      {
        ResultCode: '0',
        ResultDesc: 'Accepted',
      },
    )

    await gate.open()
    await eventually('both copies are recorded', async () => (await recorded(body)).length === 2)
    const again = await recorded(body)
    t.is(new Set(again.map(({ spool_id }) => spool_id)).size, 2)
  },
)

test.serial(
  'F06: PostgreSQL away and the disk refuses: 503, so that nobody takes it for kept',
  async (t) => {
    const broken = await openAppliance(
      testConfig(gate.url, { LANGO_STATE_DIR: await mkdtemp(join(tmpdir(), 'lango-door-')) }),
      { clock: testClock('2026-11-21T11:32:00Z') },
    )
    const brokenDoor = await openCallbackDoor(broken)
    await rm(broken.config.stateDir, { recursive: true })
    await gate.shut()
    const other = new Koa().use(daraja(broken, brokenDoor).routes())
    other.silent = true
    const listening = other.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    const { port } = listening.address() as AddressInfo
    const url = urls.confirmation_url.replace(origin, `http://127.0.0.1:${port}`)
    t.is((await post(url, '{}')).status, 503)
    listening.close()
    await gate.open()
    await brokenDoor.close()
    await broken.close()
  },
)
