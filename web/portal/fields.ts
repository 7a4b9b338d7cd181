// What guests type, read leniently and refused kindly: a phone in any spelling, a whole SMS where a code was asked for.

import { Invalid } from '../../appliance/errors.ts'
import { readMsisdn, type Msisdn } from '../../appliance/msisdn.ts'
import type { PortalWords } from '../../appliance/words/portal/words.ts'
import type { Parser } from '../forms.ts'

/** The parsers of one language: what can't be read is told in it. */
export function guestFields({ problems }: PortalWords) {
  const read =
    <Value>(find: (words: string) => Value | undefined, problem: (words: string) => string) =>
    (words: string): Value => {
      const value = find(words)
      if (value !== undefined) return value
      throw new Invalid('field_unreadable', problem(words))
    }
  return {
    plan: read(readPlanId, () => problems.plan),
    phone: read<Msisdn>(readMsisdn, (words) => phoneProblem(problems, words)),
    receipt: read(readReceiptCode, () => problems.receipt),
    code: read(readPassCode, () => problems.code),
    voucher: read(readVoucher, () => problems.voucher),
  } satisfies Record<string, Parser<unknown>>
}

function readPlanId(words: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(words) ? Number(words) : undefined
}

/** "UKL0S9WQ7H", in any case, or the message that begins with it. */
export function readReceiptCode(words: string): string | undefined {
  return /(?<![a-z0-9])(?=[a-z]*\d)[a-z0-9]{10}(?![a-z0-9])/i.exec(words)?.[0].toUpperCase()
}

function readPassCode(words: string): string | undefined {
  return /^\D*(\d{6})\D*$/.exec(words.replace(/(?<=\d)[\s-]+(?=\d)/g, ''))?.[1]
}

function readVoucher(words: string): string | undefined {
  const plain = words.replace(/[^a-z0-9]/gi, '')
  return plain.length >= 4 && plain.length <= 40 ? plain : undefined
}

/** What is wrong with a number that is none of Kenya's mobiles, as exactly as it can be told. */
export function phoneProblem(problems: PortalWords['problems'], words: string): string {
  const typed = words.trim()
  if (typed === '') return problems.blank
  if (/\p{L}/u.test(typed)) return problems.letters
  const digits = typed
    .replace(/\D/g, '')
    .replace(/^(000?)?254(?=\d)/, '0')
    .replace(/^00(?=[17])/, '0')
  if (/^\+(?!254)|^00[1-9]/.test(typed.replace(/\s/g, ''))) return problems.not_mobile
  return digits.length === 10 ? problems.not_mobile : problems.digits(digits.length)
}
