// A provider and routers that go on knocking while something is done to the box: callbacks by https and logins by radclient,
// so many a second, and what became of each.

import { Agent, request } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import type { Stage } from './stage.ts'
import { tell } from '../../appliance/image/shell.ts'

export interface Outcome {
  sent: number
  answered: number
  /** Statuses that are none of 200, or what went wrong, and how often. */
  wrong: Record<string, number>
  slowest_ms: number
}

/** Until `over` is aborted; resolves when each has its answer. Receipts begin with `prefix`. */
export async function payOn(stage: Stage, perSecond: number, prefix: string, over: AbortSignal): Promise<Outcome> {
  const { machine, host, ca, known } = stage
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  const outcome: Outcome = { sent: 0, answered: 0, wrong: {}, slowest_ms: 0 }
  const path = `/hooks/${known!.token}/confirmation`
  const send = (number: number) =>
    new Promise<void>((resolve) => {
      const began = performance.now()
      const end = (word?: string) => {
        outcome.slowest_ms = Math.max(outcome.slowest_ms, Math.round(performance.now() - began))
        if (word === undefined) outcome.answered += 1
        else outcome.wrong[word] = (outcome.wrong[word] ?? 0) + 1
        resolve()
      }
      const body = JSON.stringify({ TransactionType: 'Pay Bill', TransID: `${prefix}${String(number).padStart(7, '0')}`, TransTime: '20261121180000', TransAmount: '50.00', BusinessShortCode: known!.shortcode, BillRefNumber: '100000', MSISDN: '254712345678', FirstName: 'Achieng' })
      const headers = { host, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const going = request({ agent, host: machine.address, servername: host, ca, path, method: 'POST', headers, timeout: 40_000 }, (answer) => {
        answer.resume().on('end', () => end(answer.statusCode === 200 ? undefined : String(answer.statusCode)))
      })
      going.on('timeout', () => going.destroy(new Error('timeout')))
      going.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
      going.end(body)
    })
  const open: Promise<void>[] = []
  const began = performance.now()
  while (!over.aborted) {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond)
    while (outcome.sent < due) open.push(send((outcome.sent += 1)))
    await wait(10)
  }
  await Promise.all(open)
  agent.destroy()
  return outcome
} // prettier-ignore

export interface Logins {
  accepted: number
  lost: number
  other: number
}

/** `count` logins at a rate, each tried as a router tries: again after a second, three times. */
export async function logInOn(stage: Stage, perSecond: number, count: number): Promise<Logins> {
  const { machine, known } = stage
  const attributes = `User-Name = "${known!.user_name}", User-Password = "${known!.password}", NAS-IP-Address = ${machine.ours}, Packet-Src-IP-Address = ${machine.ours}, Message-Authenticator = 0x00`
  const words = ['-q', '-s', '-n', String(perSecond), '-p', '100', '-c', String(count), '-r', '4', '-t', '1', `${machine.address}:1812`, 'auth', known!.secret]
  const { all } = await tell('radclient', words, { input: `${attributes}\n` })
  const read = (word: string) => Number(new RegExp(`${word}\\s*:\\s*(\\d+)`).exec(all)?.[1] ?? Number.NaN)
  const [accepted, rejected, lost] = [read('Accepted'), read('Rejected'), read('Lost')]
  return { accepted, lost, other: rejected }
} // prettier-ignore
