// A guest is a subscriber made when somebody first pays at a hotspot, known by their phone; the pass is a service of
// theirs. Somebody with a line at home is the same subscriber, and the pass one more service.

import type { Work } from '../appliance.ts'
import { drawAccountNo } from '../account-no.ts'
import { Conflict } from '../errors.ts'
import { locks } from '../locks.ts'
import type { Msisdn } from '../msisdn.ts'
import { drawServicePassword, type Safe } from '../secrets.ts'
import type { Device, Language, Plan, Service, Subscriber } from '../tables.ts'

export interface Newcomer {
  /** Null for whoever came with a voucher. */
  msisdn: Msisdn | null
  site_id: number
  language: Language
}

/**
 * One at a time for each device and phone: whoever asks, types a code or a voucher. Held before everything else, in the
 * same order by everybody, so that nobody waits in a ring.
 */
export async function holdGuest(work: Work, ...keys: (string | null)[]): Promise<void> {
  for (const key of keys.filter((each) => each !== null).toSorted())
    await work.db.raw('select pg_advisory_xact_lock(?, hashtext(?))', [locks.guest, key])
}

/** Time that RADIUS would refuse is not sold. Throws Conflict `subscriber_paused`. */
export function refusePaused({ suspended_at }: Pick<Subscriber, 'suspended_at'>): void {
  if (suspended_at)
    throw new Conflict('subscriber_paused', 'This account is paused: please call us.')
}

/** The subscriber with this phone, or a new one. The phone is locked by the caller. */
export async function findOrAddGuest(work: Work, guest: Newcomer): Promise<Subscriber> {
  const { msisdn, site_id, language } = guest
  const known = msisdn && (await findByPhone(work, msisdn))
  if (known) return known

  const name = msisdn ? `Guest ${msisdn.slice(-3)}` : 'Guest with a voucher'
  for (;;) {
    const row = { account_no: drawAccountNo(), name, msisdn, language, site_id }
    const [added] = await work
      .db('subscribers')
      .insert({ ...row, joined_at: work.now })
      .onConflict('account_no')
      .ignore()
      .returning('*')
    if (added) return added
  }
}

// Several people may share a phone's number in the books: the one with a pass is who stands here.
async function findByPhone(work: Work, msisdn: Msisdn): Promise<Subscriber | undefined> {
  const { rows } = await work.db.raw<{ rows: Subscriber[] }>(
    `select s.* from subscribers s where s.msisdn = ? and s.closed_at is null
     order by exists (select from services v join plans p on p.id = v.plan_id
                      where v.subscriber_id = s.id and p.kind = 'hotspot') desc, s.id
     limit 1`,
    [msisdn],
  )
  return rows[0]
}

/**
 * The pass to sell this plan on: the device's own, else one of the subscriber's that nobody uses, else a new one. A
 * pass that is running for another phone is not taken from it. The subscriber is held by the caller.
 */
export async function findOrAddPass(
  work: Work,
  safe: Safe,
  subscriber: Pick<Subscriber, 'id' | 'account_no'>,
  plan: Pick<Plan, 'id'>,
  device: Device | null,
): Promise<Service> {
  const { rows } = await work.db.raw<{ rows: Service[] }>(
    `select v.* from services v join plans p on p.id = v.plan_id
     where v.subscriber_id = :subscriber_id and v.closed_at is null and p.kind = 'hotspot'
       and (v.id = :bound or not exists (select from credits c where c.service_id = v.id and c.ends_at > :now))
       and not exists (select from checkouts k where k.service_id = v.id and k.state = 'open'
                       and k.device_id is distinct from :device_id)
       and not exists (select from payments m join stk_pushes q on q.id = m.stk_push_id
                       join checkouts k on k.id = q.checkout_id
                       where m.due_at is not null and k.service_id = v.id -- Paid, and not settled yet.
                       and k.device_id is distinct from :device_id)
     order by v.id = :bound desc, v.service_no limit 1`,
    {
      subscriber_id: subscriber.id,
      bound: device?.service_id ?? 0,
      device_id: device?.id ?? null,
      now: work.now as never,
    },
  )
  return rows[0] ?? addPass(work, safe, subscriber, plan)
}

async function addPass(
  work: Work,
  safe: Safe,
  { id: subscriber_id, account_no }: Pick<Subscriber, 'id' | 'account_no'>,
  plan: Pick<Plan, 'id'>,
): Promise<Service> {
  const last = await work
    .db('services')
    .where({ subscriber_id })
    .max<{ last: number | null }[]>('service_no as last')
  const service_no = (last[0]?.last ?? 0) + 1
  const [service] = await work
    .db('services')
    .insert({
      subscriber_id,
      service_no,
      plan_id: plan.id,
      user_name: `${account_no}-${service_no}`,
      password_sealed: safe.seal(drawServicePassword(), 'services.password'),
      opened_at: work.now,
    })
    .returning('*')
  return service!
}
