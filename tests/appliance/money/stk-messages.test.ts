import test from 'ava'
import { freshAppliance, testClock } from '../../support/database.ts'
import { checkPrompts } from './shared-prompts.ts'

test('U04, U15: every message about a prompt ends where its manifest says', async (t) => {
  const appliance = await freshAppliance(testClock('2026-11-21T11:32:00Z'))
  t.teardown(() => appliance.close())
  const dir = new URL('../providers/messages/', import.meta.url).pathname
  const { checked, failures } = await checkPrompts(appliance, dir)
  t.deepEqual(failures, [])
  t.true(checked >= 40, `${checked} messages`)
})
