// A void says that money taken by hand was not.

import { NotFound } from '../../appliance/errors.ts'
import { voidPayment } from '../../appliance/money/voids.ts'
import { findPaymentFile } from '../../appliance/people/payment-file.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm, words } from '../forms.ts'
import { paths } from '../paths.ts'
import { showFile } from './payment.ts'

export async function createVoid(ctx: Ctx): Promise<void> {
  const { rail, receipt_code } = ctx.params
  const file = await findPaymentFile(ctx.state.appliance.db, rail!, receipt_code!)
  if (file.payment.taken_by === null)
    throw new NotFound('payment_unknown', 'Nobody took this by hand.')
  const why = readForm(ctx, { void_why: words(200) }).typed.void_why.trim()
  if (why === '') {
    ctx.status = 422
    return showFile(ctx, file, 'covered', {
      void: staffWords.manual_payments.void_missing,
    })
  }
  await ctx.state.appliance.work((work) => voidPayment(work, file.payment.id, why, actorOf(ctx)))
  seeOther(ctx, paths.payment(rail!, receipt_code!))
}
