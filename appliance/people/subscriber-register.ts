// All who pay, as a list: found by account number, phone, name or user name, narrowed to who is online, who
// ends soon, who has ended, who is suspended, who lives at a site, who has a plan.

import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import { readMsisdn, type Msisdn } from '../msisdn.ts'
import type { Plan } from '../tables.ts'
import type { Instant } from '../time.ts'
import { countedAside, keepCount, type Count } from './kept-counts.ts'
import { anywhere, atEnd, pageOf, placeAmong, readPlaceAmong, type Page } from './paging.ts'

export const shows = ['all', 'online', 'ending', 'ended', 'suspended'] as const
export type Show = (typeof shows)[number]

export interface Wanted {
  q: string
  show: Show
  /** Only sessions on this router count as online. */
  router: string
  /** Only sessions on routers of this site count as online. */
  site?: string
  /** Whose account is of this site. */
  home?: number | null
  /** Who has a line on this plan. */
  on_plan?: number | null
  after: string | null
}

export interface Listed {
  id: number
  account_no: string
  name: string
  msisdn: Msisdn | null
  site: string
  suspended_at: Instant | null
  closed_at: Instant | null
  wallet_cents: Cents
  plans: string | null
  price_cents: Cents | null
  paid_until: Instant | null
  online_at: string | null
}

const pageSize = 50

// One condition a chip; `s` is the subscriber. Each asks for a set that knows nothing of `s`, so that PostgreSQL
// makes it once and not once a row. Bindings: :now, :tomorrow, :router.
// A guest's pass is meant to end: only lines are "ending" and "ended".
// Where only a few are looked at, `one` asks for each of them by itself.
const conditions: Record<Show, string> = {
  all: 'true',
  online: `s.id in (select v.subscriber_id from sessions x join services v on v.id = x.service_id
             join routers r on r.id = x.router_id join sites i on i.id = r.site_id
           where /*one*/ x.stopped_at is null and (:router = '' or r.name = :router) and (:site = '' or i.name = :site))`,
  ending: `s.id in (select v.subscriber_id from credits c join services v on v.id = c.service_id
             join plans p on p.id = v.plan_id
           where /*one*/ p.kind = 'pppoe' and v.closed_at is null and c.due_at is not null and c.ends_at >= :now and c.ends_at < :tomorrow
             and not exists (select from credits d where d.service_id = c.service_id and d.ends_at > c.ends_at))`,
  ended: `s.closed_at is null and s.id in (select v.subscriber_id from services v join plans p on p.id = v.plan_id
           where /*one*/ v.closed_at is null and p.kind = 'pppoe')
          and s.id not in (select v.subscriber_id from credits c join services v on v.id = c.service_id
           where /*one*/ c.starts_at <= :now and c.ends_at > :now)`,
  suspended: 's.suspended_at is not null and s.closed_at is null',
}

export interface SubscriberList {
  page: Page<Listed>
  /** Behind each chip, for the words that are searched. */
  counts: Record<Show, number>
}

export async function readSubscriberList(
  db: Db,
  wanted: Wanted,
  now: Instant,
): Promise<SubscriberList> {
  const [page, counts] = await Promise.all([
    listSubscribers(db, wanted, now),
    wanted.q === ''
      ? keepCount(db, allOf(db, wanted, now), now)
      : countSubscribers(db, wanted, now),
  ])
  return { page, counts }
}

/** One page of 50, by name. */
export async function listSubscribers(
  db: Db,
  wanted: Wanted,
  now: Instant,
  limit = pageSize,
): Promise<Page<Listed>> {
  const after = wanted.after === null ? null : readPlaceAmong(wanted.after)
  const { rows } = await db.raw<{ rows: (Listed & { sorted: string })[] }>(
    `with page as (
       select s.*, lower(s.name) as sorted from subscribers s
       where ${conditions[wanted.show]} and ${narrowedTo(wanted)}
         and (:name::text is null or (lower(s.name), s.id) > (:name, :id))
       order by lower(s.name), s.id limit :limit)
     select s.id, s.account_no, s.name, s.msisdn, s.suspended_at, s.closed_at, s.sorted, i.name as site,
            (select coalesce(sum(e.amount_cents), 0) from entries e join accounts a on a.id = e.account_id
             where a.kind = 'wallet' and a.subscriber_id = s.id) as wallet_cents,
            v.*, (select r.name from sessions x join routers r on r.id = x.router_id
                  where x.service_id = any(v.service_ids) and x.stopped_at is null
                  order by x.started_at desc limit 1) as online_at
     from page s join sites i on i.id = s.site_id
     left join lateral (
       select string_agg(distinct p.name, ', ') as plans, sum(p.price_cents) as price_cents,
              array_agg(v.id) as service_ids,
              max((select max(c.ends_at) from credits c where c.service_id = v.id)) as paid_until
       from services v join plans p on p.id = v.plan_id
       where v.subscriber_id = s.id and v.closed_at is null) v on true
     order by s.sorted, s.id`,
    {
      ...bindings(wanted, now),
      name: after?.name ?? null,
      id: after?.id ?? 0,
      limit: limit + 1,
    },
  )
  return pageOf(rows, limit, (row) => placeAmong(row.sorted, row.id))
}

/** Every plan, those too that are sold no more: people have them still. */
export async function listPlanNames(db: Db): Promise<Pick<Plan, 'id' | 'name'>[]> {
  return db('plans').orderBy(['name', 'id']).select('id', 'name')
}

/** All who fit, by name, whatever page somebody looks at; no more than `limit`. */
export async function listMatching(
  db: Db,
  wanted: Wanted,
  now: Instant,
  limit: number,
): Promise<number[]> {
  const { rows } = await db.raw<{ rows: { id: number }[] }>(
    `select s.id from subscribers s where ${conditions[wanted.show]} and ${narrowedTo(wanted)}
     order by lower(s.name), s.id limit :limit`,
    { ...bindings(wanted, now), limit },
  )
  return rows.map(({ id }) => id)
}

/** The chips of a large town are a minute old. */
function allOf(db: Db, wanted: Wanted, now: Instant): Count<Record<Show, number>> {
  const { router, site = '', home = null, on_plan = null } = wanted
  return {
    name: `subscribers ${JSON.stringify([router, site, home, on_plan])}`,
    count: () => countSubscribers(db, { ...wanted, q: '' }, now),
    isLarge: ({ all }) => all > 5000,
  }
}

async function countSubscribers(
  db: Db,
  wanted: Omit<Wanted, 'show' | 'after'>,
  now: Instant,
): Promise<Record<Show, number>> {
  const few = wanted.q.trim() !== ''
  const condition = (show: Show) =>
    few ? conditions[show].replaceAll('/*one*/', 'v.subscriber_id = s.id and') : conditions[show]
  const { rows } = await db.raw<{ rows: Record<Show, number>[] }>(
    `select ${shows.map((show) => `count(*) filter (where ${condition(show)}) as ${show}`).join(', ')}
     from subscribers s where ${narrowedTo(wanted)} ${few ? '' : countedAside}`,
    bindings(wanted, now),
  )
  return rows[0]!
}

/** Found by the words, and of the site and the plan, where they are asked for. */
function narrowedTo({ q, home, on_plan }: Pick<Wanted, 'q' | 'home' | 'on_plan'>): string {
  const ofSite = home == null ? '' : ' and s.site_id = :home'
  const onPlan =
    on_plan == null
      ? ''
      : ' and s.id in (select subscriber_id from services where plan_id = :on_plan and closed_at is null)'
  return `${foundBy({ q })}${ofSite}${onPlan}`
}

/** Each way to be found has an index of its own; one condition with all of them would read everybody. */
function foundBy({ q }: Pick<Wanted, 'q'>): string {
  if (q.trim() === '') return 'true'
  return `s.id in (
    select id from subscribers where account_no = :q
    union all select id from subscribers where name ilike :anywhere
    union all select id from subscribers where msisdn = :msisdn
    union all select id from subscribers where :digits <> '' and msisdn like :ending
    union all select id from subscribers where :digits <> '' and account_no like :beginning
    union all select subscriber_id from services where user_name like :anywhere)`
}

function bindings(
  { q, router, site = '', home = null, on_plan = null }: Omit<Wanted, 'show' | 'after'>,
  now: Instant,
) {
  const words = q.normalize('NFC').trim().slice(0, 80)
  const digits = /^\d{3,}$/.test(words) ? words : ''
  return {
    q: words,
    anywhere: anywhere(words.toLowerCase()),
    msisdn: readMsisdn(words) ?? null,
    digits,
    ending: atEnd(digits),
    beginning: `${digits}%`,
    router,
    site,
    home,
    on_plan,
    now,
    tomorrow: now.add({ hours: 24 }),
  }
}
