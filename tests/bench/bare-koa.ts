// The peer: Koa with one middleware that answers as many bytes as it is told, and nothing else.

import Koa from 'koa'

const bytes = Number(process.argv[2] ?? 4000)
const page = `<!doctype html><title>bare</title>${'x'.repeat(bytes)}`.slice(0, bytes)
const app = new Koa()
app.use((ctx) => {
  ctx.type = 'html'
  ctx.body = page
})
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  process.send?.({ ready: true, url: `http://127.0.0.1:${port}` })
})
process.on('disconnect', () => process.exit(0))
