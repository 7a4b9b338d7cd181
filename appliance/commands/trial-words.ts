// What a trial says when everything runs: what to open, what to try, where things lie, how to end it.

import type { Db } from '../database.ts'
import { formatShillings } from '../money.ts'
import { guestPhones, paybill } from './town.ts'
import { safaricomUrl, type TrialPlace } from './trial-place.ts'

interface Example {
  name: string
  account_no: string
  plan: string
  price_cents: number
}

/** Somebody whose line at home has ended, to pay for; the seed leaves some, and time makes more. */
async function findEnded(db: Db, now: Temporal.Instant): Promise<Example | undefined> {
  const { rows } = await db.raw<{ rows: Example[] }>(
    `select s.name, s.account_no, p.name as plan, p.price_cents
     from services v join subscribers s on s.id = v.subscriber_id join plans p on p.id = v.plan_id
     where p.kind = 'pppoe' and v.closed_at is null and s.suspended_at is null and s.closed_at is null
       and not exists (select from credits c where c.service_id = v.id and c.ends_at > :now)
     order by s.id limit 1`,
    { now: now as never },
  )
  return rows[0]
}

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
  const ended = await findEnded(db, now)
  return [
    '',
    'Lango runs, with a small provider to try it on. Nothing leaves this machine.',
    '',
    `  Staff pages   ${publicUrl}/`,
    `                e-mail ${secrets.owner.email}   password ${secrets.owner.password}`,
    `  A phone       ${safaricomUrl(ports)}/   Safaricom, simulated: pay the paybill ${paybill.shortcode}`,
    `  A guest       http://127.0.0.1:${ports.phones}/   ${guestPhones[0].name} on the Wi-Fi: any address leads to the portal`,
    `                ${safaricomUrl(ports)}/phone?number=0723456951   the same phone's screen: prompts, PIN 1234, SMS`,
    `  The routers   http://127.0.0.1:${ports.routers}/   two MikroTiks, simulated, and the homes behind them`,
    '',
    'Try',
    ...tryLines(publicUrl, ended).map((line, index) => `  ${index + 1}. ${line}`),
    '',
    `  RADIUS        127.0.0.1, ports ${ports.auth} and ${ports.acct}`,
    `  Data          ${folder}`,
    `  Logs          ${logFolder}`,
    '',
    'Ctrl-C ends it. npm start goes on where it was; npm start -- --fresh begins anew.',
  ].join('\n')
}

function tryLines(url: string, ended: Example | undefined): string[] {
  const always = [
    'As the guest: choose a plan, give 0723 456 951, and answer on the phone’s screen. You are online by yourself.',
    'On the phone: pay with a wrong account number. It waits on the staff pages, with likely owners.',
    'On the staff pages: let a day or a month pass. Whoever has not paid goes offline.',
  ]
  if (!ended) return always
  const { name, account_no, plan, price_cents } = ended
  return [
    `On the routers' page: ${name} is refused, because the month has ended.`,
    `On the phone: pay ${formatShillings(price_cents)} to ${paybill.shortcode}, account ${account_no} (${plan}).`,
    `Seconds later the router lets ${name} in: ${url}/subscribers/${account_no}`,
    ...always,
  ]
}
