// Thousands of waiting pages ask how they stand, and one question to PostgreSQL answers all that came within a moment.

import { setTimeout as pause } from 'node:timers/promises'
import type { Appliance } from '../../appliance/appliance.ts'
import { readGlances, type Glance } from '../../appliance/money/checkout-glances.ts'

const gatherMilliseconds = 20
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const gatherings = new WeakMap<Appliance, Map<string, Promise<Glance | undefined>>>()

/** How the checkout stands now; undefined where there is none. Asked twice in one moment, it is looked at once. */
export async function glance(appliance: Appliance, reference: string): Promise<Glance | undefined> {
  if (!uuid.test(reference)) return undefined
  let gathering = gatherings.get(appliance)
  if (!gathering) {
    gathering = gather(appliance)
    gatherings.set(appliance, gathering)
  }
  let asked = gathering.get(reference)
  if (!asked) gathering.set(reference, (asked = later(gathering, reference)))
  return asked
}

const looks = new WeakMap<object, Promise<Map<string, Glance>>>()

function gather(appliance: Appliance): Map<string, Promise<Glance | undefined>> {
  const gathering = new Map<string, Promise<Glance | undefined>>()
  const look = pause(gatherMilliseconds).then(() => {
    gatherings.delete(appliance) // Who comes from now on is looked at next.
    return readGlances(appliance.db, [...gathering.keys()], appliance.now())
  })
  looks.set(gathering, look)
  return gathering
}

async function later(gathering: object, reference: string): Promise<Glance | undefined> {
  return (await looks.get(gathering)!).get(reference)
}
