// One colleague, as an owner sees them: what they may do, where they are signed in, what they did, and what to do when they
// lost something or left.

import { listActsBy, type ToldAct } from '../../appliance/people/audit.ts'
import { demandsCodes } from '../../appliance/people/codes.ts'
import {
  findColleague,
  listSites,
  type ListedColleague,
} from '../../appliance/people/colleagues.ts'
import { listSignIns } from '../../appliance/people/sign-ins.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx } from '../context.ts'
import { oneOf, readQuery } from '../forms.ts'
import { idOf, paths } from '../paths.ts'
import { signInView } from './me.ts'
import { placeView } from './people.ts'

const { people: words, frame } = staffWords
const dones = ['', 'place', 'disabled', 'enabled', 'codes', 'signed_out'] as const
const actsShown = 12

export async function showColleague(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const person = await findColleague(db, idOf(ctx.params['id']))
  const [sites, sign_ins, acts] = await Promise.all([
    listSites(db),
    listSignIns(db, person.id, now()),
    listActsBy(db, person.id, actsShown),
  ])
  const { done } = readQuery(ctx, { done: oneOf(dones) })
  await ctx.state.render('admin/colleague', {
    ...personView(ctx, person),
    done: done === '' ? null : words.toast[done](person.name),
    you: person.id === staffOf(ctx).id,
    left: person.disabled_at !== null,
    ...placeView(person.role, String(person.site_id ?? ''), sites),
    sign_ins: sign_ins.map((one) => signInView(one, null)),
    any_sign_ins: sign_ins.length > 0,
    acts: acts.map(actView),
    any_acts: acts.length > 0,
  })
}

function personView(ctx: Ctx, person: ListedColleague) {
  const { codes, one } = words
  const { id, name, email, added_at, disabled_at, recovery_left } = person
  const due = demandsCodes(person.role, ctx.state.appliance.config)
  return {
    name,
    email,
    role: frame.roles[person.role],
    role_help: words.roles_help[person.role],
    where: person.site ?? words.everywhere,
    added_at,
    disabled_at,
    codes: person.has_codes ? codes.on : due ? codes.due : codes.off,
    has_codes: person.has_codes,
    recovery_left,
    actions: {
      place: paths.colleagueThing(id, 'place'),
      password: paths.colleagueThing(id, 'password-link'),
      codes: `${paths.colleagueThing(id, 'codes')}?_method=delete`,
      sign_ins: `${paths.colleagueThing(id, 'sign-ins')}?_method=delete`,
      leave: paths.colleagueThing(id, 'departure'),
      back: `${paths.colleagueThing(id, 'departure')}?_method=delete`,
    },
    leave_enter: one.leave_enter(name),
    back_enter: one.back_enter(name),
  }
}

function actView({ at, action, subject, why }: ToldAct) {
  return { at, action, subject, why }
}
