// Our QR codes, read by somebody else's reader: zbarimg, of Debian's zbar-tools.

import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { drawQrCode, qrImage, type QrCode } from '../../web/qr-code.ts'

const folder = await mkdtemp(join(tmpdir(), 'lango-qr-'))
test.after.always(() => rm(folder, { recursive: true }))

const dots = 3

/** Reads the path as a browser does, and paints it with its quiet zone. */
function paint({ size, path }: QrCode): Buffer {
  const width = (size + 8) * dots
  const picture = Buffer.alloc(width * width, 255)
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = 0; row < dots; row += 1) {
      const from = ((Number(y) + 4) * dots + row) * width + (Number(x) + 4) * dots
      picture.fill(0, from, from + Number(length) * dots)
    }
  }
  return Buffer.concat([Buffer.from(`P5 ${width} ${width} 255\n`), picture])
}

async function read(text: string): Promise<{ words: string; version: number }> {
  const code = drawQrCode(text)
  const file = join(folder, `${crypto.randomUUID()}.pgm`)
  await writeFile(file, paint(code))
  const args = ['-q', '--raw', '-Sdisable', '-Sqrcode.enable', file]
  const { stdout } = spawnSync('zbarimg', args, { encoding: 'utf8' })
  return { words: stdout.trimEnd(), version: (code.size - 17) / 4 }
}

test('U65: a voucher’s code is read back by zbarimg, at the smallest version', async (t) => {
  t.deepEqual(await read('KQ7W-DM3P-TXAC'), { words: 'KQ7W-DM3P-TXAC', version: 1 })
})

for (const [signs, version] of [[20, 1], [21, 2], [154, 6], [155, 7], [1500, 26], [3391, 40]] as const) {
  test(`${signs} capitals and digits are a code of version ${version}, and read back`, async (t) => {
    const text = 'LANGO/+47'.repeat(400).slice(0, signs)
    t.deepEqual(await read(text), { words: text, version })
  })
} // prettier-ignore

for (const [octets, version] of [[1, 1], [14, 1], [15, 2], [213, 10], [664, 20], [2331, 40]] as const) {
  test(`${octets} octets of any text are a code of version ${version}, and read back`, async (t) => {
    const text = 'karibu ndani! '.repeat(200).slice(0, octets).replace(/ $/, '.')
    t.deepEqual(await read(text), { words: text, version })
  })
} // prettier-ignore

test('more than a code holds is refused, and not drawn wrong', (t) => {
  t.throws(() => drawQrCode('x'.repeat(2332)), { instanceOf: RangeError })
})

test('a picture of its own names itself in plain letters, and holds no script', (t) => {
  t.regex(qrImage('x', 'A "code" <b>'), /<title>A code b<\/title>/)
  t.notRegex(qrImage('x', ''), /style=|script|href/)
})
