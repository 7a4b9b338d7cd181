// A second reader of the quoted strings of a RouterOS script, which shares nothing with the interpreter: from the manual's
// table of escapes alone. Hostile names are judged by both.

export interface QuotedStrings {
  /** What each says, in order. */
  readonly values: readonly string[]
  /** The script with "" in the place of every string: what is left is ours alone. */
  readonly skeleton: string
}

const named = new Map<string, number>([
  ['n', 10], ['r', 13], ['t', 9], ['a', 7], ['b', 8], ['f', 12], ['v', 11], ['_', 32],
  ['"', 34], ['\\', 92], ['$', 36], ['?', 63],
]) // prettier-ignore

/** Throws where a string does not end, holds a variable, or has an escape that the manual does not know. */
export function readQuotedStrings(script: string): QuotedStrings {
  const bytes = Buffer.from(script, 'utf8')
  const values: string[] = []
  const skeleton: number[] = []
  let inside: number[] | undefined
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!
    if (!inside) {
      skeleton.push(byte)
      if (byte === 34) inside = []
    } else if (byte === 34) {
      values.push(Buffer.from(inside).toString('utf8'))
      skeleton.push(34)
      inside = undefined
    } else if (byte === 36) {
      throw new Error(`a variable in a string, at byte ${at}`)
    } else if (byte === 92) {
      const two = bytes.subarray(at + 1, at + 3).toString('latin1')
      const one = named.get(two.charAt(0))
      const isHex = /^[0-9A-F][0-9A-F]$/.test(two)
      if (one === undefined && !isHex) throw new Error(`unknown escape \\${two.charAt(0)}`)
      inside.push(isHex ? Number.parseInt(two, 16) : one!)
      at += isHex ? 2 : 1
    } else inside.push(byte)
  }
  if (inside) throw new Error('a string does not end')
  return { values, skeleton: Buffer.from(skeleton).toString('utf8') }
}
