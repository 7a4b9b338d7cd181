// For whoever watches the box and is no person: whether it lives, whether it takes work, and its figures. No staff, no
// cookies; figures have a port of their own, which no proxy leads to.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { Router } from '@koa/router'
import { writeExposition } from '../appliance/watch/figures.ts'
import { readFigures, type Watched } from '../appliance/watch/readings.ts'
import { readReadiness } from '../appliance/watch/readiness.ts'
import type { WebState } from './context.ts'

/** GET /health/live: the process answers. GET /health/ready: 200 where it takes work, 503 where not; JSON says why. */
export function probes(box: Watched): Router<WebState> {
  const router = new Router<WebState>({ strict: true, sensitive: true })
  router.get('/health/live', (ctx) => {
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { live: true }
  })
  router.get('/health/ready', async (ctx) => {
    const readiness = await readReadiness(box)
    ctx.status = readiness.ready ? 200 : 503
    ctx.set('Cache-Control', 'no-store')
    ctx.body = readiness
  })
  return router
}

const exposition = 'text/plain; version=0.0.4; charset=utf-8'
const limits = { headersTimeout: 5000, requestTimeout: 10_000 }

/** GET /metrics, and nothing else. Port 0 takes a free one. */
export async function openFigures(box: Watched, port: number, host: string): Promise<Server> {
  const server = createServer(limits, (request, response) => {
    answerFigures(box, request, response).catch((error: unknown) => {
      response.writeHead(500).end(`${(error as Error).message}\n`)
    })
  })
  server.listen(port, host)
  await once(server, 'listening')
  return server
}

async function answerFigures(
  box: Watched,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (url !== '/metrics') return void response.writeHead(404).end()
  if (method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end()
  const text = writeExposition(await readFigures(box))
  response.writeHead(200, { 'content-type': exposition, 'cache-control': 'no-store' }).end(text)
}
