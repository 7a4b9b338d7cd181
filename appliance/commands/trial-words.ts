// What a trial says when everything runs: what to open, what to try, where things lie, how to end it.

import type { Db } from '../database.ts'
import { guestPhones, paybill } from './town.ts'
import { collectorUrl } from './trial-collectors.ts'
import { safaricomUrl, type TrialPlace } from './trial-place.ts'
import { describeTour } from './trial-tour.ts'

export interface TrialSummary {
  place: TrialPlace
  folder: string
  logFolder: string
}

export async function describeTrial(
  db: Db,
  now: Temporal.Instant,
  { place, folder, logFolder }: TrialSummary,
): Promise<string> {
  const { ports, secrets, publicUrl } = place
  return [
    '',
    'Lango runs, with a small provider to try it on. Nothing leaves this machine.',
    '',
    `  Staff pages   ${publicUrl}/`,
    `                e-mail ${secrets.owner.email}   password ${secrets.owner.password}`,
    `  A phone       ${safaricomUrl(ports)}/   Safaricom, simulated: pay the paybill ${paybill.shortcode}`,
    `  A guest       http://127.0.0.1:${ports.phones}/   ${guestPhones[0].name} on the Wi-Fi: any address leads to the portal`,
    `                ${safaricomUrl(ports)}/phone?number=0723456951   the same phone's screen: prompts, PIN 1234, SMS`,
    `  PayHero       ${collectorUrl(place, 'payhero')}/   and Paystack ${collectorUrl(place, 'paystack')}/, simulated: their prompts`,
    `                ${publicUrl}/settings   where one of them is asked first; the portal then pays through it`,
    `  The routers   http://127.0.0.1:${ports.routers}/   two MikroTiks, simulated, and the homes behind them`,
    '',
    ...(await describeTour(db, now, place)),
    '',
    `  RADIUS        127.0.0.1, ports ${ports.auth} and ${ports.acct}`,
    `  Data          ${folder}`,
    `  Logs          ${logFolder}`,
    '',
    'Ctrl-C ends it. npm start goes on where it was; npm start -- --fresh begins anew.',
  ].join('\n')
}
