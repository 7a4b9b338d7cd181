// A benchmark's figures: on the screen as they come, and dated in results/.

import { mkdir, writeFile } from 'node:fs/promises'

export interface Report {
  say(line: string): void
  keep(): Promise<void>
}

export function openReport(name: string): Report {
  const lines: string[] = []
  return {
    say: (line) => {
      lines.push(line)
      console.log(line)
    },
    keep: async () => {
      const folder = new URL('results/', import.meta.url)
      const today = Temporal.Now.plainDateISO('Africa/Nairobi')
      await mkdir(folder, { recursive: true })
      await writeFile(new URL(`${name}-${today}.txt`, folder), `${lines.join('\n')}\n`)
    },
  }
}

/** Columns, right-aligned but the first. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
        .join('  '),
    )
    .join('\n')
}
