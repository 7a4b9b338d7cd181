// Every provider's door, side by side. A provider more is one file, and a line here.

import type { Router } from '@koa/router'
import type { Appliance } from '../../appliance/appliance.ts'
import { daraja } from './daraja.ts'
import type { CallbackDoor } from './door.ts'
import { ipnDoor } from './ipn.ts'
import { payhero } from './payhero.ts'
import { paystackDoor } from './paystack.ts'
import { smsReports } from './sms-reports.ts'

export function providerDoors(appliance: Appliance, door: CallbackDoor): Router[] {
  return [daraja, payhero, paystackDoor, ipnDoor, smsReports].map((open) => open(appliance, door))
}
