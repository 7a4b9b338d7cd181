// Ten thousand names that somebody might give a line, a guest or a router, through every encoder of ours, and read again by
// parsers that share nothing with them.

import test from 'ava'
import { readCall, writeAnswer, writePlainAnswer } from '../../../appliance/routeros/agent-talk.ts'
import { agentScript } from '../../../appliance/routeros/agent-script.ts'
import { keep, quoted, quotedScript } from '../../../appliance/routeros/script-text.ts'
import { provisioningScript } from '../../../appliance/routeros/provisioning.ts'
import { menusOf } from '../../simulators/routeros/menus.ts'
import { readQuotedStrings } from '../../simulators/routeros/quoted-strings.ts'
import { simulatedRouterOS } from '../../simulators/routeros/routeros.ts'
import { parseScript } from '../../simulators/routeros/script-parser.ts'
import { hostileNames } from '../../support/hostile-names.ts'
import { planned } from './plans.ts'

const names = hostileNames(10_000)

test('T53: 10,000 hostile names in scripts read back the same, and what is left of the script is ours alone', (t) => {
  const menus = menusOf('7.16.2')
  const shape = JSON.stringify(commandsOf(keep('/ip hotspot user', `name=${quoted('x')}`, 'profile=default')))
  const skeleton = readQuotedStrings(`/user set name=${quoted('x')}`).skeleton
  const wrong: string[] = []
  for (const name of names) {
    const read = readQuotedStrings(`/user set name=${quoted(name)}`)
    if (read.values[0] !== name || read.values.length !== 1 || read.skeleton !== skeleton) wrong.push(name)
    const nested = readQuotedStrings(readQuotedStrings(`source=${quotedScript(`name=${quoted(name)}`)}`).values[0]!)
    if (nested.values[0] !== name || nested.values.length !== 1) wrong.push(name)
  }
  for (const name of names.slice(0, 2000))
    if (JSON.stringify(commandsOf(keep('/ip hotspot user', `name=${quoted(name)}`, 'profile=default'))) !== shape) wrong.push(name)
  t.deepEqual(wrong, [])

  function commandsOf(text: string): unknown {
    const { statements, problem } = parseScript(text, menus)
    if (problem) return problem.message
    // Every command in it, every word; of a text only that it is one whole: what stands in it is none of them.
    return JSON.stringify(statements, (key, value: unknown) => {
      if (key === 'source' || key === 'line') return undefined
      return key === 'parts' ? (value as unknown[]).every((part) => typeof part === 'string') : value
    })
  }
}) // prettier-ignore

test('T53, T54: 10,000 hostile names in answers to agents are the same texts, one a field, and none is script', (t) => {
  const sent = names.map((name, at) => ({ sequence: at + 1, epoch: 1, kind: 'user-remove', told: { name } }))
  const read = JSON.parse(writeAnswer(sent)) as { commands: { name: string; kind: string }[] }
  t.is(read.commands.length, names.length)
  t.deepEqual(read.commands.map(({ name }) => name), names.map((name) => `=${name}`))
  t.true(read.commands.every((command) => Object.keys(command).length === 4 && command.kind === 'user-remove'))
  // Lines for RouterOS 6 hold what can't be misread, and nothing else.
  const lines = writePlainAnswer(sent).split('\n').slice(0, -1)
  t.true(lines.length > 0 && lines.every((line) => /^\d+\|1\|user-remove\|[A-Za-z0-9._:@/ -]*\|\|\|$/.test(line)))
}) // prettier-ignore

test('T53: a router that is told of hostile names has users of these names, and nothing else is new', async (t) => {
  const some = [...new Set(names.slice(0, 150).filter((name) => !/[\0]/.test(name) && name !== ''))]
  const commands = some.map((name, at) => ({
    sequence: at + 1,
    epoch: 1,
    kind: 'user-put',
    told: { name, password: name, rate: '5M/10M', mac: '' },
  }))
  const answers = [writeAnswer(commands), '{"commands":[]}']
  const told: string[] = []
  const ros = simulatedRouterOS({
    version: '7.16.2',
    fetch: async ({ url, body }) => {
      if (url.endsWith('/facts')) return { status: 200, body: Buffer.from('go') }
      if (!url.endsWith('/calls')) return { status: 200, body: Buffer.from('ok') }
      told.push(body.toString())
      return { status: 200, body: Buffer.from(answers.shift() ?? '') }
    },
  })
  await ros.run('/interface bridge add name=bridge', 'terminal')
  const plan = planned({ local_users: true })
  const before = ros.rows('/user').length
  t.is((await ros.run(provisioningScript(plan, 7), 'import')).error, null)
  const users = ros.rows('/ip/hotspot/user').filter(({ comment }) => comment === 'lango')
  t.deepEqual(users.map(({ name }) => name).sort(), [...some].sort())
  t.true(users.every(({ name, password }) => name === password))
  t.is(ros.rows('/user').length, before + 1, 'ours for the API, and no other')
  t.is(readCall(told.join('')).done.filter(({ ok }) => ok).length, Math.min(100, some.length))
})

test('T53: the agent has no way to run what it is answered', (t) => {
  t.notRegex(agentScript(planned()), /:parse|:execute|\/import (?!lango\.rsc)/)
})
