// What somebody did last to a subscriber, said once more while it can be taken back.

import type { Person } from '../../appliance/people/subscribers.ts'
import type { AuditEntry, Role } from '../../appliance/tables.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.subscribers.one

interface Toast {
  text: string
  action: string
}

export function toastOf(act: AuditEntry, { name, account_no }: Person, role: Role): Toast | null {
  const suspension = `${paths.subscriber(account_no)}/suspension`
  const maySuspend = may(role, 'POST /subscribers/:account_no/suspension')
  const { run, service_no } = (act.after ?? {}) as { run?: number; service_no?: number }
  switch (act.action) {
    case 'subscriber.suspended':
      return maySuspend
        ? { text: words.suspended_toast(name), action: `${suspension}?_method=delete` }
        : null
    case 'subscriber.reinstated':
      return maySuspend ? { text: words.reinstated_toast(name), action: suspension } : null
    case 'line.extended':
      return typeof run === 'number'
        ? { text: words.extended_toast(name), action: `${paths.run(run)}?_method=delete` }
        : null
    case 'line.plan_changed':
      return typeof service_no === 'number'
        ? {
            text: words.plan_toast(name),
            action: `${paths.line(account_no, service_no)}/plan?_method=delete`,
          }
        : null
    default:
      return null
  }
}
