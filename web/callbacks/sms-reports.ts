// The door for delivery reports of SMS. No money is in them: they are applied at once, and lost with a database that is away.

import { Router } from '@koa/router'
import type { Appliance } from '../../appliance/appliance.ts'
import { log } from '../../appliance/log.ts'
import {
  applyReport,
  isReportToken,
  readDeliveryReport,
} from '../../appliance/people/delivery-reports.ts'
import { readBody } from './arrivals.ts'
import type { CallbackDoor } from './door.ts'

export function smsReports(_appliance: Appliance, door: CallbackDoor): Router {
  const { db, work } = door.appliance
  const router = new Router({ prefix: '/hooks/:token/sms' })
  router.post('/', async (ctx) => {
    const token = ctx.params['token']!
    if (!/^[0-9a-f]{48}$/.test(token) || !(await isReportToken(db, token))) return // 404, as for any path that is not there.
    const report = readDeliveryReport((await readBody(ctx)).toString())
    if (report) log('message.reported', { state: await work((unit) => applyReport(unit, report)) })
    ctx.body = 'OK'
  })
  return router
}
