// When the snapshot is written: soon after something changed, at most once a minute, and once more at the end.

import { log, warn } from '../appliance/log.ts'
import type { Snapshot, SnapshotFile } from './snapshot.ts'

export interface SnapshotKeeper {
  /** What is known is not what the file says any more. */
  changed(): void
  /** Of the last one written. */
  bytes(): number | null
  close(): Promise<void>
}

export interface SnapshotTimings {
  snapshotMilliseconds?: number
  writesSnapshot?: boolean
}

/** `take` says what is known; null while nothing is. */
export function openSnapshotKeeper(
  file: SnapshotFile,
  { snapshotMilliseconds = 60_000, writesSnapshot = true }: SnapshotTimings,
  take: () => Snapshot | null,
): SnapshotKeeper {
  let dirty = false
  let closed = false
  let failing = false
  let bytes: number | null = null
  let writtenAt = -Infinity
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    timer = undefined
    const snapshot = take()
    if (!dirty || !snapshot) return
    dirty = false
    const startedAt = performance.now()
    writtenAt = startedAt
    try {
      bytes = await file.write(snapshot)
      const milliseconds = Math.round(performance.now() - startedAt)
      if (failing) log('snapshot.written_again', { bytes, milliseconds })
      failing = false
    } catch (error) {
      dirty = true
      if (!failing) warn('snapshot.not_written', { error })
      failing = true
    }
  }

  function wake(): void {
    if (closed || timer || writing || !dirty) return
    const wait = Math.max(0, writtenAt + snapshotMilliseconds - performance.now())
    timer = setTimeout(() => {
      writing = write().finally(() => {
        writing = undefined
        wake()
      })
    }, wait)
    timer.unref()
  }

  return {
    changed: () => {
      if (!writesSnapshot) return
      dirty = true
      wake()
    },
    bytes: () => bytes,
    close: async () => {
      closed = true
      clearTimeout(timer)
      await writing
      await write()
    },
  }
}
