// Tell Safaricom where to announce payments to a paybill, and that we will pull them too. Run twice, it is told
// twice: "registered already" is as good as registered, as long as it was we who registered.

import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { applyRegistration, callbackUrls, findShortcode } from '../appliance/money/shortcodes.ts'
import { readMsisdn } from '../appliance/msisdn.ts'
import type { JobData } from '../appliance/queues.ts'
import type { DarajaClients } from './daraja-clients.ts'

export async function register(
  { db, work, safe, config }: Appliance,
  clients: DarajaClients,
  { shortcode }: JobData['register-shortcode'],
): Promise<void> {
  const row = await findShortcode(db, shortcode)
  if (row.urls_registered_at) return
  const { daraja, credentials } = clients.for(row)
  const { confirmation_url, validation_url } = callbackUrls(safe, row, config.publicUrl)
  const urls = await daraja.registerUrls({
    shortcode,
    confirmation_url,
    validation_url,
    when_silent: 'Completed', // A payer who is refused because we were slow is gone.
    version: 'v2',
  })

  const nominated = readMsisdn(credentials.nominated_msisdn ?? '')
  const pull =
    nominated &&
    (await daraja.registerPull({ shortcode, nominated, callback_url: confirmation_url }))
  await work((unit) => applyRegistration(unit, shortcode, { urls: true, pull: pull !== undefined }))
  log('shortcode.registered', { shortcode, urls: urls.answer.outcome, pull: pull?.answer.outcome })
}
