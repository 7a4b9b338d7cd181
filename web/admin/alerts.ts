// Troubles of the box: what burns, who is rung and where, and the mail server they are told by.

import { parseMsisdn } from '../../appliance/msisdn.ts'
import { Invalid } from '../../appliance/errors.ts'
import {
  findMailAccount,
  listReaders,
  readAlertAddresses,
  saveAlertAddresses,
  saveMailServer,
  type MailAccount,
} from '../../appliance/people/mail-server.ts'
import { listLatestChecks } from '../../appliance/money/provider-checks.ts'
import { parseEmail } from '../../appliance/people/staff.ts'
import type { Alert } from '../../appliance/tables.ts'
import { listAlerts } from '../../appliance/watch/alerts.ts'
import { alertWords as words } from '../../appliance/words/staff/alerts.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { besideField, choice, tick, wholeNumber } from '../form-fields.ts'
import { field, oneOf, readForm, text, type Form } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { checkView } from './check-view.ts'
import { secretField } from './key-fields.ts'
import { startCheck } from './settings.ts'

const roleWords = staffWords.frame.roles
const ways = ['starttls', 'from_the_start', 'none'] as const
const mineFields = {
  phone: (typed: string) => (typed.trim() === '' ? null : parseMsisdn(typed)),
  by_mail: tick,
}
const mailFields = {
  host: readHost,
  port: wholeNumber(1, 65535),
  tls: oneOf(ways),
  username: text(200),
  password: text(400),
  sender: parseEmail,
}

type Refused = Form<typeof mineFields> | Form<typeof mailFields>

export async function showAlerts(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

export async function changeOwnAlerts(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, mineFields)
  if (!form.ok) return show(ctx, form)
  const { phone: alert_msisdn, by_mail: alert_mail } = form.values
  const { work } = ctx.state.appliance
  await work((unit) => saveAlertAddresses(unit, { alert_msisdn, alert_mail }, actorOf(ctx)))
  seeOther(ctx, paths.alerts)
}

export async function changeMail(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, mailFields)
  if (!form.ok) return show(ctx, form)
  const { username, ...typed } = form.values
  const { work, safe } = ctx.state.appliance
  try {
    const server = { ...typed, username: username || null }
    await work((unit) => saveMailServer(unit, safe, server, actorOf(ctx)))
    seeOther(ctx, paths.alerts)
  } catch (error) {
    const problems = besideField(error, { password_missing: 'password' })
    await show(ctx, { ok: false, typed: form.typed, problems: problems as never })
  }
}

export async function checkMail(ctx: Ctx): Promise<void> {
  await startCheck(ctx, 'mail', paths.alerts)
}

async function show(ctx: Ctx, refused: Refused | null): Promise<void> {
  const { db, safe, now } = ctx.state.appliance
  const staff = staffOf(ctx)
  const [{ open, over }, server, checks, readers, mine] = await Promise.all([
    listAlerts(db),
    findMailAccount(db, safe),
    listLatestChecks(db),
    listReaders(db),
    readAlertAddresses(db, staff.id),
  ])
  if (refused) ctx.status = 422
  const typed: Record<string, string> = refused?.typed ?? {}
  const wrong: Record<string, string | null> = refused && !refused.ok ? refused.problems : {}
  const check = checks.get('mail')
  await ctx.state.render('admin/alerts', {
    any_open: open.length > 0,
    open: open.map(alertView),
    any_over: over.length > 0,
    over: over.map(alertView),
    any_readers: readers.length > 0,
    readers: readers.map(({ name, role, alert_msisdn, alert_mail }) => ({
      name,
      role: roleWords[role],
      rung: words.rung(alert_msisdn !== null, alert_mail && server !== undefined),
    })),
    mine: may(staff.role, 'POST /alerts/mine')
      ? {
          action: paths.ownAlerts,
          phone: field({
            name: 'phone',
            label: words.me.phone,
            hint: words.me.phone_hint,
            type: 'tel',
            value: typed['phone'] ?? (mine.alert_msisdn ? `0${mine.alert_msisdn.slice(3)}` : ''),
            wrong: wrong['phone'] ?? null,
          }),
          mail: {
            name: 'by_mail',
            label: words.me.mail(staff.email),
            hint: server ? words.me.mail_hint : words.me.mail_none,
            checked: mine.alert_mail,
          },
        }
      : null,
    may_change: may(staff.role, 'POST /settings/mail'),
    live: check !== undefined && !check.finished_at,
    check: server ? checkView(check, server.keys_changed_at, now()) : null,
    check_action: paths.mailCheck,
    action: paths.mail,
    fields: mailView(server, typed, wrong),
    tls: choice({
      name: 'tls',
      label: words.server.tls,
      value: typed['tls'] ?? server?.tls ?? 'starttls',
      wrong: wrong['tls'] ?? null,
      options: ways.map((value) => ({ value, label: words.server.ways[value] })),
    }),
  })
}

function mailView(
  server: MailAccount | undefined,
  typed: Record<string, string>,
  wrong: Record<string, string | null>,
) {
  const { host, host_hint, port, username, username_hint, password, sender, sender_hint } =
    words.server
  const of = (name: string, held: string, label: string, hint: string | null = null) =>
    field({ name, label, hint, value: typed[name] ?? held, wrong: wrong[name] ?? null })
  return [
    of('host', server?.host ?? '', host, host_hint),
    { ...of('port', String(server?.port ?? 587), port), mode: 'numeric' },
    of('username', server?.username ?? '', username, username_hint),
    secretField('password', password, Boolean(server?.password), null, wrong['password'] ?? null),
    of('sender', server?.sender ?? '', sender, sender_hint),
  ]
}

function alertView(alert: Alert) {
  const { severity, well_since, told, told_at, role } = alert
  return {
    ...alert,
    state: well_since ? words.state.well : words.state[severity],
    whose: words.whose[role],
    told: told > 0 ? words.times(told) : words.not_told,
    told_at,
  }
}

function readHost(typed: string): string {
  const host = typed.trim().toLowerCase()
  if (/^[a-z0-9]([a-z0-9.:-]{0,251}[a-z0-9])?$/.test(host)) return host
  throw new Invalid('host_unreadable', words.server.host_wrong)
}
