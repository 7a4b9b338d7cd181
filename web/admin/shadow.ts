// A paybill in shadow: what we would have done beside what the other system did, and the way out with a second person.

import { NotFound } from '../../appliance/errors.ts'
import { noteOldCredits, readOldLines } from '../../appliance/money/old-credits.ts'
import { creditAfterAll } from '../../appliance/money/shadow.ts'
import { askTurn, type Turn } from '../../appliance/money/shadow-switch.ts'
import { callbackUrls, findShortcode } from '../../appliance/money/shortcodes.ts'
import { readShadow, verdicts, type ShadowFile, type ShadowRow } from '../../appliance/people/shadow-register.ts' // prettier-ignore
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { coverPhone, kes } from '../../appliance/words/figures.ts'
import { exception_kinds } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { given } from '../form-fields.ts'
import { field, oneOf, readForm, readQuery, text } from '../forms.ts'
import { idOf, paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.shadow
const turnFields = { to: oneOf(['live', 'shadow'] as const), why: given(text(200), words.why_missing) } // prettier-ignore
const pasteFields = { lines: (typed: string) => ({ typed, read: readOldLines(typed) }) }

interface Refused {
  lines?: { value: string; wrong: string | null }
  why?: { value: string; wrong: string | null }
}

export async function showShadow(ctx: Ctx): Promise<void> {
  await show(ctx, {})
}

export async function createOldCredits(ctx: Ctx): Promise<void> {
  const { shortcode } = (await findFile(ctx)).place
  const form = readForm(ctx, pasteFields)
  if (!form.ok) return show(ctx, { lines: { value: form.typed.lines, wrong: form.problems.lines } })
  const { read } = form.values.lines
  const { work } = ctx.state.appliance
  const count = await work((unit) => noteOldCredits(unit, shortcode, read, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.shadow(shortcode), { done: 'noted', count: String(count) }))
}

export async function createShadowCredit(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const { shortcode } = (await findFile(ctx)).place
  const id = idOf(ctx.params['payment_id'])
  await ctx.state.appliance.work((unit) => creditAfterAll(unit, shortcode, id, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.shadow(shortcode), { done: 'credited' }))
}

export async function createTurn(ctx: Ctx): Promise<void> {
  const { shortcode } = (await findFile(ctx)).place
  const form = readForm(ctx, turnFields)
  if (!form.ok) return show(ctx, { why: { value: form.typed.why, wrong: form.problems.why } })
  const { values } = form
  await ctx.state.appliance.work((unit) => askTurn(unit, shortcode, values, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.shadow(shortcode), { done: 'asked' }))
}

async function findFile(ctx: Ctx): Promise<ShadowFile> {
  const shortcode = ctx.params['shortcode']!
  const file = await readShadow(ctx.state.appliance.db, shortcode)
  if (file) return file
  throw new NotFound('shortcode_unknown', `${shortcode.slice(0, 20)} is not a paybill of ours.`)
}

async function show(ctx: Ctx, refused: Refused): Promise<void> {
  const { db, safe, config, now } = ctx.state.appliance
  const { role } = staffOf(ctx)
  const file = await findFile(ctx)
  const { shortcode, shadow, live_from, provider } = file.place
  const { done, count } = readQuery(ctx, { done: oneOf(['', 'noted', 'credited', 'asked'] as const), count: text(6) }) // prettier-ignore
  const turns = may(role, 'POST /settings/paybills/:shortcode/turn')
  const to: Turn = shadow ? 'live' : 'shadow'
  // The address is a secret: for those who may change it anyway.
  const copies = shadow && turns && provider === 'daraja' ? callbackUrls(safe, await findShortcode(db, shortcode), config.publicUrl).confirmation_url : null // prettier-ignore
  if (refused.lines || refused.why) ctx.status = 422
  const path = paths.shadow(shortcode)
  await ctx.state.render('admin/shadow', {
    title: words.title(shortcode),
    paybill: paths.paybill(shortcode),
    done: done === '' ? null : done === 'noted' ? words.done.noted(idOf(count)) : words.done[done],
    state: shadow ? words.is_shadow : words.is_live,
    live_from,
    copies,
    counts: verdicts.map((verdict) => ({ state: words.verdicts[verdict], count: file.counts[verdict] })), // prettier-ignore
    any: file.rows.length > 0,
    rows: file.rows.map((row) => ({
      ...rowView(row, now()),
      credit:
        row.verdict === 'only_here' &&
        may(role, 'POST /settings/paybills/:shortcode/shadow/credits/:payment_id')
          ? `${path}/credits/${row.payment_id}`
          : null,
    })),
    paste:
      shadow && may(role, 'POST /settings/paybills/:shortcode/shadow/credits')
        ? { action: `${path}/credits`, value: refused.lines?.value ?? '', wrong: refused.lines?.wrong ?? null } // prettier-ignore
        : null,
    asked: file.asked === null ? null : words.asked,
    turn:
      turns && file.asked === null
        ? {
            action: `${paths.paybill(shortcode)}/turn`,
            to,
            name: words.turn[to],
            text: words.turn_text[to],
            open: refused.why !== undefined,
            why: field({ name: 'why', label: words.why, value: refused.why?.value ?? '', wrong: refused.why?.wrong ?? null, required: true }), // prettier-ignore
          }
        : null,
  })
}

function rowView(row: ShadowRow, now: Instant) {
  const { code, plan, until_at, wallet_cents, kinds } = row
  const bought =
    plan !== null && until_at ? [words.would.buy(plan, formatMoment(until_at, now))] : []
  const rest = wallet_cents !== null && wallet_cents > 0 ? [words.would.wallet(kes(wallet_cents))] : [] // prettier-ignore
  const ours = row.name ?? row.account_no ?? (row.payment_id === null ? words.would.nothing : words.would.nobody) // prettier-ignore
  return {
    code,
    heard_at: row.heard_at,
    state: words.verdicts[row.verdict],
    href: row.payment_id === null ? null : paths.payment('mpesa', code),
    amount_cents: row.amount_cents ?? row.old_cents,
    ours,
    ours_href: row.account_no === null ? null : paths.subscriber(row.account_no),
    would: [...bought, ...rest, ...kinds.map((kind) => exception_kinds[kind])].join(' · '),
    typed: row.account_typed?.trim() ? words.typed(coverPhone(row.account_typed)) : null,
    theirs:
      row.old_cents === null
        ? words.would.nothing
        : `${kes(row.old_cents)} · ${row.old_account_no ?? coverPhone(row.old_typed ?? '')}`,
  }
}
