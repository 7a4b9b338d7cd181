// One JSON object a line on standard output: `log('payment.settled', { payment_id, … })`. Names are
// noun.past_tense. What must not be read is masked here, whoever forgets elsewhere.

import { pino } from 'pino'

const secret = /pass(word)?|secret|token|credential|authorization|cookie|box_?key/i
const phone = /(?<!\d)(?:\+?254|0)[17]\d{8}(?!\d)/g

const logger = pino({
  base: null,
  timestamp: () => `,"at":"${Temporal.Now.instant().toString({ smallestUnit: 'millisecond' })}"`,
  formatters: { level: (label) => ({ level: label }) },
})

export type Facts = Record<string, unknown>

/** Something happened. Facts are plain values; errors are told by their message and code. */
export function log(event: string, facts: Facts = {}): void {
  logger.info({ event, ...mask(facts) })
}

/** Something happened that somebody should look at. */
export function warn(event: string, facts: Facts = {}): void {
  logger.warn({ event, ...mask(facts) })
}

/** Secrets become "…", phones keep their ends: 2547***318. */
export function mask(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      secret.test(name) ? '…' : maskValue(value),
    ]),
  )
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskPhones(value)
  if (value instanceof Error) {
    const { message, code, stack } = value as Error & { code?: unknown }
    return { message: maskPhones(message), code, stack: stack && maskPhones(stack) }
  }
  if (Array.isArray(value)) return value.map(maskValue)
  if (value && Object.getPrototypeOf(value) === Object.prototype) return mask(value as Facts)
  return value
}

function maskPhones(words: string): string {
  return words.replace(phone, (msisdn) => `${msisdn.slice(0, 4)}***${msisdn.slice(-3)}`)
}
