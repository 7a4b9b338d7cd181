// When an SMS may go out: not at night, unless somebody stands there waiting for it, and no more a day than the owner pays for.

import type { Work } from '../appliance.ts'
import { openException } from '../money/exceptions.ts'
import type { Message, SmsGateway } from '../tables.ts'
import { dayBegins, nairobi, type Instant } from '../time.ts'

export type Sending =
  | { outcome: 'send' }
  | { outcome: 'wait'; until: Instant; why: 'quiet' | 'cap' }

/** What somebody waits for at the gate or at the door of their own pages, at any hour. */
const urgent: ReadonlySet<Message['kind']> = new Set(['payment_confirmed', 'sign_in_code'])

const night = { from: 21, until: 7 }

/** Pure. `sent_today`: since midnight in Nairobi. */
export function decideSending(
  kind: Message['kind'],
  gateway: Pick<SmsGateway, 'daily_cap' | 'quiet_from' | 'quiet_until'>,
  sent_today: number,
  now: Instant,
): Sending {
  const { daily_cap } = gateway
  if (daily_cap !== null && sent_today >= daily_cap) {
    const until = dayBegins(dayBegins(now).add({ hours: 36 }))
    return { outcome: 'wait', until, why: 'cap' }
  }
  if (urgent.has(kind)) return { outcome: 'send' }
  // A reminder wakes nobody, though the owner has named no hours.
  const [quiet_from, quiet_until] =
    gateway.quiet_from !== null || kind !== 'reminder'
      ? [gateway.quiet_from, gateway.quiet_until]
      : [night.from, night.until]
  if (quiet_from === null || quiet_until === null) return { outcome: 'send' }
  const at = now.toZonedDateTimeISO(nairobi)
  const quiet =
    quiet_from <= quiet_until
      ? at.hour >= quiet_from && at.hour < quiet_until
      : at.hour >= quiet_from || at.hour < quiet_until
  if (!quiet) return { outcome: 'send' }
  const morning = at
    .round({ smallestUnit: 'hour', roundingMode: 'floor' })
    .with({ hour: quiet_until })
  const until = at.hour < quiet_until ? morning : morning.add({ days: 1 })
  return { outcome: 'wait', until: until.toInstant(), why: 'quiet' }
}

/** Puts one off whose time is not now. Says whether it did. */
export async function putOff(work: Work, message_id: number): Promise<boolean> {
  const gateway = await work.db('sms_gateway').first()
  const message = await work.db('messages').where({ id: message_id }).forUpdate().first()
  if (!gateway || message?.state !== 'queued') return false
  const [counted] = await work
    .db('messages')
    .where('sent_at', '>=', dayBegins(work.now) as never)
    .count<{ count: number }[]>('* as count')
  const sending = decideSending(message.kind, gateway, Number(counted!.count), work.now)
  if (sending.outcome === 'send') return false
  await work.db('messages').where({ id: message_id }).update({ due_at: sending.until })
  if (sending.why === 'cap')
    await openException(work, {
      kind: 'work_failed',
      subject: 'send-message:cap',
      details: {
        queue: 'send-message',
        data: { daily_cap: gateway.daily_cap },
        tries: 1,
        reason: `${gateway.daily_cap} SMS were sent today, which is the cap. The others wait until midnight.`,
      },
    })
  return true
}
