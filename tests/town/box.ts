// The appliance in one process and on virtual time: its real handlers, its real door of callbacks, its real due rows, before a
// PostgreSQL database of its own and the simulated Safaricom. What stands between them, the queue and the life of each
// process, is the town's, so that the same seed gives the same day.

import Koa from 'koa'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { openCredentials } from '../../appliance/money/shortcodes.ts'
import type { Instant } from '../../appliance/time.ts'
import type { DarajaClients } from '../../jobs/daraja-clients.ts'
import { handlersFor, type Handlers } from '../../jobs/handlers.ts'
import { openDaraja, type Daraja } from '../../jobs/providers/daraja.ts'
import { daraja } from '../../web/callbacks/daraja.ts'
import { openCallbackDoor, type CallbackDoor } from '../../web/callbacks/door.ts'
import { closeServer, openServer } from '../../web/server.ts'
import type { Dice } from '../simulators/dice.ts'
import { openSafaricom, type Safaricom } from '../simulators/safaricom/safaricom.ts'
import { dropDatabase, freshDatabase, testClock, testConfig, type TestClock } from '../support/database.ts' // prettier-ignore
import { paybill, safaricomKeys, stkPasskey } from '../support/factories.ts'
import { freePort } from '../support/processes.ts'
import type { Chance } from './faults.ts'
import { openLives, type Lives } from './lives.ts'
import { addNextDue } from './next-due.ts'
import { openTownQueue, type TownQueue } from './queue.ts'
import { openReckoning, type Reckoning } from './reckoning.ts'

export const townSms = { username: 'lango', api_key: 'secret' }

export interface Box {
  /** As people and staff use it: what they do is never cut short. */
  appliance: Appliance
  clock: TestClock
  safaricom: Safaricom
  lives: Lives
  queue: TownQueue
  /** What the outside world was told, to be held against the books. */
  reckoning: Reckoning
  /** Does what falls due until that moment, in its order, and what follows from it; and then stands there. */
  passUntil(at: Instant): Promise<void>
  /** Works off all that is ready now. */
  settle(): Promise<void>
  close(): Promise<void>
}

export interface Fittings {
  /** Instead of the real one that asks over UDP. */
  disconnect(appliance: Appliance): Handlers['send-disconnect']
}

export async function openBox(
  start: string,
  dice: Dice,
  chance: Chance,
  fittings: Fittings,
): Promise<Box> {
  const clock = testClock(start)
  const { now } = clock
  const database = await freshDatabase()
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-town-'))
  const port = await freePort()
  const settings = { LANGO_PUBLIC_URL: `http://127.0.0.1:${port}`, LANGO_STATE_DIR: stateDir }
  const opened = await openAppliance(testConfig(database, settings), { clock })
  await addNextDue(opened.db)
  const reckoning = openReckoning()

  const queue = openTownQueue(chance, now, {
    appliance: () => lives.appliance,
    lives: () => lives,
    handlers: () => handlers,
    onKilled: () => (handlers = makeHandlers()),
    onBug: ({ name }, error) => reckoning.bug(`${name} threw ${(error as Error).message}`),
    note: (line) => reckoning.note(`${now().toString()} ${line}`),
  })
  const lives = openLives(opened, chance, (sent) => queue.send(sent))
  const makeHandlers = (): Handlers => ({
    ...handlersFor(lives.appliance, hastyClients(lives.appliance)),
    'send-disconnect': fittings.disconnect(lives.appliance),
  })
  let handlers = makeHandlers()

  const entrance = await openEntrance(lives)
  const server = await openServer(doorApp(lives, entrance, reckoning) as never, port, '127.0.0.1')
  const safaricom = await openSafaricom({
    now,
    random: dice,
    polls: false,
    consumer_key: 'key',
    consumer_secret: 'secret',
    initiators: [{ name: 'lango', password: 'Gate#2026' }],
    private_key: safaricomKeys.privateKey,
    shortcodes: [
      { shortcode: paybill, organisation: 'KILIMA NET', passkey: stkPasskey, validation: true },
    ],
    sms: townSms,
    answer_timeout_ms: 10_000,
  })

  async function drainSpool(): Promise<void> {
    const folder = join(stateDir, 'spool-callbacks')
    const holds = async () => (await readdir(folder)).some((name) => name !== 'refused')
    for (let tries = 0; !lives.away && (await holds()); tries += 1) {
      if (tries === 0 || tries % 100 === 0) entrance.tick()
      if (tries > 1000) return reckoning.bug('the spool was never drained')
      await wait(2)
    }
  }

  async function settle(): Promise<void> {
    for (let rounds = 0; rounds < 400; rounds += 1) {
      await safaricom.tick()
      await safaricom.idle()
      if (reckoning.spooled) await drainSpool()
      if ((await queue.work()) === 0 && (await queue.sweep()) === 0) return
    }
    reckoning.bug('it goes round and round')
  }

  async function nextAt(until: Instant): Promise<Instant> {
    const each = [await queue.nextAt(), safaricom.nextDue()]
    const later = each.filter((at) => at && Temporal.Instant.compare(at, now()) > 0) as Instant[]
    return [...later, until].reduce((one, other) =>
      Temporal.Instant.compare(one, other) < 0 ? one : other,
    )
  }

  return {
    appliance: lives.appliance,
    clock,
    safaricom,
    lives,
    queue,
    reckoning,
    settle,
    passUntil: async (at) => {
      while (Temporal.Instant.compare(now(), at) < 0) {
        const next = await nextAt(at)
        clock.set(next.round({ smallestUnit: 'second', roundingMode: 'ceil' }).toString())
        await settle()
      }
    },
    close: async () => {
      await safaricom.close()
      await entrance.door.close()
      await closeServer(server)
      await opened.close()
      await dropDatabase(database)
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}

/** The door as Safaricom meets it, in a process that may be killed at any commit: then nobody is answered. */
function doorApp(lives: Lives, { door, reopen }: Entrance, reckoning: Reckoning): Koa {
  const app = Object.assign(new Koa(), { silent: true })
  app.use(async (ctx, next) => {
    const heard = reckoning.hear(ctx.req)
    const end = await lives.live('web', async () => void (await next()))
    if (end === 'killed') {
      ctx.respond = false
      await reopen()
      return void ctx.req.socket.destroy()
    }
    if (lives.away) reckoning.spooled = true
    if (ctx.status === 200) reckoning.acknowledge(ctx.path, heard())
  })
  return app.use(daraja(lives.appliance, door).routes()) as never
}

interface Entrance {
  /** Whichever process stands there. What comes is kept one after the other, so that a seed gives the same day. */
  door: CallbackDoor
  /** As the process starts again after its death: nothing of the old one's memory, all of its folder. */
  reopen(): Promise<void>
  tick(): void
}

async function openEntrance({ appliance }: Lives): Promise<Entrance> {
  const open = () => withoutTimers(() => openCallbackDoor(appliance))
  let [door, ticks] = await open()
  let dead = Promise.withResolvers<void>()
  let turn: Promise<unknown> = Promise.resolve()
  return {
    door: {
      appliance,
      knows: (token) => door.knows(token),
      keep: (arrival) => {
        const kept = turn.then(() => door.keep(arrival))
        // Who died in the middle of it never hears; who waits meets the next process.
        turn = turn.then(() => Promise.race([kept.catch(() => {}), dead.promise]))
        return kept
      },
      close: () => door.close(),
    },
    reopen: async () => {
      await door.close()
      ;[door, ticks] = await open()
      dead.resolve()
      dead = Promise.withResolvers()
    },
    tick: () => {
      for (const tick of ticks) tick()
    },
  }
}

/** What is opened meanwhile gets its intervals from us: they tick when virtual time says so. */
async function withoutTimers<Value>(open: () => Promise<Value>): Promise<[Value, (() => void)[]]> {
  const real = globalThis.setInterval
  const ticks: (() => void)[] = []
  globalThis.setInterval = ((tick: () => void) => void ticks.push(tick)) as never
  try {
    return [await open(), ticks]
  } finally {
    globalThis.setInterval = real
  }
}

// Safaricom's pace and patience are kept by tests of their own.
function hastyClients({ safe, now }: Appliance): DarajaClients {
  const parts = { pace: { turn: async () => {} }, limits: { connect_ms: 2000, total_ms: 4000 } }
  let kept: { token: string; expires_at: Instant } | undefined
  const tokens = {
    read: async () => kept,
    write: async (token: string, expires_at: Instant) => void (kept = { token, expires_at }),
  }
  let client: Daraja | undefined
  return {
    for: (row) => {
      const credentials = openCredentials(safe, row)
      client ??= openDaraja({ base_url: row.base_url, ...credentials }, tokens, now, parts)
      return { daraja: client, credentials }
    },
  }
}
