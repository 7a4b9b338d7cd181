// Any bytes on UDP leave the process up, its memory bounded, and nothing said to who has proved nothing (invariant 36).

import test from 'ava'
import { openDoor, residentMebibytesMax } from './fuzz/door.ts'

test('T48, T52, F51, invariant 36: 200,000 broken packets at the door: the process stands, and answers only who is proven', async (t) => {
  const door = await openDoor()
  try {
    const tally = await door.fuzz(200_000, 20261121)
    const memory = door.memory()
    t.log({ ...tally, resident_mebibytes: memory })

    t.true(tally.proven > 40_000, 'enough of them are past the first checks')
    t.true(tally.answered > 20_000, 'enough of them are answered')
    t.true(memory.most < residentMebibytesMax, `${memory.most} MiB`)
    t.is(await door.login(), 2, 'who is paid is let in')
  } finally {
    await door.close()
  }
})
