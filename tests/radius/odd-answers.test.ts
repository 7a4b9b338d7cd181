// What a router may answer to a Disconnect- or CoA-Request, and what is no answer at all.

import test from 'ava'
import {
  sendDisconnect,
  sendSpeed,
  type SessionOnRouter,
} from '../../jobs/routers/dynamic-authorization.ts'
import { secret } from './conversations/village.ts'
import { answerBy, hasty, leisurely, openEar, session, withRouter } from './odd-router.ts'

const fast = '5M/10M 8M/16M 4M/8M 10/10 8'

test('silence is asked three times, word for word', async (t) => {
  const router = await withRouter(() => {})
  t.deepEqual(await sendDisconnect({ ...session, port: router.port }, hasty), { kind: 'silent' })
  t.is(router.heard.length, 3)
  t.deepEqual(router.heard[1], router.heard[0])
  t.deepEqual(router.heard[2], router.heard[0])
  router.close()
})

test('an answer to the third asking counts', async (t) => {
  let times = 0
  const router = await withRouter((request, from, ear) => {
    if (++times === 3) ear.send(answerBy(41, request, Buffer.alloc(0), secret), from.port)
  })
  t.deepEqual(await sendDisconnect({ ...session, port: router.port }, hasty), { kind: 'ack' })
  router.close()
})

test('a NAK without an Error-Cause is a NAK', async (t) => {
  const router = await withRouter((request, from, ear) =>
    ear.send(answerBy(42, request, Buffer.alloc(0), secret), from.port),
  )
  const answer = await sendDisconnect({ ...session, port: router.port }, leisurely)
  t.deepEqual(answer, { kind: 'nak', error_cause: null })
  router.close()
})

for (const cause of [401, 402, 403, 404, 405, 406, 407, 501, 502, 503, 504, 505, 506, 507, 508, 999]) {
  test(`a NAK that says ${cause} is read`, async (t) => {
    const words = Buffer.from([101, 6, 0, 0, cause >> 8, cause & 255])
    const router = await withRouter((request, from, ear) =>
      ear.send(answerBy(request[0]! + 2, request, words, secret), from.port),
    )
    const target = { ...session, port: router.port }
    const expected = { kind: 'nak', error_cause: cause } as const
    t.deepEqual(await sendDisconnect(target, leisurely), expected)
    t.deepEqual(await sendSpeed(target, fast, leisurely), expected)
    router.close()
  })
} // prettier-ignore

const code = { disconnectAck: 41, coaAck: 44, accept: 2 }

for (const [what, send, ack, others] of [
  ['a Disconnect-Request', sendDisconnect, code.disconnectAck, code.coaAck],
  ['a CoA-Request', (target: SessionOnRouter, timing: typeof hasty) => sendSpeed(target, fast, timing), code.coaAck, code.disconnectAck],
] as const) {
  test(`T50: forged, foreign and broken answers to ${what} are nothing`, async (t) => {
    const stranger = await openEar()
    const router = await withRouter((request, from, ear) => {
      const none = Buffer.alloc(0)
      const other = Buffer.from(request)
      other[1]! ^= 1
      const wronglySigned = Buffer.concat([Buffer.of(80, 18), Buffer.alloc(16, 7)])
      ear.send(answerBy(ack, request, none, 'guessed'), from.port)
      ear.send(answerBy(ack, other, none, secret), from.port)
      ear.send(answerBy(ack, request, wronglySigned, secret), from.port)
      ear.send(answerBy(others, request, none, secret), from.port)
      ear.send(answerBy(code.accept, request, none, secret), from.port)
      ear.send(Buffer.from('what?'), from.port)
      ear.send(request, from.port) // Our own words, sent back.
      stranger.send(answerBy(ack, request, none, secret), from.port) // Right in all but where it comes from.
    })
    t.deepEqual(await send({ ...session, port: router.port }, hasty), { kind: 'silent' })
    router.close()
    stranger.close()
  })

  test(`T50: an old answer to the very same ${what.slice(2)} is nothing`, async (t) => {
    let kept: Buffer | undefined
    const router = await withRouter((request, from, ear) => {
      kept ??= answerBy(ack, request, Buffer.alloc(0), secret)
      ear.send(kept, from.port)
    })
    const target = { ...session, port: router.port }
    t.deepEqual(await send(target, leisurely), { kind: 'ack' })
    t.deepEqual(await send(target, hasty), { kind: 'silent' })
    router.close()
  })
} // prettier-ignore

test('T50: what is signed says when it was sent; what is not says nothing of it', async (t) => {
  const stamp = (request: Buffer) => {
    for (let at = 20; at < request.length; at += request[at + 1]!)
      if (request[at] === 55) return request.readUInt32BE(at + 2)
    return undefined
  }
  const router = await withRouter(() => {})
  const target = { ...session, port: router.port }
  await sendDisconnect({ ...target, message_authenticator: true }, { ...hasty, sendings: 1 })
  await sendDisconnect(target, { ...hasty, sendings: 1 })
  t.deepEqual(router.heard.map(stamp), [session.at.epochMilliseconds / 1000 - 0.9, undefined])
  router.close()
})
