// RADIUS is killed, or its disk is full, at the worst moment: what was acknowledged is in the table once, and what was
// not comes again.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { usageOf } from '../appliance/access/usage-reports.ts'
import { eventually } from '../support/eventually.ts'
import { ask } from '../support/radclient.ts'
import { layCable } from './conversations/cable.ts'
import { openRadiusProcess, type RadiusProcess } from './conversations/radius-process.ts'
import { login, openVillage, type Village } from './conversations/village.ts'

interface Means {
  village: Village
  service_id: number
  cable: Awaited<ReturnType<typeof layCable>>
  radius: RadiusProcess
}

async function open(
  t: { teardown(fn: () => Promise<void>): void },
  more: Record<string, string> = {},
): Promise<Means> {
  const cable = await layCable()
  const village = await openVillage(cable.through)
  t.teardown(async () => {
    await village.close()
    await cable.close()
  })
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const { service_id } = await village.addHome({ user_name: 'wanjiku', paid: [[-1000, 100_000]] })
  const radius = await openRadiusProcess(village, more)
  t.teardown(radius.close)
  return { village, service_id, cable, radius }
}

function acct(session: string, seconds: number, more = ''): string {
  return `User-Name = "wanjiku"\nAcct-Session-Id = "${session}"\nAcct-Status-Type = Interim-Update
Acct-Session-Time = ${seconds}\nAcct-Input-Octets = ${seconds}\nAcct-Output-Octets = ${seconds * 10}\n${more}`
}

async function bytesUsed(village: Village, service_id: number): Promise<number> {
  const days = await usageOf(village, service_id)
  return days.reduce((bytes, [, up, down]) => bytes + up + down, 0)
}

for (const point of ['accounting.committed', 'accounting.spooled'] as const) {
  test.serial(`F02, F55, invariant 30: killed between the promise and the answer (${point}): the repeat finds it, once`, async (t) => {
    const { village, service_id, cable, radius } = await open(t, { LANGO_KILL_POINTS: 'yes' })
    t.is((await ask(radius.acct, acct('81700001', 60))).code, 'Accounting-Response')
    if (point === 'accounting.spooled') await cable.pull()

    const there = radius.reached(point)
    const unanswered = ask(radius.acct, acct('81700001', 300))
    await there
    await radius.kill()
    t.is((await unanswered).code, undefined)

    if (point === 'accounting.spooled') await cable.plugIn()
    await radius.start()
    t.is((await ask(radius.acct, acct('81700001', 300))).code, 'Accounting-Response')
    t.is((await ask(radius.acct, acct('81700001', 300))).code, 'Accounting-Response')
    const folder = join(village.stateDir, 'spool-radius')
    await eventually('the spool is empty', async () => (await readdir(folder)).length === 0)
    const sessions = await village.sessionsOf('wanjiku')
    t.deepEqual(sessions.map(({ session_seconds, input_octets }) => [session_seconds, input_octets]), [[300, 300]])
    t.is(await bytesUsed(village, service_id), 3300)
  }) // prettier-ignore
}

test.serial(
  'F07, invariant 30: the spool has no room: silence, logins go on, and with room all goes on by itself',
  async (t) => {
    const { village, service_id, cable, radius } = await open(t)
    const tell = async (session: string) => (await ask(radius.acct, acct(session, 10))).code
    t.is((await ask(radius.auth, login('wanjiku'))).code, 'Access-Accept')
    await cable.pull()

    radius.limitFiles(2500)
    const acknowledged: string[] = []
    let told = 0
    for (let silent = false; !silent;) {
      const session = `8180000${(told += 1)}`
      silent = (await tell(session)) === undefined
      if (!silent) acknowledged.push(session)
      t.true(told < 10)
    }
    t.true(acknowledged.length > 1)
    t.is(await tell('81800099'), undefined, 'And again.')
    t.is((await ask(radius.auth, login('wanjiku'))).code, 'Access-Accept')
    t.regex(radius.log(), /packet\.unanswered.*not_kept/)

    radius.limitFiles('unlimited')
    const last = `8180000${told}`
    t.is(await tell(last), 'Accounting-Response')
    await cable.plugIn()
    const written = async () =>
      (await village.sessionsOf('wanjiku')).map(({ acct_session_id }) => acct_session_id).sort()
    await eventually('the spool is written', async () => (await written()).includes(last))
    t.deepEqual(await written(), [...acknowledged, last])
    t.is(await bytesUsed(village, service_id), 110 * (acknowledged.length + 1))
    const folder = join(village.stateDir, 'spool-radius')
    await eventually('the spool is empty', async () => (await readdir(folder)).length === 0)
  },
)
