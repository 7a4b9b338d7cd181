// A move in a process of its own that is killed after its first part, as by a power cut: DATABASE-URL SOURCE.

import { openAppliance } from '../../../appliance/appliance.ts'
import { voucherHashes } from '../../../appliance/money/vouchers.ts'
import { bringOver } from '../../../appliance/moving/bringing.ts'
import { readKnown } from '../../../appliance/moving/known.ts'
import { decideMove } from '../../../appliance/moving/moves.ts'
import { readBooks } from '../../../appliance/moving/sources.ts'
import { testClock, testConfig } from '../../support/database.ts'
import { moveAt } from './moving-in.ts'

const [url = '', source = ''] = process.argv.slice(2)
const zone = 'Africa/Nairobi'
const box = await openAppliance(testConfig(url), { clock: testClock(moveAt) })
const books = await readBooks({
  system: 'phpnuxbill',
  source,
  zone,
  gigabyte: 1000,
  hotspot: new Set(),
  now: box.now(),
})
const hashes = (code: string) => voucherHashes(box.safe, code).map((hash) => hash.toString('hex'))
const known = await readKnown(box.db, box.safe, books)
const move = decideMove(books, known, { plan_names: new Map(), hashes })
const site_id = (await box.db('sites').first('id'))!.id
const afterPart = async () => void process.kill(process.pid, 'SIGKILL')
await bringOver(box, books, move, { zone, site_id, afterPart })
