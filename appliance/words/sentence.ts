// A sentence in parts, so that a page can set the one figure that matters in bold without anybody writing
// HTML. Parts are text: whatever a payer's name holds, it is only ever shown.

export interface Part {
  text: string
  strong: boolean
  code: boolean
}
export type Sentence = readonly Part[]

/** For what must be seen first: sentence`Paid ${strong('KES 1,500')}.` */
export function strong(words: string): Part {
  return { text: words, strong: true, code: false }
}

/** For codes, shown in figures of one width. */
export function code(words: string): Part {
  return { text: words, strong: false, code: true }
}

/** Joins texts and parts; an inner sentence is taken in. */
export function sentence(
  texts: TemplateStringsArray,
  ...between: (string | number | Part | Sentence)[]
): Sentence {
  return texts.flatMap((text, at) => [
    ...plain(text),
    ...(at < between.length ? partsOf(between[at]!) : []),
  ])
}

/** The same without emphasis, for logs, titles and tests. */
export function plainText(parts: Sentence): string {
  return parts.map(({ text }) => text).join('')
}

function plain(text: string): Sentence {
  return text === '' ? [] : [{ text, strong: false, code: false }]
}

function partsOf(given: string | number | Part | Sentence): Sentence {
  if (typeof given === 'string' || typeof given === 'number') return plain(String(given))
  return 'text' in given ? [given] : given
}
