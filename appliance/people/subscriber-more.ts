// The rest of a subscriber's page: what is held as a deposit, what was used, what staff wrote down and what was sent.

import type { Db } from '../database.ts'
import { listOldNumbers, type KeptOldNumber } from '../money/old-numbers.ts'
import { findDeposit, type HeldDeposit } from '../money/deposits.ts'
import type { Instant } from '../time.ts'
import { listNotes, type ToldNote } from './notes.ts'
import type { Person } from './subscribers.ts'
import { listUsage, type DayOfUse } from './usage.ts'
import { findMessageObstacle, listMessages, type ToldMessage } from './written-messages.ts'

export interface SubscriberMore {
  deposit: HeldDeposit | undefined
  usage: DayOfUse[]
  notes: ToldNote[]
  old_numbers: KeptOldNumber[]
  messages: ToldMessage[]
  /** Why no message can be written to them. */
  obstacle: 'no_phone' | 'no_gateway' | null
}

export async function findSubscriberMore(
  db: Db,
  person: Pick<Person, 'id' | 'msisdn'>,
  now: Instant,
): Promise<SubscriberMore> {
  const [deposit, usage, notes, messages, obstacle, old_numbers] = await Promise.all([
    findDeposit(db, person.id),
    listUsage(db, person.id, now),
    listNotes(db, person.id),
    listMessages(db, person.id),
    findMessageObstacle(db, person),
    listOldNumbers(db, person.id),
  ])
  return { deposit, usage, notes, messages, obstacle, old_numbers }
}
