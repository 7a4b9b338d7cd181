// Forms that bring a file, cut into packets anywhere, and bytes that are no form at all.

import test from 'ava'
import * as fc from 'fast-check'
import { boundaryOf, readMultipart } from '../../web/multipart.ts'

const limits = { fileField: 'file', bytesMax: 100_000 }

function formOf(boundary: string, fields: Record<string, string>, file: Buffer, name = 'a.csv'): Buffer {
  const parts = Object.entries(fields).map(([key, words]) => Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${words}\r\n`))
  const head = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`)
  return Buffer.concat([...parts, head, file, Buffer.from(`\r\n--${boundary}--\r\n`)])
} // prettier-ignore

async function* cut(whole: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < whole.length; turn += 1) {
    const size = sizes[turn % sizes.length]!
    yield whole.subarray(at, at + size)
    at += size
  }
}

async function read(whole: Buffer, boundary: string, sizes: readonly number[] = [64]) {
  return readMultipart(cut(whole, sizes), boundary, limits, async ({ pieces }) => {
    const kept: Buffer[] = []
    for await (const piece of pieces) kept.push(piece)
    return Buffer.concat(kept)
  })
}

const boundary = fc.string({ unit: fc.constantFrom(...'abcXYZ-019'), minLength: 1, maxLength: 30 })
const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 })
const bytes = fc.array(fc.constantFrom('\r\n', '--', '-', '\r', 'x', '\0', 'abc', '\n', 'é'), { maxLength: 60 }).map((all) => Buffer.from(all.join(''))) // prettier-ignore

test('T41: a file comes out as it went in, wherever its packets are cut', async (t) => {
  await fc.assert(
    fc.asyncProperty(boundary, sizes, bytes, async (mark, packets, file) => {
      fc.pre(!file.includes(`\r\n--${mark}`) && !Buffer.concat([Buffer.from('\r\n'), file]).includes(`\r\n--${mark}`)) // prettier-ignore
      const { fields, file: kept } = await read(formOf(mark, { shortcode: '600966' }, file), mark, packets) // prettier-ignore
      t.is(fields['shortcode'], '600966')
      t.true(kept!.result.equals(file))
      t.is(kept!.name, 'a.csv')
    }),
    { numRuns: 300 },
  )
})

test('T41: any bytes end in a form or in a refusal, and a form that breaks off is none', async (t) => {
  const whole = formOf('mark', { shortcode: '1' }, Buffer.from('rows'))
  const mutation = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255), until: fc.integer({ min: 0, max: whole.length }) }) // prettier-ignore
  await fc.assert(
    fc.asyncProperty(mutation, sizes, async ({ at, to, until }, packets) => {
      const torn = Buffer.from(whole.subarray(0, until))
      if (at < torn.length) torn[at] = to
      const code = await read(torn, 'mark', packets).then(
        () => 'read',
        (error: { code?: string }) => error.code,
      )
      t.true(code === 'read' || code === 'form_unreadable', String(code))
    }),
    { numRuns: 500 },
  )
  for (let until = 0; until < whole.length - 4; until += 1)
    await t.throwsAsync(read(whole.subarray(0, until), 'mark'), { code: 'form_unreadable' } as never)
}) // prettier-ignore

test('what no page of ours sends is refused: another file, a field twice, a name from elsewhere, too much', async (t) => {
  const file = Buffer.from('x')
  const refused = [
    formOf('m', { '../shortcode': '1' }, file),
    Buffer.from(formOf('m', {}, file).toString().replace('name="file"', 'name="other"')),
    Buffer.concat([formOf('m', { a: '1' }, file).subarray(0, -7), formOf('m', { a: '2' }, file)]),
    formOf('m', { a: 'y'.repeat(5000) }, file),
  ]
  for (const form of refused) await t.throwsAsync(read(form, 'm'), { code: 'form_unreadable' } as never) // prettier-ignore
  await t.throwsAsync(read(formOf('m', {}, Buffer.alloc(120_000)), 'm', [5000]), { code: 'file_too_big' } as never) // prettier-ignore
  const { file: named } = await read(formOf('m', {}, file, '..\\..\\etc/pass\u202ewd.csv'), 'm')
  t.is(named!.name, 'passwd.csv')
  t.is(boundaryOf('multipart/form-data; boundary="a b"'), null)
  t.is(boundaryOf('multipart/form-data; boundary=abc; charset=x'), 'abc')
  t.is(boundaryOf('application/x-www-form-urlencoded'), null)
})
