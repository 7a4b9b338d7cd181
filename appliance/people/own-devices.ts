// The devices of one's own pass: a name for each, and letting one go, so that its place is free for another.

import { releaseDevice } from '../access/devices.ts'
import type { Work } from '../appliance.ts'
import { NotFound } from '../errors.ts'
import { holdSubscriber } from '../money/ledger.ts'
import type { Device } from '../tables.ts'
import { recordAct } from './audit.ts'
import type { OwnAccount, OwnLine } from './own-file.ts'

export const deviceNameMax = 40

interface OwnDevice {
  file: Pick<OwnAccount, 'person'>
  line: Pick<OwnLine, 'line'>
  device_id: number
}

/** Blank takes the name away. Throws NotFound `device_unknown`. */
export async function nameOwnDevice(work: Work, own: OwnDevice, name: string): Promise<void> {
  const device = await holdOwn(work, own)
  await work
    .db('devices')
    .where({ id: device.id })
    .update({ name: name === '' ? null : name })
}

/** Its session ends, and its place is free. Throws NotFound `device_unknown`. */
export async function letDeviceGo(
  work: Work,
  own: OwnDevice,
  source_address: string | null,
): Promise<void> {
  const device = await holdOwn(work, own)
  await releaseDevice(work, device)
  await recordAct(work, {
    staff: null,
    source_address,
    action: 'own.device_let_go',
    subject: `subscriber:${own.file.person.id}`,
    after: { service_no: own.line.line.service_no, device: device.id },
  })
}

async function holdOwn(work: Work, { file, line, device_id: id }: OwnDevice): Promise<Device> {
  await holdSubscriber(work, file.person.id)
  const { service_id } = line.line
  const device = await work.db('devices').where({ id, service_id }).forUpdate().first()
  if (device) return device
  throw new NotFound('device_unknown', 'This device is not on the pass.')
}
