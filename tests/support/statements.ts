// Statements as the organisation portal hands them out, and bringing them as the office does.

import { createHash } from 'node:crypto'
import type { Appliance } from '../../appliance/appliance.ts'
import { bringStatement } from '../../appliance/close/statement-files.ts'
import { settlePayment } from '../../appliance/money/settlement.ts'
import { nairobi } from '../../appliance/time.ts'
import { readStatement } from '../../jobs/read-statement.ts'
import { paybill } from './factories.ts'

export const header =
  'Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.'

export interface Line {
  code: string
  /** "2026-11-20T15:50:00Z" */
  at: string
  /** In shillings; what leaves is below nothing. */
  amount: number
  typed?: string
  status?: string
  reason?: string
  party?: string
  linked?: string
  balance?: string
}

export type TimeStyle = 'seconds' | 'minutes' | 'iso'

const two = (number: number) => String(number).padStart(2, '0')

export function timeWords(at: string, style: TimeStyle): string {
  const t = Temporal.Instant.from(at).toZonedDateTimeISO(nairobi)
  const clock = `${two(t.hour)}:${two(t.minute)}${style === 'minutes' ? '' : `:${two(t.second)}`}`
  const day =
    style === 'iso'
      ? `${t.year}-${two(t.month)}-${two(t.day)}`
      : `${two(t.day)}-${two(t.month)}-${t.year}`
  return `${day} ${clock}`
}

export const amountWords = (amount: number) =>
  `"${amount.toLocaleString('en-KE', { minimumFractionDigits: 2 })}"`

export function lineWords(line: Line, style: TimeStyle = 'seconds'): string {
  const { code, at, amount, typed = '', status = 'Completed', linked = '', balance = '' } = line
  const { reason = 'Pay Bill Online', party = '2547****0111 - MARY ATIENO' } = line
  const time = timeWords(at, style)
  const paid = amount > 0 ? amountWords(amount) : ''
  const withdrawn = amount < 0 ? amountWords(amount) : ''
  return [code, time, time, 'Pay Bill', status, paid, withdrawn, balance, 'TRUE', reason, party, linked, typed].join(',') // prettier-ignore
}

export function statementOf(lines: readonly Line[], style: TimeStyle = 'seconds'): string {
  return [header, ...lines.map((line) => lineWords(line, style))].join('\r\n')
}

export type Box = Pick<Appliance, 'db' | 'work' | 'now'>

/** Whoever is first of the staff brings it. Returns the statement's number, and whether it was known. */
export async function bring(
  { db, work }: Box,
  file: string | Buffer,
  shortcode = paybill,
): Promise<{ id: number; known: boolean }> {
  const staff = (await db('staff').orderBy('id').first('id'))!
  const bytes = Buffer.from(file)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700)
  }
  const file_hash = createHash('sha256').update(bytes).digest()
  const of = { shortcode, file_name: 'statement.csv', file_hash, file_bytes: bytes.length }
  const given = { ...of, pieces: pieces() }
  return work((unit) => bringStatement(unit, given, { staff, source_address: null }))
}

/** Brought, read, compared, and what it told of settled, as the jobs do it. */
export async function close(box: Appliance, file: string | Buffer) {
  const { id } = await bring(box, file)
  await readStatement(box, { statement_id: id })
  await settleAll(box)
  await readStatement(box, { statement_id: id })
  return (await box.db('statements').where({ id }).first())!
}

export async function settleAll({ db, work }: Box): Promise<void> {
  for (const { id } of await db('payments').where({ state: 'unsettled' }).orderBy('id').select('id'))
    await work((unit) => settlePayment(unit, id))
} // prettier-ignore
