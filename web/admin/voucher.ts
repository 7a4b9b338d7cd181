// One voucher by its number: what happened to it, printing it again, voiding it, and a new code in its place.

import { NotFound } from '../../appliance/errors.ts'
import { voucherNumber } from '../../appliance/money/vouchers.ts'
import { readSlips, reprint } from '../../appliance/shop/slips.ts'
import { replaceVoucher, voidVoucher } from '../../appliance/shop/voucher-acts.ts'
import {
  readVoucher,
  readVoucherNumber,
  type VoucherFile,
} from '../../appliance/shop/voucher-file.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { readForm } from '../forms.ts'
import { paths } from '../paths.ts'
import { may, type RouteName } from '../routes.ts'
import { readWhy, whyField } from './voucher-batch.ts'
import { showSlips } from './voucher-slips.ts'

const { one: words, states, command_line } = staffWords.vouchers

type Form = 'print' | 'void' | 'replace'

export async function showVoucher(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

export async function createPrint(ctx: Ctx): Promise<void> {
  const id = readNumber(ctx)
  const why = await askWhy(ctx, 'print')
  if (why === undefined) return
  const { work, safe } = ctx.state.appliance
  const asked = { ids: [id], subject: `voucher:${id}` }
  const slips = await work((unit) => reprint(unit, safe, asked, { ...actorOf(ctx), why }))
  await showSlips(ctx, { slips, back: pathOf(id), paper: 'roll58' })
}

export async function createVoiding(ctx: Ctx): Promise<void> {
  const id = readNumber(ctx)
  const why = await askWhy(ctx, 'void')
  if (why === undefined) return
  await ctx.state.appliance.work((work) => voidVoucher(work, id, { ...actorOf(ctx), why }))
  seeOther(ctx, pathOf(id))
}

/** Answers with the new slip. */
export async function createReplacement(ctx: Ctx): Promise<void> {
  const id = readNumber(ctx)
  const why = await askWhy(ctx, 'replace')
  if (why === undefined) return
  const { work, safe } = ctx.state.appliance
  const slips = await work(async (unit) => {
    const fresh = await replaceVoucher(unit, safe, id, { ...actorOf(ctx), why })
    return readSlips(unit.db, safe, [fresh])
  })
  await showSlips(ctx, { slips, back: pathOf(id), paper: 'roll58' })
}

/** Undefined where no reason was given, and the page says so. */
async function askWhy(ctx: Ctx, form: Form): Promise<string | undefined> {
  const typed = readForm(ctx, { why: readWhy })
  if (typed.ok) return typed.values.why
  ctx.status = 422
  await show(ctx, { form, words: typed.problems.why ?? words.why_missing })
  return undefined
}

function readNumber(ctx: Ctx): number {
  const { number = '' } = ctx.params
  const id = readVoucherNumber(number)
  if (id !== undefined && number === voucherNumber(id)) return id
  throw new NotFound('voucher_unknown', 'There is no such voucher.')
}

function pathOf(id: number): string {
  return paths.voucher(voucherNumber(id))
}

async function show(ctx: Ctx, wrong: { form: Form; words: string } | null): Promise<void> {
  const id = readNumber(ctx)
  const { db, now } = ctx.state.appliance
  const file = await readVoucher(db, id)
  const { role } = staffOf(ctx)
  const usable = file.state === 'left' || file.state === 'sold'
  const act = (form: Form, route: RouteName, action: string, text: string, tone: string) =>
    may(role, route) && usable
      ? [
          {
            open: wrong?.form === form,
            tone,
            title: words[form],
            text,
            enter: words[form],
            action,
            why: whyField(form, wrong?.form === form ? wrong.words : null),
          },
        ]
      : []
  await ctx.state.render('admin/voucher', {
    title: words.title(voucherNumber(id)),
    back: paths.vouchers,
    of: words.of(file.plan, file.price_cents),
    state: states[file.state],
    acts: [
      ...act('print', 'POST /vouchers/:number/prints', `${pathOf(id)}/prints`, words.print_text, ''),
      ...act('replace', 'POST /vouchers/:number/replacement', `${pathOf(id)}/replacement`, words.replace_text, ''),
      ...(file.state === 'sold' ? [] : act('void', 'POST /vouchers/:number/voiding', `${pathOf(id)}/voiding`, words.void_text, 'danger')),
    ],
    facts: factsOf(file, now(), role),
    printed: file.printed.map(({ at, staff_name, why }) => ({ at, who: staff_name ?? command_line, why })),
  }) // prettier-ignore
}

function factsOf(file: VoucherFile, now: Instant, role: Parameters<typeof may>[0]) {
  const by = (at: Instant, who: string | null) =>
    words.by(formatMoment(at, now), who ?? command_line)
  const link = (name: string, id: number | null) =>
    id === null ? [] : [{ name, value: voucherNumber(id), href: pathOf(id) }]
  const shift =
    file.shift_id !== null && may(role, 'GET /shifts/:shift_id') ? paths.shift(file.shift_id) : null
  return [
    { name: words.made, value: by(file.made_at, file.maker), href: paths.voucherBatch(file.batch_id) },
    ...(file.sold_at ? [{ name: words.sold, value: by(file.sold_at, file.seller), href: shift }] : []),
    ...(file.redeemed_at
      ? [{
          name: words.used,
          value: `${formatMoment(file.redeemed_at, now)}, ${file.name ?? ''}`,
          href: file.account_no === null ? null : paths.subscriber(file.account_no),
        }]
      : []),
    ...(file.voided_at
      ? [{ name: words.voided, value: `${by(file.voided_at, file.voider)}: ${file.void_why}`, href: null }]
      : []),
    ...link(words.replaces, file.replaces_id),
    ...link(words.replaced_by, file.replaced_by),
  ] // prettier-ignore
}
