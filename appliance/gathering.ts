// Group commit: while one batch is written, what comes in gathers to be the next. Under load many share a commit; alone, one
// waits for nobody; and whatever becomes of a batch, nobody waits for it longer than their patience.

import { within } from './patience.ts'

interface Batch<Item> {
  items: Item[]
  /** Resolves when all of it is written; rejects with what `write` threw, or Unavailable `too_slow`. */
  written: Promise<void>
  /** Nobody waits for it any more. */
  left: boolean
}

export interface Gathering {
  batchMax: number
  /** From when the first of a batch came: its turn and its writing together. */
  patienceMilliseconds: number
}

/**
 * Of `write`: it writes all of a batch or throws. No two run at once, but beside one that nobody waits for any more: it may still
 * end well, so its items must be safe to write again. Each batch is written in the life of its first caller, not of the batch
 * before. Returns what each caller calls: it resolves when its batch is written.
 */
export function gather<Item>(
  write: (items: readonly Item[]) => Promise<void>,
  { batchMax, patienceMilliseconds }: Gathering,
): (item: Item) => Promise<void> {
  let open: Batch<Item> | undefined // What comes now may still come along.
  let before: Promise<unknown> = Promise.resolve()

  const close = (batch: Batch<Item>) => {
    if (open === batch) open = undefined
  }

  async function writeAfter(turn: Promise<unknown>, batch: Batch<Item>): Promise<void> {
    await turn
    close(batch)
    if (!batch.left) await write(batch.items)
  }

  return (item) => {
    if (open && open.items.length < batchMax) {
      open.items.push(item)
      return open.written
    }
    const batch: Batch<Item> = { items: [item], written: Promise.resolve(), left: false }
    open = batch
    batch.written = within(patienceMilliseconds, writeAfter(before, batch)).finally(() => {
      close(batch)
      batch.left = true
    })
    before = batch.written.catch(() => {})
    return batch.written
  }
}
