// Which function answers which route. The compiler refuses a row without one, and one without a row.

import { createGrace, showArrears } from './admin/arrears.ts'
import { createBudget, createBudgetTerms, createOutageRule, showBudgets } from './admin/budgets.ts'
import { changeSources, showSources } from './admin/sources.ts'
import { createRun, deleteRun, showBulk, showOutage, showRun } from './admin/bulk.ts'
import { showChart, updateChart } from './admin/chart-of-accounts.ts'
import { exportBalance, exportJournal, showLedger, showLedgerAccount } from './admin/ledger.ts'
import { showPayoutSettings, updatePayoutSettings } from './admin/payout-settings.ts'
import {
  createRefundAttempt,
  createRefundPayment,
  deleteRefund,
  showRefunds,
} from './admin/refunds.ts'
import { showCheckouts } from './admin/checkouts.ts'
import { createReopening, createSignature, showClose, showDay } from './admin/close.ts'
import { createStatement, showStatement, showStatements } from './admin/statements.ts'
import { createApproval, createRefusal, deleteApproval, showApprovals } from './admin/approvals.ts'
import { createAssignment } from './admin/assignments.ts'
import { createChoice } from './admin/choices.ts'
import { createClaim, showClaims } from './admin/claims.ts'
import { showAudit } from './admin/audit.ts'
import { checkCode, showCode } from './admin/code.ts'
import {
  beginOwnCodes,
  deleteOwnCodes,
  proveOwnCodes,
  renewOwnRecovery,
  showQr,
  showSetUp,
} from './admin/codes.ts'
import { createClosure, deleteClosure } from './admin/closures.ts'
import { showException, showQueue } from './admin/exceptions.ts'
import {
  createColleagueDeparture,
  createPasswordLink,
  createPlace,
  deleteColleagueCodes,
  deleteColleagueDeparture,
  deleteColleagueSignIns,
} from './admin/colleague-acts.ts'
import { showColleague } from './admin/colleague.ts'
import { makeOwner, showFirstRun } from './admin/first-run.ts'
import { showHealth } from './admin/health.ts'
import { showCaps, updateCap } from './admin/caps.ts'
import { createPayBack, createTopUp, showFloat, showFloats } from './admin/floats.ts'
import { createFloatCredit, createFloatVouchers, showOwnFloat } from './admin/own-float.ts'
import { createManualPayment, showManualPayment } from './admin/manual-payments.ts'
import { showMessageSearch } from './admin/message-search.ts'
import { markColleague } from './admin/own-accounts.ts'
import { showOverdue } from './admin/overdue.ts'
import { createSubscriber, showNewSubscriber } from './admin/new-subscriber.ts'
import {
  createCancellation,
  createDeposit,
  deleteCancellation,
  deleteDeposit,
  showLeaving,
} from './admin/leaving.ts'
import {
  createExtension,
  createLock,
  createPassword,
  createPlanChange,
  deleteLock,
  deletePlanChange,
  showLine,
} from './admin/line.ts'
import { createMessage, createNote, deleteMessage } from './admin/notes.ts'
import {
  exportCheckouts,
  exportExceptions,
  exportPayments,
  exportSubscribers,
} from './admin/exports.ts'
import { createOwnership, deleteOwnership } from './admin/ownerships.ts'
import { join, setNewPassword, showJoin, showNewPassword } from './admin/links.ts'
import { changeOwnPassword, deleteOwnSignIn, deleteOwnSignIns, showMe } from './admin/me.ts'
import { createInvitation, deleteInvitation, showPeople } from './admin/people.ts'
import { showMessages, showPayment } from './admin/payment.ts'
import { showPayments } from './admin/payments.ts'
import { askForRefund, askForWriteOff } from './admin/refund-asks.ts'
import { createRequestLink, deleteRequestLink } from './admin/request-links.ts'
import { createRequest, showRequests } from './admin/requests.ts'
import { createResolution, deleteResolution } from './admin/resolutions.ts'
import {
  createPlan,
  createWithdrawal,
  deleteWithdrawal,
  showNewPlan,
  showPlan,
  showPlans,
  updatePlan,
} from './admin/plans.ts'
import {
  createLeniency,
  createRetirement,
  createSecret,
  showRouter,
  updateApi,
  updateHotspotHost,
} from './admin/router.ts'
import { createCommand, showExport } from './admin/router-commands.ts'
import { createLine, showRouterLine } from './admin/router-line.ts'
import { createRouterByLine, showNewRouter } from './admin/new-router.ts'
import { createRouter, createSite, showRouters, updateSite } from './admin/routers.ts'
import { createSale, createStockSale, createUndoing, deleteSale } from './admin/shift-sales.ts'
import { createOldNumber, deleteOldNumber } from './admin/old-numbers.ts'
import { createOldCredits, createShadowCredit, createTurn, showShadow } from './admin/shadow.ts'
import { showShift } from './admin/shift.ts'
import { createClosing, createShift, showShifts } from './admin/shifts.ts'
import { createRehearsal, createTick, deleteTick, showGoLive } from './admin/go-live.ts'
import {
  changeTrust,
  checkPaybill,
  createPaybill,
  showNewPaybill,
  showPaybill,
  updatePaybill,
} from './admin/paybills.ts'
import { findAnything } from './admin/search.ts'
import {
  changeBusiness,
  changeKeeping,
  changeSms,
  checkSms,
  showSettings,
} from './admin/settings.ts'
import { saveIpn, showIpn } from './admin/ipn.ts'
import {
  askProviderFirst,
  checkAccount,
  createProvider,
  showNewProvider,
  showProvider,
  updateProvider,
} from './admin/providers.ts'
import { showSignIn, signOut, startSignIn } from './admin/sign-in.ts'
import { showPhone, showSubscriber } from './admin/subscriber.ts'
import { showSubscribers } from './admin/subscribers.ts'
import { createSplit } from './admin/splits.ts'
import { createSuspension, deleteSuspension } from './admin/suspensions.ts'
import { showToday } from './admin/today.ts'
import { changeMail, changeOwnAlerts, checkMail, showAlerts } from './admin/alerts.ts'
import { createShilling, showSetup } from './admin/setup.ts'
import { showTour, startTour } from './admin/tour.ts'
import { createTrialTime } from './admin/trial-time.ts'
import { createVoid } from './admin/voids.ts'
import { createBatchPrint, createBatchVoiding, showBatch } from './admin/voucher-batch.ts'
import { checkList, createImport, showImport } from './admin/voucher-import.ts'
import { createPrint, createReplacement, createVoiding, showVoucher } from './admin/voucher.ts'
import { createVouchers, showVouchers } from './admin/vouchers.ts'
import type { Handler } from './context.ts'
import { removeDevice, renameDevice, showOwnDevices } from './own/devices.ts'
import { showHelp, startQuestion, startRepair } from './own/help.ts'
import { showPay, startPay } from './own/pay.ts'
import { showOwnPlans, startOwnPlan } from './own/plans.ts'
import { showOwnHome } from './own/home.ts'
import {
  askForCode,
  openByLink,
  showLinkDoor,
  showOwnDoor,
  signOutOwn,
  typeCode,
} from './own/sign-in.ts'
import { createAttempt, startCheckout } from './portal/checkouts.ts'
import { promptByLink, showLink } from './portal/links.ts'
import { startCheckoutLogin, startPassLogin } from './portal/logins.ts'
import { startMove } from './portal/moves.ts'
import { showWelcome } from './portal/plans.ts'
import { showStatus } from './portal/status.ts'
import { startVoucher } from './portal/vouchers.ts'
import { showCheckout } from './portal/waiting.ts'
import type { RouteName } from './routes.ts'

export const handlers: Record<RouteName, Handler> = {
  'GET /first-run': showFirstRun,
  'POST /first-run': makeOwner,
  'GET /sign-in': showSignIn,
  'POST /sign-in': startSignIn,
  'DELETE /sign-in': signOut,
  'GET /sign-in/code': showCode,
  'POST /sign-in/code': checkCode,
  'GET /join': showJoin,
  'POST /join': join,
  'GET /new-password': showNewPassword,
  'POST /new-password': setNewPassword,

  'GET /me': showMe,
  'POST /me/password': changeOwnPassword,
  'POST /me/codes': beginOwnCodes,
  'DELETE /me/codes': deleteOwnCodes,
  'GET /me/codes': showSetUp,
  'GET /me/codes/qr.svg': showQr,
  'POST /me/codes/proof': proveOwnCodes,
  'POST /me/recovery-codes': renewOwnRecovery,
  'DELETE /me/sign-ins': deleteOwnSignIns,
  'DELETE /me/sign-ins/:id': deleteOwnSignIn,

  'GET /approvals': showApprovals,
  'POST /approvals/:id/approval': createApproval,
  'POST /approvals/:id/refusal': createRefusal,
  'DELETE /approvals/:id': deleteApproval,
  'GET /audit': showAudit,

  'GET /people': showPeople,
  'POST /people/invitations': createInvitation,
  'DELETE /people/invitations/:id': deleteInvitation,
  'GET /people/:id': showColleague,
  'POST /people/:id/place': createPlace,
  'POST /people/:id/departure': createColleagueDeparture,
  'DELETE /people/:id/departure': deleteColleagueDeparture,
  'POST /people/:id/password-link': createPasswordLink,
  'DELETE /people/:id/codes': deleteColleagueCodes,
  'DELETE /people/:id/sign-ins': deleteColleagueSignIns,

  'GET /': showToday,
  'GET /search': findAnything,
  'GET /overdue': showOverdue,
  'GET /health': showHealth,

  'GET /subscribers': showSubscribers,
  'GET /subscribers/new': showNewSubscriber,
  'POST /subscribers': createSubscriber,
  'GET /subscribers/bulk': showBulk,
  'GET /subscribers/outage': showOutage,
  'GET /subscribers/:account_no': showSubscriber,
  'POST /subscribers/:account_no/suspension': createSuspension,
  'DELETE /subscribers/:account_no/suspension': deleteSuspension,
  'POST /subscribers/:account_no/phone': showPhone,

  'POST /subscribers/:account_no/notes': createNote,
  'POST /subscribers/:account_no/old-numbers': createOldNumber,
  'DELETE /subscribers/:account_no/old-numbers/:old_no': deleteOldNumber,
  'POST /subscribers/:account_no/messages': createMessage,
  'DELETE /subscribers/:account_no/messages/:id': deleteMessage,

  'GET /subscribers/:account_no/lines/:service_no': showLine,
  'POST /subscribers/:account_no/lines/:service_no/plan': createPlanChange,
  'DELETE /subscribers/:account_no/lines/:service_no/plan': deletePlanChange,
  'POST /subscribers/:account_no/lines/:service_no/extension': createExtension,
  'POST /subscribers/:account_no/lines/:service_no/password': createPassword,
  'POST /subscribers/:account_no/lines/:service_no/lock': createLock,
  'DELETE /subscribers/:account_no/lines/:service_no/lock': deleteLock,
  'GET /subscribers/:account_no/leaving': showLeaving,
  'POST /subscribers/:account_no/deposit': createDeposit,
  'DELETE /subscribers/:account_no/deposit': deleteDeposit,
  'POST /subscribers/:account_no/cancellation': createCancellation,
  'DELETE /subscribers/:account_no/cancellation': deleteCancellation,
  'GET /arrears': showArrears,
  'POST /plans/:plan_id/grace': createGrace,
  'POST /bulk': createRun,
  'GET /bulk/:id': showRun,
  'DELETE /bulk/:id': deleteRun,
  'GET /caps': showCaps,
  'POST /caps/:role': updateCap,
  'GET /float': showOwnFloat,
  'POST /float/credits': createFloatCredit,
  'POST /float/vouchers': createFloatVouchers,
  'GET /floats': showFloats,
  'GET /floats/:staff_id': showFloat,
  'POST /floats/:staff_id/top-ups': createTopUp,
  'POST /floats/:staff_id/pay-backs': createPayBack,
  'GET /budgets': (ctx) => showBudgets(ctx),
  'GET /refunds': showRefunds,
  'POST /refunds/:refund_id/attempts': createRefundAttempt,
  'POST /refunds/:refund_id/payment': createRefundPayment,
  'DELETE /refunds/:refund_id': deleteRefund,
  'GET /settings/paybills/:shortcode/payouts': showPayoutSettings,
  'POST /settings/paybills/:shortcode/payouts': updatePayoutSettings,
  'GET /ledger': showLedger,
  'GET /ledger/accounts/:kind': showLedgerAccount,
  'GET /ledger/chart': showChart,
  'POST /ledger/chart': updateChart,
  'POST /ledger/journal/export': exportJournal,
  'POST /ledger/balance/export': exportBalance,
  'GET /close': showClose,
  'GET /close/statements': showStatements,
  'POST /close/statements': createStatement,
  'GET /close/statements/:id': showStatement,
  'GET /close/:day': showDay,
  'POST /close/:day/signature': createSignature,
  'POST /close/:day/reopening': createReopening,
  'POST /budgets': createBudget,
  'POST /budgets/:id': createBudgetTerms,
  'POST /outage-rule': createOutageRule,

  'GET /payments': showPayments,
  'GET /claims': showClaims,
  'POST /claims': createClaim,
  'GET /requests': showRequests,
  'POST /requests': createRequest,
  'POST /requests/links': createRequestLink,
  'DELETE /requests/:id': deleteRequestLink,
  'POST /subscribers/:account_no/colleague': markColleague,
  'GET /messages': showMessageSearch,
  'GET /payments/new': showManualPayment,
  'POST /payments': createManualPayment,
  'POST /payments/:rail/:receipt_code/void': createVoid,
  'GET /payments/:rail/:receipt_code': showPayment,
  'POST /payments/:rail/:receipt_code/messages': showMessages,

  'POST /payments/export': exportPayments,
  'POST /subscribers/export': exportSubscribers,
  'POST /checkouts/export': exportCheckouts,
  'POST /exceptions/export': exportExceptions,
  'GET /checkouts': showCheckouts,
  'GET /vouchers': showVouchers,
  'POST /vouchers': createVouchers,
  'GET /vouchers/import': showImport,
  'POST /vouchers/import-checks': checkList,
  'POST /vouchers/imports': createImport,
  'GET /vouchers/batches/:batch_id': showBatch,
  'POST /vouchers/batches/:batch_id/prints': createBatchPrint,
  'POST /vouchers/batches/:batch_id/voiding': createBatchVoiding,
  'GET /vouchers/:number': showVoucher,
  'POST /vouchers/:number/prints': createPrint,
  'POST /vouchers/:number/voiding': createVoiding,
  'POST /vouchers/:number/replacement': createReplacement,

  'GET /shifts': showShifts,
  'POST /shifts': createShift,
  'GET /shifts/:shift_id': showShift,
  'POST /shifts/:shift_id/closing': createClosing,
  'POST /shifts/:shift_id/sales': createSale,
  'POST /shifts/:shift_id/stock-sales': createStockSale,
  'DELETE /shifts/:shift_id/sales/:sale_id': deleteSale,
  'POST /shifts/:shift_id/sales/:sale_id/undoing': createUndoing,

  'GET /routers': showRouters,
  'POST /sites': createSite,
  'POST /sites/:site_id': updateSite,
  'POST /routers': createRouter,
  'GET /routers/new': showNewRouter,
  'POST /routers/lines': createRouterByLine,
  'GET /routers/:router_id/line': showRouterLine,
  'POST /routers/:router_id/line': createLine,
  'POST /routers/:router_id/commands': createCommand,
  'GET /routers/:router_id/exports/:export_id': showExport,
  'GET /routers/:router_id': showRouter,
  'POST /routers/:router_id/secret': createSecret,
  'POST /routers/:router_id/hotspot': updateHotspotHost,
  'POST /routers/:router_id/api': updateApi,
  'POST /routers/:router_id/leniency': createLeniency,
  'POST /routers/:router_id/retirement': createRetirement,

  'GET /plans': showPlans,
  'GET /plans/new': showNewPlan,
  'POST /plans': createPlan,
  'GET /plans/:plan_id': showPlan,
  'POST /plans/:plan_id': updatePlan,
  'POST /plans/:plan_id/withdrawal': createWithdrawal,
  'DELETE /plans/:plan_id/withdrawal': deleteWithdrawal,

  'GET /exceptions': showQueue,
  'GET /exceptions/:id': showException,
  'POST /exceptions/:id/ownership': createOwnership,
  'DELETE /exceptions/:id/ownership': deleteOwnership,
  'POST /exceptions/:id/resolution': createResolution,
  'DELETE /exceptions/:id/resolution': deleteResolution,
  'POST /exceptions/:id/assignment': createAssignment,
  'POST /exceptions/:id/split': createSplit,
  'POST /exceptions/:id/choice': createChoice,
  'POST /exceptions/:id/refund': askForRefund,
  'POST /exceptions/:id/write-off': askForWriteOff,
  'POST /exceptions/:id/closure': createClosure,
  'DELETE /exceptions/:id/closure': deleteClosure,

  'GET /settings': showSettings,
  'POST /settings/business': changeBusiness,
  'GET /settings/sources': showSources,
  'POST /settings/sources': changeSources,
  'GET /settings/paybills/new': showNewPaybill,
  'POST /settings/paybills': createPaybill,
  'GET /settings/paybills/:shortcode': showPaybill,
  'POST /settings/paybills/:shortcode': updatePaybill,
  'POST /settings/paybills/:shortcode/trust': changeTrust,
  'GET /settings/paybills/:shortcode/shadow': showShadow,
  'POST /settings/paybills/:shortcode/shadow/credits': createOldCredits,
  'POST /settings/paybills/:shortcode/shadow/credits/:payment_id': createShadowCredit,
  'POST /settings/paybills/:shortcode/turn': createTurn,
  'POST /settings/paybills/:shortcode/checks': checkPaybill,
  'GET /settings/providers/new/:provider': showNewProvider,
  'POST /settings/providers/new/:provider': createProvider,
  'GET /settings/providers/:shortcode': showProvider,
  'POST /settings/providers/:shortcode': updateProvider,
  'POST /settings/providers/:shortcode/checks': checkAccount,
  'POST /settings/providers/:shortcode/first': askProviderFirst,
  'GET /settings/ipn': showIpn,
  'POST /settings/ipn': saveIpn,
  'POST /settings/messages': changeKeeping,
  'POST /settings/sms': changeSms,
  'POST /settings/sms/checks': checkSms,
  'GET /alerts': showAlerts,
  'POST /alerts/mine': changeOwnAlerts,
  'POST /settings/mail': changeMail,
  'POST /settings/mail/checks': checkMail,
  'GET /first-steps': showSetup,
  'POST /first-steps/shilling': createShilling,
  'GET /go-live': showGoLive,
  'POST /go-live/rehearsals': createRehearsal,
  'POST /go-live/ticks/:item': createTick,
  'DELETE /go-live/ticks/:item': deleteTick,

  'GET /p/me': showOwnHome,
  'GET /p/me/sign-in': showOwnDoor,
  'POST /p/me/sign-in': askForCode,
  'POST /p/me/code': typeCode,
  'GET /p/me/links/:token': showLinkDoor,
  'POST /p/me/links/:token': openByLink,
  'POST /p/me/sign-out': signOutOwn,
  'GET /p/me/accounts/:account_no': showOwnHome,
  'GET /p/me/accounts/:account_no/lines/:service_no/pay': showPay,
  'POST /p/me/accounts/:account_no/lines/:service_no/pay': startPay,
  'GET /p/me/accounts/:account_no/lines/:service_no/plan': showOwnPlans,
  'POST /p/me/accounts/:account_no/lines/:service_no/plan': startOwnPlan,
  'GET /p/me/accounts/:account_no/lines/:service_no/devices': showOwnDevices,
  'POST /p/me/accounts/:account_no/lines/:service_no/devices/:device_id': renameDevice,
  'DELETE /p/me/accounts/:account_no/lines/:service_no/devices/:device_id': removeDevice,
  'GET /p/me/accounts/:account_no/lines/:service_no/help': showHelp,
  'POST /p/me/accounts/:account_no/lines/:service_no/help/repairs': startRepair,
  'POST /p/me/accounts/:account_no/lines/:service_no/help/questions': startQuestion,

  'GET /p/checkouts/:merchant_reference': showCheckout,
  'GET /p/checkouts/:merchant_reference/login': startCheckoutLogin,
  'POST /p/checkouts/:merchant_reference/attempts': createAttempt,
  'GET /p/links/:token': showLink,
  'POST /p/links/:token/prompts': promptByLink,
  'GET /p/:portal_key': showWelcome,
  'GET /p/:portal_key/login': startPassLogin,
  'GET /p/:portal_key/status': showStatus,
  'POST /p/:portal_key/checkouts': startCheckout,
  'POST /p/:portal_key/vouchers': startVoucher,
  'POST /p/:portal_key/moves': startMove,

  'GET /tour': showTour,
  'POST /tour': startTour,
  'POST /trial/time': createTrialTime,
}
