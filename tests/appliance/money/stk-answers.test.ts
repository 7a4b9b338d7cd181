// What M-Pesa answers when it is asked about a prompt, and when it is asked again.

import test from 'ava'
import { applyPending } from '../../../appliance/money/stk-answers.ts'
import {
  appliance,
  clock,
  creditsOf,
  duePrompts,
  openExceptions,
  prompted,
  push,
  settleAll,
  work,
} from './hotspot.ts'
import { answer, call } from './safaricom-says.ts'

test.after.always(() => appliance.close())

test.serial('F39: a query that says failed is not the last word', async (t) => {
  const { checkout: opened, push: sent } = await prompted()
  await call(sent, { code: 0 })
  await answer(sent, '1032')
  t.like(await push(sent.id), { state: 'failed', result_code: '1032' })
  t.truthy((await push(sent.id)).due_at, 'a callback says paid: we go on asking')
  await answer(sent, 'paid')
  await answer(sent, '1032')
  await settleAll()
  t.is((await push(sent.id)).state, 'paid')
  t.is((await creditsOf(opened)).length, 1)
})

test.serial('a callback that comes while we ask makes us ask again at once', async (t) => {
  const { push: sent } = await prompted()
  clock.pass({ seconds: 11 })
  await call(sent, { code: 0 })
  await work((unit) => applyPending(unit, sent.id, sent)) // Asked before it came.
  t.deepEqual(await duePrompts(), ['query-push'])
  await work(async (unit) => applyPending(unit, sent.id, await push(sent.id)))
  t.deepEqual(await duePrompts(), [])
})

test.serial(
  'F33: given up after 48 hours and put before a person; paid after all, it closes',
  async (t) => {
    const { checkout: opened, push: sent } = await prompted()
    clock.pass({ hours: 48 })
    await answer(sent, 'pending')
    t.like(await push(sent.id), { state: 'unanswered', due_at: null })
    t.deepEqual(await openExceptions({ subject: `stk_push:${sent.id}` }), ['unproved'])
    await answer(sent, 'paid')
    await settleAll()
    t.deepEqual(await openExceptions({ subject: `stk_push:${sent.id}` }), [])
    t.is((await creditsOf(opened)).length, 1)
  },
)
