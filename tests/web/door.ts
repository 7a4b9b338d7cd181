// A web door of a test's own: an appliance on a fresh database, listening on a free port, and browsers that keep
// their cookie as browsers do.

import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { readClockOffset } from '../../appliance/clock.ts'
import { roles } from '../../appliance/grants.ts'
import { codeAt, stepAt } from '../../appliance/people/totp.ts'
import { createApp } from '../../web/app.ts'
import { openCallbackDoor } from '../../web/callbacks/door.ts'
import { closeServer, openServer } from '../../web/server.ts'
import {
  dropDatabase,
  freshDatabase,
  inRole,
  testClock,
  testConfig,
  type TestClock,
} from '../support/database.ts'
import { emailOf, noon, password } from './kilima.ts'
import { seed } from './phone-codes.ts'

export interface Door {
  appliance: Appliance
  clock: TestClock
  origin: string
  close(): Promise<void>
}

/** What only the database's owner may do: the door itself may not. */
export async function asOwner({ db }: Pick<Appliance, 'db'>, ...sql: string[]): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw('set local role none')
    for (const one of sql) await trx.raw(one)
  })
}

const doors = new Map<string, Appliance>()

/**
 * Opens it at 14:32 on 21 November 2026, with the rights a real box's processes have (T62), so that what they were not granted is
 * missed here first. `env` adds settings: a trial, a public URL.
 */
export async function openDoor(env: Record<string, string> = {}): Promise<Door> {
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-web-'))
  const url = await freshDatabase()
  const clock = testClock(noon)
  const settings = { LANGO_STATE_DIR: stateDir, ...env }
  const appliance = await openAppliance(testConfig(inRole(url, roles.app), settings), { clock })
  const callbackDoor = await openCallbackDoor(appliance)
  const server = await openServer(createApp(appliance, callbackDoor), 0, '127.0.0.1')
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  doors.set(origin, appliance)
  return {
    appliance,
    clock,
    origin,
    close: async () => {
      await closeServer(server)
      await callbackDoor.close()
      await appliance.close()
      await dropDatabase(url)
      await rm(stateDir, { recursive: true })
    },
  }
}

export interface Answer {
  status: number
  location: string | null
  headers: Headers
  html: string
}

export interface Visitor {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(
    path: string,
    fields?: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Answer>
  delete(path: string): Promise<Answer>
  cookie(): string
  bring(cookie: string): void
}

/** A browser without pages: keeps its cookie, says where it comes from, follows nothing. */
export function visit(origin: string): Visitor {
  let cookie = ''

  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const headers = {
      ...(cookie && { cookie }),
      'user-agent': 'Test 1.0',
      ...(init.headers as Record<string, string>),
    }
    const answer = await fetch(origin + path, { ...init, headers, redirect: 'manual' })
    const [set] = answer.headers.getSetCookie()
    if (set) cookie = set.split(';')[0]!
    return {
      status: answer.status,
      location: answer.headers.get('location'),
      headers: answer.headers,
      html: await answer.text(),
    }
  }

  const post: Visitor['post'] = (path, fields = {}, headers = {}) =>
    ask(path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin, 'sec-fetch-site': 'same-origin', ...headers },
    })
  return {
    get: (path, headers = {}) => ask(path, { headers }),
    post,
    delete: (path) => post(`${path}?_method=delete`),
    cookie: () => cookie,
    bring: (given) => (cookie = given),
  }
}

let turn: Promise<unknown> = Promise.resolve()

/** Somebody of this role, signed in: with the code from their phone, where they have one. One after the other. */
export function signedIn(origin: string, role: string): Promise<Visitor> {
  const mine = turn.then(() => signInAs(origin, role))
  turn = mine.catch(() => {})
  return mine
}

async function signInAs(origin: string, role: string): Promise<Visitor> {
  const visitor = visit(origin)
  let answer = await visitor.post('/sign-in', { email: emailOf(role), password, back: '' })
  if (answer.location?.startsWith('/sign-in/code')) {
    const { db, now } = doors.get(origin)!
    await db('code_seeds').update({ step_used: null }) // The clock of a test stands still, and so would its codes.
    const outside = now().subtract({ seconds: await readClockOffset(db) })
    answer = await visitor.post('/sign-in/code', { code: codeAt(seed, stepAt(outside)), back: '' })
  }
  if (answer.status !== 303)
    throw new Error(`${role} can't sign in: ${answer.status} ${answer.html}`)
  return visitor
}

/** What a page says, without its tags. */
export function said(html: string): string {
  return html
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replace(/\s+/g, ' ')
    .replace(/ ([,.:])/g, '$1')
}
