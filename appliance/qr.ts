// A QR code (ISO/IEC 18004) of some text: byte mode, error correction M, the smallest version that holds it. Modules come
// back as rows of yes and no; qrSvg draws them for a page or for paper.

import assert from 'node:assert/strict'

type Grid = boolean[][]

// Of level M, by version: how many octets correct each block, and how many blocks there are.
const corrections = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]
const blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]

/** Asserts that the text has 660 octets or fewer: more is no QR that a phone reads from paper. */
export function qrModules(text: string): Grid {
  const octets = Buffer.from(text)
  const version = 1 + corrections.findIndex((_, at) => fits(octets.length, at + 1))
  assert(version > 0, 'too long for a QR code')
  const stream = interleave(encode(octets, version), version)
  const candidates = masks.map((mask, number) => draw(stream, version, mask, number))
  return candidates.reduce((best, one) => (penaltyOf(one) < penaltyOf(best) ? one : best))
}

/** Black on white in any scheme, with the quiet zone that readers need; sized by whoever shows it. */
export function qrSvg(text: string, title: string): string {
  const grid = qrModules(text)
  const size = grid.length + 8
  const path = grid.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])),
  )
  const named = title.replace(/[^\p{L}\p{N} ]/gu, '')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" shape-rendering="crispEdges">` +
    `<title>${named}</title><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path.join('')}"/></svg>`
  )
}

/** How many octets a version holds in all, data and correction. */
function capacityOf(version: number): number {
  const aligned = version === 1 ? 0 : Math.floor(version / 7) + 2
  const patterns = version === 1 ? 0 : (25 * aligned - 10) * aligned - 55
  return Math.floor(((16 * version + 128) * version + 64 - patterns - (version >= 7 ? 36 : 0)) / 8)
}

function dataOctets(version: number): number {
  return capacityOf(version) - corrections[version - 1]! * blocks[version - 1]!
}

function fits(length: number, version: number): boolean {
  return 4 + (version < 10 ? 8 : 16) + length * 8 <= dataOctets(version) * 8
}

function encode(octets: Buffer, version: number): number[] {
  const bits = [4, octets.length, ...octets]
    .map((value, at) =>
      value.toString(2).padStart(at === 0 ? 4 : at === 1 && version > 9 ? 16 : 8, '0'),
    )
    .join('')
  const room = dataOctets(version)
  const whole = (bits + '0000'.slice(0, room * 8 - bits.length)).match(/.{1,8}/g)!
  const data = whole.map((eight) => Number.parseInt(eight.padEnd(8, '0'), 2))
  for (let pad = 0; data.length < room; pad++) data.push(pad % 2 === 0 ? 0xec : 0x11)
  return data
}

/** Blocks of nearly one length, each with its correction, then all of them octet by octet. */
function interleave(data: number[], version: number): number[] {
  const count = blocks[version - 1]!
  const extra = corrections[version - 1]!
  const short = Math.floor(data.length / count)
  const longer = data.length % count
  let from = 0
  const parts = Array.from({ length: count }, (_, at) => {
    const part = data.slice(from, (from += short + (at >= count - longer ? 1 : 0)))
    return { part, check: remainderOf(part, generatorOf(extra)) }
  })
  const across = (rows: number[][], length: number) =>
    Array.from({ length }, (_, at) => rows.flatMap((row) => row.slice(at, at + 1))).flat()
  return [
    ...across(
      parts.map(({ part }) => part),
      short + 1,
    ),
    ...across(
      parts.map(({ check }) => check),
      extra,
    ),
  ]
}

/** Product in the field of 256 elements, modulo x⁸ + x⁴ + x³ + x² + 1. */
function times(one: number, other: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((other >>> bit) & 1) * one
  }
  return product
}

function generatorOf(degree: number): number[] {
  let result = [...Array<number>(degree - 1).fill(0), 1]
  for (let turn = 0, root = 1; turn < degree; turn++, root = times(root, 2))
    result = result.map((value, at) => times(value, root) ^ (result[at + 1] ?? 0))
  return result
}

function remainderOf(data: number[], generator: number[]): number[] {
  let result = generator.map(() => 0)
  for (const octet of data) {
    const factor = octet ^ result[0]!
    result = [...result.slice(1), 0].map((value, at) => value ^ times(generator[at]!, factor))
  }
  return result
}

const masks: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

function draw(
  stream: number[],
  version: number,
  mask: (typeof masks)[number],
  number: number,
): Grid {
  const size = version * 4 + 17
  const grid: (boolean | undefined)[][] = Array.from({ length: size }, () =>
    Array(size).fill(undefined),
  )
  const set = (x: number, y: number, dark: boolean) => {
    if (grid[y] && x >= 0 && x < size) grid[y][x] = dark
  }
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0)
    set(at, 6, at % 2 === 0)
  }
  const ring = (cx: number, cy: number, reach: number, light: number[]) => {
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++)
        set(cx + dx, cy + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))))
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) ring(x, y, 4, [2, 4]) // prettier-ignore
  const centres = alignmentOf(version, size)
  const last = centres.length - 1
  for (const [i, x] of centres.entries())
    for (const [j, y] of centres.entries())
      if (!((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)))
        ring(x, y, 2, [1])
  drawFormat(set, size, number)
  if (version >= 7) drawVersion(set, size, version)
  let bit = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step
      for (const x of [right, right - 1]) {
        if (grid[y]![x] !== undefined) continue
        const dark = ((stream[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1
        grid[y]![x] = (dark === 1) !== mask(x, y)
        bit += 1
      }
    }
  }
  return grid as Grid
}

function alignmentOf(version: number, size: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, at) => size - 7 - (count - 2 - at) * step)]
}

type Set = (x: number, y: number, dark: boolean) => void

/** Level M is 00; with the mask's number and ten bits that correct it, twice. */
function drawFormat(set: Set, size: number, mask: number): void {
  let rest = mask
  for (let turn = 0; turn < 10; turn++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537)
  const bits = ((mask << 10) | rest) ^ 0x5412
  const dark = (at: number) => ((bits >>> at) & 1) === 1
  const corner = [0, 1, 2, 3, 4, 5, 7, 8]
  for (let at = 0; at < 15; at++) {
    if (at < 8) set(8, corner[at]!, dark(at))
    else set(at === 8 ? 7 : 14 - at, 8, dark(at))
    if (at < 8) set(size - 1 - at, 8, dark(at))
    else set(8, size - 15 + at, dark(at))
  }
  set(8, size - 8, true)
}

function drawVersion(set: Set, size: number, version: number): void {
  let rest = version
  for (let turn = 0; turn < 12; turn++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25)
  const bits = (version << 12) | rest
  for (let at = 0; at < 18; at++) {
    const dark = ((bits >>> at) & 1) === 1
    set(size - 11 + (at % 3), Math.floor(at / 3), dark)
    set(Math.floor(at / 3), size - 11 + (at % 3), dark)
  }
}

/** The less of long runs, of squares and of what looks like a corner, the better it is read. */
function penaltyOf(grid: Grid): number {
  const lines = [...grid, ...grid.map((_, x) => grid.map((row) => row[x]!))]
  const written = lines.map((line) => line.map((dark) => (dark ? '1' : '0')).join(''))
  let penalty = 0
  for (const line of written) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2
    for (const corner of ['00001011101', '10111010000'])
      for (let at = line.indexOf(corner); at >= 0; at = line.indexOf(corner, at + 1)) penalty += 40
  }
  for (let y = 1; y < grid.length; y++)
    for (let x = 1; x < grid.length; x++) {
      const square = [grid[y]![x], grid[y - 1]![x], grid[y]![x - 1], grid[y - 1]![x - 1]]
      if (square.every((dark) => dark === square[0])) penalty += 3
    }
  const dark = grid.flat().filter(Boolean).length
  return penalty + Math.floor(Math.abs((dark * 20) / grid.length ** 2 - 10)) * 10
}
