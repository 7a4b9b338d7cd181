// The process itself: it says that it is ready, answers, and ends when it is told to.

import { fork } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { readHealth } from '../../appliance/health.ts'
import { testEnv } from '../support/database.ts'
import { ask } from '../support/radclient.ts'
import { openVillage, secret } from './conversations/village.ts'

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

test('the process answers from its start to its SIGTERM', async (t) => {
  const village = await openVillage()
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const [authPort, acctPort] = [await freePort(), await freePort()]
  const env = testEnv(village.appliance.config.databaseUrl, {
    LANGO_STATE_DIR: village.stateDir,
    LANGO_RADIUS_HOST: '127.0.0.1',
    LANGO_RADIUS_AUTH_PORT: String(authPort),
    LANGO_RADIUS_ACCT_PORT: String(acctPort),
  })
  const main = fileURLToPath(new URL('../../radius/main.ts', import.meta.url))
  const child = fork(main, [], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })

  const [ready] = await once(child, 'message')
  t.like(ready, {
    ready: true,
    name: 'radius',
    host: '127.0.0.1',
    auth_port: authPort,
    acct_port: acctPort,
  })
  const peer = { port: authPort, kind: 'status', secret } as const
  t.is((await ask(peer, 'Message-Authenticator = 0x00')).code, 'Access-Accept')

  const [health] = await readHealth(village.stateDir)
  t.like(health!, { name: 'radius', pid: child.pid!, clock: null })
  t.like(health!.radius!, { source: 'postgresql', fresh: true, routers: 1 })

  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  t.is(code, 0)
  t.deepEqual(await readHealth(village.stateDir), []) // Who was ended is not ill.
  await village.close()
})
