// RADIUS clients that others wrote ask and judge: pyrad and Authen::Radius, each with its own codec, check our
// authenticators and read our answers. (radclient is in the conversations, tshark beside it, pppd in ../nas.)

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { openVillage, secret } from './conversations/village.ts'

const village = await openVillage()
await village.addHome({ user_name: 'njoroge', paid: [[-1, 24]], static_address: '10.20.0.7' })
await village.addHome({ user_name: 'otieno', paid: [[-48, -24]] })
await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const radius = await village.open()
test.after.always(() => village.close())

/** An answer a line, or what the judge complained of. */
async function judge(program: string, script: string, questions: string[]): Promise<string[]> {
  const path = (name: string) => fileURLToPath(new URL(`judges/${name}`, import.meta.url))
  const ports = [String(radius.auth_port), String(radius.acct_port)]
  const words = [path(script), ...ports, secret, path('dictionary')]
  const child = spawn(program, words, { stdio: 'pipe' })
  child.stdin.end(`${questions.join('\n')}\n`)
  const [said, complaint] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return [...said.trim().split('\n'), ...complaint.trim().split('\n')].filter((line) => line !== '')
}

const accepted =
  /^Access-Accept; Session-Timeout=86400; Mikrotik-Rate-Limit=5M\/10M; Acct-Interim-Interval=(2[7-9]|3[0-3])\d; Framed-IP-Address=10\.20\.0\.7$/
const unknown = /^Access-Reject; Reply-Message=Unknown user name or password$/
const unpaid = /^Access-Reject; Reply-Message=Account expired: please pay to continue$/
const kept = /^Accounting-Response$/

const asked = [
  ['pap njoroge maji-ya-kunywa', accepted],
  ['pap njoroge maji-ya-kuoga', unknown],
  ['pap hakuna maji-ya-kunywa', unknown],
  ['pap otieno maji-ya-kunywa', unpaid],
] as const

for (const [name, program, script, questions] of [
  [
    'pyrad',
    '/usr/bin/python3',
    'ask.py',
    [
      ...asked,
      ['chap njoroge maji-ya-kunywa', accepted],
      ['chap njoroge maji', unknown],
      ['start njoroge 81300001', kept],
    ],
  ],
  ['Authen::Radius', '/usr/bin/perl', 'ask.pl', [...asked, ['start njoroge 81300002', kept]]],
] as const)
  // prettier-ignore
  test(`${name} asks, believes our answers and reads them right`, async (t) => {
    const said = await judge(
      program,
      script,
      questions.map(([question]) => question),
    )
    questions.forEach(([question, expected], at) => t.regex(said[at] ?? '', expected, question))
    t.deepEqual(said.slice(questions.length), [], 'nothing to complain of')
  })
