// A router that calls home over a link that loses: of its calls, one in a hundred, in ten, in three never arrives, or its answer
// never does, when we have written it down already. What it is told is in effect once, and in order.

import test from 'ava'
import { seededDice } from '../simulators/dice.ts'
import { fetchBySockets, type Fetcher } from '../simulators/routeros/router-fetch.ts'
import { ScriptTrouble } from '../simulators/routeros/values.ts'
import { names, openGates, put } from './gates.ts'

const gates = await openGates()
const { db } = gates.appliance
const { clock, connected, queue, stateOf } = gates
test.after.always(() => gates.close())

interface Link {
  percent: number
  /** How often the request, and how often the answer, was lost. */
  lost: { asked: number; answered: number }
  fetch: Fetcher
}

/** The first packets are not lost: a line that was not fetched is pasted again by a person. */
function openLossyLink(trusted: string, from: string): Link {
  const dice = seededDice(48)
  const link: Link = {
    percent: 0,
    lost: { asked: 0, answered: 0 },
    fetch: async (asked) => {
      const isLost = () => dice() * 100 < link.percent
      if (isLost()) {
        link.lost.asked += 1
        throw new ScriptTrouble('failure: connection timeout')
      }
      const answer = await fetchBySockets({ ...asked, ...(asked.trusted && { trusted: [trusted] }), headers: { ...asked.headers, 'x-simulated-address': from } }) // prettier-ignore
      if (!isLost()) return answer
      link.lost.answered += 1
      throw new ScriptTrouble('failure: connection closed')
    },
  }
  return link
}

for (const percent of [1, 10, 30])
  test.serial(`F48, S1-19, T54: ${percent} % of an agent’s calls are lost, or their answers: each command is in effect once, in order, and none is missing`, async (t) => {
    const link = openLossyLink(gates.certificate, `102.0.9.${percent}`)
    const { id, ros, call } = await connected({}, { fetch: link.fetch })
    await call()
    link.percent = percent
    const before = ros.changes.length

    // Twelve guests come, every third leaves again, and one has another speed: told in four portions, as they pay.
    const guests = Array.from({ length: 12 }, (_, at) => `guest-${at}`)
    const asked: number[] = []
    let calls = 0
    for (let from = 0; from < guests.length; from += 3) {
      const some = guests.slice(from, from + 3)
      for (const name of some) asked.push((await queue(id, 'user-put', put(name)))!)
      asked.push((await queue(id, 'user-remove', { name: some[0]! }))!)
      clock.pass({ seconds: 15 })
      await call()
      calls += 1
    }
    const open = async () => (await db('router_commands').where({ router_id: id }).whereIn('id', asked).whereIn('state', ['queued', 'delivered'])).length
    while ((await open()) > 0 && calls < 60) {
      clock.pass({ seconds: 15 })
      await call()
      calls += 1
    }
    t.true(calls < 60, `all is told within ${calls} calls`)
    t.deepEqual(names(ros).sort(), guests.filter((_, at) => at % 3 !== 0).sort())

    const states = await Promise.all(asked.map((one) => stateOf(one)))
    t.deepEqual(states.filter(({ state }) => state !== 'confirmed' && state !== 'executed'), [])
    // What the router did: each guest was added once and, every third, taken off once; nothing else of a guest was touched.
    const did = ros.changes.slice(before).filter((one) => /\/ip\/hotspot\/user [a-z]/.test(one) || /\/ip\/hotspot\/user: /.test(one))
    t.is(did.filter((one) => /\badd/.test(one)).length, guests.length)
    t.is(did.filter((one) => /\bremove/.test(one)).length, guests.length / 3)
    const sequences = states.filter(({ executed_at }) => executed_at).map(({ sequence }) => Number(sequence))
    t.deepEqual(sequences, sequences.toSorted((one, other) => one - other))
    if (percent === 30) t.true(link.lost.asked > 0 && link.lost.answered > 0, 'both ways were lost')
    t.log(`${percent} %: ${calls} calls, ${link.lost.asked} requests and ${link.lost.answered} answers lost`)
  }) // prettier-ignore
