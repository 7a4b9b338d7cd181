// A silent router is asked by one at a time, and holds up nobody else's lines (F60).

import test from 'ava'
import type { RouterAnswer } from '../../appliance/access/router-answers.ts'
import { openRouterTurns } from '../../jobs/routers/turns.ts'

const ack: RouterAnswer = { kind: 'ack' }
const silent: RouterAnswer = { kind: 'silent' }
const githurai = 1
const kilimani = 2
const saying = (answer: RouterAnswer) => async () => answer
const never = (): Promise<RouterAnswer> => {
  throw new Error('It was asked.')
}

test('a router that answers is asked by all at once', async (t) => {
  const turns = openRouterTurns()
  const { promise, resolve } = Promise.withResolvers<RouterAnswer>()
  const first = turns.ask(githurai, 'one', () => promise)
  t.deepEqual(await turns.ask(githurai, 'other', saying(ack)), { answer: ack, isBack: false })
  resolve(ack)
  t.deepEqual(await first, { answer: ack, isBack: false })
})

test('after a silence everybody waits, who asked last the shortest; other routers are asked', async (t) => {
  const turns = openRouterTurns(10_000)
  t.deepEqual(await turns.ask(githurai, 'one', saying(silent)), { answer: silent, isBack: false })
  t.deepEqual(await turns.ask(githurai, 'one', never), { wait_seconds: 10 })
  t.deepEqual(await turns.ask(githurai, 'other', never), { wait_seconds: 45 })
  t.deepEqual(await turns.ask(kilimani, 'other', saying(ack)), { answer: ack, isBack: false })
})

test('when the pause is over one asks, whoever comes first; the answer says that it is back', async (t) => {
  const turns = openRouterTurns(0)
  await turns.ask(githurai, 'one', saying(silent))
  const { promise, resolve } = Promise.withResolvers<RouterAnswer>()
  const probe = turns.ask(githurai, 'other', () => promise)
  t.deepEqual(await turns.ask(githurai, 'one', never), { wait_seconds: 45 })
  t.deepEqual(await turns.ask(githurai, 'other', never), { wait_seconds: 45 })
  resolve(ack)
  t.deepEqual(await probe, { answer: ack, isBack: true })
  t.deepEqual(await turns.ask(githurai, 'one', saying(ack)), { answer: ack, isBack: false })
})
