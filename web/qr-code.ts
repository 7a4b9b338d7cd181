// A QR code (ISO/IEC 18004), drawn here so that no page needs a package or another host: any text up to 2,331 octets, in the
// smallest version that holds it, at error correction M (a seventh may be spoilt).

import { Grid, pathOf } from './qr-grid.ts'

// Of level M, by version: octets of error correction in a block, and how many blocks.
const correctionOctets = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
] // prettier-ignore
const blockCounts = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35,
  37, 38, 40, 43, 45, 47, 49,
] // prettier-ignore

const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

export interface QrCode {
  /** Modules along one side, without the quiet zone of four around it. */
  size: number
  /** The dark modules as the path of an SVG, in modules. */
  path: string
}

/** A picture of its own, dark on white with its quiet zone, for an address of its own: the page needs nothing inline. */
export function qrImage(text: string, title: string): string {
  const { size, path } = drawQrCode(text)
  const side = size + 8
  const named = title.replace(/[^\p{L}\p{N} ]/gu, '')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 ${side} ${side}" role="img" shape-rendering="crispEdges">` +
    `<title>${named}</title><path fill="#fff" d="M-4-4h${side}v${side}h-${side}z"/><path fill="#000" d="${path}"/></svg>`
  )
}

/** Throws RangeError for more than a code can hold. */
export function drawQrCode(text: string): QrCode {
  const segment = segmentOf(text)
  const version = findVersion(segment)
  const grid = new Grid(version)
  grid.placeData(interleave(codewordsOf(segment, version), version))
  return { size: grid.size, path: pathOf(grid.masked()) }
}

interface Segment {
  mode: number
  count: number
  bits: number[]
  /** Bits of the count, by the range of versions. */
  countBits: [number, number, number]
}

function segmentOf(text: string): Segment {
  if (text !== '' && [...text].every((sign) => alphanumeric.includes(sign))) {
    const bits: number[] = []
    for (let at = 0; at < text.length; at += 2) {
      const [one, other] = text
        .slice(at, at + 2)
        .split('')
        .map((sign) => alphanumeric.indexOf(sign))
      push(bits, other === undefined ? one! : one! * 45 + other, other === undefined ? 6 : 11)
    }
    return { mode: 2, count: text.length, bits, countBits: [9, 11, 13] }
  }
  const octets = Buffer.from(text, 'utf8')
  const bits: number[] = []
  for (const octet of octets) push(bits, octet, 8)
  return { mode: 4, count: octets.length, bits, countBits: [8, 16, 16] }
}

function push(bits: number[], value: number, length: number): void {
  for (let at = length - 1; at >= 0; at -= 1) bits.push((value >>> at) & 1)
}

function countBitsAt({ countBits }: Segment, version: number): number {
  return countBits[version < 10 ? 0 : version < 27 ? 1 : 2]
}

function findVersion(segment: Segment): number {
  for (let version = 1; version <= 40; version += 1) {
    const needed = 4 + countBitsAt(segment, version) + segment.bits.length
    if (needed <= dataOctets(version) * 8) return version
  }
  throw new RangeError('a QR code holds no more than 2,331 octets')
}

/** All modules that are not a pattern or a format, in octets. */
function rawOctets(version: number): number {
  const aligned = version === 1 ? 0 : Math.floor(version / 7) + 2
  let modules = (16 * version + 128) * version + 64
  if (aligned > 0) modules -= (25 * aligned - 10) * aligned - 55
  if (version >= 7) modules -= 36
  return Math.floor(modules / 8)
}

function dataOctets(version: number): number {
  return rawOctets(version) - correctionOctets[version - 1]! * blockCounts[version - 1]!
}

function codewordsOf(segment: Segment, version: number): number[] {
  const bits: number[] = []
  push(bits, segment.mode, 4)
  push(bits, segment.count, countBitsAt(segment, version))
  bits.push(...segment.bits)
  const room = dataOctets(version) * 8
  bits.push(...Array<number>(Math.min(4, room - bits.length)).fill(0))
  bits.push(...Array<number>((8 - (bits.length % 8)) % 8).fill(0))
  const octets = Array.from({ length: bits.length / 8 }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((octet, bit) => octet * 2 + bit, 0),
  )
  for (let at = 0; octets.length < room / 8; at += 1) octets.push(at % 2 === 0 ? 0xec : 0x11)
  return octets
}

/** Each block with its own correction; then the first octet of each, the second of each, and so on. */
function interleave(data: number[], version: number): number[] {
  const count = blockCounts[version - 1]!
  const correction = correctionOctets[version - 1]!
  const short = Math.floor(data.length / count)
  const longFrom = count - (data.length % count)
  const generator = generatorOf(correction)
  let from = 0
  const blocks = Array.from({ length: count }, (_, at) => {
    const block = data.slice(from, (from += short + (at >= longFrom ? 1 : 0)))
    return { block, check: remainderOf(block, generator) }
  })
  const column = (at: number, pick: (one: (typeof blocks)[number]) => number[]) =>
    blocks.flatMap((one) => pick(one)[at] ?? [])
  return [
    ...Array.from({ length: short + 1 }, (_, at) => column(at, ({ block }) => block)).flat(),
    ...Array.from({ length: correction }, (_, at) => column(at, ({ check }) => check)).flat(),
  ]
}

/** In the field of 256, by the polynomial 0x11d. */
function multiply(one: number, other: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((other >>> bit) & 1) * one
  }
  return product
}

function generatorOf(degree: number): number[] {
  const factors = [...Array<number>(degree - 1).fill(0), 1]
  let root = 1
  for (let step = 0; step < degree; step += 1) {
    for (let at = 0; at < degree; at += 1)
      factors[at] = multiply(factors[at]!, root) ^ (factors[at + 1] ?? 0)
    root = multiply(root, 2)
  }
  return factors
}

function remainderOf(data: number[], generator: number[]): number[] {
  const rest = Array<number>(generator.length).fill(0)
  for (const octet of data) {
    const factor = octet ^ rest.shift()!
    rest.push(0)
    for (const [at, value] of generator.entries()) rest[at]! ^= multiply(value, factor)
  }
  return rest
}
