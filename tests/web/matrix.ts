// Who may use what, said once more by hand, so that a slip in the table of routes is seen: owner, finance, cashier, support,
// technician, reseller, auditor.

import { floatMatrix } from './float-acts.ts'
import { ledgerMatrix } from './ledger-acts.ts'
import { refundMatrix } from './refund-acts.ts'
import { shopMatrix } from './shop-acts.ts'
import { subscriberMatrix } from './subscriber-acts.ts'

export const matrix = `
${shopMatrix}${floatMatrix}${ledgerMatrix}${refundMatrix}  OFCSTRA DELETE /sign-in GET /me POST /me/password
  OFCSTRA GET /me/codes GET /me/codes/qr.svg POST /me/codes POST /me/codes/proof POST /me/recovery-codes DELETE /me/codes
  OFCSTRA DELETE /me/sign-ins DELETE /me/sign-ins/:id
  O-----A GET /audit
  OFCST-A GET /approvals DELETE /approvals/:id
  OF----- POST /approvals/:id/approval POST /approvals/:id/refusal
  O------ GET /people GET /people/:id POST /people/invitations DELETE /people/invitations/:id POST /people/:id/place
  O------ POST /people/:id/departure DELETE /people/:id/departure POST /people/:id/password-link
  O------ DELETE /people/:id/codes DELETE /people/:id/sign-ins
  OFCSTRA GET / GET /search GET /subscribers GET /subscribers/:account_no
  OF--T-A GET /alerts
  OF--T-- POST /alerts/mine
  O------ POST /settings/mail POST /settings/mail/checks
  O------ GET /tour POST /tour GET /first-steps POST /first-steps/shilling
  OFCST-A GET /overdue GET /health POST /trial/time
  OF-ST-- POST /exceptions/:id/assignment
  OFCS--A GET /claims GET /requests
  OFCS--- POST /claims POST /requests POST /requests/links DELETE /requests/:id
  O------ POST /subscribers/:account_no/colleague
  OF----A GET /messages
  OFC---- GET /payments/new POST /payments
  OFC--R- POST /payments/:rail/:receipt_code/void
  OF----A POST /payments/export POST /subscribers/export POST /checkouts/export POST /exceptions/export
  OF----- POST /exceptions/:id/split POST /exceptions/:id/choice
  OF----- POST /exceptions/:id/refund POST /exceptions/:id/write-off
  OF-S--- POST /subscribers/:account_no/suspension DELETE /subscribers/:account_no/suspension
  OF-S--- POST /subscribers/:account_no/phone
  OF-ST-A GET /exceptions GET /exceptions/:id
  OF-ST-- POST /exceptions/:id/ownership DELETE /exceptions/:id/ownership
  OF-ST-- POST /exceptions/:id/closure DELETE /exceptions/:id/closure
  OFC--RA GET /payments GET /payments/:rail/:receipt_code GET /checkouts GET /vouchers
  OF----- POST /vouchers
  OF----- POST /payments/:rail/:receipt_code/messages
  OF----- POST /exceptions/:id/resolution DELETE /exceptions/:id/resolution
  OF--T-A GET /settings GET /settings/sources GET /settings/paybills/:shortcode GET /go-live
  O------ GET /settings/paybills/new POST /settings/paybills POST /settings/paybills/:shortcode
  OF----A GET /settings/paybills/:shortcode/shadow
  OF----- POST /settings/paybills/:shortcode/shadow/credits POST /settings/paybills/:shortcode/shadow/credits/:payment_id
  O------ POST /settings/paybills/:shortcode/turn
  O------ POST /settings/sources POST /settings/paybills/:shortcode/trust POST /settings/paybills/:shortcode/checks POST /settings/business POST /settings/sms POST /settings/messages
  O------ POST /settings/sms/checks POST /go-live/rehearsals
  OF--T-A GET /settings/providers/:shortcode GET /settings/ipn
  O------ GET /settings/providers/new/:provider POST /settings/providers/new/:provider POST /settings/providers/:shortcode
  O------ POST /settings/providers/:shortcode/checks POST /settings/providers/:shortcode/first POST /settings/ipn
  O------ POST /go-live/ticks/:item DELETE /go-live/ticks/:item
  anyone GET /sign-in/code POST /sign-in/code GET /join POST /join GET /new-password POST /new-password
  anyone GET /first-run POST /first-run GET /sign-in POST /sign-in
  anyone GET /p/:portal_key GET /p/:portal_key/login GET /p/:portal_key/status
  anyone POST /p/:portal_key/checkouts POST /p/:portal_key/vouchers POST /p/:portal_key/moves
  anyone GET /p/checkouts/:merchant_reference GET /p/checkouts/:merchant_reference/login
  anyone GET /p/me GET /p/me/sign-in POST /p/me/sign-in POST /p/me/code GET /p/me/links/:token POST /p/me/links/:token
  anyone POST /p/me/sign-out GET /p/me/accounts/:account_no
  anyone GET /p/me/accounts/:account_no/lines/:service_no/pay POST /p/me/accounts/:account_no/lines/:service_no/pay
  anyone GET /p/me/accounts/:account_no/lines/:service_no/plan POST /p/me/accounts/:account_no/lines/:service_no/plan
  anyone GET /p/me/accounts/:account_no/lines/:service_no/help POST /p/me/accounts/:account_no/lines/:service_no/help/repairs
  anyone POST /p/me/accounts/:account_no/lines/:service_no/help/questions
  anyone GET /p/links/:token POST /p/links/:token/prompts
  anyone POST /p/checkouts/:merchant_reference/attempts${subscriberMatrix}`
