// What a yes does, kind by kind. Whoever needs a second person adds a kind here, and the words for it in
// words/staff/approvals.ts.

import type { Work } from '../appliance.ts'
import type { Approval } from '../tables.ts'
import type { By } from './approvals.ts'
import { giveApprovedTime } from './time-given.ts'
import { refundWallet } from './wallet-refunds.ts'

type Deed = (work: Work, approval: Approval, by: By) => Promise<void>

export const deeds: Record<string, Deed> = {
  wallet_refund: (work, approval) => refundWallet(work, approval),
  time_given: (work, approval) => giveApprovedTime(work, approval),
}

export type ApprovalKind = string
