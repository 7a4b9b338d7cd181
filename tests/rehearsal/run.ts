// Plays the troubles of a provider's day in a database of its own, and prints a line of JSON a case. Started by the jobs
// process for the go-live checklist; by hand: LANGO_REHEARSAL_SERVER=postgres://… node tests/rehearsal/run.ts

import { openDatabase } from '../../appliance/database.ts'
import { migrate } from '../../appliance/migrate.ts'
import { openGuestShop } from '../support/guests.ts'
import { openWorld } from '../support/world.ts'
import { cases, type Stage } from './cases.ts'

const server = process.env['LANGO_REHEARSAL_SERVER'] ?? ''
const name = `lango_rehearsal_${Number(process.env['LANGO_REHEARSAL_ID'] ?? process.pid)}`
// An address of the loopback that no other simulated router has.
const routerAddress = '127.0.0.77'

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

async function onServer(sql: string): Promise<void> {
  const db = openDatabase(server, { connections: 1, statement_seconds: 60 })
  try {
    await db.raw(sql)
  } finally {
    await db.destroy()
  }
}

async function openStage(): Promise<Stage> {
  const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href
  await migrate(databaseUrl)
  const world = await openWorld({ databaseUrl, routerAddress })
  return { world, shop: await openGuestShop(world) }
}

async function play(stage: Stage): Promise<void> {
  for (const [item, act] of Object.entries(cases)) {
    try {
      tell({ item, passed: true, words: await act(stage) })
    } catch (error) {
      tell({ item, passed: false, words: (error as Error).message.slice(0, 300) })
    }
  }
}

try {
  await onServer(`drop database if exists ${name} with (force)`)
  await onServer(`create database ${name}`)
  try {
    const stage = await openStage()
    try {
      await play(stage)
    } finally {
      await stage.shop.hotspot.close()
      await stage.world.close()
    }
  } finally {
    await onServer(`drop database if exists ${name} with (force)`)
  }
} catch (error) {
  tell({ problem: (error as Error).message })
}
