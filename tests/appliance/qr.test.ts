import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { qrModules, qrSvg } from '../../appliance/qr.ts'

const run = promisify(execFile)

/** What zbar, which is not ours, reads from it: as a picture of eight pixels a module. */
async function read(text: string): Promise<string> {
  const grid = qrModules(text)
  const wide = (grid.length + 8) * 8
  const pixels = Buffer.alloc(wide * wide, 255)
  for (const [y, row] of grid.entries())
    for (const [x, dark] of row.entries())
      if (dark)
        for (let line = 0; line < 8; line++)
          pixels.fill(
            0,
            ((y + 4) * 8 + line) * wide + (x + 4) * 8,
            ((y + 4) * 8 + line) * wide + (x + 5) * 8,
          )
  const folder = await mkdtemp(join(tmpdir(), 'lango-qr-'))
  try {
    const path = join(folder, 'code.pgm')
    await writeFile(path, Buffer.concat([Buffer.from(`P5\n${wide} ${wide}\n255\n`), pixels]))
    const { stdout } = await run('zbarimg', [
      '--quiet',
      '--raw',
      '-Sdisable',
      '-Sqrcode.enable',
      path,
    ])
    return stdout.replace(/\n$/, '')
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('an independent reader reads every version, from one letter to the longest', async (t) => {
  const sizes = new Set<number>()
  for (const length of [1, 14, 15, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 660]) {
    const text = 'otpauth://totp/Lango:'.repeat(40).slice(0, length)
    sizes.add(qrModules(text).length)
    t.is(await read(text), text, `${length}`)
  } // prettier-ignore
  t.deepEqual(
    [...sizes],
    Array.from({ length: 20 }, (_, at) => 21 + 4 * at),
  )
})

test('what is too long for paper is refused, and the picture holds nothing but its shape', (t) => {
  t.throws(() => qrModules('x'.repeat(700)))
  t.regex(qrSvg('x', 'A "code" <b>'), /<title>A code b<\/title>/)
  t.notRegex(qrSvg('x', ''), /style=|script|href/)
})
