// Adding a subscriber: one form, and one page that tells what their box must know, once.

import { randomUUID } from 'node:crypto'
import {
  parseLineAddress,
  parseLinePassword,
  parseUserName,
} from '../../appliance/access/line-names.ts'
import { Invalid } from '../../appliance/errors.ts'
import { parseMsisdn } from '../../appliance/msisdn.ts'
import {
  addSubscriber,
  FieldProblem,
  listHomePlans,
  listPlaces,
  listSamePhone,
  type NewSubscriber,
} from '../../appliance/people/new-subscribers.ts'
import { parseName } from '../../appliance/people/staff.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, staffOf, type Ctx } from '../context.ts'
import { choice, formNumber, optional, rowId, sum, tick } from '../form-fields.ts'
import { field, oneOf, readForm, text, type Values } from '../forms.ts'
import { paths } from '../paths.ts'

const words = staffWords.new_subscriber

const fields = {
  form: formNumber,
  name: parseName,
  phone: optional(parseMsisdn),
  language: oneOf(['en', 'sw'] as const),
  site: rowId(words.choose_site),
  plan: rowId(words.choose_plan),
  user_name: optional(parseUserName),
  password: optional(parseLinePassword),
  place: readPlace,
  address: optional(parseLineAddress),
  deposit: optional(sum),
  deposit_what: text(80),
  deposit_first: tick,
}
type Name = keyof typeof fields
type Typed = Record<Name, string>
type Wrong = Partial<Record<Name, string | null>>

export async function showNewSubscriber(ctx: Ctx): Promise<void> {
  const blank = Object.fromEntries(Object.keys(fields).map((name) => [name, ''])) as Typed
  await show(ctx, { ...blank, form: randomUUID(), deposit_what: words.deposit_usual }, {})
}

/** Answers with the password itself: no other page ever has it. */
export async function createSubscriber(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  if (!form.ok) return refuse(ctx, form.typed, form.problems)
  const { work, safe, db } = ctx.state.appliance
  const asked = askedOf(form.values)
  try {
    const made = await work((unit) => addSubscriber(unit, safe, asked, actorOf(ctx)))
    const same = await listSamePhone(db, asked.msisdn, made.account_no)
    await ctx.state.render('admin/subscriber-made', {
      ...made,
      title: words.made(made.name),
      href: paths.subscriber(made.account_no),
      another: paths.newSubscriber,
      same: same.map(({ name, account_no }) => ({
        name,
        account_no,
        href: paths.subscriber(account_no),
      })),
    })
  } catch (problem) {
    if (!(problem instanceof FieldProblem)) throw problem
    await refuse(ctx, form.typed, { [nameOf(problem.field)]: problem.message })
  }
}

function askedOf(values: Values<typeof fields>): NewSubscriber {
  const { site, plan, phone, address, deposit, deposit_what, deposit_first, ...rest } = values
  return {
    ...rest,
    msisdn: phone,
    site_id: site,
    plan_id: plan,
    static_address: address,
    deposit:
      deposit === null
        ? null
        : {
            what: deposit_what || words.deposit_usual,
            amount_cents: deposit,
            before_time: deposit_first,
          },
  }
}

const names: Partial<Record<keyof NewSubscriber, Name>> = {
  site_id: 'site',
  plan_id: 'plan',
  static_address: 'address',
  user_name: 'user_name',
  place: 'place',
}

function nameOf(about: keyof NewSubscriber): Name {
  return names[about] ?? 'name'
}

async function refuse(ctx: Ctx, typed: Typed, wrong: Wrong): Promise<void> {
  ctx.status = 422
  await show(ctx, typed, wrong)
}

async function show(ctx: Ctx, typed: Typed, wrong: Wrong): Promise<void> {
  const { db } = ctx.state.appliance
  const { sites, routers } = await listPlaces(db, staffOf(ctx).site_id)
  const plans = await listHomePlans(db)
  const line = (name: Name, label: string, more = {}) =>
    field({ name, label, value: typed[name], wrong: wrong[name] ?? null, ...more })
  const pick = (name: Name, label: string, options: { value: string; label: string }[]) =>
    choice({ name, label, value: typed[name], wrong: wrong[name] ?? null, options })
  await ctx.state.render('admin/subscriber-new', {
    action: paths.subscribers,
    back: paths.subscribers,
    form: typed.form,
    sells: plans.length > 0 && sites.length > 0,
    problems: Object.values(wrong).some((problem) => problem) ? words.look : null,
    name: line('name', words.name, { required: true }),
    phone: line('phone', words.phone, { hint: words.phone_hint, type: 'tel', mode: 'tel' }),
    language: pick('language', words.language, words.languages),
    site: pick('site', words.site, sites.map(named)),
    plan: pick(
      'plan',
      words.plan,
      plans.map((plan) => ({ value: String(plan.id), label: words.plan_choice(plan) })),
    ),
    user_name: line('user_name', words.user_name, { hint: words.user_name_hint }),
    password: line('password', words.password, { hint: words.password_hint }),
    place: pick('place', words.place, [
      ...words.places,
      ...routers.map(({ id, name, site }) => ({
        value: `router-${id}`,
        label: words.only_router(name, site),
      })),
    ]),
    address: line('address', words.address, { hint: words.address_hint, mode: 'decimal' }),
    deposit: line('deposit', words.deposit, { hint: words.deposit_hint, mode: 'decimal' }),
    deposit_what: line('deposit_what', words.deposit_what),
    deposit_first: { checked: typed.deposit_first === 'yes' },
    unfolded: [typed.user_name, typed.password, typed.address, wrong.place].some(Boolean),
  })
}

function named({ id, name }: { id: number; name: string }) {
  return { value: String(id), label: name }
}

function readPlace(typed: string): NewSubscriber['place'] {
  if (typed === '' || typed === 'anywhere') return 'anywhere'
  if (typed === 'site') return 'site'
  const [, id] = /^router-([1-9]\d{0,14})$/.exec(typed) ?? []
  if (id !== undefined) return { router_id: Number(id) }
  throw new Invalid('form_unreadable', 'The form sent something it does not have.')
}
