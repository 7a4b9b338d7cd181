// The words of the RouterOS API: a length, then bytes in UTF-8; an empty word ends a sentence. What is no length, or more
// than a router has to say, is refused.

const wordBytesMax = 1_048_576
const sentenceWordsMax = 1000

/** What comes from a socket in; whole sentences out, in order. Throws on bytes that are none. */
export type SentenceReader = (data: Buffer) => string[][]

export function openSentenceReader(): SentenceReader {
  let waiting: Buffer[] = []
  let size = 0
  let needed = 1
  let words: string[] = []
  return (data) => {
    waiting.push(data)
    size += data.length
    if (size < needed) return [] // A long word comes in many pieces: joined once, not with each.
    let bytes = Buffer.concat(waiting)
    const sentences: string[][] = []
    for (;;) {
      const head = readLength(bytes)
      needed = head ? head.used + head.length : bytes.length + 1
      if (!head || bytes.length < needed) break
      const word = bytes.toString('utf8', head.used, needed)
      bytes = bytes.subarray(needed)
      if (head.length > 0) words.push(word)
      else if (words.length > 0) {
        sentences.push(words)
        words = []
      }
      if (words.length > sentenceWordsMax) throw new Error('a sentence that never ends')
    }
    waiting = [bytes]
    size = bytes.length
    return sentences
  }
}

/** Undefined where it has not all come yet. */
function readLength(bytes: Buffer): { used: number; length: number } | undefined {
  const [first] = bytes
  if (first === undefined) return undefined
  if (first >= 0xf8) throw new Error('a length that is none')
  const more = [0x80, 0xc0, 0xe0, 0xf0].filter((from) => first >= from).length
  if (bytes.length <= more) return undefined
  const own = first & [0x7f, 0x3f, 0x1f, 0x0f, 0][more]!
  const length = bytes.subarray(1, 1 + more).reduce((sum, byte) => sum * 256 + byte, own)
  if (length > wordBytesMax) throw new Error('a word that never ends')
  return { used: 1 + more, length }
}

/** Asserts nothing: a word may hold any text. */
export function encodeWord(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  const { length } = bytes
  const more = [0x80, 0x4000, 0x20_0000, 0x1000_0000].filter((from) => length >= from).length
  const head = Buffer.alloc(5)
  head.writeUInt32BE(length, 1)
  const used = head.subarray(4 - more)
  used[0] = (more === 4 ? 0 : used[0]!) | [0, 0x80, 0xc0, 0xe0, 0xf0][more]!
  return Buffer.concat([used, bytes])
}
