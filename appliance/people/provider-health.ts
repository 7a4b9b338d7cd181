// How those we depend on are: whether M-Pesa's word comes as fast as it usually does, whether prompts are answered, whether
// SMS leave. Figures of a few newest rows each, so that a page that looks every few seconds costs nothing.

import type { Db } from '../database.ts'
import { listLines } from '../money/provider-lines.ts'
import type { ProviderLine } from '../tables.ts'
import type { Instant } from '../time.ts'

export interface PaybillHealth {
  shortcode: string
  name: string
  /** When a callback last came to it. */
  called_at: Instant | null
  /** How far its list of payments has been read (pull); null: never. */
  pulled_until: Instant | null
  registered: boolean
}

export interface CallbackHealth {
  /** From M-Pesa's own time of the payment until its callback, in milliseconds: half of them. Null: too few. */
  now_ms: number | null
  usual_ms: number | null
  /** Of the newest ones, and how many of those no callback has told of. */
  newest: number
  untold: number
  slow: boolean
}

export interface PromptHealth {
  /** Of the newest prompts of the last 24 hours that are over: how many M-Pesa said an end of. */
  ended: number
  answered: number
  open: number
}

export interface MessageHealth {
  waiting: number
  oldest_at: Instant | null
  /** Of the newest ones, how many failed. */
  newest: number
  failed: number
}

export interface ProviderHealth {
  paybills: PaybillHealth[]
  callbacks: CallbackHealth
  prompts: PromptHealth
  messages: MessageHealth
  lines: ProviderLine[]
}

export async function readProviderHealth(db: Db, now: Instant): Promise<ProviderHealth> {
  const [paybills, callbacks, prompts, messages, lines] = await Promise.all([
    listPaybillHealth(db),
    readCallbackHealth(db, now),
    readPromptHealth(db, now),
    readMessageHealth(db),
    listLines(db),
  ])
  return { paybills, callbacks, prompts, messages, lines }
}

async function listPaybillHealth(db: Db): Promise<PaybillHealth[]> {
  const { rows } = await db.raw<{ rows: PaybillHealth[] }>(
    `select p.shortcode, p.name, p.pulled_until, p.urls_registered_at is not null or p.provider <> 'daraja' as registered,
            (select c.heard_at from callbacks c where c.shortcode = p.shortcode order by c.id desc limit 1) as called_at
     from shortcodes p order by p.shortcode`,
  )
  return rows
}

const newest = 20 // What "now" is made of,
const usual = 500 // and what "usual".
const fewest = 5

/** Slow is three times the usual and half a minute more: M-Pesa's clock has whole seconds. */
export function isSlow(now_ms: number | null, usual_ms: number | null): boolean {
  return now_ms !== null && usual_ms !== null && now_ms > Math.max(3 * usual_ms, usual_ms + 30_000)
}

async function readCallbackHealth(db: Db, now: Instant): Promise<CallbackHealth> {
  const middle = (which: string) =>
    `case when count(*) filter (where ${which} and ms is not null) >= ${fewest}
          then round(percentile_cont(0.5) within group (order by ms) filter (where ${which}))::int end`
  const { rows } = await db.raw<{ rows: Omit<CallbackHealth, 'slow'>[] }>(
    `with told as (
       select row_number() over (order by m.heard_at desc, m.id desc) as place, m.heard_at, k.heard_at as told_at,
              greatest(0, extract(epoch from k.heard_at - m.paid_at) * 1000) as ms
       from (select id, paid_at, heard_at from payments
             where heard_at >= :week and rail = 'mpesa' order by heard_at desc limit ${newest + usual}) m
       left join lateral (select min(c.heard_at) as heard_at from sightings g join callbacks c on c.id = g.callback_id
                          where g.payment_id = m.id) k on true)
     select ${middle(`place <= ${newest}`)} as now_ms, ${middle(`place > ${newest}`)} as usual_ms,
            count(*) filter (where place <= ${newest}) as newest,
            count(*) filter (where place <= ${newest} and told_at is null) as untold from told`,
    { week: now.subtract({ hours: 7 * 24 }) },
  )
  const counted = rows[0]!
  return { ...counted, slow: isSlow(counted.now_ms, counted.usual_ms) }
}

async function readPromptHealth(db: Db, now: Instant): Promise<PromptHealth> {
  const { rows } = await db.raw<{ rows: PromptHealth[] }>(
    `select count(*) filter (where state in ('paid', 'failed', 'unanswered')) as ended,
            count(*) filter (where state in ('paid', 'failed')) as answered,
            count(*) filter (where state not in ('paid', 'failed', 'unanswered')) as open
     from (select state from stk_pushes where id > (select coalesce(max(id), 0) - ${2 * newest} from stk_pushes)
           and made_at >= :day order by id desc limit ${newest}) newest`,
    { day: now.subtract({ hours: 24 }) },
  )
  return rows[0]!
}

async function readMessageHealth(db: Db): Promise<MessageHealth> {
  const { rows } = await db.raw<{ rows: MessageHealth[] }>(
    // The gateway's health is the box's: whoever looks, it is told of all messages, and of none by name.
    `select (select count(*) from public.messages where due_at is not null) as waiting,
            (select min(made_at) from public.messages where due_at is not null) as oldest_at,
            count(*) as newest, count(*) filter (where state = 'failed') as failed
     from (select state from public.messages order by id desc limit ${newest}) newest`,
  )
  return rows[0]!
}
