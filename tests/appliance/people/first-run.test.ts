import test from 'ava'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAppliance, type Appliance } from '../../../appliance/appliance.ts'
import {
  checkFirstRunToken,
  firstRunLink,
  issueFirstRunToken,
  redeemFirstRunToken,
} from '../../../appliance/people/first-run.ts'
import { findSignIn } from '../../../appliance/people/sign-ins.ts'
import {
  dropDatabase,
  freshDatabase,
  testClock,
  testConfig,
  type TestClock,
} from '../../support/database.ts'

const browser = { source_address: '10.0.0.9', user_agent: null }
const daniel = { email: 'daniel@kilima.co.ke', name: 'Daniel Kimani', password: 'mlango ulio wazi' }

interface House {
  appliance: Appliance
  clock: TestClock
  stateDir: string
}

async function withHouse(task: (house: House) => Promise<void>): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-first-run-'))
  const url = await freshDatabase()
  const clock = testClock('2026-11-21T11:32:00Z')
  const appliance = await openAppliance(testConfig(url, { LANGO_STATE_DIR: stateDir }), { clock })
  try {
    await task({ appliance, clock, stateDir })
  } finally {
    await appliance.close()
    await dropDatabase(url)
    await rm(stateDir, { recursive: true })
  }
}

test('T30: the token makes the owner once, signs them in, and is worth nothing afterwards', (t) =>
  withHouse(async ({ appliance }) => {
    const token = await issueFirstRunToken(appliance)
    t.is(firstRunLink(appliance, token), `http://127.0.0.1:8080/first-run?token=${token}`)
    const signed_in = await redeemFirstRunToken(appliance, token, daniel, browser)
    const held = await findSignIn(appliance.db, signed_in, appliance.now())
    t.like(held?.staff, { email: daniel.email, role: 'owner' })
    const again = redeemFirstRunToken(appliance, token, { ...daniel, email: 'x@y.co' }, browser)
    await t.throwsAsync(again, { code: 'already_set_up' })
    await t.throwsAsync(issueFirstRunToken(appliance), { code: 'already_set_up' })
    t.deepEqual(await appliance.db('audit').pluck('action'), ['staff.added', 'staff.signed_in'])
  }))

test('T30: it is good for an hour; a new one ends the old; a guess is nothing', (t) =>
  withHouse(async ({ appliance, clock }) => {
    const old = await issueFirstRunToken(appliance)
    const token = await issueFirstRunToken(appliance)
    await t.throwsAsync(checkFirstRunToken(appliance, old), { code: 'first_run_unknown' })
    await t.throwsAsync(checkFirstRunToken(appliance, ''), { code: 'first_run_unknown' })
    await t.notThrowsAsync(checkFirstRunToken(appliance, token))
    clock.pass({ minutes: 60 })
    await t.throwsAsync(checkFirstRunToken(appliance, token), { code: 'first_run_unknown' })
    await t.throwsAsync(redeemFirstRunToken(appliance, token, daniel, browser), {
      code: 'first_run_unknown',
    })
  }))

test('T30: without a token nobody is let in, and the file that knows it is the box user’s alone', (t) =>
  withHouse(async ({ appliance, stateDir }) => {
    await t.throwsAsync(checkFirstRunToken(appliance, 'x'), { code: 'first_run_unknown' })
    const token = await issueFirstRunToken(appliance)
    const path = join(stateDir, 'first-run.json')
    t.is((await stat(path)).mode & 0o777, 0o600)
    t.false((await readFile(path, 'utf8')).includes(token))
  }))

test('T30: of two who hurry with the same token one becomes the owner', (t) =>
  withHouse(async ({ appliance }) => {
    const token = await issueFirstRunToken(appliance)
    const both = ['one@kilima.co.ke', 'two@kilima.co.ke'].map((email) =>
      redeemFirstRunToken(appliance, token, { ...daniel, email }, browser),
    )
    const settled = await Promise.allSettled(both)
    t.is(settled.filter(({ status }) => status === 'fulfilled').length, 1)
    t.is((await appliance.db('staff')).length, 1)
  }))
