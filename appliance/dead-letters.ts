// A job that failed for good is a person's matter: an exception with the reason, and its row looked at again
// in an hour, by when the cause may be gone.

import type { Work } from './appliance.ts'
import { postpone, type Due } from './due.ts'
import { openException } from './money/exceptions.ts'
import { rowOf, type JobData, type JobName } from './queues.ts'

export interface Failure {
  name: JobName
  data: object
  tries: number
  output: unknown
}

export async function setAside(work: Work, { name, data, tries, output }: Failure): Promise<void> {
  const { message } = (output ?? {}) as { message?: unknown }
  await postpone(work, { name, data } as Due)
  await openException(work, {
    kind: 'work_failed',
    subject: `${name}:${rowOf(data as JobData[JobName])}`,
    details: {
      queue: name,
      data,
      tries,
      reason: typeof message === 'string' ? message : 'unknown',
    },
  })
}
