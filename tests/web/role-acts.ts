// What to send to each route that changes something, or that has a number in its address: roles.test.ts walks the table with
// it. A room's own acts stand in a file of their own beside this one.

import type { Role } from '../../appliance/tables.ts'
import type { RouteName } from '../../web/routes.ts'
import type { Door } from './door.ts'
import type { Kilima } from './kilima.ts'
import { closeActs } from './close-acts.ts'
import { floatActs } from './float-acts.ts'
import { ledgerActs } from './ledger-acts.ts'
import { refundActs } from './refund-acts.ts'
import { moneyActs } from './money-acts.ts'
import { peopleActs } from './people-acts.ts'
import { subscriberActs } from './subscriber-acts.ts'
import { providerActs } from './provider-acts.ts'
import { settingsActs } from './settings-acts.ts'
import { shopActs } from './shop-acts.ts'

export interface Act {
  path: string
  fields?: Record<string, string>
}
/** Puts things so that the route has something to do for this role, and says what to send. */
export type Acts = Partial<Record<RouteName, (staff_id: number, role: Role) => Promise<Act>>>
export type Scene = Pick<Door, 'appliance' | 'clock'> & { kilima: Kilima }

/** Every act there is. */
export function actsOf(scene: Scene): Acts {
  return {
    'POST /first-steps/shilling': async () => ({ path: '/first-steps/shilling' }),
    'POST /tour': async () => ({ path: '/tour' }),
    'POST /trial/time': async () => ({ path: '/trial/time', fields: { unit: 'hour', back: '/' } }),
    ...moneyActs(scene),
    ...floatActs(scene),
    ...ledgerActs(),
    ...closeActs(scene.appliance),
    ...refundActs(scene),
    ...peopleActs(scene),
    ...settingsActs(scene.appliance.db),
    ...providerActs(scene.appliance),
    ...shopActs(scene.appliance),
    ...subscriberActs(scene.appliance, scene.kilima.njeri.subscriber.account_no),
  }
}
