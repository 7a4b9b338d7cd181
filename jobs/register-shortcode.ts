// Tell Safaricom where to announce payments to a paybill, and that we will pull them too. Run twice, it is told
// twice: "registered already" is as good as registered, as long as it was we who registered.

import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { applyRegistration, callbackUrls, findShortcode } from '../appliance/money/shortcodes.ts'
import { readMsisdn } from '../appliance/msisdn.ts'
import type { JobData } from '../appliance/queues.ts'
import type { Shortcode } from '../appliance/tables.ts'
import type { DarajaClients } from './daraja-clients.ts'

export async function register(
  appliance: Appliance,
  clients: DarajaClients,
  { shortcode }: JobData['register-shortcode'],
): Promise<void> {
  const { db, work, safe, config } = appliance
  const row = await findShortcode(db, shortcode)
  if (row.urls_registered_at) return
  // Only watched: the addresses are the other system's, and ours would take its payments from it. Its list may be read.
  if (row.shadow) return registerPull(appliance, clients, row)
  const { confirmation_url, validation_url } = callbackUrls(safe, row, config.publicUrl)
  const { answer } = await clients.for(row).daraja.registerUrls({
    shortcode,
    confirmation_url,
    validation_url,
    when_silent: 'Completed', // A payer who is refused because we were slow is gone.
    version: 'v2',
  })
  await work((unit) => applyRegistration(unit, shortcode, { urls: true }))
  log('shortcode.registered', { shortcode, urls: answer.outcome })
  await registerPull(appliance, clients, row)
}

/** A product of its own at Safaricom, which may be refused while the addresses are taken: asked for until it is. */
export async function registerPull(
  { work, safe, config }: Appliance,
  clients: DarajaClients,
  row: Shortcode,
): Promise<void> {
  const { shortcode } = row
  const { daraja, credentials } = clients.for(row)
  const nominated = readMsisdn(credentials.nominated_msisdn ?? '')
  if (!nominated) return
  const { confirmation_url } = callbackUrls(safe, row, config.publicUrl)
  const { answer } = await daraja.registerPull({
    shortcode,
    nominated,
    callback_url: confirmation_url,
  })
  await work((unit) => applyRegistration(unit, shortcode, { pull: true }))
  log('shortcode.registered', { shortcode, pull: answer.outcome })
}
