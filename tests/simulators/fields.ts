// Reading what a control call or a form said: text, whole numbers, switches. A field that is not there is undefined.

export type Fields = Readonly<Record<string, unknown>>

export function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

export function wholeOf(fields: Fields, name: string): number | undefined {
  const value = textOf(fields, name)
  return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : undefined
}

/** A ticked box sends "on"; JSON sends true. */
export function isOn(fields: Fields, name: string): boolean {
  const value = fields[name]
  return value === true || value === 'on' || value === 'true' || value === 'yes'
}

/** The value if it is one of the choices. */
export function choiceOf<Choice extends string>(
  fields: Fields,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = textOf(fields, name)
  return choices.find((choice) => choice === value)
}

/** "350", "350.5" and "1,500.00" shillings in cents; undefined when it is no amount. */
export function centsOf(value: string | undefined): number | undefined {
  const found = /^(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?$/.exec(value ?? '')
  if (!found) return undefined
  return Number(found[1]!.replaceAll(',', '')) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
}
