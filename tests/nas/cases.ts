// What a PPPoE NAS and its subscribers' PPP make of our answers. Homes are numbered; a PPPoE server asks one method of
// some of them. Cases run side by side, a few at a time, each on homes of its own: the longest first.

import assert from 'node:assert'
import { eventually } from '../support/eventually.ts'
import type { Lab } from './lab.ts'

/** A PPPoE server on the cables of some homes. */
export interface Server {
  method: 'pap' | 'chap' | 'mschap' | 'mschap-v2'
  homes: [first: number, last: number]
  /** More of pppd's options. */
  options: string
  /** How many times faster than it is, its time goes. */
  haste?: number
}

export const servers: readonly Server[] = [
  { method: 'pap', homes: [1, 3], options: 'noccp' },
  { method: 'chap', homes: [4, 10], options: 'noccp' },
  { method: 'mschap', homes: [11, 12], options: 'require-mppe-128' },
  { method: 'mschap-v2', homes: [13, 14], options: 'require-mppe-128' },
  { method: 'chap', homes: [15, 15], options: 'noccp', haste: 6 },
]
export const homeCount = 15

export interface Case {
  name: string
  /** Resolves to what there is to say of it; throws where it fails. */
  run(lab: Lab): Promise<string>
}

const encrypted = 'require-mppe-128 nomppe-stateful'
// pppd(8), EXIT STATUS. The NAS hangs up on who it has refused; where that is heard first, it is the exit code.
const authenticationFailed = 19
const hungUp = 16
const ipAndUdp = 28

export const cases: readonly Case[] = [
  {
    name: 'an Interim-Update comes when it was asked for, and the Stop after it',
    run: async (lab) => {
      await lab.provider.addHome({ user_name: 'achieng' })
      const line = lab.dial(15, 'achieng')
      await line.online()
      const asked = Number((await line.attributes()).get('Acct-Interim-Interval'))
      assert.equal(await line.upload(30, 1000), 30)
      const interim = await lab.session(
        'achieng',
        'an Interim-Update',
        (one) => one.session_seconds > 0,
      )
      assert.equal(interim.stopped_at, null)
      within(interim.session_seconds, asked - 2, asked + 7) // Its clock jumps six seconds at a time.
      within(interim.input_octets, 30 * (1000 + ipAndUdp), 40_000)
      await line.signal('TERM')
      const session = await lab.session('achieng', 'stopped', (one) => one.stopped_at !== null)
      assert(session.input_octets >= interim.input_octets)
      return `asked for ${asked} s, at ${interim.session_seconds} s (a clock six times as fast)`
    },
  },
  {
    name: 'PAP: logs in; what it sent is counted as sent; hung up is User-Request',
    run: async (lab) => {
      await lab.provider.addHome({ user_name: 'wanjiku' })
      const line = lab.dial(1, 'wanjiku')
      const address = await line.online()
      assert.equal(await line.upload(60, 1000), 60)
      await line.signal('TERM')
      await line.ended
      const session = await lab.session('wanjiku', 'stopped', (one) => one.stopped_at !== null)
      const sent = 60 * (1000 + ipAndUdp)
      assert.equal(session.terminate_cause, 'User-Request')
      assert.equal(session.framed_ip_address, address)
      within(session.input_octets, sent, sent + 1000)
      within(session.output_octets, 0, 1000)
      return `up ${session.input_octets} of ${sent} octets, down ${session.output_octets}`
    },
  },
  {
    name: 'PAP: Session-Timeout ends the session at its second',
    run: async (lab) => {
      const service_id = await lab.provider.addHome({ user_name: 'mutua', paid: [] })
      await lab.provider.pay(service_id, 60)
      const line = lab.dial(2, 'mutua')
      await line.online()
      const told = Number((await line.attributes()).get('Session-Timeout'))
      within(told, 1, 61)
      await line.ended
      const session = await lab.session('mutua', 'stopped', (one) => one.stopped_at !== null)
      assert.equal(session.terminate_cause, 'Session-Timeout')
      within(session.session_seconds, told, told + 1)
      return `told ${told} s, lasted ${session.session_seconds} s`
    },
  },
  refusal('PAP', 3),
  {
    name: 'CHAP: logs in; a client that is gone is Lost-Carrier',
    run: async (lab) => {
      await lab.provider.addHome({ user_name: 'njoroge' })
      const line = lab.dial(4, 'njoroge')
      await line.online()
      await line.signal('KILL')
      const session = await lab.session('njoroge', 'stopped', (one) => one.stopped_at !== null)
      assert.equal(session.terminate_cause, 'Lost-Carrier')
      return `after ${session.session_seconds} s`
    },
  },
  {
    name: 'CHAP: the address of the line is given, and the speed arrives',
    run: async (lab) => {
      const home = {
        user_name: 'akinyi',
        static_address: '10.20.0.7',
        up_kbps: 512,
        down_kbps: 20_000,
      }
      await lab.provider.addHome(home)
      const line = lab.dial(5, 'akinyi')
      assert.equal(await line.online(), '10.20.0.7')
      const attributes = await line.attributes()
      assert.equal(attributes.get('Framed-IP-Address'), '10.20.0.7')
      assert.equal(attributes.get('Mikrotik-Rate-Limit'), '512k/20M')
      await line.signal('TERM')
      const session = await lab.session('akinyi', 'stopped', (one) => one.stopped_at !== null)
      assert.equal(session.framed_ip_address, '10.20.0.7')
      return `Mikrotik-Rate-Limit ${attributes.get('Mikrotik-Rate-Limit')}`
    },
  },
  refusal('CHAP', 6),
  {
    name: 'two logins in one second, one Acct-Session-Id: two sessions',
    run: async (lab) => {
      const users = ['barasa', 'otieno', 'chebet', 'kamau'].map((name, at) => ({
        name,
        home: 7 + at,
      }))
      for (const { name } of users) await lab.provider.addHome({ user_name: name })
      // The id is made of the second, so logins are repeated until two fall into one.
      for (let attempt = 1; attempt <= 5; attempt++) {
        const lines = users.map(({ home, name }) => lab.dial(home, name))
        await Promise.all(lines.map((line) => line.online()))
        const open = await eventually('all to be known', async () => {
          const all = await Promise.all(users.map(({ name }) => lab.provider.sessionsOf(name)))
          const running = all.flat().filter((one) => one.stopped_at === null)
          return running.length === users.length ? running : undefined
        })
        for (const line of lines) await line.signal('TERM')
        await Promise.all(lines.map((line) => line.ended))
        await eventually('all to be stopped', async () => {
          const all = await Promise.all(users.map(({ name }) => lab.provider.sessionsOf(name)))
          assert(all.every((sessions) => sessions.length === attempt))
          return all.flat().every((one) => one.terminate_cause === 'User-Request')
        })
        const ids = open.map((one) => one.acct_session_id)
        assert(
          ids.every((id) => /^%lX[0-9a-f]{8}%hX$/.test(id)),
          `ids ${ids.join(' ')}`,
        )
        const distinct = new Set(ids).size
        if (distinct < ids.length)
          return `${ids.length} sessions, ${distinct} ids such as ${ids[0]}`
      }
      throw new Error('no two logins fell into one second')
    },
  },
  encryption('MS-CHAP', 11),
  refusal('MS-CHAP', 12),
  encryption('MS-CHAPv2', 13),
  refusal('MS-CHAPv2', 14),
]

function refusal(method: string, home: number): Case {
  return {
    name: `${method}: a wrong password is refused (pppd ends with 19), and no session begins`,
    run: async (lab) => {
      const user_name = `mgeni-${home}`
      await lab.provider.addHome({ user_name })
      const line = lab.dial(home, user_name, 'si-yangu', encryptedFor(method))
      const { code } = await line.ended
      assert.match(
        await line.log(),
        /authentication failed: Unknown user name or password|Remote message: Unknown user/,
      )
      assert([authenticationFailed, hungUp].includes(code), `pppd ended with ${code}`)
      assert.deepEqual(await lab.provider.sessionsOf(user_name), [])
      return `exit ${code}`
    },
  }
}

/** MPPE with the keys of our answer: a packet that arrives was encrypted and decrypted with the same. */
function encryption(method: string, home: number): Case {
  return {
    name: `${method}: logs in, and the keys we gave encrypt the line`,
    run: async (lab) => {
      const user_name = `moraa-${home}`
      await lab.provider.addHome({ user_name })
      const line = lab.dial(home, user_name, undefined, encryptedFor(method))
      await line.online()
      assert.equal(await line.upload(20, 500), 20)
      await line.signal('TERM')
      const session = await lab.session(user_name, 'stopped', (one) => one.stopped_at !== null)
      assert.equal(session.terminate_cause, 'User-Request')
      return `${session.input_octets} octets`
    },
  }
}

function encryptedFor(method: string): string {
  return method.startsWith('MS-CHAP') ? encrypted : 'noccp'
}

function within(value: number, least: number, most: number): void {
  assert(value >= least && value <= most, `${value} is not from ${least} to ${most}`)
}
