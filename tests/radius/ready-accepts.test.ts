// Accepts that are laid out once for many lines say what each line is to be told, and nothing of another's.

import test from 'ava'
import type { Acceptance } from '../../appliance/access/acceptance.ts'
import { layOutAccept } from '../../radius/ready-accepts.ts'
import { acceptAttributes } from '../../radius/replies.ts'
import { attribute } from '../../radius/wire/attributes.ts'
import { layOutAttributes } from '../../radius/wire/packet-writer.ts'

const plain: Acceptance = {
  outcome: 'accept',
  session_seconds: 86_400,
  speed: { down_kbps: 10_000, up_kbps: 5000, burst: null, priority: null },
  static_address: null,
  address_pool: 'pppoe',
  ipv6_prefix: null,
  ipv6_pool: null,
  data_left: null,
  port_limit: null,
}
const burst = { down_kbps: 20_000, up_kbps: 9000, threshold_down_kbps: 8000, threshold_up_kbps: 4000, seconds: 8 } // prettier-ignore

const accepts: Acceptance[] = [
  plain,
  { ...plain, session_seconds: 21_474_720 },
  { ...plain, session_seconds: 1 },
  { ...plain, speed: { ...plain.speed, up_kbps: 5001 } },
  { ...plain, speed: { ...plain.speed, priority: 8 } },
  { ...plain, speed: { ...plain.speed, burst } },
  { ...plain, speed: { ...plain.speed, down_kbps: 2 ** 26 + 10_000, up_kbps: 4999 } },
  { ...plain, static_address: '10.0.0.7' },
  { ...plain, address_pool: null },
  { ...plain, address_pool: 'other' },
  { ...plain, ipv6_prefix: '2001:db8:1::/56' },
  { ...plain, ipv6_pool: 'six' },
  { ...plain, data_left: { counts: 'both', bytes: 5 * 2 ** 30 } },
  { ...plain, data_left: { counts: 'down', bytes: 1 } },
  { ...plain, port_limit: 1 },
  { ...plain, port_limit: 3 },
]

test('each line is told its own, whoever was told before it', (t) => {
  for (let turn = 0; turn < 4000; turn++) {
    const access = accepts[(turn * 7) % accepts.length]!
    const service_id = (turn * 13) % 200
    const token = Buffer.alloc(26, turn)
    const said = layOutAttributes([
      ...acceptAttributes(service_id, access),
      attribute('Class', token),
    ])
    const laidOut = layOutAccept(service_id, access, token)
    if (!laidOut.equals(said)) t.deepEqual(laidOut, said, `turn ${turn}`)
  }
  t.pass()
})
