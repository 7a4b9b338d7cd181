// What the demonstration plays on: the running trial, a router of its own at 127.0.0.41, and somebody of the town
// whose month has ended.

import { strict as assert } from 'node:assert'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { followTrialClock, passTime } from '../../appliance/clock.ts'

import {
  readTrialPlace,
  safaricomUrl,
  trialEnv,
  type TrialPlace,
} from '../../appliance/commands/trial-place.ts'
import { readConfig } from '../../appliance/config.ts'
import { callbackUrls, findShortcode } from '../../appliance/money/shortcodes.ts'
import { drawToken } from '../../appliance/secrets.ts'
import { eventually } from '../support/eventually.ts'
import { openCoaListener, type CoaListener } from '../support/freeradius.ts'
import { freeUdpPort } from '../support/processes.ts'
import { ask, type Heard } from '../support/radclient.ts'

export const address = '127.0.0.41'
export const acct_session_id = '81d0000a'
const mac = '4C:5E:0C:DE:00:01'
const paybill = '600966'

export interface Line {
  service_id: number
  account_no: string
  name: string
  msisdn: string
  user_name: string
  password: string
  down_kbps: number
  up_kbps: number
}

export interface Stage {
  appliance: Appliance
  place: TrialPlace
  listener: CoaListener
  /** radclient at the demonstration's router: a login of the line's. */
  login(line: Line): Promise<Heard>
  /** The same router's accounting: what it says of a session, and then `more`. */
  account(line: Line, state: string, more: string[]): Promise<Heard>
  /** The simulated phone pays KES 1,500 to the line's account. Returns M-Pesa's code. */
  pay(line: Line): Promise<string>
  /** A body posted to the confirmation door, by hand. */
  postByHand(body: string): Promise<number>
  close(): Promise<void>
}

/** Throws, with what to do, where no trial runs. */
export async function openStage(): Promise<Stage> {
  const place = await readTrialPlace()
  const clock = await followTrialClock(place.databaseUrl)
  const appliance = await openAppliance(readConfig(trialEnv(place)), { clock })
  const secret = drawToken(16)
  const port = await freeUdpPort()
  const listener = await openCoaListener({ address, port, secret })
  await retireRouter(appliance)
  await addRouter(appliance, port, secret)
  const from = [
    `Packet-Src-IP-Address = ${address}`,
    `NAS-IP-Address = ${address}`,
    'NAS-Identifier = "demo"',
  ]

  return {
    appliance,
    place,
    listener,
    login: ({ user_name, password }) =>
      ask(
        { port: place.ports.auth, kind: 'auth', secret },
        [
          ...from,
          `User-Name = "${user_name}"`,
          `User-Password = "${password}"`,
          'Service-Type = Framed-User',
          'Framed-Protocol = PPP',
          'NAS-Port-Type = Ethernet',
          `Calling-Station-Id = "${mac}"`,
          'Message-Authenticator = 0x00',
        ].join('\n'),
      ),
    account: ({ user_name }, state, more) =>
      ask(
        { port: place.ports.acct, kind: 'acct', secret },
        [
          ...from,
          `Acct-Status-Type = ${state}`,
          `User-Name = "${user_name}"`,
          `Acct-Session-Id = "${acct_session_id}"`,
          'Framed-IP-Address = 10.20.30.40',
          `Calling-Station-Id = "${mac}"`,
          ...more,
        ].join('\n'),
      ),
    pay: async ({ account_no, msisdn, name }) => {
      const answer = await fetch(`${safaricomUrl(place.ports)}/control/pay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          shortcode: paybill,
          amount: '1500',
          account: account_no,
          phone: msisdn,
          name,
        }),
      })
      const told = (await answer.json()) as { trans_id: string }
      assert.equal(answer.status, 200, JSON.stringify(told))
      return told.trans_id
    },
    postByHand: async (body) => {
      const row = await findShortcode(appliance.db, paybill)
      const { confirmation_url } = callbackUrls(appliance.safe, row, place.publicUrl)
      return (await fetch(confirmation_url, { method: 'POST', body })).status
    },
    close: async () => {
      await retireRouter(appliance)
      await listener.close()
      await appliance.close()
    },
  }
}

async function addRouter({ db, safe }: Appliance, coa_port: number, secret: string): Promise<void> {
  const site_id = (await db('sites').orderBy('id').first('id'))!.id
  const secret_sealed = safe.seal(secret, 'routers.secret')
  const name = `demo ${drawToken(3)}`
  await db('routers').insert({ name, site_id, address, secret_sealed, coa_port })
}

async function retireRouter({ db, now }: Appliance): Promise<void> {
  await db('routers').where({ address }).whereNull('retired_at').update({ retired_at: now() })
}

/**
 * Somebody on the plan of KES 1,500 whose time has ended and whose wallet is empty. Where nobody's has, time
 * passes until the first one's does.
 */
export async function findEndedLine({ db, safe, now }: Appliance): Promise<Line> {
  const first = await listLines(db)
  assert(first[0], 'Nobody is on the KES 1,500 plan: npm start -- --fresh makes a new town.')
  const { ends_at } = first[0]
  const left = now().until(ends_at).total('seconds')
  if (left > 0) await passTime(db, Math.ceil(left) + 1)

  const line = await eventually('somebody’s time has ended, and the line is closed', async () => {
    const [row] = await listLines(db)
    return row && row.open_sessions === 0 && isPast(row.ends_at, now()) && row
  })
  return { ...line, password: safe.open(line.password_sealed, 'services.password') }
}

interface Row extends Omit<Line, 'password'> {
  password_sealed: Buffer
  ends_at: Temporal.Instant
  open_sessions: number
}

/** Whoever ends first, first. */
async function listLines(db: Appliance['db']): Promise<Row[]> {
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select v.id as service_id, s.account_no, s.name, s.msisdn, v.user_name, v.password_sealed,
            p.down_kbps, p.up_kbps, max(c.ends_at) as ends_at,
            (select count(*) from sessions e where e.service_id = v.id and e.stopped_at is null) as open_sessions
     from services v join subscribers s on s.id = v.subscriber_id join plans p on p.id = v.plan_id
     join credits c on c.service_id = v.id
     where p.kind = 'pppoe' and p.price_cents = 150000 and s.suspended_at is null and s.closed_at is null
       and not exists (select from entries e join accounts a on a.id = e.account_id
                       where a.subscriber_id = s.id group by a.id having sum(e.amount_cents) <> 0)
     group by v.id, s.id, p.id order by max(c.ends_at) limit 1`,
  )
  return rows
}

function isPast(at: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, now) <= 0
}
