// From "I choose this plan" to being online, guest after guest, in a simulated town: portal, Daraja, callback, query,
// ledger, RADIUS and router. The PIN is entered the moment the phone asks, so what is measured is everything but people
// and Safaricom's own time. The page looks again as often as its script does.

import { setTimeout as wait } from 'node:timers/promises'
import { createDatabase, startPostgres } from '../support/durable-postgres.ts'
import { phone as number } from '../support/factories.ts'
import { askToPay, browse, openGuestShop } from '../support/guests.ts'
import { openWorld } from '../support/world.ts'
import { percentile } from './load.ts'
import { openReport, table } from './report.ts'

const guests = 40
const lookMilliseconds = 3000
/** Daraja lets one call a second through, and a guest needs two. */
const pauseMilliseconds = 2000

export async function bench(): Promise<void> {
  const report = openReport('guests')
  const server = await startPostgres()
  const world = await openWorld({
    databaseUrl: await createDatabase(server.url),
    routerAddress: '127.0.0.52',
  })
  const shop = await openGuestShop(world)
  world.safaricom.setHabit('every', { act: 'approve', after_seconds: 0 })
  const online: number[] = []
  const credited: number[] = []
  for (let at = 0; at < guests; at++) {
    const payer = number(900_000 + at)
    const phone = await shop.hotspot.addClient({ name: `Guest ${at + 1}` })
    const began = performance.now()
    const waiting = await askToPay(phone, shop.hour, payer)
    const isPaid = async () =>
      (await world.appliance
        .db('payments')
        .where({ payer_msisdn: payer, state: 'settled' })
        .first('id')) !== undefined
    let paid = 0
    for (let looked = performance.now(); phone.state !== 'online';) {
      await wait(10)
      if (paid === 0 && (await isPaid())) paid = performance.now()
      if (performance.now() - looked < lookMilliseconds) continue
      looked = performance.now()
      await browse(waiting.url)
    }
    credited.push(paid - began)
    online.push(performance.now() - began)
    await wait(pauseMilliseconds)
  }
  const row = (name: string, durations: number[]) => {
    const sorted = durations.toSorted((one, other) => one - other)
    return [name, ...[0.5, 0.95, 1].map((share) => `${Math.round(percentile(sorted, share))}`)]
  }
  report.say(
    `${guests} guests, one after another; the page looks every ${lookMilliseconds / 1000} s.`,
  )
  report.say(`Node ${process.version}, PostgreSQL with fsync, everything on this machine.\n`)
  report.say(
    table([
      ['milliseconds', 'p50', 'p95', 'worst'],
      row('plan chosen → paid and credited', credited),
      row('plan chosen → online', online),
    ]),
  )
  await report.keep()
  await shop.hotspot.close()
  await world.close()
  await server.stop()
}
