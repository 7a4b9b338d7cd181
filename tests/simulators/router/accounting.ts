// Telling the server what becomes of a session: Start, Interim-Update, Stop.

import type { RouterSwitches } from './habits.ts'
import type { RadiusClient } from './radius-client.ts'
import { accountingAttributes, type Place, type Status } from './requests.ts'
import type { Cause, Session } from './sessions.ts'

export interface Accounting {
  report(session: Session, news: News): void
  /** Waits until every report under way was answered or given up. */
  idle(): Promise<void>
}

interface News {
  readonly status: Status
  readonly at: Temporal.Instant
  readonly cause?: Cause
}

interface Telling extends Place {
  readonly switches: RouterSwitches
  now(): Temporal.Instant
}

export function openAccounting(client: RadiusClient, here: Telling): Accounting {
  const underWay = new Set<Promise<unknown>>()

  return {
    report(session, { status, at, cause }) {
      const as_it_stands = { ...session } // A resend must not count on.
      const reporting = client.ask({
        code: 'Accounting-Request',
        new_packet_each_time: here.switches.accounting_resend === 'new_delay',
        attributes: () => {
          const delay_seconds = Math.max(0, Math.floor(here.now().since(at).total('seconds')))
          const report = { status, at, delay_seconds, cause }
          return accountingAttributes(here, as_it_stands, report, here.switches)
        },
      })
      underWay.add(reporting)
      void reporting.finally(() => underWay.delete(reporting))
    },
    async idle() {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}
