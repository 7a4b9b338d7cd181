// Clients of the RouterOS API that other people wrote, against the simulated router's.

import test, { type ExecutionContext } from 'ava'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { RouterOSAPI } from 'node-routeros'
import { openApiServer, type ApiOptions } from './routeros/api-server.ts'
import { simulatedRouterOS } from './routeros/routeros.ts'

const run = promisify(execFile)

async function open(t: ExecutionContext, options: ApiOptions = {}, version = '7.17') {
  const ros = simulatedRouterOS({ version })
  await ros.run(`/user/group add name=keeper policy=read,write,api,test
    /user/group add name=reader policy=read,api
    /user add name=lango group=keeper password="pass word"
    /user add name=looker group=reader password="look"
    /user add name=admin2 group=keeper password="x" address=10.1.1.1
    /ip/pool add name=first ranges=10.0.0.1`)
  const api = await openApiServer(ros, options)
  t.teardown(() => api.close())
  return { ros, api }
}

for (const login of ['plain', 'challenge'] as const) {
  test(`node-routeros logs in by ${login}, adds, reads long words and removes`, async (t) => {
    const { ros, api } = await open(t, { login })
    const client = new RouterOSAPI({
      host: '127.0.0.1',
      port: api.port,
      user: 'lango',
      password: 'pass word',
      timeout: 5,
    })
    await client.connect()
    const long = 'long '.repeat(5000)
    const [added] = await client.write('/ip/pool/add', ['=name=second', '=ranges=10.0.0.2', `=comment=${long}`]) // prettier-ignore
    const found = await client.write('/ip/pool/print', ['?name=second', '=.proplist=.id,comment'])
    t.deepEqual(found, [{ '.id': added!['ret'], comment: long }])
    const both = await Promise.all([
      client.write('/ip/pool/print', ['=count-only=']),
      client.write('/system/resource/print'),
    ])
    t.is(both[0]![0]!['ret'], '2')
    t.is(both[1]![0]!['version'], '7.17 (stable)')
    await client.write('/ip/pool/remove', [`=.id=${added!['ret']}`])
    t.deepEqual(
      ros.rows('/ip/pool').map(({ name }) => name),
      ['first'],
    )
    await t.throwsAsync(client.write('/ip/pool/remove', ['=.id=*99']), { message: /no such item/ })
    await t.throwsAsync(client.write('/ip/pool/frobnicate'), { message: /no such command/ })
    await client.close()
  })
}

test('a wrong password, a user from elsewhere and a user without the right to write are refused', async (t) => {
  const { api } = await open(t)
  const client = (user: string, password: string) =>
    new RouterOSAPI({ host: '127.0.0.1', port: api.port, user, password, timeout: 5 })
  await t.throwsAsync(client('lango', 'wrong').connect())
  await t.throwsAsync(client('admin2', 'x').connect())
  const looker = client('looker', 'look')
  await looker.connect()
  t.is((await looker.write('/ip/pool/print')).length, 1)
  await t.throwsAsync(looker.write('/ip/pool/add', ['=name=a', '=ranges=10.0.0.9']), { message: /not enough permissions/ }) // prettier-ignore
  await looker.close()
  t.deepEqual(api.logins, { good: 1, bad: 2 })
})

const librouteros = `
import sys, json
from librouteros import connect
from librouteros.login import plain, token
from librouteros.query import Key
from librouteros.exceptions import TrapError
port, way = int(sys.argv[1]), {'plain': plain, 'challenge': token}[sys.argv[2]]
api = connect(host='127.0.0.1', port=port, username='lango', password='pass word', login_method=way)
pools = api.path('ip', 'pool')
made = pools.add(name='second', ranges='10.0.0.2', comment='long ' * 5000)
said = [len(row['comment']) for row in pools.select('comment').where(Key('name') == 'second')]
pools.update(**{'.id': made, 'ranges': '10.0.0.3'})
said.append([row['ranges'] for row in pools.select('ranges', 'name').where(Key('name') == 'second')])
pools.remove(made)
said.append(len(tuple(pools)))
try: pools.remove('*99')
except TrapError as problem: said.append(problem.message)
try: connect(host='127.0.0.1', port=port, username='lango', password='wrong', login_method=way)
except TrapError as problem: said.append(problem.message)
print(json.dumps(said))
`

for (const login of ['plain', 'challenge'] as const) {
  test(`python3-librouteros logs in by ${login}, adds, changes, queries and removes`, async (t) => {
    const { api } = await open(t, { login })
    const { stdout } = await run('/usr/bin/python3', ['-c', librouteros, String(api.port), login])
    t.deepEqual(JSON.parse(stdout), [
      25_000,
      ['10.0.0.3'],
      1,
      'no such item',
      'invalid user name or password (6)',
    ])
  })
}

async function ansible(module: string, words: object): Promise<Record<string, unknown>> {
  const { stdout } = await run('ansible', ['localhost', '-e', 'ansible_python_interpreter=/usr/bin/python3', '-m', `community.routeros.${module}`, '-a', JSON.stringify(words)]) // prettier-ignore
  return JSON.parse(stdout.slice(stdout.indexOf('{'))) as Record<string, unknown>
}

test("Ansible's community.routeros makes a router as it should be, and the second time changes nothing", async (t) => {
  const { ros, api } = await open(t)
  const wanted = {
    hostname: '127.0.0.1',
    port: api.port,
    username: 'lango',
    password: 'pass word',
    path: 'ip pool',
    data: [{ name: 'first', ranges: '10.0.0.7' }],
    handle_absent_entries: 'ignore',
  }
  t.is((await ansible('api_modify', wanted))['changed'], true)
  t.is(ros.rows('/ip/pool')[0]!['ranges'], '10.0.0.7')
  t.is((await ansible('api_modify', wanted))['changed'], false)
})
