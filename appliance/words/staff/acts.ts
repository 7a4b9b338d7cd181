// What colleagues did to a subscriber, behind their name in a timeline.

import type { Tone } from './states.ts'

export const act_words: Record<string, { words: string; tone: Tone }> = {
  'subscriber.suspended': { words: 'suspended', tone: 'bad' },
  'subscriber.reinstated': { words: 'reinstated', tone: 'good' },
  'subscriber.cancelled': { words: 'took their wish to leave', tone: 'bad' },
  'subscriber.stayed': { words: 'took the leaving back', tone: 'good' },
  'subscriber.closed': { words: 'closed the account', tone: 'over' },
  'approval.asked': { words: 'asked a second person', tone: 'wait' },
  'approval.approved': { words: 'said yes as the second person', tone: 'good' },
  'approval.refused': { words: 'said no as the second person', tone: 'bad' },
  'approval.withdrawn': { words: 'withdrew what was asked', tone: 'over' },
  'line.extended': { words: 'gave time from a budget', tone: 'good' },
  'line.plan_changed': { words: 'changed the plan', tone: 'good' },
  'line.plan_restored': { words: 'took the change of plan back', tone: 'over' },
  'line.password_reset': { words: 'drew a new password', tone: 'wait' },
  'line.locked': { words: 'tied the line to one box', tone: 'wait' },
  'line.unlocked': { words: 'let any box use the line', tone: 'good' },
  'bulk.undone_here': { words: 'undid what was done to many', tone: 'over' },
  'subscriber.added': { words: 'added the account', tone: 'good' },
  'note.added': { words: 'wrote a note', tone: 'over' },
  'message.written': { words: 'wrote an SMS', tone: 'over' },
  'message.withdrawn': { words: 'took an SMS back before it was sent', tone: 'over' },
  'deposit.asked': { words: 'asked for a deposit', tone: 'wait' },
  'deposit.returned': { words: 'returned the deposit to the wallet', tone: 'good' },
  'deposit.kept': { words: 'kept the deposit', tone: 'bad' },
  'deposit.withdrawn': { words: 'withdrew the deposit', tone: 'over' },
  'subscriber.phone_seen': { words: 'looked at the phone number', tone: 'over' },
}
