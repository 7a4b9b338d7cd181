// Codes from somebody's phone, beside their password: set up with a seed that is proved by a code, each code good once
// and only in its own half minute (ASVS 6.5.5), and ten recovery codes for the day the phone is lost.

import { randomBytes } from 'node:crypto'
import type { Appliance, Work } from '../appliance.ts'
import { readClockOffset } from '../clock.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid } from '../errors.ts'
import { hashToken, sameSecret, type Safe } from '../secrets.ts'
import type { Role } from '../tables.ts'
import { recordAct, type Actor } from './audit.ts'
import type { Colleague } from './staff.ts'
import { codeAt, drawSeed, formatBase32, stepAt } from './totp.ts'

const places = { seed: 'code_seeds.seed', new_seed: 'code_seeds.new_seed' }
const recoveryCount = 10

/** Who moves money or opens lines: without codes they may look, and change nothing. */
const demanded: ReadonlySet<Role> = new Set([
  'owner',
  'finance',
  'cashier',
  'technician',
  'reseller',
])

/** Whether the role can change nothing before codes are set up. In a trial, where nothing is real, nobody is asked. */
export function demandsCodes(role: Role, { trial }: Pick<Appliance['config'], 'trial'>): boolean {
  return !trial && demanded.has(role)
}

export interface CodesState {
  /** Whether signing in asks for a code. */
  proved: boolean
  /** Whether a new seed is shown, and waits for its first code. */
  waiting: boolean
  recovery_left: number
}

export async function readCodesState(db: Db, staff_id: number): Promise<CodesState> {
  const row = await db('code_seeds').where({ staff_id }).first()
  const left = await db('recovery_codes').where({ staff_id, used_at: null }).pluck('code_hash')
  return {
    proved: Boolean(row?.proved_at),
    waiting: Boolean(row?.new_seed_sealed),
    recovery_left: left.length,
  }
}

/** Draws a seed to be shown; what was proved before stays good until this one is. */
export async function beginCodes(work: Work, safe: Safe, by: Actor & { staff: Colleague }) {
  const new_seed_sealed = safe.seal(drawSeed().toString('hex'), places.new_seed)
  await work
    .db('code_seeds')
    .insert({ staff_id: by.staff.id, new_seed_sealed })
    .onConflict('staff_id')
    .merge(['new_seed_sealed'])
  await recordAct(work, { ...by, action: 'staff.codes_begun', subject: `staff:${by.staff.id}` })
}

/** The seed that waits to be proved. Throws Conflict `no_new_seed`. */
export async function readNewSeed(db: Db, safe: Safe, staff_id: number): Promise<Buffer> {
  const row = await db('code_seeds').where({ staff_id }).first('new_seed_sealed')
  if (!row?.new_seed_sealed)
    throw new Conflict('no_new_seed', 'Begin again: nothing waits to be proved.')
  return Buffer.from(safe.open(row.new_seed_sealed, places.new_seed), 'hex')
}

/**
 * The first code of the new seed: from now on signing in asks for one. Returns ten recovery codes, which are kept as hashes
 * and shown this once. Throws Invalid `code_wrong`, Conflict `no_new_seed`.
 */
export async function proveCodes(
  work: Work,
  safe: Safe,
  typed: string,
  by: Actor & { staff: Colleague },
): Promise<string[]> {
  const staff_id = by.staff.id
  await work.db('code_seeds').where({ staff_id }).forUpdate().first('staff_id')
  const seed = await readNewSeed(work.db, safe, staff_id)
  const step = await currentStep(work)
  if (!sameSecret(digitsOf(typed), codeAt(seed, step))) throw wrongCode()
  await work
    .db('code_seeds')
    .where({ staff_id })
    .update({
      seed_sealed: safe.seal(seed.toString('hex'), places.seed),
      new_seed_sealed: null,
      proved_at: work.now,
      step_used: step,
    })
  await recordAct(work, { ...by, action: 'staff.codes_set_up', subject: `staff:${staff_id}` })
  return drawRecoveryCodes(work, staff_id)
}

/** Ten new recovery codes; the ones before are worth nothing. */
export async function renewRecoveryCodes(
  work: Work,
  by: Actor & { staff: Colleague },
): Promise<string[]> {
  const subject = `staff:${by.staff.id}`
  await recordAct(work, { ...by, action: 'staff.recovery_codes_renewed', subject })
  return drawRecoveryCodes(work, by.staff.id)
}

/** What they typed, a code or a recovery code, is taken and never good again; null for neither. */
export async function takeCode(
  work: Work,
  safe: Safe,
  staff_id: number,
  typed: string,
): Promise<'code' | 'recovery_code' | null> {
  const row = await work.db('code_seeds').where({ staff_id }).forUpdate().first()
  if (!row?.seed_sealed) return null
  const step = await currentStep(work)
  const seed = Buffer.from(safe.open(row.seed_sealed, places.seed), 'hex')
  const right = sameSecret(digitsOf(typed), codeAt(seed, step))
  if (right && (row.step_used === null || row.step_used < step)) {
    await work.db('code_seeds').where({ staff_id }).update({ step_used: step })
    return 'code'
  }
  const used = await work
    .db('recovery_codes')
    .where({ staff_id, code_hash: hashToken(plainRecovery(typed)), used_at: null })
    .update({ used_at: work.now })
  return used > 0 ? 'recovery_code' : null
}

/** Throws Invalid `code_wrong` unless what was typed is good; for what asks for a code again. */
export async function demandCode(
  work: Work,
  safe: Safe,
  staff_id: number,
  typed: string,
): Promise<void> {
  const { proved } = await readCodesState(work.db, staff_id)
  if (proved && !(await takeCode(work, safe, staff_id, typed))) throw wrongCode()
}

/** No codes any more: the phone is lost, or somebody left. They sign in by password and set up new ones. */
export async function dropCodes(work: Work, staff_id: number): Promise<void> {
  await work.db('recovery_codes').where({ staff_id }).delete()
  await work.db('code_seeds').where({ staff_id }).delete()
}

/**
 * Their own wish, by a code that is good now: signing in asks for the password only. Throws Conflict `codes_demanded` where the
 * role moves money or opens lines, and `no_codes`; Invalid `code_wrong`.
 */
export async function switchCodesOff(
  work: Work,
  { safe, config }: Pick<Appliance, 'safe' | 'config'>,
  typed: string,
  by: Actor & { staff: Colleague },
): Promise<void> {
  const { id, role } = by.staff
  if (demandsCodes(role, config))
    throw new Conflict('codes_demanded', 'Your role moves money or opens lines: the codes stay.')
  if (!(await hasCodes(work.db, id))) throw new Conflict('no_codes', 'There are no codes to switch off.') // prettier-ignore
  await demandCode(work, safe, id, typed)
  await dropCodes(work, id)
  await recordAct(work, { ...by, action: 'staff.codes_switched_off', subject: `staff:${id}` })
}

/** Whether signing in asks for a code. */
export async function hasCodes(db: Db, staff_id: number): Promise<boolean> {
  const row = await db('code_seeds').where({ staff_id }).whereNotNull('proved_at').first('staff_id')
  return row !== undefined
}

// A phone's clock is the world's, whatever the trial says the time is.
async function currentStep({ db, now }: Work): Promise<number> {
  return stepAt(now.subtract({ seconds: await readClockOffset(db) }))
}

/** 125 bits each, in groups that can be read aloud: "3k7qd-xw2mh-…". */
async function drawRecoveryCodes(work: Work, staff_id: number): Promise<string[]> {
  const codes = Array.from({ length: recoveryCount }, () =>
    formatBase32(randomBytes(16)).slice(0, 25).toLowerCase(),
  )
  await work.db('recovery_codes').where({ staff_id }).delete()
  await work.db('recovery_codes').insert(
    codes.map((code) => ({
      staff_id,
      code_hash: hashToken(code),
      made_at: work.now,
      used_at: null,
    })),
  )
  return codes.map((code) => code.match(/.{5}/g)!.join('-'))
}

function digitsOf(typed: string): string {
  return typed.normalize('NFKC').replace(/\s/g, '')
}

function plainRecovery(typed: string): string {
  return typed.normalize('NFKC').toLowerCase().replace(/[\s-]/g, '')
}

function wrongCode(): Invalid {
  return new Invalid(
    'code_wrong',
    'That code is not good now. Wait for the next one, and look whether the phone’s clock is right.',
  )
}
