// One payment: what is known of it, who told us, how fast it was, where the money went.

import { codeOf } from '../../appliance/money/payments.ts'
import { recordAct } from '../../appliance/people/audit.ts'
import { findPaymentFile, type PaymentFile } from '../../appliance/people/payment-file.ts'
import type { Role } from '../../appliance/tables.ts'
import { kes } from '../../appliance/words/figures.ts'
import { payment_states } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, staffOf, type Ctx } from '../context.ts'
import { field, readForm, words as typed } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import {
  boughtView,
  exceptionsView,
  factsView,
  historyView,
  inquiriesView,
  ledgerView,
  promptsView,
  sightingsView,
  stepsView,
  voidView,
} from './payment-parts.ts'

const words = staffWords.payments.one

export async function showPayment(ctx: Ctx): Promise<void> {
  await showFile(ctx, await findFile(ctx), 'covered')
}

/** The messages with the payer's number in them, and a line in the audit that says who looked (S2-58). */
export async function showMessages(ctx: Ctx): Promise<void> {
  const file = await findFile(ctx)
  const why = readForm(ctx, { seen_why: typed(200) }).typed.seen_why.trim()
  if (why === '') {
    ctx.status = 422
    return showFile(ctx, file, 'covered', { seen: staffWords.messages.why_missing })
  }
  const subject = `payment:${file.payment.id}`
  await ctx.state.appliance.work((unit) =>
    recordAct(unit, { ...actorOf(ctx), action: 'payment.messages_seen', subject, why }),
  )
  await showFile(ctx, file, 'shown')
}

function findFile(ctx: Ctx): Promise<PaymentFile> {
  const { rail, receipt_code } = ctx.params
  return findPaymentFile(ctx.state.appliance.db, rail!, receipt_code!)
}

export async function showFile(
  ctx: Ctx,
  file: PaymentFile,
  phones: 'covered' | 'shown',
  problem: { void?: string; seen?: string } = {},
): Promise<void> {
  const staff = staffOf(ctx)
  const { role } = staff
  await ctx.state.render('admin/payment', {
    ...headView(file, role, phones, problem.seen ?? null),
    voidable: voidView(file, staff, ctx.state.appliance.now(), problem.void ?? null),
    facts: factsView(file, phones),
    prompts: promptsView(file, phones),
    steps: stepsView(file),
    told: words.told_lead(file.sightings.length),
    sightings: sightingsView(file, phones),
    inquiries: inquiriesView(file),
    ledger: ledgerView(file),
    bought: boughtView(file),
    history: historyView(file),
    exceptions: may(role, 'GET /exceptions/:id') ? exceptionsView(file) : [],
  })
}

function headView(
  { payment, exceptions }: PaymentFile,
  role: Role,
  phones: 'covered' | 'shown',
  seen: string | null,
) {
  const { account_no, subscriber, state, amount_cents, rail } = payment
  const receipt_code = codeOf(payment)
  const open = exceptions.find(({ resolved_at }) => !resolved_at)
  const resolvable = open && state === 'excepted' && may(role, 'GET /exceptions/:id')
  const covered = phones === 'covered'
  const showable = covered && may(role, 'POST /payments/:rail/:receipt_code/messages')
  return {
    receipt_code,
    nameless: payment.receipt_code === null ? words.code_unknown_text(receipt_code) : null,
    amount: kes(amount_cents),
    state: payment_states[state],
    voided: state === 'voided',
    owner: account_no
      ? { name: subscriber ?? '', account_no, href: paths.subscriber(account_no) }
      : null,
    say: words.say_state[state],
    resolve: resolvable ? paths.exception(open.id) : null,
    masked: covered,
    show: showable
      ? {
          action: `${paths.payment(rail, receipt_code)}/messages`,
          open: seen !== null,
          why: field({
            name: 'seen_why',
            label: staffWords.messages.why,
            hint: staffWords.messages.why_hint,
            wrong: seen,
          }),
        }
      : null,
  }
}
