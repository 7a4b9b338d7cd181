// The rest of a subscriber's page, from what the appliance knows to what its template shows.

import type { SubscriberMore } from '../../appliance/people/subscriber-more.ts'
import type { Person } from '../../appliance/people/subscribers.ts'
import type { Role } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { field } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { usageChart } from '../usage-chart.ts'

const words = staffWords.more

/** What was typed and could not be taken, to be put right in its place. */
export interface Retyped {
  note?: { value: string; wrong: string }
  message?: { value: string; wrong: string }
  old_number?: { value: string; wrong: string }
}

export function moreView(
  found: SubscriberMore,
  person: Person,
  role: Role,
  now: Instant,
  retyped: Retyped = {},
) {
  const path = paths.subscriber(person.account_no)
  const open = !person.closed_at
  const mayWrite = may(role, 'POST /subscribers/:account_no/messages') && open
  return {
    deposit: depositView(found),
    leaving: may(role, 'GET /subscribers/:account_no/leaving') ? `${path}/leaving` : null,
    usage: usageChart(found.usage),
    notes: found.notes.map(({ at, body, author }) => ({ at, body, author })),
    add_note: may(role, 'POST /subscribers/:account_no/notes')
      ? {
          action: `${path}/notes`,
          field: field({ name: 'note', label: words.note, ...retyped.note }),
        }
      : null,
    old_numbers: found.old_numbers.map(({ old_no, came_from }) => ({
      old_no,
      came_from,
      remove: may(role, 'DELETE /subscribers/:account_no/old-numbers/:old_no')
        ? { action: `${path}/old-numbers/${old_no}?_method=delete`, label: words.old_remove_label(old_no) } // prettier-ignore
        : null,
    })),
    add_old_number:
      open && may(role, 'POST /subscribers/:account_no/old-numbers')
        ? {
            action: `${path}/old-numbers`,
            field: field({ name: 'old_number', label: words.old_number, hint: words.old_number_hint, ...retyped.old_number }), // prettier-ignore
          }
        : null,
    messages: found.messages.map((message) => ({
      body: message.body ?? words.message_kinds[message.kind],
      by: words.message_by(message, now),
      state: words.message_states[message.state],
      withdraw:
        mayWrite && message.kind === 'written' && message.state === 'queued'
          ? `${path}/messages/${message.id}?_method=delete`
          : null,
    })),
    obstacle: mayWrite && found.obstacle ? words.obstacles[found.obstacle] : null,
    write:
      mayWrite && !found.obstacle
        ? {
            action: `${path}/messages`,
            field: field({
              name: 'message',
              label: words.message,
              hint: words.message_hint,
              ...retyped.message,
            }),
          }
        : null,
  }
}

export function depositView({ deposit }: Pick<SubscriberMore, 'deposit'>) {
  if (!deposit) return null
  return {
    state: words.deposit_state(deposit),
    line: words.deposit_line(deposit),
    left: words.deposit_left(deposit),
    bar: {
      share: Math.round((deposit.paid_cents / deposit.amount_cents) * 100),
      low: false,
      label: words.deposit_line(deposit),
    },
  }
}
