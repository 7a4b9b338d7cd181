// The door of callbacks beside bare Koa with one INSERT, in one run and on one PostgreSQL with fsync: how many a second (G11), how
// long a caller waits at a hundred a second (G10), and how long it is from the news of a payment to its credit.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { readConfig } from '../../appliance/config.ts'
import { callbackUrls, findShortcode } from '../../appliance/money/shortcodes.ts'
import { openSafaricom } from '../simulators/safaricom/safaricom.ts'
import { compactTime } from '../simulators/safaricom/messages.ts'
import { testEnv } from '../support/database.ts'
import { createDatabase, startPostgres } from '../support/durable-postgres.ts'
import { eventually } from '../support/eventually.ts'
import { addCustomer, openShop, paybill, phone, safaricomKeys } from '../support/factories.ts'
import { freePort, startProcess } from '../support/processes.ts'
import { loadAtPace, loadFlatOut, percentile, type Heard } from './load.ts'
import { openReport, table } from './report.ts'

const lanes = 32
const flatSeconds = 6
const perSecond = 100
const paceSeconds = 6
const rounds = 3
const payments = 200
const paymentsPerSecond = 20

/** `--intake`: only how many a second and how long each waits, which takes a minute and a half. */
export async function bench(words: readonly string[]): Promise<void> {
  const report = openReport('callbacks')
  const server = await startPostgres()
  const databaseUrl = await createDatabase(server.url)
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = testEnv(databaseUrl, { LANGO_WEB_PORT: String(port), LANGO_PUBLIC_URL: origin })
  const appliance = await openAppliance(readConfig(env))
  const safaricom = await openSafaricom({
    now: appliance.now,
    consumer_key: 'key',
    consumer_secret: 'secret',
    initiators: [{ name: 'lango', password: 'Gate#2026' }],
    private_key: safaricomKeys.privateKey,
  })
  await openShop(appliance, safaricom.url)
  const web = await startProcess('web', env)
  const bare = await startBare(databaseUrl)
  const { confirmation_url } = callbackUrls(
    appliance.safe,
    await findShortcode(appliance.db, paybill),
    origin,
  )

  let drawn = 0
  const news = (url: string) => () => ({ url, body: bodyOf((drawn += 1)) })
  const sides = [
    { name: 'bare Koa + one INSERT', next: news(bare.url) },
    { name: 'the door of callbacks', next: news(confirmation_url) },
  ]
  report.say(
    `Callbacks, Node ${process.version}, one process each side, PostgreSQL with fsync, ${rounds} rounds, the median.\n`,
  )
  const flat: Heard[][] = [[], []]
  const paced: Heard[][] = [[], []]
  for (let round = 0; round <= rounds; round += 1) {
    for (const [at, { next }] of sides.entries()) {
      const full = await loadFlatOut(next, { lanes, seconds: round === 0 ? 3 : flatSeconds })
      const calm = await loadAtPace(next, { perSecond, seconds: round === 0 ? 2 : paceSeconds })
      if (round > 0) void (flat[at]!.push(full), paced[at]!.push(calm))
    }
  }
  const rate = (at: number) => median(flat[at]!.map(({ requests, seconds }) => requests / seconds))
  const wait = (heard: readonly Heard[], share: number) =>
    median(heard.map(({ milliseconds }) => percentile(milliseconds, share))).toFixed(1)
  report.say(
    table([
      ['', 'a second, flat out', 'p99 ms', `at ${perSecond} a second: p50 ms`, 'p99 ms', 'failed'],
      ...sides.map(({ name }, at) => [
        name,
        String(Math.round(rate(at))),
        wait(flat[at]!, 0.99),
        wait(paced[at]!, 0.5),
        wait(paced[at]!, 0.99),
        String([...flat[at]!, ...paced[at]!].reduce((sum, { failed }) => sum + failed, 0)),
      ]),
    ]),
  )
  report.say(`\nG11: ${Math.round(rate(1))} a second kept for ever, ${((rate(1) / rate(0)) * 100).toFixed(0)} % of bare Koa + one INSERT. Must 3,000, aim 6,000.`) // prettier-ignore
  report.say(
    `G10: answered in p99 ${wait(paced[1]!, 0.99)} ms at ${perSecond} a second. Must 30, aim 10.`,
  )
  await bare.stop()

  if (!words.includes('--intake')) report.say(await measureCredit(appliance, safaricom, env))
  await report.keep()
  await web.kill('SIGTERM')
  await safaricom.close()
  await appliance.close()
  await server.stop()
}

/** From the news of a payment to its credit, each proved by a pull first. What was measured before is put away. */
async function measureCredit(
  appliance: Appliance,
  safaricom: Awaited<ReturnType<typeof openSafaricom>>,
  env: Record<string, string>,
): Promise<string> {
  const { db } = appliance
  await db.raw('truncate callbacks cascade')
  await db.raw('delete from pgboss.job where name = ?', ['read-callback'])
  const jobs = await startProcess('jobs', env)
  await eventually('the paybill is registered', async () => {
    const row = await db('shortcodes').where({ shortcode: paybill }).first()
    return row?.urls_registered_at && row.pull_registered_at
  })
  const homes = []
  for (let no = 0; no < payments; no += 1)
    homes.push(await addCustomer(appliance, { msisdn: phone(no), user_name: `bench-${no}` }))
  const began = performance.now()
  const paid: Promise<unknown>[] = []
  for (const [no, { subscriber }] of homes.entries()) {
    const due = began + (no / paymentsPerSecond) * 1000
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
    const { account_no, msisdn } = subscriber
    const bill = { shortcode: paybill, bill_ref: account_no, msisdn: msisdn!, first_name: 'AMINA' }
    paid.push(safaricom.pay({ ...bill, amount_cents: 1500_00 }))
  }
  await Promise.all(paid)
  await eventually('all are credited', async () => {
    const [row] = await db('payments').where({ state: 'settled' }).count({ n: '*' })
    return Number(row!['n']) === payments
  }, 120) // prettier-ignore
  const { rows } = await db.raw<{ rows: { ms: number }[] }>(
    `select (extract(epoch from p.settled_at - c.heard_at) * 1000)::int as ms
     from payments p join sightings s on s.payment_id = p.id and s.callback_id is not null join callbacks c on c.id = s.callback_id
     order by 1`,
  )
  await jobs.kill('SIGTERM')
  const ms = rows.map((row) => row.ms)
  return `From the news to the credit, ${payments} payments at ${paymentsPerSecond} a second, each proved by asking first, at one question a second: p50 ${percentile(ms, 0.5)} ms, p99 ${percentile(ms, 0.99)} ms.` // prettier-ignore
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

function bodyOf(no: number): string {
  return JSON.stringify({
    TransactionType: 'Pay Bill',
    TransID: `UKB${String(no).padStart(7, '0')}`,
    TransTime: compactTime(Temporal.Now.instant()),
    TransAmount: '1500.00',
    BusinessShortCode: paybill,
    BillRefNumber: '5721575',
    InvoiceNumber: '',
    OrgAccountBalance: '1500.00',
    ThirdPartyTransID: '',
    MSISDN: '2547 ***** 318',
    FirstName: 'AMINA',
  })
}

async function startBare(databaseUrl: string): Promise<{ url: string; stop(): Promise<void> }> {
  const script = fileURLToPath(new URL('bare-insert.ts', import.meta.url))
  const child = fork(script, [databaseUrl], { execArgv: [] })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return {
    url,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}
