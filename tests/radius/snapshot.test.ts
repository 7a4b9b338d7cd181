// What RADIUS knew lies sealed on the disk, comes back as it was, and what is wrong with it is no reason to fall.

import { copyFile, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { ServiceFacts } from '../../appliance/access/access.ts'
import { openSafe } from '../../appliance/secrets.ts'
import { microsecondsOf } from '../../appliance/time.ts'
import { pack, unpack } from '../../radius/packing.ts'
import { openSnapshotKeeper } from '../../radius/snapshot-keeper.ts'
import { openSnapshotFile, type Snapshot, type SnapshotFile } from '../../radius/snapshot.ts'
import { eventually } from '../support/eventually.ts'

const safe = openSafe('5a'.repeat(32))
const release = Buffer.alloc(32, 7)
const name = 'read-model.snapshot'
const secret = 'Mto-wa-Mbu-7pVx2Lq9sNc4'

function town(homes: number): Snapshot {
  const read_at = Temporal.Instant.from('2026-11-21T09:00:00.123456Z')
  const services = Array.from({ length: homes }, (_, index): ServiceFacts => {
    const credits = [
      {
        starts_us: microsecondsOf(read_at.subtract({ hours: index })),
        ends_us: microsecondsOf(read_at.add({ hours: index })),
        down_kbps: 10_000,
        up_kbps: 5_000,
        devices: 1,
        priority: 8,
        burst: null,
        timed: [],
        fair_use: null,
        hours: index % 3 ? null : { opens_at: '22:00', closes_at: '06:00' },
        address_pool: null,
        ipv6_pool: null,
        data_counts: 'both' as const,
        data: index % 2 ? null : { allowed_bytes: 1e12, used_bytes: index },
      },
    ]
    return {
      id: index + 1,
      kind: 'pppoe',
      user_name: `mtaa-${index}`,
      password: index % 5 ? `siri-"${index}"-ñ` : null,
      static_address: null,
      ipv6_prefix: null,
      site_id: null,
      router_id: null,
      locked_mac: null,
      closed: false,
      suspended: false,
      macs: [],
      credits,
    }
  })
  const router = { id: 1, name: 'Kilimani', address: '127.0.0.1', site_id: 1, mac_login: false }
  const keys = { secret, next_secret: null, certificate_sha256: null }
  const signing = { unsigned_until: null, signs_since: read_at }
  return { read_at, services, routers: [{ ...router, ...keys, ...signing }] }
}

async function believes(file: SnapshotFile): Promise<boolean> {
  return (await file.read()) !== undefined
}

async function withFile(
  homes: number,
  task: (means: { stateDir: string; path: string; known: Snapshot }) => Promise<void>,
): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-snapshot-'))
  const known = town(homes)
  try {
    await openSnapshotFile({ stateDir, safe }, release).write(known)
    await task({ stateDir, path: join(stateDir, name), known })
  } finally {
    await rm(stateDir, { recursive: true })
  }
}

for (const homes of [0, 1, 100, 257]) {
  test(`what was kept of ${homes} services comes back as it was`, async (t) => {
    await withFile(homes, async ({ stateDir, path, known }) => {
      const read = await openSnapshotFile({ stateDir, safe }, release).read()
      t.deepEqual(pack(read), pack(known)) // A test runner can't look into an instant.
      t.is((await stat(path)).mode & 0o777, 0o600)
      const bytes = await readFile(path)
      for (const word of ['siri', 'mtaa', secret]) t.false(bytes.includes(word))
    })
  })
}

type Damage = (bytes: Buffer) => Buffer
const pieceStart = 72
const damages: Record<string, Damage> = {
  'it is empty': () => Buffer.alloc(0),
  'it ends within its head': (bytes) => bytes.subarray(0, 40),
  'it ends within a piece': (bytes) => bytes.subarray(0, -9),
  'it ends after a piece': (bytes) =>
    bytes.subarray(0, pieceStart + 4 + bytes.readUInt32BE(pieceStart)),
  'one bit has changed': (bytes) => {
    const changed = Buffer.from(bytes)
    changed[bytes.length - 1]! ^= 1
    return changed
  },
  'it tells of fewer pieces than it has': (bytes) => {
    const changed = Buffer.from(bytes)
    changed.writeUInt32BE(2, pieceStart - 4)
    return changed
  },
  'a piece says that it is endless': (bytes) => {
    const changed = Buffer.from(bytes)
    changed.writeUInt32BE(0xffffffff, pieceStart)
    return changed
  },
  'a later format': (bytes) => {
    const changed = Buffer.from(bytes)
    changed.writeUInt32BE(2, 16)
    return changed
  },
  'a file of somebody else': () => Buffer.from('{"services":[]}'.padEnd(500)),
}
for (const [what, damage] of Object.entries(damages)) {
  test(`a snapshot is not believed: ${what}`, async (t) => {
    await withFile(257, async ({ stateDir, path }) => {
      await writeFile(path, damage(await readFile(path)))
      t.false(await believes(openSnapshotFile({ stateDir, safe }, release)))
    })
  })
}

test('a snapshot is not believed: another key, another release, none', async (t) => {
  await withFile(3, async ({ stateDir, path }) => {
    const other = openSafe('00'.repeat(32))
    t.false(await believes(openSnapshotFile({ stateDir, safe: other }, release)))
    t.false(await believes(openSnapshotFile({ stateDir, safe }, Buffer.alloc(32))))
    await rm(path)
    t.false(await believes(openSnapshotFile({ stateDir, safe }, release)))
  })
})

test('a snapshot is not believed: a piece of an older one in its place', async (t) => {
  await withFile(1, async ({ stateDir, path, known }) => {
    const older = await readFile(path)
    await copyFile(path, `${path}.older`)
    const file = openSnapshotFile({ stateDir, safe }, release)
    await file.write(known)
    const handle = await open(path, 'r+')
    await handle.write(older, pieceStart, older.length - pieceStart, pieceStart)
    await handle.close()
    t.false(await believes(file))
    await copyFile(`${path}.older`, path)
    t.true(await believes(file))
  })
})

test('what would not come back as it was is not kept', (t) => {
  const at = Temporal.Instant.from('2026-11-21T09:00:00.123456Z')
  const facts = { at, list: [1, null, { at }], text: '$', none: undefined }
  const back = unpack(JSON.parse(JSON.stringify(pack(facts)))) as typeof facts
  t.true(back.at instanceof Temporal.Instant && back.at.equals(at))
  t.deepEqual(pack(back), pack(facts))
  for (const stranger of [
    1n,
    Number.NaN,
    new Map(),
    Buffer.alloc(1),
    at.toZonedDateTimeISO('UTC'),
    at.add({ nanoseconds: 1 }),
  ])
    t.throws(() => pack({ stranger }))
})

test('many changes are one snapshot, and the last one is written at the end', async (t) => {
  const written: number[] = []
  let known = 0
  const file = {
    write: async ({ services }: Snapshot) => written.push(services.length),
    read: async () => undefined,
  }
  const keeper = openSnapshotKeeper(file, { snapshotMilliseconds: 3_600_000 }, () => town(known))
  for (known = 1; known < 5; known++) keeper.changed()
  await eventually('the first is written', () => written.length === 1)
  for (known = 6; known < 9; known++) keeper.changed()
  await keeper.close()
  t.deepEqual(written, [5, 9])
})
