// Everything anybody did: who, from where, from what to what, and why.

import {
  nouns,
  readAuditList,
  type ListedAct,
  type WantedActs,
} from '../../appliance/people/audit-register.ts'
import { spans } from '../../appliance/people/payment-register.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx } from '../context.ts'
import { oneOf, place, readQuery, words as typed } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'

const { audit: words, frame } = staffWords
const usual = 'week'
const filters = {
  q: typed(80),
  noun: oneOf(nouns),
  days: oneOf([usual, ...spans]),
  who: typed(15),
  before: place,
}

export async function showAudit(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const wanted = readQuery(ctx, filters)
  const { page, people, head } = await readAuditList(db, wanted, staffOf(ctx), now())
  const { q, noun, days, who } = wanted
  await ctx.state.render('admin/audit', {
    q,
    people: [{ id: '', name: words.anybody }, ...people].map(({ id, name }) => ({
      value: String(id),
      label: name,
      selected: String(id) === who,
    })),
    nouns: nouns.map((one) => ({ value: one, label: words.nouns[one], selected: one === noun })),
    spans: spans.map((one) => ({ value: one, label: words.spans[one], selected: one === days })),
    rows: page.rows.map((row) => rowView(row, people, now())),
    any: page.rows.length > 0,
    chain: words.chain_text(head.link_no),
    head: `${head.link_no} ${head.hash}`,
    next: page.next === null ? null : linkTo({ ...wanted, before: page.next }),
    first: wanted.before === null ? null : linkTo({ ...wanted, before: null }),
  })
}

function linkTo({ q, noun, days, who, before }: WantedActs): string {
  return withQuery(paths.audit, {
    q,
    noun: noun === 'any' ? null : noun,
    days: days === usual ? null : days,
    who,
    before,
  })
}

function rowView(act: ListedAct, people: { id: number; name: string }[], now: Instant) {
  const { at, action, subject, staff_name, role, source_address, why, account_no } = act
  return {
    at,
    who: staff_name ?? words.box,
    role: role ? frame.roles[role] : '',
    address: source_address ?? words.no_address,
    what: words.act(action),
    subject: account_no ?? people.find(({ id }) => subject === `staff:${id}`)?.name ?? subject,
    href: hrefOf(subject, account_no),
    changes: changesOf(act, now),
    why: why ?? '',
  }
}

/** Where the thing stands, if it has a page. */
function hrefOf(subject: string, account_no: string | null): string | null {
  if (account_no) return paths.subscriber(account_no)
  const [kind, id] = subject.split(':')
  if (kind === 'exception' && id) return paths.exception(Number(id))
  return kind === 'staff' && id ? paths.colleague(Number(id)) : null
}

/** Each name that stands in what it was or what it is: "role: cashier → support". */
function changesOf({ before, after }: ListedAct, now: Instant) {
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const told = names.filter((name) => name in was || is[name] !== null)
  return told.map((name) => ({
    name: name.replaceAll('_', ' '),
    from: name in was ? wordsOf(was[name], now) : '',
    to: name in is ? wordsOf(is[name], now) : '',
    both: name in was && name in is,
  }))
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {}
  return typeof value === 'object' ? (value as Record<string, unknown>) : { value }
}

function wordsOf(value: unknown, now: Instant): string {
  if (value === null || value === undefined) return words.nothing
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
    return formatMoment(Temporal.Instant.from(value), now)
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)
}
