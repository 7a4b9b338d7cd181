import test from 'ava'
import Koa from 'koa'
import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { WebState } from '../../web/context.ts'
import { closeServer, openServer } from '../../web/server.ts'

const app = new Koa<WebState>()
app.use((context) => {
  context.body = 'heard'
})

async function knock(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

const asking = 'POST / HTTP/1.1\r\nhost: gate\r\ncontent-length: 0\r\n\r\n'

test('F28: who is connected when the process is told to end is heard, and nobody after', async (t) => {
  const server = await openServer(app, 0, '127.0.0.1')
  const { port } = server.address() as AddressInfo
  const letIn = once(server, 'connection')
  const socket = await knock(port)
  await letIn
  const closed = closeServer(server)
  const late = connect(port, '127.0.0.1')
  const [refused] = (await once(late, 'error')) as [NodeJS.ErrnoException]
  t.is(refused.code, 'ECONNREFUSED')
  socket.write(asking)
  const said = await text(socket)
  t.regex(said, /^HTTP\/1\.1 200 OK\r\n/)
  t.regex(said, /connection: close/i)
  await closed
})

test('F28: a connection that is kept and idle does not hold the process', async (t) => {
  const server = await openServer(app, 0, '127.0.0.1')
  const socket = await knock((server.address() as AddressInfo).port)
  socket.write(asking)
  const [first] = (await once(socket, 'data')) as [Buffer]
  t.regex(first.toString(), /^HTTP\/1\.1 200 OK/)
  const began = performance.now()
  await closeServer(server)
  t.true(performance.now() - began < 900)
})
