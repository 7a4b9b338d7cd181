// Who works here, who is invited, and the form that invites somebody.

import { Conflict, Invalid } from '../../appliance/errors.ts'
import {
  listColleagues,
  listSites,
  type ListedColleague,
} from '../../appliance/people/colleagues.ts'
import {
  invite,
  listInvitations,
  withdrawInvitation,
  type OpenInvitation,
} from '../../appliance/people/invitations.ts'
import { parseEmail, parseName, roles } from '../../appliance/people/staff.ts'
import type { Role } from '../../appliance/tables.ts'
import { demandsCodes } from '../../appliance/people/codes.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, oneOf, readForm, readQuery, text, type Form } from '../forms.ts'
import { idOf, paths, withQuery } from '../paths.ts'

const words = staffWords.people
const roleWords = staffWords.frame.roles
const fields = { name: parseName, email: parseEmail, role: parseRole, site: parseSite }
type InviteForm = Form<typeof fields>

export async function showPeople(ctx: Ctx): Promise<void> {
  await showPage(ctx, null, null)
}

export async function createInvitation(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  if (!form.ok) return showPage(ctx, form, null)
  const { site, ...person } = form.values
  const { work, config } = ctx.state.appliance
  const token = await work((unit) =>
    invite(unit, { ...person, site_id: site }, actorOf(ctx)),
  ).catch(refusal)
  if (typeof token !== 'string') return showPage(ctx, form, token)
  await ctx.state.render('admin/link-made', {
    title: words.link.invited(person.name),
    text: words.link.three_days,
    link: `${config.publicUrl}${paths.join}?token=${token}`,
    back: paths.people,
  })
}

export async function deleteInvitation(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const id = idOf(ctx.params['id'])
  await ctx.state.appliance.work((work) => withdrawInvitation(work, id, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.people, { done: 'withdrawn' }))
}

export function parseRole(typed: string): Role {
  const role = roles.find((one) => one === typed)
  if (role) return role
  throw new Invalid('role_unreadable', 'Choose one of the roles.')
}

/** '' is all sites. */
export function parseSite(typed: string): number | null {
  if (typed === '') return null
  const id = idOf(typed)
  if (id > 0) return id
  throw new Invalid('site_unreadable', 'Choose one of the sites.')
}

function refusal(error: unknown): Conflict | Invalid {
  if (error instanceof Conflict || error instanceof Invalid) return error
  throw error
}

async function showPage(ctx: Ctx, form: InviteForm | null, refused: Conflict | Invalid | null) {
  const { db, now } = ctx.state.appliance
  const [everybody, invitations, sites] = await Promise.all([
    listColleagues(db),
    listInvitations(db),
    listSites(db),
  ])
  const { done } = readQuery(ctx, { done: oneOf(['', 'withdrawn'] as const) })
  if (form) ctx.status = refused instanceof Conflict ? 409 : 422
  await ctx.state.render('admin/people', {
    done: done === 'withdrawn' ? words.toast.withdrawn : null,
    rows: everybody.map((one) => rowView(ctx, one)),
    invitations: invitations.map((one) => invitationView(one, now())),
    any_invited: invitations.length > 0,
    invite: inviteView(form, refused, sites),
  })
}

function rowView(ctx: Ctx, one: ListedColleague) {
  const { codes } = words
  const due = demandsCodes(one.role, ctx.state.appliance.config)
  return {
    name: one.name,
    email: one.email,
    href: paths.colleague(one.id),
    you: one.id === staffOf(ctx).id,
    role: roleWords[one.role],
    where: one.site ?? words.everywhere,
    codes: one.disabled_at ? codes.gone : one.has_codes ? codes.on : due ? codes.due : codes.off,
    seen_at: one.seen_at,
  }
}

function invitationView(one: OpenInvitation, now: Temporal.Instant) {
  const late = Temporal.Instant.compare(one.expires_at, now) <= 0
  return {
    name: one.name,
    email: one.email,
    role: roleWords[one.role],
    where: one.site ?? words.everywhere,
    maker: words.invited_by(one.maker),
    expires_at: one.expires_at,
    state: late ? { word: words.late, tone: 'bad' } : { word: words.waits, tone: 'wait' },
    action: `${paths.invitation(one.id)}?_method=delete`,
  }
}

function inviteView(
  form: InviteForm | null,
  refused: Conflict | Invalid | null,
  sites: { id: number; name: string }[],
) {
  const typed = form?.typed ?? { name: '', email: '', role: 'cashier', site: '' }
  const wrong = form && !form.ok ? form.problems : null
  const taken = refused?.code === 'email_taken' ? refused.message : null
  return {
    refused: form !== null,
    name: field({
      name: 'name',
      label: words.invite.name,
      value: typed.name,
      wrong: wrong?.name ?? null,
      required: true,
    }),
    email: field({
      name: 'email',
      label: words.invite.email,
      hint: words.invite.email_hint,
      type: 'email',
      value: typed.email,
      wrong: wrong?.email ?? taken,
      required: true,
    }),
    ...placeView(typed.role, typed.site, sites),
    wrong: refused && !taken ? refused.message : null,
  }
}

/** The two lists from which a role and a site are picked. */
export function placeView(role: string, site: string, sites: { id: number; name: string }[]) {
  return {
    roles: roles.map((one) => ({
      value: one,
      label: roleWords[one],
      help: words.roles_help[one],
      selected: one === role,
    })),
    sites: [
      { value: '', label: words.everywhere, selected: site === '' },
      ...sites.map(({ id, name }) => ({
        value: String(id),
        label: name,
        selected: String(id) === site,
      })),
    ],
  }
}

export const reason = text(200)
