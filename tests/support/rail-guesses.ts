// Somebody guesses at vouchers and at the codes of other people's M-Pesa messages, from as many addresses and phones as they like, so
// that no limit of one of them helps: nothing may be found, and every wrong guess must be answered alike.

import { randomInt } from 'node:crypto'
import { movePass } from '../../appliance/access/moves.ts'
import { claimAtGate } from '../../appliance/money/portal-claims.ts'
import { makeVouchers, redeemVoucher } from '../../appliance/money/vouchers.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import { clock, db, hour, newMac, newPhone, prompted, router, safe, settleAll, work } from '../appliance/money/hotspot.ts' // prettier-ignore
import { answer, call, moneyOf } from '../appliance/money/safaricom-says.ts'
import { drawAddress } from './rail-races.ts'

const printed = 'ACDEFGHJKMNPQRTUVWXY34679'
const minted = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const draw = (signs: string, count: number) =>
  Array.from({ length: count }, () => signs[randomInt(signs.length)]).join('')

/** A code of the right shape; every third is a real one with one sign changed. */
function near(real: string, signs: string, at: number): string {
  if (at % 3 !== 0) return draw(signs, real.length)
  const place = randomInt(real.length)
  const other = [...signs].filter((sign) => sign !== real[place])
  return real.slice(0, place) + other[randomInt(other.length)] + real.slice(place + 1)
}

export interface Guessed {
  tried: number
  hits: number
  /** How wrong ones were answered, and how often. */
  answers: Record<string, number>
}

async function guess(count: number, take: (at: number) => Promise<string>): Promise<Guessed> {
  const guessed: Guessed = { tried: 0, hits: 0, answers: {} }
  const atOnce = 6
  const worker = async (): Promise<void> => {
    for (let at = guessed.tried++; at < count; at = guessed.tried++) {
      const said = await take(at).catch((error: { code?: string }) => error.code ?? String(error))
      if (said === 'hit') guessed.hits += 1
      else guessed.answers[said] = (guessed.answers[said] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return { ...guessed, tried: count }
}

/** At vouchers, while fifty real ones are open; a real one opens afterwards. */
export async function guessVouchers(count: number): Promise<Guessed & { real: boolean }> {
  const codes = (await work((unit) => makeVouchers(unit, safe, { plan: hour, count: 50, made_by: null }))).map((code) => code.replaceAll('-', '')) // prettier-ignore
  const real = new Set(codes)
  const redeem = (code: string) =>
    work((unit) =>
      redeemVoucher(unit, safe, {
        code,
        mac: newMac(),
        router,
        language: 'en',
        source_address: drawAddress(),
      }),
    )
  const guessed = await guess(count, async (at) => {
    const code = near(codes[at % codes.length]!, printed, at)
    if (real.has(code)) return 'drawn by chance'
    return (await redeem(code)) === undefined ? 'no such voucher' : 'hit'
  })
  return { ...guessed, real: (await redeem(codes[0]!)) !== undefined }
}

/** At the codes of messages: to take a pass along, and to claim money. */
export async function guessClaims(count: number): Promise<Guessed & { real: boolean }> {
  const { push } = await prompted()
  const { receipt } = moneyOf(push)
  await call(push, { receipt })
  await answer(push, 'paid')
  await settleAll()
  const services = async () => (await db('devices').whereNotNull('service_id').count<{ n: number }[]>('* as n'))[0]!.n // prettier-ignore
  const before = await services()
  const move = (receipt_code: string) =>
    work((unit) =>
      movePass(unit, safe, {
        mac: newMac(),
        by: { kind: 'receipt', receipt_code },
        source_address: drawAddress(),
      }),
    )
  const guessed = await guess(count, async (at) => {
    const receipt_code = near(receipt, minted, at)
    if (receipt_code === receipt) return 'drawn by chance'
    if ((await move(receipt_code)) !== undefined) return 'hit'
    if (at % 10 !== 0) return 'no such pass'
    const asked = { receipt_code, msisdn: newPhone() as Msisdn, mac: newMac(), router, language: 'en' as const, source_address: drawAddress() } // prettier-ignore
    await work((unit) => claimAtGate(unit, asked))
    return 'Safaricom is asked'
  })
  if ((await services()) !== before) guessed.hits += 1
  clock.pass({ minutes: 1 })
  return { ...guessed, real: (await move(receipt)) !== undefined }
}
