// From where providers call: their lists, what came from elsewhere, and whether that is followed.

import {
  listDoors,
  parseNetworks,
  saveSources,
  sourceProviders,
  type DoorSeen,
} from '../../appliance/money/callback-sources.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { besideField } from '../form-fields.ts'
import { oneOf, readForm, text } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.sources

const fields = {
  provider: oneOf(sourceProviders),
  networks: parseNetworks,
  noted_from: text(80),
  mode: oneOf(['log', 'enforce'] as const),
}

interface Refused {
  provider: string
  networks: string
  wrong: string | null
}

export async function showSources(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

export async function changeSources(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  const typed = { provider: form.typed.provider, networks: form.typed.networks }
  if (!form.ok)
    return show(ctx, { ...typed, wrong: form.problems.networks ?? form.problems.noted_from })
  try {
    await ctx.state.appliance.work((work) => saveSources(work, form.values, actorOf(ctx)))
  } catch (error) {
    const { networks: wrong = null } = besideField(error, { sources_unsure: 'networks' })
    return show(ctx, { ...typed, wrong })
  }
  seeOther(ctx, paths.sources)
}

async function show(ctx: Ctx, refused: Refused | null): Promise<void> {
  if (refused) ctx.status = 422
  const { db, now } = ctx.state.appliance
  const doors = await listDoors(db, now())
  await ctx.state.render('admin/sources', {
    doors: doors.map((door) =>
      doorView(door, refused?.provider === door.provider ? refused : null),
    ),
    action: paths.sources,
    may_change: may(staffOf(ctx).role, 'POST /settings/sources'),
  })
}

function doorView({ provider, mode, sources, ...seen }: DoorSeen, refused: Refused | null) {
  const dates = sources.map(({ noted_on, noted_from }) => `${noted_on}, ${noted_from}`)
  return {
    provider,
    name: words.providers[provider],
    says: words.seen(seen),
    missing: seen.true_elsewhere > 0 ? words.missing(seen.true_elsewhere) : null,
    networks: refused?.networks ?? sources.map(({ network }) => network).join('\n'),
    rows: Math.min(16, Math.max(3, sources.length + 1)),
    noted: [...new Set(dates)].join(' · ') || words.no_list,
    wrong: refused?.wrong ?? null,
    modes: (['log', 'enforce'] as const).map((value) => ({
      value,
      id: `${provider}-${value}`,
      label: words.modes[value],
      checked: value === mode,
    })),
  }
}
