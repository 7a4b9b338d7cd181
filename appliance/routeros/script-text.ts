// RouterOS script as text: values that can't end a string or begin a command, and lines that may be run twice.

/**
 * Any text as a string of RouterOS's that reads back byte for byte: whatever is no letter and no digit stands as \HH, in capital
 * hex (T53). RouterOS manual, "Scripting", constant escape sequences.
 */
export function quoted(text: string): string {
  let made = ''
  for (const byte of Buffer.from(text, 'utf8')) {
    const sign = String.fromCharCode(byte)
    made += /[A-Za-z0-9]/.test(sign)
      ? sign
      : `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return `"${made}"`
}

/** A script of ours as a value in another, still readable: what could end the string or begin a variable is escaped. */
export function quotedScript(text: string): string {
  const made = text.replace(/[^\x20-\x7e]|["\\$]/g, (sign) => {
    if (sign === '\n') return '\\n'
    if (sign === '\t') return '\\t'
    return quoted(sign).slice(1, -1)
  })
  return `"${made}"`
}

/** One thing of a menu: made where it is not there, set to the same where it is. `which` names it, in `find` and in `add`. */
export function keep(menu: string, which: string, values: string, more = ''): string {
  const found = `[${menu} find where ${which}]`
  return `:if ([:len ${found}] = 0) do={ ${menu} add ${which} ${values}${more} } else={ ${menu} set ${found} ${values} }`
}

/** Everything of ours in a menu, gone; nothing where there is none. */
export function drop(menu: string, which: string): string {
  return `${menu} remove [${menu} find where ${which}]`
}

/** Lines in a block, two blanks further in. */
export function block(lines: readonly string[]): string {
  return lines
    .join('\n')
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')
}
