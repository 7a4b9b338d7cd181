// What a command says while it works: a line when a step begins, and how long it took when it is done.

export interface Progress {
  /** Does a step and says how long it took; `result` may add a word. */
  step<T>(what: string, work: () => Promise<T>, result?: (value: T) => string): Promise<T>
  say(line: string): void
}

export function openProgress(
  write: (text: string) => void = (text) => console.log(text),
): Progress {
  return {
    step: async (what, work, result) => {
      const began = performance.now()
      const value = await work()
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      const words = result ? `${what}: ${result(value)}` : what
      write(`  ${`${words} `.padEnd(56, '.')} ${seconds.padStart(5)} s`)
      return value
    },
    say: (line) => write(`  ${line}`),
  }
}
