// Chance, from a seed or from the machine. A run that failed can be thrown again with the same seed.

import { randomBytes } from 'node:crypto'

/** Answers a number from 0 up to but not including 1. */
export type Dice = () => number

/** Mulberry32: small, even enough, and the same on every machine. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export const machineDice: Dice = () => randomBytes(4).readUInt32BE(0) / 4294967296

/** `length` letters, each thrown from `alphabet`. */
export function throwLetters(dice: Dice, length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[Math.floor(dice() * alphabet.length)]!).join('')
}
