// The other workers of the port, as the first one keeps them: started, answered, and started again when they die.

import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { RouterFacts } from '../appliance/access/facts.ts'
import { warn } from '../appliance/log.ts'
import type { Asked, Told } from './first-worker.ts'
import { unpack } from './packing.ts'

export interface Workers {
  close(): Promise<void>
}

const restMilliseconds = 1000
const script = fileURLToPath(new URL('worker.ts', import.meta.url))

/** `answer` is how the first answers a genuine Access-Request. */
export function openWorkers(
  count: number,
  answer: (bytes: Buffer, router: RouterFacts) => Promise<Buffer | undefined>,
): Workers {
  const children = new Map<number, ChildProcess>()
  let closing = false

  async function hear(child: ChildProcess, { ask, bytes, router }: Partial<Asked>): Promise<void> {
    if (ask === undefined) return
    const told = await answer(Buffer.from(bytes!), unpack(router) as RouterFacts).catch((error) => {
      warn('worker.unanswered', { error })
      return undefined
    })
    if (child.connected) child.send({ told: ask, bytes: told } satisfies Told)
  }

  function start(index: number): void {
    if (closing) return
    const child = fork(script, [String(index)], { serialization: 'advanced', execArgv: [] })
    children.set(index, child)
    child.on('message', (message) => void hear(child, message as Partial<Asked>))
    child.on('error', (error) => warn('worker.failed', { index, error }))
    child.on('exit', (code, signal) => {
      children.delete(index)
      if (closing) return
      warn('worker.ended', { index, code, signal })
      setTimeout(() => start(index), restMilliseconds).unref()
    })
  }
  for (let index = 1; index <= count; index++) start(index)

  return {
    close: async () => {
      closing = true
      await Promise.all(
        [...children.values()].map(
          (child) =>
            new Promise((resolve) => {
              child.once('exit', resolve)
              child.kill('SIGTERM')
            }),
        ),
      )
    },
  }
}
