// The numbers of PostgreSQL's advisory locks, in one place, so that no two mean the same. A lock of a number alone
// and one of a number with a row's hash don't meet.

export const locks = {
  /** Held shared by every process that works the queues; alone by whoever revives what a dead one left. */
  workers: 7102,
  /** With a receipt's hash: whoever proves it or reads a callback of it. */
  receipt: 7103,
  /** Whoever makes the first owner. */
  firstRun: 7104,
  /** With a phone's or a device's hash: whoever asks for a checkout, a move or a voucher for it. */
  guest: 7105,
  /** The next link of the audit's chain; taken by the database itself, at commit. */
  auditLink: 7106,
  /** Whoever makes the views of what a colleague with a scope sees. */
  scopedViews: 7107,
  /** With a target's hash: whoever asks for a self-test of its keys. */
  check: 7110,
  /** Whoever seals the ledger: one at a time, and nobody waits for it. */
  ledgerSeal: 7112,
  /** Whoever asks for a rehearsal. */
  rehearsal: 7111,
  /** Whoever looks for troubles and tells of them. */
  alerts: 7113,
  /** Whoever brings old books over: one batch at a time. */
  moving: 7121,
  /** Whoever gives the database's roles their rights. */
  grants: 7120,
} as const
