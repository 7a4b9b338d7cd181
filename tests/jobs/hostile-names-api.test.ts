// Ten thousand hostile names over the wire of the RouterOS API, to and from a router whose words are read and measured by
// python3-librouteros, which shares nothing with node-routeros or with us.

import test from 'ava'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { letGuestIn, readActive } from '../../jobs/routers/active-sessions.ts'
import { openRouterApi } from '../../jobs/routers/routeros-api.ts'
import { hostileNames } from '../support/hostile-names.ts'

// A router that takes every sentence, tells it on its standard output, and lists who logged in.
const judge = `
import json, socket, sys
from librouteros.protocol import ApiProtocol, Encoder
from librouteros.connections import SocketTransport
door = socket.create_server(('127.0.0.1', 0))
print(door.getsockname()[1], flush=True)
line, _ = door.accept()
wire = ApiProtocol(SocketTransport(line), 'utf-8')
def word(text):
    raw = text.encode()
    return Encoder.encodeLength(len(raw)) + raw
def say(*words): line.sendall(b''.join(word(one) for one in words) + b'\\x00')
users = []
while True:
    try: command, words = wire.readSentence()
    except Exception: break
    tag = next((one for one in words if one.startswith('.tag=')), '.tag=')
    rest = [one for one in words if one != tag]
    print(json.dumps([command, rest]), flush=True)
    if command.endswith('/login') and command != '/login':
        users += [one[len('=user='):] for one in rest if one.startswith('=user=')]
    if command == '/ip/hotspot/active/print':
        for at, user in enumerate(users): say('!re', tag, '=.id=*%X' % at, '=user=' + user, '=address=10.5.50.9', '=mac-address=4C:5E:0C:AA:BB:01')
    say('!done', tag)
`

test('T53: 10,000 hostile names over the API are the same names at the router and back, one a sentence, and no word of them is a command', async (t) => {
  const python = spawn('/usr/bin/python3', ['-c', judge], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => python.kill())
  const lines = createInterface(python.stdout)
  const heard: [string, string[]][] = []
  const [port] = (await once(lines, 'line')) as [string]
  lines.on('line', (line) => heard.push(JSON.parse(line) as [string, string[]]))

  const names = hostileNames(10_000)
  const api = await openRouterApi({ host: '127.0.0.1', port: Number(port), user: 'lango', password: 'x', certificate_sha256: null, trial: true })
  const at = { address: '10.5.50.9', mac: '4C:5E:0C:AA:BB:01' }
  for (let from = 0; from < names.length; from += 500)
    await Promise.all(names.slice(from, from + 500).map((name) => letGuestIn(api, { ...at, user_name: name, password: name })))

  const back = await readActive(api)
  api.close()
  await once(python, 'exit')

  const logins = heard.filter(([command]) => command === '/ip/hotspot/active/login')
  t.deepEqual(heard.map(([command]) => command).filter((command) => command !== '/ip/hotspot/active/login'), ['/login', '/ppp/active/print', '/ip/hotspot/active/print'])
  t.is(logins.length, names.length)
  const wrong = names.filter((name, each) => {
    const expected = ['=ip=10.5.50.9', '=mac-address=4C:5E:0C:AA:BB:01', `=user=${name}`, `=password=${name}`]
    return JSON.stringify(logins[each]![1]) !== JSON.stringify(expected)
  })
  t.deepEqual(wrong, [])
  t.is(back.length, names.length)
  t.deepEqual(names.filter((name, each) => back[each]!.user_name !== name), [])
}) // prettier-ignore
