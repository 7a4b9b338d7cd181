// The peer of the door of callbacks: Koa with raw-body, and one INSERT that is committed before the answer. Nothing is checked,
// nothing follows from it, and nothing is there when PostgreSQL is away.

import Koa from 'koa'
import { Pool } from 'pg'
import { getRawBody } from 'raw-body'

const pool = new Pool({ connectionString: process.argv[2], max: 8 })
await pool.query(
  `create table if not exists bare (id text primary key, body jsonb not null, at timestamptz not null)`,
)
const app = new Koa()
app.use(async (ctx) => {
  const body = await getRawBody(ctx.req, { limit: 64 * 1024, encoding: 'utf8' })
  const { TransID } = JSON.parse(body) as { TransID: string }
  await pool.query('insert into bare values ($1, $2, $3) on conflict do nothing', [
    TransID,
    body,
    Temporal.Now.instant().toString(),
  ])
  ctx.body = { ResultCode: 0, ResultDesc: 'Success' }
})
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  process.send?.({ ready: true, url: `http://127.0.0.1:${port}/` })
})
process.on('disconnect', () => process.exit(0))
