// The square of a QR code: its patterns, the data along its snake, and the mask that reads best.

export type Modules = boolean[][]

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

/** The square itself: patterns first, then data along its snake, then the mask that reads best. */
export class Grid {
  readonly size: number
  private readonly version: number
  private readonly dark: Modules
  private readonly taken: Modules

  constructor(version: number) {
    this.version = version
    this.size = version * 4 + 17
    const blank = () => Array.from({ length: this.size }, () => Array<boolean>(this.size).fill(false))
    this.dark = blank()
    this.taken = blank()
    this.placePatterns()
  } // prettier-ignore

  private set(x: number, y: number, dark: boolean): void {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return
    this.dark[y]![x] = dark
    this.taken[y]![x] = true
  }

  private placePatterns(): void {
    const { size } = this
    for (let at = 0; at < size; at += 1) {
      this.set(6, at, at % 2 === 0)
      this.set(at, 6, at % 2 === 0)
    }
    for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) this.placeRings(x, y, 4) // prettier-ignore
    const places = this.alignments()
    const last = places.length - 1
    for (const [row, y] of places.entries()) {
      for (const [column, x] of places.entries()) {
        const isCorner = (row === 0 && (column === 0 || column === last)) || (row === last && column === 0) // prettier-ignore
        if (!isCorner) this.placeRings(x, y, 2)
      }
    }
    this.placeFormat(0)
    this.placeVersion()
  }

  private placeRings(x: number, y: number, reach: number): void {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy))
        this.set(x + dx, y + dy, reach === 4 ? ring !== 2 && ring !== 4 : ring !== 1)
      }
    }
  }

  private alignments(): number[] {
    if (this.version === 1) return []
    const count = Math.floor(this.version / 7) + 2
    const step = this.version === 32 ? 26 : Math.ceil((this.version * 4 + 4) / (count * 2 - 2)) * 2
    const later = Array.from({ length: count - 1 }, (_, at) => this.size - 7 - at * step)
    return [6, ...later.toReversed()]
  }

  /** Level M is 00; the mask's number; ten bits that correct the five. */
  private placeFormat(mask: number): void {
    const bits = ((mask << 10) | codeOf(mask, 10, 0x537)) ^ 0x5412
    const bit = (at: number) => ((bits >>> at) & 1) === 1
    const { size } = this
    for (let at = 0; at <= 5; at += 1) this.set(8, at, bit(at))
    this.set(8, 7, bit(6))
    this.set(8, 8, bit(7))
    this.set(7, 8, bit(8))
    for (let at = 9; at < 15; at += 1) this.set(14 - at, 8, bit(at))
    for (let at = 0; at < 8; at += 1) this.set(size - 1 - at, 8, bit(at))
    for (let at = 8; at < 15; at += 1) this.set(8, size - 15 + at, bit(at))
    this.set(8, size - 8, true)
  }

  private placeVersion(): void {
    if (this.version < 7) return
    const bits = (this.version << 12) | codeOf(this.version, 12, 0x1f25)
    for (let at = 0; at < 18; at += 1) {
      const dark = ((bits >>> at) & 1) === 1
      const [far, near] = [this.size - 11 + (at % 3), Math.floor(at / 3)]
      this.set(far, near, dark)
      this.set(near, far, dark)
    }
  }

  /** From the lower right corner, two columns at a time, up and down; the column of the timing pattern is left out. */
  placeData(octets: number[]): void {
    let at = 0
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5
      for (let step = 0; step < this.size; step += 1) {
        for (const x of [right, right - 1]) {
          const y = ((right + 1) & 2) === 0 ? this.size - 1 - step : step
          if (this.taken[y]![x] || at >= octets.length * 8) continue
          this.dark[y]![x] = ((octets[at >>> 3]! >>> (7 - (at & 7))) & 1) === 1
          at += 1
        }
      }
    }
  }

  masked(): Modules {
    const tries = masks.map((flips, mask) => {
      this.placeFormat(mask)
      const modules = this.dark.map((row, y) =>
        row.map((dark, x) => (this.taken[y]![x] ? dark : dark !== flips(x, y))),
      )
      return { modules, penalty: penaltyOf(modules) }
    })
    return tries.reduce((best, one) => (one.penalty < best.penalty ? one : best)).modules
  }
}

function codeOf(value: number, bits: number, polynomial: number): number {
  let rest = value
  for (let at = 0; at < bits; at += 1) rest = (rest << 1) ^ ((rest >>> (bits - 1)) * polynomial)
  return rest
}

/** What makes a code hard to read: long runs, blocks, what looks like a corner, too dark or too light. */
function penaltyOf(modules: Modules): number {
  const size = modules.length
  const columns = modules.map((_, x) => modules.map((row) => row[x]!))
  let penalty = 0
  for (const line of [...modules, ...columns]) {
    const words = line.map((dark) => (dark ? '1' : '0')).join('')
    for (const run of words.match(/1{5,}|0{5,}/g) ?? []) penalty += run.length - 2
    penalty += 40 * (words.match(/(?=10111010000|00001011101)/g)?.length ?? 0)
  }
  for (let y = 0; y < size - 1; y += 1) {
    for (let x = 0; x < size - 1; x += 1) {
      const dark = modules[y]![x]
      const same = modules[y]![x + 1] === dark && modules[y + 1]![x] === dark && modules[y + 1]![x + 1] === dark // prettier-ignore
      if (same) penalty += 3
    }
  }
  const share = modules.flat().filter(Boolean).length / (size * size)
  return penalty + 10 * Math.floor(Math.abs(share * 20 - 10))
}

export function pathOf(modules: Modules): string {
  return modules
    .flatMap((row, y) =>
      [
        ...row
          .map((dark) => (dark ? '1' : '0'))
          .join('')
          .matchAll(/1+/g),
      ].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
    )
    .join('')
}
