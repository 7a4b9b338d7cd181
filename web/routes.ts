// Every route of the web door: who may use it, and what it writes into the audit. Nothing is served that has no
// row here: handlers.ts gives each row its function, and app.ts registers from this table.

import type { Action } from '../appliance/people/audit.ts'
import { roles as everyRole } from '../appliance/people/staff.ts'
import type { Role } from '../appliance/tables.ts'

export interface Row {
  /** Who may; `anyone` is whoever reaches the door. */
  roles: readonly Role[] | 'anyone'
  /**
   * What the audit says of it; null for routes that change nothing. What guests do is kept in rows of its own (checkouts,
   * portal_attempts, vouchers): nobody of the staff did it.
   */
  changes: Action | null
  /** A change that is theirs even before they have set up the codes that their role demands. */
  beforeCodes?: true
  /** It shows the books of the whole house: colleagues of one place have none of it. */
  wholeHouse?: true
}

// Who an office is made of. Resellers, and colleagues of one site, see what is theirs on every route: middleware/keep-scope.ts.
const everyone = everyRole
const owners = ['owner'] as const
const office = ['owner', 'finance', 'cashier', 'support', 'technician', 'auditor'] as const
const money = ['owner', 'finance', 'cashier', 'auditor'] as const
const sellers = [...money, 'reseller'] as const
const books = ['owner', 'finance'] as const
const ledgers = ['owner', 'finance', 'auditor'] as const
const machines = ['owner', 'technician'] as const
const desk = ['owner', 'finance', 'support'] as const
// Who takes money at the counter.
const counter = ['owner', 'finance', 'cashier'] as const
// And who else may take it back: a reseller, what left their float.
const takers = [...counter, 'reseller'] as const
const sellersOnFloat = ['reseller'] as const
const lines = ['owner', 'finance', 'support', 'technician'] as const
// Who answers subscribers; and of them, who may change what a subscriber pays for.
const front = ['owner', 'finance', 'cashier', 'support', 'technician'] as const
const dealers = ['owner', 'finance', 'cashier', 'support'] as const
const troubles = ['owner', 'finance', 'support', 'technician', 'auditor'] as const
// Whom troubles of the box ring.
const rung = ['owner', 'finance', 'technician'] as const
const keepers = ['owner', 'finance', 'technician', 'auditor'] as const

export const routes = {
  'GET /first-run': { roles: 'anyone', changes: null },
  'POST /first-run': { roles: 'anyone', changes: 'staff.added' },
  'GET /sign-in': { roles: 'anyone', changes: null },
  'POST /sign-in': { roles: 'anyone', changes: 'staff.signed_in' },
  'DELETE /sign-in': { roles: everyone, changes: 'staff.signed_out', beforeCodes: true },
  'GET /sign-in/code': { roles: 'anyone', changes: null },
  'POST /sign-in/code': { roles: 'anyone', changes: 'staff.signed_in' },
  'GET /join': { roles: 'anyone', changes: null },
  'POST /join': { roles: 'anyone', changes: 'staff.added' },
  'GET /new-password': { roles: 'anyone', changes: null },
  'POST /new-password': { roles: 'anyone', changes: 'staff.password_changed' },

  'GET /me': { roles: everyone, changes: null },
  'POST /me/password': { roles: everyone, changes: 'staff.password_changed', beforeCodes: true },
  'POST /me/codes': { roles: everyone, changes: 'staff.codes_begun', beforeCodes: true },
  'DELETE /me/codes': { roles: everyone, changes: 'staff.codes_switched_off' },
  'GET /me/codes': { roles: everyone, changes: null },
  'GET /me/codes/qr.svg': { roles: everyone, changes: null },
  'POST /me/codes/proof': { roles: everyone, changes: 'staff.codes_set_up', beforeCodes: true },
  'POST /me/recovery-codes': { roles: everyone, changes: 'staff.recovery_codes_renewed' },
  'DELETE /me/sign-ins': { roles: everyone, changes: 'staff.sign_ins_ended', beforeCodes: true },
  'DELETE /me/sign-ins/:id': {
    roles: everyone,
    changes: 'staff.sign_ins_ended',
    beforeCodes: true,
  },

  'GET /approvals': { roles: office, changes: null },
  'POST /approvals/:id/approval': { roles: books, changes: 'approval.approved' },
  'POST /approvals/:id/refusal': { roles: books, changes: 'approval.refused' },
  'DELETE /approvals/:id': { roles: office, changes: 'approval.withdrawn' },
  'GET /audit': { roles: ['owner', 'auditor'], changes: null },

  'GET /people': { roles: owners, changes: null },
  'POST /people/invitations': { roles: owners, changes: 'staff.invited' },
  'DELETE /people/invitations/:id': { roles: owners, changes: 'staff.invitation_withdrawn' },
  'GET /people/:id': { roles: owners, changes: null },
  'POST /people/:id/place': { roles: owners, changes: 'staff.place_changed' },
  'POST /people/:id/departure': { roles: owners, changes: 'staff.disabled' },
  'DELETE /people/:id/departure': { roles: owners, changes: 'staff.enabled' },
  'POST /people/:id/password-link': { roles: owners, changes: 'staff.password_link_made' },
  'DELETE /people/:id/codes': { roles: owners, changes: 'staff.codes_reset' },
  'DELETE /people/:id/sign-ins': { roles: owners, changes: 'staff.sign_ins_ended' },

  'GET /': { roles: everyone, changes: null }, // A reseller is led on to their subscribers.
  'GET /search': { roles: everyone, changes: null },
  'GET /overdue': { roles: office, changes: null },
  'GET /health': { roles: office, changes: null },

  'GET /subscribers': { roles: everyone, changes: null },
  'GET /subscribers/new': { roles: front, changes: null },
  'POST /subscribers': { roles: front, changes: 'subscriber.added' },
  'GET /subscribers/bulk': { roles: desk, changes: null },
  'GET /subscribers/outage': { roles: desk, changes: null },
  'GET /subscribers/:account_no': { roles: everyone, changes: null },
  'POST /subscribers/:account_no/suspension': { roles: desk, changes: 'subscriber.suspended' },
  'DELETE /subscribers/:account_no/suspension': { roles: desk, changes: 'subscriber.reinstated' },
  'POST /subscribers/:account_no/phone': { roles: desk, changes: 'subscriber.phone_seen' },

  'POST /subscribers/:account_no/notes': { roles: front, changes: 'note.added' },
  'POST /subscribers/:account_no/old-numbers': { roles: desk, changes: 'old_numbers.added' },
  'DELETE /subscribers/:account_no/old-numbers/:old_no': {
    roles: desk,
    changes: 'old_numbers.removed',
  },
  'POST /subscribers/:account_no/messages': { roles: front, changes: 'message.written' },
  'DELETE /subscribers/:account_no/messages/:id': { roles: front, changes: 'message.withdrawn' },

  'GET /subscribers/:account_no/lines/:service_no': { roles: front, changes: null },
  'POST /subscribers/:account_no/lines/:service_no/plan': {
    roles: dealers,
    changes: 'line.plan_changed',
  },
  'DELETE /subscribers/:account_no/lines/:service_no/plan': {
    roles: dealers,
    changes: 'line.plan_restored',
  },
  'POST /subscribers/:account_no/lines/:service_no/extension': {
    roles: front,
    changes: 'bulk.done',
  },
  'POST /subscribers/:account_no/lines/:service_no/password': {
    roles: front,
    changes: 'line.password_reset',
  },
  'POST /subscribers/:account_no/lines/:service_no/lock': {
    roles: front,
    changes: 'line.locked',
  },
  'DELETE /subscribers/:account_no/lines/:service_no/lock': {
    roles: front,
    changes: 'line.unlocked',
  },
  'GET /subscribers/:account_no/leaving': { roles: dealers, changes: null },
  'POST /subscribers/:account_no/deposit': { roles: dealers, changes: 'deposit.asked' },
  'DELETE /subscribers/:account_no/deposit': { roles: desk, changes: 'deposit.returned' },
  'POST /subscribers/:account_no/cancellation': { roles: desk, changes: 'subscriber.cancelled' },
  'DELETE /subscribers/:account_no/cancellation': { roles: desk, changes: 'subscriber.stayed' },
  'GET /arrears': { roles: office, changes: null },
  'POST /plans/:plan_id/grace': { roles: books, changes: 'plan.grace_changed' },
  'POST /bulk': { roles: desk, changes: 'bulk.done' },
  'GET /bulk/:id': { roles: front, changes: null },
  'DELETE /bulk/:id': { roles: front, changes: 'bulk.undone' },
  'GET /caps': { roles: money, changes: null },
  'POST /caps/:role': { roles: owners, changes: 'cap.changed' },
  'GET /float': { roles: sellersOnFloat, changes: null },
  'POST /float/credits': { roles: sellersOnFloat, changes: 'payment.taken' },
  'POST /float/vouchers': { roles: sellersOnFloat, changes: 'voucher.made' },
  'GET /floats': { roles: ledgers, changes: null },
  'GET /floats/:staff_id': { roles: ledgers, changes: null },
  'POST /floats/:staff_id/top-ups': { roles: books, changes: 'float.topped_up' },
  'POST /floats/:staff_id/pay-backs': { roles: books, changes: 'approval.asked' },
  'GET /refunds': { roles: ledgers, changes: null },
  'POST /refunds/:refund_id/attempts': { roles: books, changes: 'refund.retried' },
  'POST /refunds/:refund_id/payment': { roles: books, changes: 'refund.paid' },
  'DELETE /refunds/:refund_id': { roles: books, changes: 'refund.taken_back' },
  'GET /settings/paybills/:shortcode/payouts': { roles: ['owner', 'auditor'], changes: null },
  'POST /settings/paybills/:shortcode/payouts': {
    roles: owners,
    changes: 'settings.payouts_changed',
  },
  'GET /ledger': { roles: ledgers, changes: null, wholeHouse: true },
  'GET /ledger/accounts/:kind': { roles: ledgers, changes: null, wholeHouse: true },
  'GET /ledger/chart': { roles: ledgers, changes: null, wholeHouse: true },
  'POST /ledger/chart': { roles: books, changes: 'chart.changed', wholeHouse: true },
  'POST /ledger/journal/export': { roles: ledgers, changes: 'list.exported', wholeHouse: true },
  'POST /ledger/balance/export': { roles: ledgers, changes: 'list.exported', wholeHouse: true },
  'GET /close': { roles: ledgers, changes: null, wholeHouse: true },
  'GET /close/statements': { roles: ledgers, changes: null, wholeHouse: true },
  'POST /close/statements': { roles: books, changes: 'statement.brought', wholeHouse: true },
  'GET /close/statements/:id': { roles: ledgers, changes: null, wholeHouse: true },
  'GET /close/:day': { roles: ledgers, changes: null, wholeHouse: true },
  'POST /close/:day/signature': { roles: books, changes: 'close.signed', wholeHouse: true },
  'POST /close/:day/reopening': { roles: books, changes: 'close.reopened', wholeHouse: true },
  'GET /budgets': { roles: office, changes: null },
  'POST /budgets': { roles: owners, changes: 'budget.opened' },
  'POST /budgets/:id': { roles: owners, changes: 'budget.changed' },
  'POST /outage-rule': { roles: owners, changes: 'budget.outage_rule_changed' },

  'GET /payments': { roles: sellers, changes: null },
  'GET /claims': { roles: [...desk, 'cashier', 'auditor'], changes: null },
  'POST /claims': { roles: [...desk, 'cashier'], changes: 'claim.made' },
  'GET /requests': { roles: [...desk, 'cashier', 'auditor'], changes: null },
  'POST /requests': { roles: [...desk, 'cashier'], changes: 'payment.requested' },
  'POST /requests/links': { roles: [...desk, 'cashier'], changes: 'payment.link_made' },
  'DELETE /requests/:id': { roles: [...desk, 'cashier'], changes: 'payment.link_withdrawn' },
  'POST /subscribers/:account_no/colleague': {
    roles: ['owner'],
    changes: 'subscriber.owner_marked',
  },
  'GET /messages': { roles: ['owner', 'finance', 'auditor'], changes: null },
  'GET /payments/new': { roles: counter, changes: null },
  'POST /payments': { roles: counter, changes: 'payment.taken' },
  'POST /payments/:rail/:receipt_code/void': { roles: takers, changes: 'payment.voided' },
  'GET /payments/:rail/:receipt_code': { roles: sellers, changes: null },
  'POST /payments/:rail/:receipt_code/messages': { roles: books, changes: 'payment.messages_seen' },

  'POST /payments/export': { roles: ledgers, changes: 'list.exported' },
  'POST /subscribers/export': { roles: ledgers, changes: 'list.exported' },
  'POST /checkouts/export': { roles: ledgers, changes: 'list.exported' },
  'POST /exceptions/export': { roles: ledgers, changes: 'list.exported' },
  'GET /checkouts': { roles: sellers, changes: null },
  'GET /vouchers': { roles: sellers, changes: null },
  'POST /vouchers': { roles: books, changes: 'voucher.made' },
  'GET /vouchers/import': { roles: books, changes: null },
  'POST /vouchers/import-checks': { roles: books, changes: 'voucher.import_checked' },
  'POST /vouchers/imports': { roles: books, changes: 'voucher.imported' },
  'GET /vouchers/batches/:batch_id': { roles: money, changes: null },
  'POST /vouchers/batches/:batch_id/prints': { roles: books, changes: 'voucher.printed' },
  'POST /vouchers/batches/:batch_id/voiding': { roles: books, changes: 'voucher.batch_voided' },
  'GET /vouchers/:number': { roles: money, changes: null },
  'POST /vouchers/:number/prints': { roles: books, changes: 'voucher.printed' },
  'POST /vouchers/:number/voiding': { roles: books, changes: 'voucher.voided' },
  'POST /vouchers/:number/replacement': { roles: books, changes: 'voucher.replaced' },

  'GET /shifts': { roles: money, changes: null },
  'POST /shifts': { roles: counter, changes: 'shift.opened' },
  'GET /shifts/:shift_id': { roles: money, changes: null },
  'POST /shifts/:shift_id/closing': { roles: counter, changes: 'shift.closed' },
  'POST /shifts/:shift_id/sales': { roles: counter, changes: 'voucher.made' },
  'POST /shifts/:shift_id/stock-sales': { roles: counter, changes: 'voucher.sold' },
  'DELETE /shifts/:shift_id/sales/:sale_id': { roles: counter, changes: 'voucher.sale_undone' },
  'POST /shifts/:shift_id/sales/:sale_id/undoing': { roles: counter, changes: 'approval.asked' },

  'GET /routers': { roles: troubles, changes: null },
  'POST /sites': { roles: machines, changes: 'site.added' },
  'POST /sites/:site_id': { roles: machines, changes: 'site.renamed' },
  'POST /routers': { roles: machines, changes: 'router.added' },
  'GET /routers/new': { roles: machines, changes: null },
  'POST /routers/lines': { roles: machines, changes: 'router.added' },
  'GET /routers/:router_id/line': { roles: machines, changes: null },
  'POST /routers/:router_id/line': { roles: machines, changes: 'router.line_made' },
  'POST /routers/:router_id/commands': { roles: machines, changes: 'router.told' },
  'GET /routers/:router_id/exports/:export_id': { roles: troubles, changes: null },
  'GET /routers/:router_id': { roles: troubles, changes: null },
  'POST /routers/:router_id/secret': { roles: machines, changes: 'router.secret_drawn' },
  'POST /routers/:router_id/hotspot': { roles: machines, changes: 'router.hotspot_host_set' },
  'POST /routers/:router_id/api': { roles: machines, changes: 'router.api_set' },
  'POST /routers/:router_id/leniency': { roles: machines, changes: 'router.unsigned_allowed' },
  'POST /routers/:router_id/retirement': { roles: machines, changes: 'router.retired' },

  'GET /plans': { roles: office, changes: null },
  'GET /plans/new': { roles: books, changes: null },
  'POST /plans': { roles: books, changes: 'plan.added' },
  'GET /plans/:plan_id': { roles: office, changes: null },
  'POST /plans/:plan_id': { roles: books, changes: 'plan.changed' },
  'POST /plans/:plan_id/withdrawal': { roles: books, changes: 'plan.withdrawn' },
  'DELETE /plans/:plan_id/withdrawal': { roles: books, changes: 'plan.restored' },

  'GET /exceptions': { roles: troubles, changes: null },
  'GET /exceptions/:id': { roles: troubles, changes: null },
  'POST /exceptions/:id/ownership': { roles: lines, changes: 'exception.taken' },
  'DELETE /exceptions/:id/ownership': { roles: lines, changes: 'exception.released' },
  'POST /exceptions/:id/resolution': { roles: books, changes: 'exception.resolved' },
  'DELETE /exceptions/:id/resolution': { roles: books, changes: 'exception.reopened' },
  'POST /exceptions/:id/assignment': { roles: lines, changes: 'exception.assigned' },
  'POST /exceptions/:id/split': { roles: books, changes: 'exception.split' },
  'POST /exceptions/:id/choice': { roles: books, changes: 'exception.chosen' },
  'POST /exceptions/:id/refund': { roles: books, changes: 'approval.asked' },
  'POST /exceptions/:id/write-off': { roles: books, changes: 'approval.asked' },
  'POST /exceptions/:id/closure': { roles: lines, changes: 'exception.closed' },
  'DELETE /exceptions/:id/closure': { roles: lines, changes: 'exception.reopened' },

  'GET /settings': { roles: keepers, changes: null },
  'GET /settings/sources': { roles: keepers, changes: null },
  'POST /settings/sources': { roles: owners, changes: 'settings.sources_changed' },
  'POST /settings/business': { roles: owners, changes: 'settings.business_changed' },
  'GET /settings/paybills/new': { roles: owners, changes: null },
  'POST /settings/paybills': { roles: owners, changes: 'settings.paybill_changed' },
  'GET /settings/paybills/:shortcode': { roles: keepers, changes: null },
  'POST /settings/paybills/:shortcode': { roles: owners, changes: 'settings.paybill_changed' },
  'POST /settings/paybills/:shortcode/trust': { roles: owners, changes: 'settings.trust_changed' },
  'GET /settings/paybills/:shortcode/shadow': { roles: ledgers, changes: null, wholeHouse: true },
  'POST /settings/paybills/:shortcode/shadow/credits': {
    roles: books,
    changes: 'shadow.credits_noted',
    wholeHouse: true,
  },
  'POST /settings/paybills/:shortcode/shadow/credits/:payment_id': {
    roles: books,
    changes: 'payment.left_shadow',
    wholeHouse: true,
  },
  'POST /settings/paybills/:shortcode/turn': { roles: owners, changes: 'approval.asked' },
  'POST /settings/paybills/:shortcode/checks': { roles: owners, changes: 'provider.checked' },
  'GET /settings/providers/new/:provider': { roles: owners, changes: null },
  'POST /settings/providers/new/:provider': {
    roles: owners,
    changes: 'settings.provider_changed',
  },
  'GET /settings/providers/:shortcode': { roles: keepers, changes: null },
  'POST /settings/providers/:shortcode': { roles: owners, changes: 'settings.provider_changed' },
  'POST /settings/providers/:shortcode/checks': { roles: owners, changes: 'provider.checked' },
  'POST /settings/providers/:shortcode/first': {
    roles: owners,
    changes: 'settings.provider_first',
  },
  'GET /settings/ipn': { roles: keepers, changes: null },
  'POST /settings/ipn': { roles: owners, changes: 'settings.ipn_changed' },
  'POST /settings/messages': { roles: owners, changes: 'settings.messages_changed' },
  'POST /settings/sms': { roles: owners, changes: 'settings.sms_changed' },
  'POST /settings/sms/checks': { roles: owners, changes: 'provider.checked' },
  'GET /alerts': { roles: keepers, changes: null },
  'POST /alerts/mine': { roles: rung, changes: 'staff.alerts_changed' },
  'POST /settings/mail': { roles: owners, changes: 'settings.mail_changed' },
  'POST /settings/mail/checks': { roles: owners, changes: 'provider.checked' },
  'GET /first-steps': { roles: owners, changes: null },
  'POST /first-steps/shilling': { roles: owners, changes: 'payment.requested' },
  'GET /go-live': { roles: keepers, changes: null },
  'POST /go-live/rehearsals': { roles: owners, changes: 'rehearsal.asked' },
  'POST /go-live/ticks/:item': { roles: owners, changes: 'go_live.ticked' },
  'DELETE /go-live/ticks/:item': { roles: owners, changes: 'go_live.unticked' },

  // Subscribers' own pages: whoever is not signed in by their phone is led to its door (own/door.ts).
  'GET /p/me': { roles: 'anyone', changes: null },
  'GET /p/me/sign-in': { roles: 'anyone', changes: null },
  'POST /p/me/sign-in': { roles: 'anyone', changes: 'own.code_asked' },
  'POST /p/me/code': { roles: 'anyone', changes: 'own.signed_in' },
  'GET /p/me/links/:token': { roles: 'anyone', changes: null },
  'POST /p/me/links/:token': { roles: 'anyone', changes: 'own.signed_in' },
  'POST /p/me/sign-out': { roles: 'anyone', changes: 'own.signed_out' },
  'GET /p/me/accounts/:account_no': { roles: 'anyone', changes: null },
  'GET /p/me/accounts/:account_no/lines/:service_no/pay': { roles: 'anyone', changes: null },
  'POST /p/me/accounts/:account_no/lines/:service_no/pay': {
    roles: 'anyone',
    changes: 'own.asked',
  },
  'GET /p/me/accounts/:account_no/lines/:service_no/plan': { roles: 'anyone', changes: null },
  'POST /p/me/accounts/:account_no/lines/:service_no/plan': {
    roles: 'anyone',
    changes: 'own.plan_changed',
  },
  'GET /p/me/accounts/:account_no/lines/:service_no/devices': { roles: 'anyone', changes: null },
  'POST /p/me/accounts/:account_no/lines/:service_no/devices/:device_id': {
    roles: 'anyone',
    changes: 'own.device_named',
  },
  'DELETE /p/me/accounts/:account_no/lines/:service_no/devices/:device_id': {
    roles: 'anyone',
    changes: 'own.device_let_go',
  },
  'GET /p/me/accounts/:account_no/lines/:service_no/help': { roles: 'anyone', changes: null },
  'POST /p/me/accounts/:account_no/lines/:service_no/help/repairs': {
    roles: 'anyone',
    changes: 'own.repaired',
  },
  'POST /p/me/accounts/:account_no/lines/:service_no/help/questions': {
    roles: 'anyone',
    changes: 'own.helped',
  },

  // Guests. A checkout's paths stand before a hotspot's, which begin with twelve hex digits.
  'GET /p/checkouts/:merchant_reference': { roles: 'anyone', changes: null },
  'GET /p/checkouts/:merchant_reference/login': { roles: 'anyone', changes: null },
  'POST /p/checkouts/:merchant_reference/attempts': {
    roles: 'anyone',
    changes: 'guest.asked_again',
  },
  'GET /p/links/:token': { roles: 'anyone', changes: null },
  'POST /p/links/:token/prompts': { roles: 'anyone', changes: 'guest.asked' },
  'GET /p/:portal_key': { roles: 'anyone', changes: null },
  'GET /p/:portal_key/login': { roles: 'anyone', changes: null },
  'GET /p/:portal_key/status': { roles: 'anyone', changes: null },
  'POST /p/:portal_key/checkouts': { roles: 'anyone', changes: 'guest.asked' },
  'POST /p/:portal_key/vouchers': { roles: 'anyone', changes: 'guest.voucher_redeemed' },
  'POST /p/:portal_key/moves': { roles: 'anyone', changes: 'guest.pass_moved' },

  'GET /tour': { roles: owners, changes: null },
  'POST /tour': { roles: owners, changes: 'tour.begun' },
  'POST /trial/time': { roles: office, changes: 'trial.time_passed' },
} as const satisfies Record<`${'GET' | 'POST' | 'DELETE'} /${string}`, Row>

export type RouteName = keyof typeof routes

/** Whether a colleague who may see one place only may use it, as far as their role goes. */
export function isForOnePlace(route: RouteName): boolean {
  const { wholeHouse }: Row = routes[route]
  return !wholeHouse
}

/** Whether a role may use a route: for links and buttons, which are shown only to whom they work for. */
export function may(role: Role, route: RouteName): boolean {
  const { roles }: Row = routes[route]
  return roles === 'anyone' || roles.includes(role)
}
