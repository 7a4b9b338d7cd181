// One statement for many who ask in the same moment: while one is under way, the next ones gather.

/**
 * `serve` answers each in order. Where it fails, each is served alone, so that one that can't be served fails alone; it must
 * leave nothing behind where it throws.
 */
export function gather<Ask, Answer>(
  serve: (asks: Ask[]) => Promise<Answer[]>,
  most = 100,
): (ask: Ask) => Promise<Answer> {
  interface Waiting {
    ask: Ask
    take: (answer: Answer) => void
    refuse: (error: unknown) => void
  }
  let waiting: Waiting[] = []
  let serving = false

  async function serveAlone({ ask, take, refuse }: Waiting): Promise<void> {
    await serve([ask]).then(([answer]) => take(answer!), refuse)
  }

  async function serveAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.slice(0, most)
      waiting = waiting.slice(most)
      try {
        const answers = await serve(group.map(({ ask }) => ask))
        group.forEach(({ take }, at) => take(answers[at]!))
      } catch (error) {
        if (group.length === 1) group[0]!.refuse(error)
        else await Promise.all(group.map(serveAlone))
      }
    }
    serving = false
  }

  return (ask) => {
    const { promise, resolve: take, reject: refuse } = Promise.withResolvers<Answer>()
    waiting.push({ ask, take, refuse })
    if (!serving) {
      serving = true
      setImmediate(() => void serveAll()) // Who asks in this same turn comes along.
    }
    return promise
  }
}
