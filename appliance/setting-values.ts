// How the words of a setting become its value; each throws with what it must be.

export function text(value: string): string {
  if (value === '') throw new Error('is missing')
  return value
}

export function key(value: string): string {
  if (!/^[0-9a-f]{64}$/i.test(value)) throw new Error('must be 64 hex digits')
  return value
}

export function url(value: string): string {
  const { origin } = new URL(value)
  if (!/^https?:/.test(origin)) throw new Error('must begin with http:// or https://')
  return origin
}

/** None, or some with commas between. */
export function addresses(value: string): readonly string[] {
  return value === '' ? [] : value.split(',').map(url)
}

export function port(value: string): number {
  const number = count(value)
  if (number < 1 || number > 65535) throw new Error('must be a port, 1 to 65535')
  return number
}

/** 0 for off. */
export function portOrOff(value: string): number {
  return value === 'off' ? 0 : port(value)
}

export function count(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new Error('must be a whole number')
  return Number(value)
}

export function some(value: string): number {
  const number = count(value)
  if (number === 0) throw new Error('must be 1 or more')
  return number
}

export function months(value: string): number {
  const number = count(value)
  if (number < 1 || number > 600) throw new Error('must be a number of months, 1 to 600')
  return number
}

export function workers(value: string): number {
  const number = count(value)
  if (number < 1 || number > 16) throw new Error('must be 1 to 16')
  return number
}

export function flag(value: string): boolean {
  if (value !== 'yes' && value !== 'no') throw new Error('must be yes or no')
  return value === 'yes'
}
