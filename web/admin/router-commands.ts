// What staff tell a router by its agent, and a configuration of it that was kept.

import { queueCommand } from '../../appliance/access/router-commands.ts'
import { findExport } from '../../appliance/access/router-lives.ts'
import { Conflict, NotFound } from '../../appliance/errors.ts'
import { recordAct } from '../../appliance/people/audit.ts'
import { formatMoment } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { oneOf, readForm } from '../forms.ts'
import { paths } from '../paths.ts'
import { readRouter } from './router.ts'

const kinds = ['status', 'mend', 'export'] as const

export async function createCommand(ctx: Ctx): Promise<void> {
  const { id, name } = await readRouter(ctx)
  const form = readForm(ctx, { kind: oneOf(kinds) })
  const { work, safe } = ctx.state.appliance
  const by = actorOf(ctx)
  const kind = form.ok ? form.values.kind : 'status'
  await work(async (unit) => {
    const asked = { router_id: id, kind, told: {}, asked_by: by.staff.id }
    if ((await queueCommand(unit, safe, asked)) === undefined)
      throw new Conflict('no_agent', `${name} has no agent that can do this. Connect it by a line.`)
    // What it did is seen by looking again.
    if (kind === 'mend')
      await queueCommand(unit, safe, { router_id: id, kind: 'status', told: {} })
    await recordAct(unit, { ...by, action: 'router.told', subject: `router:${id}`, after: { kind } })
  }) // prettier-ignore
  seeOther(ctx, paths.router(id))
}

export async function showExport(ctx: Ctx): Promise<void> {
  const { id, name } = await readRouter(ctx)
  const { export_id = '' } = ctx.params
  const { db, now } = ctx.state.appliance
  const kept = /^[1-9]\d{0,14}$/.test(export_id) && (await findExport(db, id, Number(export_id)))
  if (!kept) throw new NotFound('export_unknown', 'That configuration is not kept.')
  const { router_life: words, places } = staffWords
  await ctx.state.render('admin/router-export', {
    title: words.export_title(name, formatMoment(kept.taken_at, now())),
    crumbs: places.title,
    routers: paths.routers,
    back: paths.router(id),
    name,
    text: kept.lines,
  })
}
