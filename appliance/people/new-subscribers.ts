// A subscriber is added in one form: who they are, what they take, what their box must be told, and what they leave as a
// deposit. One transaction makes all of it, and its password is told once.

import { findFreeUserName, drawLinePassword } from '../access/line-names.ts'
import { drawAccountNo } from '../account-no.ts'
import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid } from '../errors.ts'
import { askDeposit, type NewDeposit } from '../money/deposits.ts'
import type { Msisdn } from '../msisdn.ts'
import type { Safe } from '../secrets.ts'
import type { Language, Plan, Service, Subscriber } from '../tables.ts'
import { recordAct } from './audit.ts'
import type { Worker } from './held-subscribers.ts'

export interface NewSubscriber {
  /** The form's own: sent again, it makes nobody again. */
  form: string
  name: string
  msisdn: Msisdn | null
  language: Language
  site_id: number
  plan_id: number
  /** Null: made of the name. */
  user_name: string | null
  /** Null: drawn. */
  password: string | null
  static_address: string | null
  /** Where the line may come online. */
  place: 'anywhere' | 'site' | { router_id: number }
  deposit: NewDeposit | null
}

/** What their box is told; shown once. */
export interface Credentials {
  account_no: string
  name: string
  user_name: string
  password: string
}

/** Which field of the form it is about. */
export class FieldProblem extends Invalid {
  readonly field: keyof NewSubscriber

  constructor(field: keyof NewSubscriber, message: string) {
    super('field_refused', message)
    this.field = field
  }
}

/** Throws FieldProblem, and Conflict `added_already` where this form was sent before. */
export async function addSubscriber(
  work: Work,
  safe: Safe,
  asked: NewSubscriber,
  by: Worker,
): Promise<Credentials> {
  const { place, deposit } = asked
  await check(work, asked, by)
  const subscriber = await insertSubscriber(work, asked, by)
  const service = {
    subscriber_id: subscriber.id,
    service_no: 1,
    plan_id: asked.plan_id,
    static_address: asked.static_address,
    site_id: place === 'site' ? asked.site_id : null,
    router_id: typeof place === 'object' ? place.router_id : null,
    opened_at: work.now,
  }
  const { user_name, password } = await insertLine(work, safe, service, asked)
  const after = { account_no: subscriber.account_no, user_name, plan_id: asked.plan_id }
  const subject = `subscriber:${subscriber.id}`
  await recordAct(work, { ...by, action: 'subscriber.added', subject, after })
  if (deposit) await askDeposit(work, subscriber.id, deposit, by)
  return { account_no: subscriber.account_no, name: subscriber.name, user_name, password }
}

async function check(work: Work, asked: NewSubscriber, { staff }: Worker): Promise<void> {
  const { db } = work
  const { site_id, plan_id, place, static_address, user_name } = asked
  if (staff.site_id !== null && staff.site_id !== site_id)
    throw new FieldProblem('site_id', 'You add subscribers of your own site only.')
  if (!(await db('sites').where({ id: site_id }).first('id')))
    throw new FieldProblem('site_id', 'Choose a site.')
  const plan = (await listHomePlans(db)).find(({ id }) => id === plan_id)
  if (!plan || (plan.site_id !== null && plan.site_id !== site_id))
    throw new FieldProblem('plan_id', 'This plan is not sold at that site.')
  if (typeof place === 'object') {
    const router = await db('routers').where({ id: place.router_id, site_id }).first('id')
    if (!router) throw new FieldProblem('place', 'This router is not at that site.')
  }
  const taken = (about: Partial<Service>) => db('services').where(about).first('id')
  if (user_name !== null && (await taken({ user_name })))
    throw new FieldProblem('user_name', 'Somebody has this user name already.')
  if (static_address !== null && (await taken({ static_address, closed_at: null })))
    throw new FieldProblem('static_address', 'Another line has this address.')
}

async function insertSubscriber(
  work: Work,
  { form, name, msisdn, language, site_id }: NewSubscriber,
  { staff }: Worker,
): Promise<Subscriber> {
  const reseller_id = staff.role === 'reseller' ? staff.id : null
  const row = { form, name, msisdn, language, site_id, reseller_id, joined_at: work.now }
  for (;;) {
    const { rows } = await work.db.raw<{ rows: Subscriber[] }>(
      `insert into subscribers (account_no, form, name, msisdn, language, site_id, reseller_id, joined_at)
       values (:account_no, :form, :name, :msisdn, :language, :site_id, :reseller_id, :joined_at)
       on conflict do nothing returning *`,
      { ...row, account_no: drawAccountNo() },
    )
    if (rows[0]) return rows[0]
    // Either the number is taken, or a second click of the same form came first.
    const first = await work.db('subscribers').where({ form }).first('account_no')
    if (first)
      throw new Conflict(
        'added_already',
        `This form was sent before, and made the account ${first.account_no}. Its password is shown only once; make a new one on its page.`,
      )
  }
}

async function insertLine(
  work: Work,
  safe: Safe,
  line: Partial<Service>,
  { name, user_name, password }: NewSubscriber,
): Promise<{ user_name: string; password: string }> {
  const told = password ?? drawLinePassword()
  const password_sealed = safe.seal(told, 'services.password')
  for (;;) {
    const wanted = user_name ?? (await findFreeUserName(work.db, name))
    const [added] = await work
      .db('services')
      .insert({ ...line, user_name: wanted, password_sealed })
      .onConflict('user_name')
      .ignore()
      .returning('user_name')
    if (added) return { user_name: added.user_name, password: told }
    if (user_name !== null) throw new FieldProblem('user_name', 'Somebody was faster: it is taken.')
  }
}

/** The plans of lines at home that are sold, the cheapest first. */
export async function listHomePlans(db: Db): Promise<Plan[]> {
  return db('plans')
    .where({ kind: 'pppoe' })
    .whereNull('withdrawn_at')
    .orderBy(['price_cents', 'id'])
}

export interface Places {
  sites: { id: number; name: string }[]
  routers: { id: number; name: string; site: string }[]
}

/** Where somebody of one site, or of all, may put a new line. */
export async function listPlaces(db: Db, site_id: number | null): Promise<Places> {
  const [sites, routers] = await Promise.all([
    db('sites').orderBy('name').select('id', 'name'),
    db('routers')
      .join('sites', 'sites.id', 'routers.site_id')
      .whereNull('retired_at')
      .orderBy('routers.name')
      .select('routers.id', 'routers.name', 'routers.site_id', 'sites.name as site'),
  ])
  const isMine = (id: number) => site_id === null || site_id === id
  return {
    sites: sites.filter(({ id }) => isMine(id)),
    routers: routers.filter((router: { site_id: number }) => isMine(router.site_id)),
  }
}

/** Who else has this number: a phone may pay for several, and somebody may be added twice by mistake. */
export async function listSamePhone(
  db: Db,
  msisdn: Msisdn | null,
  but: string,
): Promise<Pick<Subscriber, 'account_no' | 'name'>[]> {
  if (msisdn === null) return []
  return db('subscribers')
    .where({ msisdn, closed_at: null })
    .whereNot({ account_no: but })
    .orderBy('id')
    .limit(5)
    .select('account_no', 'name')
}
