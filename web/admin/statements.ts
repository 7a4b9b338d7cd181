// Statements: bringing one, and what came of each.

import { Readable } from 'node:stream'
import { createHash } from 'node:crypto'
import { Invalid } from '../../appliance/errors.ts'
import {
  bringStatement,
  listFaults,
  listStatements,
  readFound,
  readStatement,
  type Brought,
  type ListedStatement,
} from '../../appliance/close/statement-files.ts'
import { listShortcodes } from '../../appliance/money/payout-settings.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { formatBytes } from '../../appliance/words/figures.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { oneOf, readForm, readQuery, text, type Parser } from '../forms.ts'
import { idOf, paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { bringsFile, receive } from '../uploads.ts'

const words = staffWords.statements
const listed = 50
const faultsShown = 200
const limits = { fileField: 'file', bytesMax: 64 * 1024 * 1024 }

export async function showStatements(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

/** A file, or lines that were pasted. */
export async function createStatement(ctx: Ctx): Promise<void> {
  try {
    if (bringsFile(ctx)) {
      await receive(ctx, limits, async ({ fields, file }) => {
        if (!file || file.bytes === 0) throw new Invalid('file_missing', words.missing)
        const { name: file_name, bytes: file_bytes, hash: file_hash, pieces } = file
        const shortcode = fields['shortcode'] ?? ''
        await bring(ctx, { shortcode, file_name, file_bytes, file_hash, pieces })
      })
      return
    }
    const form = readForm(ctx, { shortcode: text(40), lines: readLines })
    if (!form.ok) return show(ctx, words.missing_text)
    const bytes = Buffer.from(form.values.lines)
    const file_hash = createHash('sha256').update(bytes).digest()
    const of = { shortcode: form.values.shortcode, file_name: words.pasted, file_hash }
    await bring(ctx, { ...of, file_bytes: bytes.length, pieces: Readable.from([bytes]) })
  } catch (error) {
    if (!(error instanceof Invalid) || error.code === 'form_unreadable') throw error
    await show(ctx, error.message)
  }
}

const readLines: Parser<string> = (typed) => {
  if (typed.trim() !== '') return typed
  throw new Invalid('lines_missing', words.missing_text)
}

async function bring(ctx: Ctx, brought: Brought): Promise<void> {
  const by = actorOf(ctx)
  const { id, known } = await ctx.state.appliance.work((unit) => bringStatement(unit, brought, by))
  seeOther(ctx, withQuery(paths.statement(id), { known: known ? 'yes' : null }))
}

async function show(ctx: Ctx, wrong: string | null): Promise<void> {
  const { db, now } = ctx.state.appliance
  const [rows, shortcodes] = [await listStatements(db, listed), await listShortcodes(db)]
  if (wrong !== null) ctx.status = 422
  await ctx.state.render('admin/statements', {
    back: paths.close,
    action: may(staffOf(ctx).role, 'POST /close/statements') ? paths.statements : null,
    any_paybill: shortcodes.length > 0,
    shortcodes,
    wrong,
    any: rows.length > 0,
    rows: rows.map((row) => ({
      ...rowView(row, now()),
      href: paths.statement(row.id),
    })),
  })
}

function rowView(row: ListedStatement, now: Instant) {
  const { file_name, shortcode, state, lines_seen, covers_from, covers_until, brought_at } = row
  return {
    file_name,
    shortcode,
    by: words.by(row.brought_by_name),
    brought_at,
    state: words.state[state],
    lines_seen,
    covers:
      covers_from && covers_until
        ? `${formatMoment(covers_from, now)} – ${formatMoment(covers_until, now)}`
        : '–',
  }
}

export async function showStatement(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const id = idOf(ctx.params['id'])
  const { known } = readQuery(ctx, { known: oneOf(['', 'yes'] as const) })
  const row = await readStatement(db, id)
  const found = await readFound(db, id)
  const faults = await listFaults(db, id, faultsShown)
  const live = row.state === 'waiting' || (row.state === 'read' && found.waiting > 0)
  if (live) ctx.set('Refresh', '3') // Without a script as well.
  const { facts } = words
  await ctx.state.render('admin/statement', {
    crumbs: [
      { href: paths.close, label: staffWords.close.title },
      { href: paths.statements, label: words.title },
    ],
    ...rowView(row, now()),
    known: known === '' ? null : words.known,
    live: live ? words.seen(row.lines_seen) : null,
    refused: row.refused_as === null ? null : (words.refused[row.refused_as] ?? row.refused_as),
    gaps: row.balance_gaps > 0 ? words.gaps_text : null,
    facts: [
      { name: facts.lines, value: String(row.lines_seen) },
      { name: facts.fresh, value: String(row.lines_new) },
      { name: facts.known, value: String(row.lines_known) },
      { name: facts.found, value: words.found(found.found, found.found_cents) },
      { name: facts.faulty, value: String(row.lines_faulty) },
      { name: facts.gaps, value: String(row.balance_gaps) },
      { name: facts.size, value: formatBytes(row.file_bytes) },
    ],
    any_faults: faults.length > 0,
    faults: faults.map(({ line_no, fault, words: stands }) => ({
      line_no,
      what: words.fault[fault as keyof typeof words.fault],
      stands,
    })),
    more: row.lines_faulty > faults.length ? words.more(row.lines_faulty - faults.length) : null,
  })
}
