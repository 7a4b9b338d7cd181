// The RouterOS API on the wire: words with their length before them, an empty word at the end of a sentence.

/** Of a word, in one to five bytes. */
export function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  if (length < 0x4000) return Buffer.from([(length >> 8) | 0x80, length & 0xff])
  if (length < 0x20_0000) return Buffer.from([(length >> 16) | 0xc0, (length >> 8) & 0xff, length & 0xff]) // prettier-ignore
  const four = Buffer.alloc(5)
  four.writeUInt32BE(length, 1)
  if (length >= 0x1000_0000) {
    four[0] = 0xf0
    return four
  }
  four[1]! |= 0xe0
  return four.subarray(1)
}

/** Words are bytes, one sign a byte. */
export function encodeSentence(words: readonly string[]): Buffer {
  const parts = words.flatMap((word) => {
    const bytes = Buffer.from(word, 'latin1')
    return [encodeLength(bytes.length), bytes]
  })
  return Buffer.concat([...parts, Buffer.from([0])])
}

const WORD_MAX = 4_194_304

/** Takes what comes from a socket and gives whole sentences. Throws on a length that is none. */
export function openSentences(): (data: Buffer) => string[][] {
  let waiting = Buffer.alloc(0)
  let words: string[] = []
  return (data) => {
    waiting = Buffer.concat([waiting, data])
    const sentences: string[][] = []
    for (;;) {
      const head = readLength(waiting)
      if (!head || waiting.length < head.used + head.length) return sentences
      const { used, length } = head
      const word = waiting.toString('latin1', used, used + length)
      waiting = waiting.subarray(used + length)
      if (length > 0) words.push(word)
      else if (words.length > 0) {
        sentences.push(words)
        words = []
      }
    }
  }
}

function readLength(bytes: Buffer): { used: number; length: number } | undefined {
  const [first] = bytes
  if (first === undefined) return undefined
  if (first >= 0xf8) throw new Error('a reserved control byte')
  const more = first < 0x80 ? 0 : first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  if (bytes.length <= more) return undefined
  let length = first & [0x7f, 0x3f, 0x1f, 0x0f, 0x00][more]!
  for (let at = 1; at <= more; at += 1) length = length * 256 + bytes[at]!
  if (length > WORD_MAX) throw new Error('a word that never ends')
  return { used: more + 1, length }
}
