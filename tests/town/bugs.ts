// Bugs that are planted to see whether the town finds them: a word of the product is changed while it is loaded, in a process of
// its own. Each is what somebody might one day write. The text that is changed must stand in its file once.

export interface Bug {
  /** What the bug does, in the words of who would have it. */
  says: string
  file: string
  from: string
  to: string
}

export const bugs: Readonly<Record<string, Bug>> = {
  answers_before_commit: {
    says: 'The door answers before what it heard is committed',
    file: 'web/callbacks/door.ts',
    from: 'await appliance.work((work) => recordCallbacks(work, heard, rules))',
    to: 'void appliance.work((work) => recordCallbacks(work, heard, rules)).catch(() => {})',
  },
  spool_forgotten: {
    says: 'What waited in the spool is thrown away when PostgreSQL is back',
    file: 'web/callbacks/door.ts',
    from: 'return await record(records.map(readLine))',
    to: 'return void records.map(readLine)',
  },
  settles_again: {
    says: 'A payment is settled as often as its job runs',
    file: 'appliance/money/settlement.ts',
    from: `if (payment.state !== 'unsettled') return { outcome: 'leave' }`,
    to: '',
  },
  believes_callbacks: {
    says: 'Whatever Safaricom answers when it is asked about a prompt, it counts as paid',
    file: 'jobs/query-push.ts',
    from: `if (answer.outcome === 'paid') await applyPaid`,
    to: `if (answer.outcome !== 'pending') await applyPaid`,
  },
  never_swept: {
    says: 'A callback whose job was lost is never looked at again',
    file: 'appliance/money/callbacks.ts',
    from: 'const sweepAfter = { seconds: 30 }',
    to: 'const sweepAfter = { hours: 2400 }',
  },
  outage_forgotten: {
    says: 'A pull that failed counts as done: what was paid meanwhile is never asked for',
    file: 'jobs/pull-payments.ts',
    from: 'await work((unit) => deferPull(unit, shortcode, { minutes: 1 }))',
    to: 'await work((unit) => applyPulled(unit, shortcode, now().add({ minutes: 240 })))',
  },
  short_terms: {
    says: 'A day that was sold has 23 hours',
    file: 'appliance/time.ts',
    from: 'return from.add({ hours })',
    to: 'return from.add({ hours: hours - 1 })',
  },
  nobody_told: {
    says: 'Money without an owner is put into suspense and nobody is told',
    file: 'appliance/money/settlement.ts',
    from: `  await openException(work, {
    kind: settlement.kind,`,
    to: `  void ((..._: unknown[]) => {})(work, {
    kind: settlement.kind,`,
  },
  never_ends: {
    says: 'Time that is over is never ended: nothing is renewed, no session is closed',
    file: 'jobs/end-credit.ts',
    from: 'const expiry = await work((unit) => endCredit(unit, credit_id))',
    to: 'const expiry = { outcome: "nothing" }',
  },
  difference_unseen: {
    says: 'A report of another amount is filed and nobody looks at it',
    file: 'appliance/money/payments.ts',
    from: 'if (payment.amount_cents !== report.amount_cents) return true',
    to: '',
  },
  too_long: {
    says: 'RADIUS gives an hour more than was paid for',
    file: 'appliance/access/access.ts',
    from: 'Math.max(Math.trunc((to_us - from_us) / 1e6), 1)',
    to: 'Math.max(Math.trunc((to_us - from_us) / 1e6) + 3600, 1)',
  },
  suspended_stay: {
    says: 'Whoever is suspended is let in again at once',
    file: 'appliance/access/access.ts',
    from: `if (service.suspended) return { outcome: 'reject', reason: 'suspended' }`,
    to: '',
  },
}
