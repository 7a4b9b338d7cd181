// Names that somebody might give a line, a guest or a router, to get more than a name out of it.

import { seededDice } from '../simulators/dice.ts'

const evil = [
  '"; /user add name=x group=full; #', '$[/system reset-configuration]', '$(/quit)', '\\', '\\"', '"', '$', '$name', '[:put 1]', '}', '{',
  ';', '\n', '\r\n/quit\n', '\t', '#', '\u0001', '\u202e', '\u{1f4a9}', 'é', 'Njerĩ', "o'clock", '`', '=', '|', ',', '?', '\\41', '\\0A', '0712345678',
  '10.0.0.1', 'true', '1d', '*1', 'null', '', ' ', '""', '-----', '<script>', '\u2028', '%0a', 'done=1 ok 1', ']]>', '\uffff', 'a'.repeat(200),
] // prettier-ignore

/** The same each time. No NUL in them: no text of PostgreSQL's holds one. */
export function hostileNames(count: number): string[] {
  const dice = seededDice(20261122)
  const pick = (): string => evil[Math.floor(dice() * evil.length)]!
  const made = Array.from({ length: count - evil.length }, () => {
    const parts = Array.from({ length: 1 + Math.floor(dice() * 4) }, pick)
    return parts.join(dice() < 0.5 ? '' : String.fromCodePoint(1 + Math.floor(dice() * 0xd7ff)))
  })
  return [...evil, ...made]
}
