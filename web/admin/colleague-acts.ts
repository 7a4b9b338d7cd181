// What an owner does about a colleague: another role, a link for a new password, no more codes, out, and in again.

import { Invalid } from '../../appliance/errors.ts'
import {
  changePlace,
  disable,
  enable,
  hold,
  resetCodes,
} from '../../appliance/people/colleagues.ts'
import { makePasswordLink } from '../../appliance/people/password-links.ts'
import { revokeSignIns } from '../../appliance/people/sign-ins.ts'
import type { Work } from '../../appliance/appliance.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm } from '../forms.ts'
import { idOf, paths, withQuery } from '../paths.ts'
import { parseRole, parseSite, reason } from './people.ts'

const words = staffWords.people

export async function createPlace(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { role: parseRole, site: parseSite })
  if (!form.ok)
    throw new Invalid('place_unreadable', 'Choose one of the roles and one of the sites.')
  const { role, site: site_id } = form.values
  await act(ctx, 'place', (work, id) => changePlace(work, id, { role, site_id }, actorOf(ctx)))
}

export async function createColleagueDeparture(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { why: reason })
  const why = form.ok ? form.values.why : ''
  await act(ctx, 'disabled', (work, id) => disable(work, id, why, actorOf(ctx)))
}

export async function deleteColleagueDeparture(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  await act(ctx, 'enabled', (work, id) => enable(work, id, actorOf(ctx)))
}

export async function deleteColleagueCodes(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  await act(ctx, 'codes', (work, id) => resetCodes(work, id, actorOf(ctx)))
}

export async function deleteColleagueSignIns(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  await act(ctx, 'signed_out', async (work, id) => {
    await hold(work, id, actorOf(ctx))
    await revokeSignIns(work, id, { kept: null }, actorOf(ctx))
  })
}

/** The answer is the page with the link: shown this once. */
export async function createPasswordLink(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const { work, config } = ctx.state.appliance
  const id = idOf(ctx.params['id'])
  const made = await work(async (unit) => {
    const staff = await hold(unit, id, actorOf(ctx))
    return { name: staff.name, token: await makePasswordLink(unit, staff, actorOf(ctx)) }
  })
  await ctx.state.render('admin/link-made', {
    title: words.link.password(made.name),
    text: words.link.hour,
    link: `${config.publicUrl}${paths.newPassword}?token=${made.token}`,
    back: paths.colleague(id),
  })
}

type Done = 'place' | 'disabled' | 'enabled' | 'codes' | 'signed_out'

async function act(
  ctx: Ctx,
  done: Done,
  task: (work: Work, id: number) => Promise<void>,
): Promise<void> {
  const id = idOf(ctx.params['id'])
  await ctx.state.appliance.work((work) => task(work, id))
  seeOther(ctx, withQuery(paths.colleague(id), { done }))
}
