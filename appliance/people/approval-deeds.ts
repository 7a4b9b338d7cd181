// What a yes does, kind by kind. Whoever needs a second person adds a kind here, and the words for it in
// words/staff/approvals.ts.

import type { Work } from '../appliance.ts'
import { approveFloatMove } from '../money/float-moves.ts'
import { approveCap } from '../money/manual-caps.ts'
import { approveManualPayment } from '../money/manual-payments.ts'
import { approveRefund } from '../money/refunds.ts'
import { approveTurn } from '../money/shadow-switch.ts'
import { approveVoid } from '../money/voids.ts'
import { approveWriteOff } from '../money/write-offs.ts'
import { approveUndoSale } from '../shop/voucher-sales.ts'
import type { Approval } from '../tables.ts'
import type { By } from './approval-asks.ts'
import { giveApprovedTime } from './time-given.ts'
import { refundWallet } from './wallet-refunds.ts'

type Deed = (work: Work, approval: Approval, by: By) => Promise<void>

export const deeds: Record<string, Deed> = {
  refund: approveRefund,
  manual_payment: approveManualPayment,
  void_payment: approveVoid,
  write_off: approveWriteOff,
  wallet_refund: (work, approval) => refundWallet(work, approval),
  time_given: (work, approval) => giveApprovedTime(work, approval),
  undo_voucher_sale: approveUndoSale,
  caps: approveCap,
  float_top_up: approveFloatMove,
  float_pay_back: approveFloatMove,
  paybill_live: approveTurn,
  paybill_shadow: approveTurn,
}
