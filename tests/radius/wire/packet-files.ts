// Reads ../packets/*.txt: one exchange a file, in hex, with its decode beside it. A network engineer can add one.
//
//   # What it teaches.
//   secret SharedSecret
//   request
//     01 2c 00 f2 …                      hex, as many lines as it takes
//   => authentic                         what checking its sender must say
//     Access-Request 44                  code and identifier
//     User-Name = "jane"                 attributes in wire order, as description.ts words them
//   reply
//     …

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface WrittenPacket {
  bytes: Buffer
  authenticity: string
  decode: string[]
}

export interface Exchange {
  name: string
  secret: string
  request: WrittenPacket
  reply?: WrittenPacket
}

const folder = join(import.meta.dirname, '../packets')

export function readExchanges(): Exchange[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => readExchange(file.replace('.txt', ''), readFileSync(join(folder, file), 'utf8')))
}

/** The exchange of one file: `pppoe-pap` for pppoe-pap.txt. */
export function exchangeNamed(name: string): Exchange {
  return readExchange(name, readFileSync(join(folder, `${name}.txt`), 'utf8'))
}

function readExchange(name: string, text: string): Exchange {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const requestAt = lines.indexOf('request')
  const replyAt = lines.indexOf('reply')
  const [word, secret] = lines[0]!.split(' ')
  if (word !== 'secret' || !secret || requestAt !== 1)
    throw new Error(`${name}: secret, request, …`)

  const request = readWritten(lines.slice(2, replyAt === -1 ? undefined : replyAt))
  if (replyAt === -1) return { name, secret, request }
  return { name, secret, request, reply: readWritten(lines.slice(replyAt + 1)) }
}

function readWritten(lines: string[]): WrittenPacket {
  const verdictAt = lines.findIndex((line) => line.startsWith('=> '))
  const hex = lines.slice(0, verdictAt).join('').replaceAll(' ', '')
  return {
    bytes: Buffer.from(hex, 'hex'),
    authenticity: lines[verdictAt]!.slice(3),
    decode: lines.slice(verdictAt + 1).map((line) => line.trim()),
  }
}
