// Group commit: while one batch is written, what comes in gathers to be the next. Under load many share a commit; alone, one
// waits for nobody.

interface Waiting<Item> {
  item: Item
  resolve(): void
  reject(error: unknown): void
}

/**
 * Of `write`: it writes all of a batch or throws, and no two run at once. Returns what each caller calls: it resolves when the
 * batch of its item is written, and rejects with what `write` threw for that batch.
 */
export function gather<Item>(
  write: (items: Item[]) => Promise<void>,
  batchMax: number,
): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = []
  let writing = false

  async function writeAll(): Promise<void> {
    writing = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchMax)
      try {
        await write(batch.map(({ item }) => item))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    writing = false
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    waiting.push({ item, resolve, reject })
    if (!writing) void writeAll()
    return promise
  }
}
