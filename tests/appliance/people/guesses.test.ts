// Ten thousand guesses at one person's password within a day, from a thousand addresses: how many of them are looked at.

import test from 'ava'
import { takeTry } from '../../../appliance/people/sign-in-attempts.ts'
import { freshAppliance, testClock } from '../../support/database.ts'

const clock = testClock('2026-11-21T00:00:00Z')
const appliance = await freshAppliance(clock)
test.after.always(() => appliance.close())

test.serial('T31: of ten thousand guesses in a day about a hundred are looked at', async (t) => {
  let heard = 0
  for (let round = 0; round < 500; round += 1) {
    const waits = await Promise.all(
      Array.from({ length: 20 }, (_, one) =>
        appliance.work((work) =>
          takeTry(work, {
            email: 'owner@kilima.co.ke',
            source_address: `198.51.${one}.${round % 50}`,
          }),
        ),
      ),
    )
    heard += waits.filter((seconds) => seconds === 0).length
    clock.pass({ seconds: 172 })
  }
  // Five that are free, then doubled waits up to a quarter of an hour: 96 in a day.
  t.true(heard < 130, `${heard} were looked at`)
  t.true(heard > 50, `${heard}: a person who mistypes is heard again`)
})
