// The devices of one's own pass: which they are, their names, and letting one go.

import { deviceNameMax, letDeviceGo, nameOwnDevice } from '../../appliance/people/own-devices.ts'
import type { OwnLine } from '../../appliance/people/own-file.ts'
import type { Instant } from '../../appliance/time.ts'
import { tellMoment } from '../../appliance/words/portal/times.ts'
import { seeOther, type Ctx } from '../context.ts'
import { field, readForm, text } from '../forms.ts'
import { idOf, ownPaths } from '../paths.ts'
import { ownLine, showOwn, type Own } from './door.ts'

export const showOwnDevices = ownLine(async (ctx, own) => {
  await showDevices(ctx, own, null)
})

export const renameDevice = ownLine(async (ctx, own) => {
  const form = readForm(ctx, { lang: (given) => given, name: text(deviceNameMax) })
  const device_id = idOf(ctx.params['device_id'])
  if (!form.ok) {
    ctx.status = 422
    return showDevices(ctx, own, { id: device_id, wrong: form.problems.name })
  }
  const { name } = form.values
  await ctx.state.appliance.work((work) => nameOwnDevice(work, { ...own, device_id }, name))
  seeOther(ctx, pathOf(own))
})

export const removeDevice = ownLine(async (ctx, own) => {
  readForm(ctx, { lang: (given) => given })
  const device_id = idOf(ctx.params['device_id'])
  const { work } = ctx.state.appliance
  await work((unit) => letDeviceGo(unit, { ...own, device_id }, ctx.ip || null))
  seeOther(ctx, pathOf(own))
})

type OnLine = Own & { line: OwnLine }

function pathOf({ account, line }: OnLine): string {
  return ownPaths.devices(account.account_no, line.line.service_no)
}

async function showDevices(
  ctx: Ctx,
  own: OnLine,
  problem: { id: number; wrong: string | null } | null,
): Promise<void> {
  const { words, language, line, account } = own
  const now = ctx.state.appliance.now()
  const { own_devices } = words
  const path = pathOf(own)
  const view = {
    lead: own_devices.lead(line.devices.length, line.places),
    devices: line.devices.map((device) => ({
      title: nameOf(device, own),
      about: own_devices.about(tail(device), since(device.bound_at, own, now)),
      rename: `${path}/${device.id}`,
      remove: `${path}/${device.id}?_method=delete`,
      remove_label: own_devices.remove(nameOf(device, own)),
      field: field({
        name: 'name',
        label: own_devices.name,
        value: device.name ?? '',
        wrong: problem?.id === device.id ? problem.wrong : null,
      }),
    })),
    back: ownPaths.account(account.account_no),
  }
  const fields = view.devices.map((each, at) => ({ ...each, field_id: `name-${at + 1}` }))
  const shown = { language, title: own_devices.title, back: path }
  await showOwn(ctx, 'own/devices', { ...view, devices: fields }, shown)
}

type Shown = OwnLine['devices'][number]

function nameOf(device: Shown, { words }: Own): string {
  return device.name ?? words.own_devices.unnamed(tail(device))
}

/** The end of its address: enough to tell it from the others. */
function tail({ mac }: Shown): string {
  return mac.slice(-5)
}

function since(at: Instant | null, { language }: Own, now: Instant): string {
  return at ? tellMoment(language, at, now) : ''
}
