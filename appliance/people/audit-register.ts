// Everything anybody did, newest first: narrowed to a person, a kind of thing, some days, or one thing. A colleague of one site
// sees what that site's people did.

import type { Db } from '../database.ts'
import type { AuditEntry, Role } from '../tables.ts'
import type { Instant } from '../time.ts'
import type { Head } from '../carried-heads.ts'
import { readHead } from './audit-chain.ts'
import { anywhere, pageOf, placeAt, readPlaceAt, type Page } from './paging.ts'
import { spanOf, type Span } from './payment-register.ts'
import { scopeOf, type Viewer } from './scopes.ts'

/** Nouns of actions: what was done to. */
export const nouns = [
  'any',
  'staff',
  'subscriber',
  'payment',
  'exception',
  'approval',
  'voucher',
  'float',
] as const
export type Noun = (typeof nouns)[number]

export interface WantedActs {
  q: string
  noun: Noun
  days: Span
  /** Whose acts: a number of the staff; '' for anybody's. */
  who: string
  before: string | null
}

export interface ListedAct extends AuditEntry {
  staff_name: string | null
  role: Role | null
  link_no: number
  /** Of the account it was done to, where it was one. */
  account_no: string | null
}

export interface AuditList {
  page: Page<ListedAct>
  people: { id: number; name: string }[]
  head: Head
}

const pageSize = 50

/** Throws Invalid `place_unreadable`. */
export async function readAuditList(
  db: Db,
  wanted: WantedActs,
  viewer: Viewer,
  now: Instant,
): Promise<AuditList> {
  const [page, people, head] = await Promise.all([
    listEntries(db, wanted, viewer, now),
    db('staff').orderBy('name').select('id', 'name'),
    readHead(db),
  ])
  return { page, people, head }
}

async function listEntries(
  db: Db,
  { q, noun, days, who, before }: WantedActs,
  viewer: Viewer,
  now: Instant,
): Promise<Page<ListedAct>> {
  const place = before === null ? null : readPlaceAt(before)
  const { rows } = await db.raw<{ rows: ListedAct[] }>(
    `select a.*, s.name as staff_name, s.role, l.link_no, b.account_no
     from audit a left join staff s on s.id = a.staff_id join audit_links l on l.audit_id = a.id
     left join subscribers b on b.id = case when a.subject ~ '^subscriber:[0-9]{1,18}$' then substr(a.subject, 12)::bigint end
     where a.at >= :from and a.at < :until and (:who::bigint is null or a.staff_id = :who)
       and (:noun = 'any' or a.action like :noun || '.%')
       and (:q = '' or a.subject = :q or a.action ilike :anywhere or a.why ilike :anywhere or host(a.source_address) = :q
            or b.account_no = :q)
       and (:scope_site::bigint is null or s.site_id = :scope_site)
       and (:at::timestamptz is null or (a.at, a.id) < (:at, :id))
     order by a.at desc, a.id desc limit :limit`,
    {
      ...spanOf(days, now),
      q,
      anywhere: anywhere(q),
      noun,
      who: /^\d{1,15}$/.test(who) ? Number(who) : null,
      scope_site: scopeOf(viewer).bindings.scope_site,
      at: place?.at ?? null,
      id: place?.id ?? 0,
      limit: pageSize + 1,
    },
  )
  return pageOf(rows, pageSize, (row) => placeAt(row.at, row.id))
}
