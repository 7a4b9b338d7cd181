// One batch of vouchers: what became of each, printing what is left of it again, and voiding that.

import { Invalid, NotFound } from '../../appliance/errors.ts'
import { voucherNumber } from '../../appliance/money/vouchers.ts'
import { listBatchIds, reprint } from '../../appliance/shop/slips.ts'
import { voidBatch } from '../../appliance/shop/voucher-acts.ts'
import {
  readBatch,
  voucherStates,
  type BatchFile,
  type ListedVoucher,
} from '../../appliance/shop/voucher-file.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, oneOf, readForm, readQuery, words as typedWords, type Parser } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { showSlips } from './voucher-slips.ts'

const { batch: words, states, command_line, one } = staffWords.vouchers

/** A reason in a few words. Throws Invalid. */
export const readWhy: Parser<string> = (typed) => {
  const why = typedWords(200)(typed)
  if (why !== '') return why
  throw new Invalid('why_missing', one.why_missing)
}

export async function showBatch(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

export async function createBatchPrint(ctx: Ctx): Promise<void> {
  const id = readBatchId(ctx)
  const form = readForm(ctx, { why: readWhy })
  if (!form.ok) return refuse(ctx, 'print', form.problems.why)
  const { db, work, safe } = ctx.state.appliance
  const asked = { ids: await listBatchIds(db, id), subject: `batch:${id}` }
  const by = { ...actorOf(ctx), why: form.values.why }
  const slips = await work((unit) => reprint(unit, safe, asked, by))
  await showSlips(ctx, { slips, back: paths.voucherBatch(id), paper: 'a4' })
}

export async function createBatchVoiding(ctx: Ctx): Promise<void> {
  const id = readBatchId(ctx)
  const form = readForm(ctx, { why: readWhy })
  if (!form.ok) return refuse(ctx, 'void', form.problems.why)
  const by = { ...actorOf(ctx), why: form.values.why }
  await ctx.state.appliance.work((work) => voidBatch(work, id, by))
  seeOther(ctx, paths.voucherBatch(id))
}

function readBatchId(ctx: Ctx): number {
  const { batch_id = '' } = ctx.params
  if (/^[1-9]\d{0,14}$/.test(batch_id)) return Number(batch_id)
  throw new NotFound('batch_unknown', 'There is no such batch.')
}

type Wrong = { form: 'print' | 'void'; words: string } | null

async function refuse(ctx: Ctx, form: 'print' | 'void', problem: string | null): Promise<void> {
  ctx.status = 422
  await show(ctx, { form, words: problem ?? one.why_missing })
}

async function show(ctx: Ctx, wrong: Wrong): Promise<void> {
  const id = readBatchId(ctx)
  const { show: shown } = readQuery(ctx, { show: oneOf<(typeof voucherStates)[number]>(voucherStates) }) // prettier-ignore
  const { db, now } = ctx.state.appliance
  const batch = await readBatch(db, id, shown)
  const { role } = staffOf(ctx)
  const { counts } = batch
  const printable = counts.left + counts.sold
  await ctx.state.render('admin/voucher-batch', {
    title: words.title(batch.plan, counts.all),
    back: paths.vouchers,
    made: words.made(batch.maker ?? command_line, formatMoment(batch.made_at, now())),
    price_cents: batch.price_cents,
    chips: voucherStates.map((state) => ({
      href: withQuery(paths.voucherBatch(id), { show: state === 'all' ? null : state }),
      label: words.chips[state],
      count: counts[state],
      current: state === shown,
    })),
    acts: [
      ...(may(role, 'POST /vouchers/batches/:batch_id/prints') && printable > 0 ? [printAct(id, printable, wrong)] : []),
      ...(may(role, 'POST /vouchers/batches/:batch_id/voiding') && counts.left > 0 ? [voidAct(id, counts.left, wrong)] : []),
    ],
    rows: batch.rows.map((row) => rowView(row, batch, now())),
    any: batch.rows.length > 0,
  }) // prettier-ignore
}

function printAct(id: number, count: number, wrong: Wrong) {
  return {
    open: wrong?.form === 'print',
    tone: '',
    title: words.print,
    text: words.print_text,
    enter: words.print_now(count),
    action: paths.voucherBatchPrints(id),
    why: whyField('print', wrong?.form === 'print' ? wrong.words : null),
  }
}

function voidAct(id: number, count: number, wrong: Wrong) {
  return {
    open: wrong?.form === 'void',
    tone: 'danger',
    title: words.void_all,
    text: words.void_text,
    enter: words.void_now(count),
    action: paths.voucherBatchVoiding(id),
    why: whyField('void', wrong?.form === 'void' ? wrong.words : null),
  }
}

/** Several forms of a page ask why: each field has an id of its own. */
export function whyField(form: string, wrong: string | null) {
  return { ...field({ name: 'why', label: words.why, wrong, required: true }), id: `why-${form}` }
}

function rowView(row: ListedVoucher, batch: BatchFile, now: Instant) {
  return {
    serial: voucherNumber(row.id),
    open: paths.voucher(voucherNumber(row.id)),
    state: states[row.state],
    what: tellWhat(row, now),
    prints: row.prints,
    times: words.times(row.prints),
    href: row.account_no === null ? null : paths.subscriber(row.account_no),
    name: row.name,
    batch: batch.id,
  }
}

function tellWhat(row: ListedVoucher, now: Instant): string | null {
  if (row.void_why !== null) return words.void(row.void_why)
  if (row.redeemed_at) return words.used(formatMoment(row.redeemed_at, now))
  if (row.sold_at) return words.sold(row.seller ?? command_line, formatMoment(row.sold_at, now))
  return null
}
