// What every step of the installed box's test has at hand: the machine, what it knows of it, and ways to ask.

import assert from 'node:assert/strict'
import { knock, type Answer, type Knock } from './knocks.ts'
import type { Machine } from '../../appliance/image/machine.ts'
import type { Played } from '../../appliance/image/play.ts'

export interface Stage {
  machine: Machine
  host: string
  ca: string
  play(more?: readonly string[], book?: string): Promise<Played>
  /** What inside/prepare.ts told. */
  known: Known | undefined
}

export interface Known {
  owner: { email: string; password: string }
  secret: string
  user_name: string
  password: string
  shortcode: string
  token: string
}

export interface Step {
  name: string
  run(stage: Stage): Promise<string | void>
}

/** Throws with all that was said. */
export async function inside({ machine }: Stage, command: string): Promise<string> {
  const { code, out, all } = await machine.run(command)
  assert.equal(code, 0, `${command}\n${all}`)
  return out.trim()
}

export function ask(stage: Stage, asked: Pick<Knock, 'path'> & Partial<Knock>): Promise<Answer> {
  const { machine, host, ca } = stage
  return knock({ address: machine.address, host, ca, ...asked })
}

export function sql(stage: Stage, words: string, as = 'postgres'): Promise<string> {
  const who = as === 'postgres' ? 'postgres -- psql' : `${as} -- psql -U ${as.replace('-', '_')}`
  return inside(stage, `cd / && runuser -u ${who} -XqAt -d lango -c "${words}"`)
}
