// The waiting page under five thousand phones that look again every three seconds, beside a bare Koa that answers as
// many bytes: on a PostgreSQL of its own with fsync on, one web process, everything on this machine.

import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { readConfig } from '../../appliance/config.ts'
import { testEnv } from '../support/database.ts'
import { createDatabase, startPostgres } from '../support/durable-postgres.ts'
import { addRouter, openShop, paybill } from '../support/factories.ts'
import { freePort, startProcess } from '../support/processes.ts'
import { loadAtPace, loadFlatOut, percentile, type Heard } from './load.ts'
import { openReport, table } from './report.ts'

const pollers = 5000
const pollSeconds = 3
const lanes = 128
/** A page whose scripts are off comes whole, and not so often. */
const wholePagesPerSecond = 300
const flatSeconds = 10
const paceSeconds = 10

export async function bench(): Promise<void> {
  const report = openReport('portal')
  const server = await startPostgres()
  const databaseUrl = await createDatabase(server.url)
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = testEnv(databaseUrl, { LANGO_WEB_PORT: String(port), LANGO_PUBLIC_URL: origin })
  const appliance = await openAppliance(readConfig(env))
  const references = await seedWaiting(appliance)
  const web = await startProcess('web', env)
  let turn = 0
  const page = () => `${origin}/p/checkouts/${references[turn++ % pollers]}`

  const body = await (await fetch(page())).text()
  const look = /data-ask="[^"?]*([^"]*)"/
    .exec(body)?.[1]
    ?.replaceAll('&amp;', '&')
    .replaceAll('&#x3D;', '=')
  if (!look) throw new Error('This is not the waiting page.')
  const bytes = Buffer.byteLength(body)
  const bare = await startBareKoa(bytes)
  report.say(
    `The waiting page of ${bytes} bytes, what its script asks, and bare Koa with ${bytes} bytes.`,
  )
  report.say(`Node ${process.version}, ${pollers} checkouts, one process each side, one run.\n`)

  const looksPerSecond = Math.round(pollers / pollSeconds)
  const sides = [
    { name: 'bare Koa', next: () => bare.url, perSecond: looksPerSecond },
    { name: 'its script’s look', next: () => page() + look, perSecond: looksPerSecond },
    { name: 'the whole page', next: page, perSecond: wholePagesPerSecond },
  ]
  const flat: Heard[] = []
  const paced: Heard[] = []
  for (const { next, perSecond } of sides) {
    await loadFlatOut(next, { lanes, seconds: 3 })
    flat.push(await loadFlatOut(next, { lanes, seconds: flatSeconds }))
    paced.push(await loadAtPace(next, { perSecond, seconds: paceSeconds }))
  }
  report.say(
    table([
      ['', 'a second, flat out', 'p99 ms', 'at so many a second', 'p50 ms', 'p99 ms', 'failed'],
      ...sides.map(({ name, perSecond }, at) => [
        name,
        String(Math.round(flat[at]!.requests / flat[at]!.seconds)),
        percentile(flat[at]!.milliseconds, 0.99).toFixed(1),
        String(perSecond),
        percentile(paced[at]!.milliseconds, 0.5).toFixed(1),
        percentile(paced[at]!.milliseconds, 0.99).toFixed(1),
        String(flat[at]!.failed + paced[at]!.failed),
      ]),
    ]),
  )
  const [koa, looks, pages] = flat.map(({ requests, seconds }) => requests / seconds)
  const share = (rate: number) => `${((rate / koa!) * 100).toFixed(0)} %`
  report.say(`\nOf bare Koa: a look ${share(looks!)}, a whole page ${share(pages!)}.`)
  await report.keep()
  bare.stop()
  await web.kill('SIGTERM')
  await appliance.close()
  await server.stop()
}

/** Five thousand guests who have been asked for their PIN. Returns what names each in its address. */
async function seedWaiting(appliance: Appliance): Promise<string[]> {
  await openShop(appliance)
  const router = await addRouter(appliance, { address: '127.0.0.51', hotspot_host: '10.5.50.1' })
  const { db, now } = appliance
  const [plan] = await db('plans')
    .insert({
      name: 'Day pass',
      kind: 'hotspot',
      price_cents: 5000 as never,
      term_count: 1,
      term_unit: 'day',
      down_kbps: 5000,
      up_kbps: 2000,
    })
    .returning('id')
  const values = {
    many: pollers,
    now: now(),
    until: now().add({ minutes: 30 }),
    plan: plan!.id,
    router: router.id,
    site: router.site_id,
    paybill,
  }
  const { rows } = await db.raw<{ rows: { merchant_reference: string }[] }>(
    `with s as (insert into subscribers (account_no, name, msisdn, site_id, joined_at)
       select 1000000 + n, 'Guest', '2547' || 10000000 + n, :site, :now from generate_series(1, :many) n
       returning id, account_no, msisdn),
     v as (insert into services (subscriber_id, service_no, plan_id, user_name, password_sealed, opened_at)
       select id, 1, :plan, account_no || '-1', '', :now from s returning id, subscriber_id),
     k as (insert into checkouts (merchant_reference, subscriber_id, service_id, plan_id, amount_cents, msisdn, router_id,
                                  shortcode, language, opened_at, wait_until, due_at)
       select gen_random_uuid(), s.id, v.id, :plan, 5000, s.msisdn, :router, :paybill, 'sw', :now, :until, :until
       from s join v on v.subscriber_id = s.id returning id, merchant_reference, msisdn),
     p as (insert into stk_pushes (checkout_id, attempt, merchant_reference, account_reference, msisdn, amount_cents, state,
                                   made_at, sent_at, checkout_request_id)
       select id, 1, gen_random_uuid(), 'R' || id, msisdn, 5000, 'sent', :now, :now, 'ws_CO_' || id from k)
     select merchant_reference from k`,
    values as never,
  )
  await db.raw('analyze')
  return rows.map(({ merchant_reference }) => merchant_reference)
}

async function startBareKoa(bytes: number): Promise<{ url: string; stop(): void }> {
  const script = fileURLToPath(new URL('bare-koa.ts', import.meta.url))
  const child = fork(script, [String(bytes)], { execArgv: [] })
  const { promise, resolve } = Promise.withResolvers<string>()
  child.once('message', ({ url }: { url: string }) => resolve(url))
  return { url: await promise, stop: () => void child.kill() }
}
