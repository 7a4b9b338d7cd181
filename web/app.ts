// The web door: every middleware in order, and every route of the table behind them.

import { Readable } from 'node:stream'
import Koa, { type Middleware, type ParameterizedContext } from 'koa'
import { Router } from '@koa/router'
import { bodyParser } from '@koa/bodyparser'
import type { Appliance } from '../appliance/appliance.ts'
import { warn } from '../appliance/log.ts'
import { agentDoor } from './agent/door.ts'
import { serveAssets } from './assets.ts'
import type { CallbackDoor } from './callbacks/door.ts'
import { providerDoors } from './callbacks/providers.ts'
import type { ViewData, WebState } from './context.ts'
import { readFrame } from './frame.ts'
import { handlers } from './handlers.ts'
import { answerErrors } from './middleware/answer-errors.ts'
import { checkOrigin } from './middleware/check-origin.ts'
import { holdSession } from './middleware/hold-session.ts'
import { keepScope } from './middleware/keep-scope.ts'
import { logRequests } from './middleware/log-requests.ts'
import { requireStaff } from './middleware/require-staff.ts'
import { setHeaders } from './middleware/set-headers.ts'
import { probes } from './probes.ts'
import { renderView } from './render.ts'
import { routes, type RouteName } from './routes.ts'

const formBytesMax = '64kb'

/** The application, not listening yet. */
export function createApp(appliance: Appliance, callbackDoor: CallbackDoor): Koa<WebState> {
  const { config } = appliance
  const app = new Koa<WebState>(
    config.proxyHops > 0 ? { proxy: true, maxIpsCount: config.proxyHops } : { proxy: false },
  )
  app.on('error', (error) => warn('web.failed', { error })) // A browser that left in the middle, mostly.

  // First: nothing of ours stands between a provider and its door.
  for (const door of providerDoors(appliance, callbackDoor)) app.use(door.routes())
  app.use(agentDoor(appliance).routes()) // Routers bring no cookie and read no page.
  app.use(probes(appliance).routes()) // No person asks, and nobody is signed in.
  app.use(giveState(appliance))
  app.use(logRequests)
  app.use(setHeaders(config))
  app.use(answerErrors)
  app.use(serveAssets)
  app.use(checkOrigin)
  app.use(bodyParser({ enableTypes: ['form'], formLimit: formBytesMax }))
  app.use(readMethod)
  app.use(holdSession)
  app.use(keepScope)
  const pages = routeTable()
  app.use(pages.routes())
  app.use(pages.allowedMethods())
  return app
}

function giveState(appliance: Appliance): Middleware<WebState> {
  return async (ctx, next) => {
    ctx.state.appliance = appliance
    ctx.state.held = null
    ctx.state.leave = async () => {}
    ctx.state.render = async (view: string, data: ViewData) => {
      const { q } = ctx.query
      const frame = await readFrame(ctx.state, ctx.path, typeof q === 'string' ? q : '')
      ctx.type = 'html'
      ctx.set('Cache-Control', 'no-store') // Names, money and phones are nobody's cache's business.
      ctx.body = renderView(view, data, frame)
    }
    await next().finally(() => leaveAfter(ctx))
  }
}

/** A file is asked for page by page while it is sent: whoever sees less sees less to its end. */
async function leaveAfter({ body, state }: ParameterizedContext<WebState>): Promise<void> {
  if (body instanceof Readable) body.once('close', () => void state.leave())
  else await state.leave()
}

/** A form can only GET and POST: `?_method=delete` says what it means. */
const readMethod: Middleware<WebState> = async (ctx, next) => {
  if (ctx.method === 'POST' && ctx.query['_method'] === 'delete') ctx.method = 'DELETE'
  await next()
}

function routeTable(): Router<WebState> {
  const router = new Router<WebState>({ strict: true, sensitive: true })
  for (const [name, row] of Object.entries(routes)) {
    const [method, path] = name.split(' ') as [string, string]
    router.register(path, [method], [requireStaff(row), handlers[name as RouteName]])
  }
  return router
}
