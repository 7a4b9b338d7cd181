// One interface a table. A column has one spelling everywhere: here, in SQL, in templates and in logs.
// migrations/schema.sql is the shape itself; this says what rows look like once they are read.

import type { Cents } from './money.ts'
import type { Msisdn } from './msisdn.ts'
import type { Instant, TermUnit } from './time.ts'

export type Language = 'en' | 'sw'
export type ServiceKind = 'pppoe' | 'hotspot'

export interface Site {
  id: number
  name: string
}

/** Who we are to a guest: one row. */
export interface Business {
  name: string
  support_phone: string | null
}

export interface Subscriber {
  id: number
  account_no: string
  name: string
  msisdn: Msisdn | null
  language: Language
  site_id: number
  joined_at: Instant
  suspended_at: Instant | null
  closed_at: Instant | null
  /** Who sold it, and so the only one of the resellers who sees it. */
  reseller_id: number | null
  /** Asked to leave: nothing is renewed, and the account closes when paid time ends. */
  cancelled_at: Instant | null
  /** The form that made them. */
  form: string | null
  /** Of a colleague, whose own account it is. */
  staff_id: number | null
}

/** Where money comes in: a paybill of ours at Daraja, or an account at another provider. Sealed columns open with the box key. */
export interface Shortcode {
  shortcode: string
  name: string
  provider: 'daraja' | 'payhero' | 'paystack' | 'ipn'
  base_url: string
  credentials_sealed: Buffer
  token_sealed: Buffer
  token_hash: Buffer
  /** Set where this is the store number of a till (Buy Goods). */
  till: string | null
  /** Whether it has what it takes to ask phones to pay. */
  asks: boolean
  /** When somebody last typed its keys; a check from before says nothing about them. */
  keys_changed_at: Instant | null
  urls_registered_at: Instant | null
  pull_registered_at: Instant | null
  pulled_until: Instant | null
  due_at: Instant | null
  access_token_sealed: Buffer | null
  access_token_expires_at: Instant | null
  /** The lowest of those that ask is asked first. */
  ask_order: number
  /** Watched only: what comes in is proved and matched, and nothing of it is credited. */
  shadow: boolean
  /** When it left the shadow; null: it never was in it. */
  live_from: Instant | null
  /** Keys that were typed and have not passed their self-test. */
  next_sealed: Buffer | null
  before_sealed: Buffer | null
}

/** The old notification service (IPN) of a paybill. */
export interface IpnSource {
  shortcode: string
  username: string
  password_sealed: Buffer
  /** How much a day is taken on its word; null: nothing is. */
  trusted_cap_cents: Cents | null
  changed_at: Instant
}

export interface Account {
  id: number
  kind:
    | 'paybill'
    | 'cash'
    | 'bank'
    | 'wallet'
    | 'suspense'
    | 'sales'
    | 'vouchers'
    | 'budget'
    | 'grace'
    | 'deposit'
    | 'refunds'
    | 'written_off'
    | 'float'
    | 'drawer_differences'
  subscriber_id: number | null
  shortcode: string | null
  budget_id: number | null
  /** Of a float: whose it is. */
  staff_id: number | null
}

export interface Transfer {
  id: number
  kind:
    | 'receive'
    | 'assign'
    | 'sell'
    | 'undo'
    | 'give'
    | 'lend'
    | 'adjust'
    | 'return'
    | 'deposit'
    | 'release'
    | 'refund'
    | 'write_off'
    | 'top_up'
    | 'supply'
    | 'pay_back'
    | 'count'
    | 'pay_out'
    | 'reverse'
  undoes: number | null
  posted_at: Instant
  reason: string
}

export interface Entry {
  id: number
  transfer_id: number
  account_id: number
  amount_cents: Cents
}

export interface Plan {
  id: number
  name: string
  kind: ServiceKind
  price_cents: Cents
  term_count: number
  term_unit: TermUnit
  down_kbps: number
  up_kbps: number
  /** Up and down together; null: without a limit. */
  data_bytes: number | null
  devices: number
  /** Null: offered at every site. */
  site_id: number | null
  withdrawn_at: Instant | null
  /** Names of the router's pools. */
  address_pool: string | null
  ipv6_pool: string | null
  /** Nairobi's clock, "HH:MM:SS"; both or neither. */
  opens_at: string | null
  closes_at: string | null
  /** Which way data_bytes counts. */
  data_counts: 'both' | 'down' | 'up'
  /** All five or none. */
  burst_down_kbps: number | null
  burst_up_kbps: number | null
  threshold_down_kbps: number | null
  threshold_up_kbps: number | null
  burst_seconds: number | null
  /** RouterOS's, 1 to 8: 1 goes first. */
  priority: number | null
  /** After so many bytes of a credit, that speed until the next. All three or none. */
  fair_use_bytes: number | null
  fair_down_kbps: number | null
  fair_up_kbps: number | null
  /** A line stays open so long after its paid time, before it is closed. */
  grace_days: number
  /** False: sold at the desk only. */
  on_portal: boolean
}

/** Another speed at night, or on the weekend: the first that holds is taken. */
export interface PlanSpeed {
  id: number
  plan_id: number
  /** 1 is Monday. Of the day it begins on. */
  weekdays: number[]
  /** Nairobi's clock, "HH:MM:SS". Until is past midnight where it is earlier, and a day later where it is the same. */
  from_time: string
  until_time: string
  down_kbps: number
  up_kbps: number
}

export interface Router {
  id: number
  name: string
  site_id: number
  address: string
  secret_sealed: Buffer
  coa_port: number
  /** Without a Message-Authenticator it is heard from then until then; null: it must sign. */
  unsigned_from: Instant | null
  unsigned_until: Instant | null
  /** It has signed a request: from then on it must. */
  signs_since: Instant | null
  /** The secret it is to take; its first packet made with it puts it in the place of the other. */
  next_secret_sealed: Buffer | null
  /** RadSec: of the certificate it shows. */
  certificate_sha256: Buffer | null
  coa_message_authenticator: boolean
  portal_key: string
  hotspot_host: string | null
  mac_login: boolean
  /** Of the user we are to its API. */
  api_password_sealed: Buffer | null
  api_port: number
  /** What its API shows; null: it is asked in the clear, on our own network only. */
  api_certificate_sha256: Buffer | null
  retired_at: Instant | null
  serves: 'pppoe' | 'hotspot' | 'both'
  /** Whether we can reach it: at its address, through a tunnel, or only when it calls. */
  reach: 'direct' | 'wireguard' | 'phone'
  /** The port or bridge its customers are on. */
  guest_port: string
  /** Its hotspot knows its guests itself, told by the agent, and asks nobody. */
  local_users: boolean
}

/** A line to paste: good for an hour, and until the router it was made for is connected. */
export interface RouterSetup {
  id: number
  router_id: number
  token_hash: Buffer
  token_sealed: Buffer
  key_sealed: Buffer
  key_hash: Buffer
  epoch: number
  dialect: 6 | 7 | null
  facts: Record<string, string> | null
  made_at: Instant
  made_by: number | null
  expires_at: Instant
  fetched_at: Instant | null
  /** From then on nobody else. */
  fetched_from: string | null
  connected_at: Instant | null
}

export interface RouterSetupStep {
  setup_id: number
  step: string
  state: 'done' | 'failed'
  at: Instant
}

/** A router that calls home. */
export interface RouterAgent {
  router_id: number
  /** Begins with each line that is pasted; a command of an older one is never run. */
  epoch: number
  key_hash: Buffer
  dialect: 6 | 7
  /** Of the last command that was queued, and of the last that it has run. */
  sequence: number
  seen: number
  connected_at: Instant
  heard_at: Instant
  /** Has called without a gap since then; null: it is silent. */
  here_since: Instant | null
  /** How often it was silent since it was last steady. */
  gaps: number
  source_address: string | null
  facts: Record<string, string>
  settings: Record<string, string> | null
  settings_at: Instant | null
  up_bytes: number | null
  down_bytes: number | null
  up_kbps: number | null
  down_kbps: number | null
}

export type CommandKind =
  | 'user-put'
  | 'user-remove'
  | 'session-remove'
  | 'rate-set'
  | 'status'
  | 'mend'
  | 'export'

/** An instruction for a router, run by its agent. */
export interface RouterCommand {
  id: number
  router_id: number
  epoch: number
  sequence: number
  kind: CommandKind
  told_sealed: Buffer
  service_id: number | null
  session_id: number | null
  asked_by: number | null
  queued_at: Instant
  expires_at: Instant
  state: 'queued' | 'delivered' | 'executed' | 'confirmed' | 'failed' | 'dropped'
  delivered_at: Instant | null
  executed_at: Instant | null
  confirmed_at: Instant | null
  /** Why it failed or was dropped. */
  reason: string | null
}

/** A guest whom a router with users of its own has been told to know. */
export interface RouterUser {
  router_id: number
  service_id: number
  user_name: string
  rate: string
  until: Instant
}

/** A guest who has paid, to be let in by the router's API. */
export interface GuestLogin {
  id: number
  service_id: number
  router_id: number
  mac: string
  state: 'asked' | 'let_in' | 'was_in' | 'away' | 'refused' | 'unanswered' | 'over'
  asked_at: Instant
  tries: number
  /** The router's own, where it refused. */
  words: string | null
  answered_at: Instant | null
  due_at: Instant | null
}

/** When a router was asked last who is online. */
export interface RouterReading {
  router_id: number
  tried_at: Instant
  read_at: Instant | null
  /** Why it did not answer the last time. */
  problem: string | null
}

/** A line of its own list of who is online. */
export interface RouterActive {
  router_id: number
  service: 'pppoe' | 'hotspot'
  user_name: string
  address: string
  mac: string
  service_id: number | null
  first_read_at: Instant
}

export interface RouterExport {
  id: number
  router_id: number
  taken_at: Instant
  lines: string
}

export interface TunnelPeer {
  router_id: number
  address: string
  public_key: string | null
  known_at: Instant | null
}

export interface TunnelBox {
  only_one: true
  private_key_sealed: Buffer
  public_key: string
  made_at: Instant
}

export interface Service {
  id: number
  subscriber_id: number
  service_no: number
  plan_id: number
  user_name: string
  password_sealed: Buffer
  static_address: string | null
  anchor_day: number | null
  pass_code_sealed: Buffer | null
  /** A prefix of its own, delegated: 2001:db8:1::/56. */
  ipv6_prefix: string | null
  locked_mac: string | null
  /** Where it may come online; null: anywhere. */
  site_id: number | null
  router_id: number | null
  /** Bought from the next renewal on. */
  next_plan_id: number | null
  opened_at: Instant
  closed_at: Instant | null
}

/** A phone that stood before a hotspot, and the pass it may use. */
export interface Device {
  id: number
  mac: string
  service_id: number | null
  bound_at: Instant | null
  first_seen_at: Instant
  login_tried_at: Instant | null
}

export interface Voucher {
  id: number
  code_hash: Buffer
  code_sealed: Buffer
  plan_id: number
  price_cents: Cents
  made_at: Instant
  made_by: number | null
  redeemed_at: Instant | null
  service_id: number | null
  batch_id: number
  voided_at: Instant | null
  voided_by: number | null
  void_why: string | null
  /** Made in the place of one that was lost or spoilt. */
  replaces_id: number | null
}

/** Vouchers that were made together. */
export interface VoucherBatch {
  id: number
  plan_id: number
  price_cents: Cents
  made_at: Instant
  made_by: number | null
  made_how: 'drawn' | 'imported'
  note: string | null
  /** What a reseller's float paid for it; null: it is paid for when it is sold. */
  transfer_id: number | null
}

/** A code was put on paper or on a screen. */
export interface VoucherPrint {
  id: number
  voucher_id: number
  at: Instant
  staff_id: number | null
  why: string
}

/** A cashier's drawer: closed once it is counted. */
export interface Shift {
  id: number
  staff_id: number
  opened_at: Instant
  float_cents: Cents
  closed_at: Instant | null
  expected_cents: Cents | null
  counted_cents: Cents | null
  note: string | null
  /** What the count found over or short, in the ledger. */
  transfer_id: number | null
}

export interface VoucherSale {
  id: number
  shift_id: number
  voucher_id: number
  price_cents: Cents
  sold_at: Instant
  undone_at: Instant | null
  undone_by: number | null
  undone_why: string | null
  /** After the shift was counted: its figures stay. */
  undone_after: boolean
  transfer_id: number
}

export interface PortalAttempt {
  id: number
  kind: 'voucher' | 'move' | 'claim'
  mac: string
  source_address: string
  about: string | null
  at: Instant
}

export interface Credit {
  id: number
  service_id: number
  plan_id: number
  starts_at: Instant
  ends_at: Instant
  price_cents: Cents
  data_bytes: number | null
  /** Paid for, given from a budget, or lent for the days of grace. */
  kind: 'sold' | 'given' | 'grace'
  transfer_id: number
  due_at: Instant | null
}

/** How a hotspot takes a login, as its page told us. */
export interface HandOff {
  /** "http://10.5.50.1/login", on the router's own host. */
  login: string
  chap_id: string
  chap_challenge: string
  /** Where the guest wanted to go: text to show, never followed. */
  orig: string
}

export interface Checkout {
  id: number
  merchant_reference: string
  subscriber_id: number
  service_id: number
  plan_id: number
  amount_cents: Cents
  msisdn: Msisdn
  device_id: number | null
  router_id: number | null
  guest_key_hash: Buffer | null
  hand_off: HandOff | null
  shortcode: string
  language: Language
  state: 'open' | 'paid' | 'abandoned'
  opened_at: Instant
  wait_until: Instant
  closed_at: Instant | null
  due_at: Instant | null
  /** Where somebody of the staff asked. */
  payment_request_id: number | null
}

export type StkPushState =
  | 'created'
  | 'sending'
  | 'sent'
  | 'unknown'
  | 'paid'
  | 'failed'
  | 'unanswered'

export interface StkPush {
  id: number
  checkout_id: number
  attempt: number
  merchant_reference: string
  account_reference: string
  msisdn: Msisdn
  amount_cents: Cents
  source_address: string | null
  state: StkPushState
  made_at: Instant
  sent_at: Instant | null
  merchant_request_id: string | null
  checkout_request_id: string | null
  result_code: string | null
  result_words: string | null
  tries: number
  closed_at: Instant | null
  due_at: Instant | null
  exchange: unknown
  purged_at: Instant | null
}

export type CallbackKind =
  | 'confirmation'
  | 'status_result'
  | 'status_timeout'
  | 'stk_callback'
  | 'payout_result'
  | 'payout_timeout'
  | 'payhero_callback'
  | 'paystack_event'
  | 'ipn'

export interface Callback {
  id: number
  spool_id: string | null
  shortcode: string
  kind: CallbackKind
  /** The push whose address it came to. */
  reference: string | null
  body: Buffer
  headers: Record<string, string>
  source_address: string | null
  /** Whether its provider says that it calls from there; null: nobody could tell. */
  source_listed: boolean | null
  heard_at: Instant
  state: 'recorded' | 'unproved' | 'done' | 'unreadable'
  receipt_code: string | null
  outcome: string | null
  tries: number
  due_at: Instant | null
  decided_at: Instant | null
  /** When its words went: the body is empty then, and this is its hash. */
  purged_at: Instant | null
  body_hash: Buffer | null
}

export interface Payment {
  id: number
  merchant_reference: string
  rail: 'mpesa' | 'voucher' | 'cash' | 'bank' | 'float'
  /** Null while only an STK query has proved it: it names no code. */
  receipt_code: string | null
  /** Null for what came over no paybill. */
  shortcode: string | null
  channel: 'paybill' | 'stk' | 'voucher' | 'cash' | 'bank' | 'float'
  stk_push_id: number | null
  amount_cents: Cents
  account_typed: string | null
  payer_msisdn: string | null
  payer_msisdn_raw: string | null
  payer_name: string | null
  customer_money: boolean
  paid_at: Instant | null
  heard_at: Instant
  proved_at: Instant
  state:
    | 'unsettled'
    | 'settled'
    | 'excepted'
    | 'to_refund'
    | 'refunded'
    | 'written_off'
    | 'voided'
    | 'reversed'
    | 'shadow'
  proved_by:
    | 'pull'
    | 'transaction_status'
    | 'stk_query'
    | 'voucher'
    | 'staff'
    | 'provider_status'
    | 'trusted_ipn'
  settled_at: Instant | null
  subscriber_id: number | null
  service_id: number | null
  transfer_id: number | null
  due_at: Instant | null
  /** What it should have been when it came; null where nobody knew. */
  expected_cents: Cents | null
  /** Who took it in the office, and what they go by. */
  taken_by: number | null
  proof: string | null
}

export interface Inquiry {
  id: number
  merchant_reference: string
  shortcode: string
  kind: 'pull' | 'transaction_status' | 'stk_query'
  stk_push_id: number | null
  receipt_code: string | null
  asked_at: Instant
  exchange: unknown
  conversation_id: string | null
  answered_at: Instant | null
  outcome: string | null
  purged_at: Instant | null
}

export interface Sighting {
  id: number
  payment_id: number
  source: 'callback' | 'pull' | 'transaction_status' | 'stk_query' | 'voucher' | 'staff'
  callback_id: number | null
  inquiry_id: number | null
  amount_cents: Cents
  account_typed: string | null
  paid_at: Instant | null
  heard_at: Instant
  differs: boolean
}

export interface Receipt {
  number: number
  payment_id: number
  issued_at: Instant
}

export interface ReceiptCounter {
  last: number
}

export interface SmsGateway {
  provider: 'africas_talking' | 'textsms'
  base_url: string
  /** Africa's Talking's user name; TextSMS's partner ID. */
  username: string
  api_key_sealed: Buffer
  sender: string | null
  keys_changed_at: Instant | null
  /** SMS a day; null: as many as there are. */
  daily_cap: number | null
  /** Hours of Nairobi between which nobody is woken; null: at any hour. */
  quiet_from: number | null
  quiet_until: number | null
  /** Of the address for delivery reports. */
  token_sealed: Buffer | null
  token_hash: Buffer | null
}

export interface CheckStep {
  /** What was tried: "token", "addresses". */
  step: string
  outcome: 'passed' | 'failed' | 'skipped'
  words: string
}

export interface ProviderCheck {
  id: number
  /** "shortcode:600986", or "sms". */
  target: string
  asked_by: number | null
  asked_at: Instant
  due_at: Instant | null
  finished_at: Instant | null
  passed: boolean | null
  steps: CheckStep[]
}

export interface RehearsedCase {
  /** Of the checklist: "successful_payment". */
  item: string
  passed: boolean
  words: string
}

export interface Rehearsal {
  id: number
  asked_by: number | null
  asked_at: Instant
  due_at: Instant | null
  finished_at: Instant | null
  passed: boolean | null
  problem: string | null
  cases: RehearsedCase[]
}

export interface GoLiveTick {
  item: string
  note: string
  ticked_by: number
  ticked_at: Instant
}

export type MessageKind =
  | 'payment_confirmed'
  | 'payment_in_review'
  | 'written'
  | 'sign_in_code'
  | 'reminder'

/** Six digits sent to a phone, to prove that somebody holds it. */
export interface SmsCode {
  id: number
  purpose: 'sign_in'
  msisdn: Msisdn
  ask_hash: Buffer
  code_sealed: Buffer
  source_address: string | null
  made_at: Instant
  ends_at: Instant
  tries: number
  used_at: Instant | null
}

/** A browser of a subscriber's. */
export interface OwnSignIn {
  id: number
  msisdn: Msisdn
  /** The one account that a link opened; null: every account of the phone. */
  subscriber_id: number | null
  token_hash: Buffer
  proved_by: 'code' | 'link'
  remembered: boolean
  started_at: Instant
  seen_at: Instant
  ends_at: Instant
  ended_at: Instant | null
  source_address: string | null
  user_agent: string | null
}

export interface OwnLinksEnded {
  msisdn: Msisdn
  ended_at: Instant
}

export interface Reminder {
  id: number
  service_id: number
  step: 'three_days' | 'one_day' | 'ended' | 'grace'
  /** Of the time that it is about. */
  ends_at: Instant
  made_at: Instant
}

export interface Message {
  id: number
  kind: MessageKind
  /** Null for what a person wrote; then the next three are given. */
  payment_id: number | null
  subscriber_id: number | null
  body: string | null
  made_by: number | null
  sms_code_id: number | null
  reminder_id: number | null
  msisdn: Msisdn
  language: Language
  state: 'queued' | 'sent' | 'failed' | 'withdrawn' | 'delivered' | 'undelivered'
  made_at: Instant
  sent_at: Instant | null
  cost_cents: Cents | null
  reported_at: Instant | null
  gateway_id: string | null
  error: string | null
  tries: number
  due_at: Instant | null
}

export interface AccessDecision {
  id: number
  /** The first time, where a refusal was repeated. */
  decided_at: Instant
  router_id: number
  service_id: number | null
  user_name: string
  calling_station_id: string | null
  outcome: 'accept' | 'reject'
  reason: string | null
  session_seconds: number | null
  rate_limit: string | null
  /** Of equal refusals that followed each other within a minute. */
  times: number
  /** The last time; null where it was once. */
  last_at: Instant | null
}

export interface Session {
  id: number
  session_key: string
  router_id: number
  service_id: number | null
  acct_session_id: string
  user_name: string
  calling_station_id: string | null
  nas_port_id: string | null
  /** Of two routers behind one address, which; null: not told. */
  nas_identifier: string | null
  nas_ip_address: string | null
  framed_ip_address: string | null
  started_at: Instant
  heard_at: Instant
  session_seconds: number
  input_octets: number
  output_octets: number
  stopped_at: Instant | null
  terminate_cause: string | null
  /** The speed it was last told, as Mikrotik-Rate-Limit; null: unknown. */
  rate_limit: string | null
}

/** What a service used on a day of Nairobi's, as sessions told it; charged once. */
export interface DailyUsage {
  service_id: number
  /** "2026-11-21". */
  day: string
  input_octets: number
  output_octets: number
}

/** The key of a session that was put away. */
export interface PastSessionKey {
  session_key: string
  session_id: number
  started_at: Instant
}

/** The box's own work that comes round by the clock. */
export interface Upkeep {
  task: 'put_away_sessions' | 'export_audit_head' | 'purge_messages'
  due_at: Instant
  done_at: Instant | null
}

/** An unbroken stretch of hearing a router's accounting. */
export interface RouterVoice {
  router_id: number
  /** Empty where the router gives none. */
  nas_identifier: string
  since_at: Instant
  heard_at: Instant
}

export interface Disconnection {
  id: number
  session_id: number
  reason: 'credit_ended' | 'suspended' | 'asked' | 'moved' | 'speed'
  state: 'asked' | 'acknowledged' | 'refused' | 'unanswered' | 'confirmed' | 'failed'
  /** By which way it was tried last. */
  step: 'disconnect' | 'other_names' | 'coa' | 'api' | 'agent'
  asked_at: Instant
  tries: number
  /** Of the tries. */
  answers: number
  error_cause: number | null
  answered_at: Instant | null
  confirmed_at: Instant | null
  failed_at: Instant | null
  due_at: Instant | null
}

/** A router is asked to let a session go faster or slower. */
export interface SpeedChange {
  id: number
  session_id: number
  rate_limit: string
  state: 'asked' | 'refused' | 'unanswered' | 'acknowledged' | 'failed' | 'dropped'
  asked_at: Instant
  tries: number
  error_cause: number | null
  answered_at: Instant | null
  ended_at: Instant | null
  due_at: Instant | null
  /** Only a question, with the speed that it has already. */
  is_probe: boolean
}

/** One try, of either kind. */
export interface RouterAnswerKept {
  id: number
  disconnection_id: number | null
  speed_change_id: number | null
  at: Instant
  kind: 'ack' | 'nak' | 'silent' | 'removed' | 'absent' | 'trap' | 'queued'
  error_cause: number | null
  step: Disconnection['step']
  /** The router's own, of a trap. */
  words: string | null
}

export type Role =
  | 'owner'
  | 'finance'
  | 'cashier'
  | 'support'
  | 'technician'
  | 'reseller'
  | 'auditor'

export interface Staff {
  id: number
  email: string
  name: string
  role: Role
  /** Only this site's subscribers; null: all of them. */
  site_id: number | null
  password_hash: string
  added_at: Instant
  disabled_at: Instant | null
  /** Where troubles of the box ring; null: no phone. */
  alert_msisdn: Msisdn | null
  alert_mail: boolean
}

/** By what mail leaves. */
export interface MailServer {
  one: true
  host: string
  port: number
  tls: 'from_the_start' | 'starttls' | 'none'
  username: string | null
  password_sealed: Buffer | null
  /** Whom it comes from: an address, or a name with one. */
  sender: string
  keys_changed_at: Instant
}

/** A trouble of the box, from when it was seen until it had been well for a while. */
export interface Alert {
  id: number
  /** As in ansible/RUNBOOK.md. */
  name: string
  /** Which router, paybill, process; empty: the box. */
  subject: string
  words: string
  role: 'technician' | 'finance'
  /** A page rings at night too. */
  severity: 'page' | 'ticket'
  since_at: Instant
  told_at: Instant | null
  told: number
  well_since: Instant | null
  ended_at: Instant | null
}

/** What one of the staff is told of troubles. */
export interface Notice {
  id: number
  staff_id: number
  way: 'sms' | 'mail'
  address: string
  subject: string
  body: string
  state: 'queued' | 'sent' | 'failed'
  made_at: Instant
  sent_at: Instant | null
  error: string | null
  tries: number
  due_at: Instant | null
}

export interface Approval {
  id: number
  kind: string
  subject: string
  amount_cents: Cents | null
  details: Record<string, unknown>
  why: string
  asked_by: number
  asked_at: Instant
  expires_at: Instant
  decision: 'approved' | 'refused' | 'withdrawn' | null
  decided_by: number | null
  decided_at: Instant | null
  decided_why: string | null
}

export interface SignIn {
  id: number
  staff_id: number
  token_hash: Buffer
  started_at: Instant
  seen_at: Instant
  ended_at: Instant | null
  source_address: string | null
  user_agent: string | null
  /** Null while the code from their phone is still waited for. */
  proved_by: Proof | null
}

export type Proof = 'password' | 'code' | 'recovery_code' | 'link'

export interface Invitation {
  id: number
  email: string
  name: string
  role: Role
  site_id: number | null
  token_hash: Buffer
  made_by: number
  made_at: Instant
  expires_at: Instant
  used_at: Instant | null
  /** Who came of it. */
  staff_id: number | null
  withdrawn_at: Instant | null
}

export interface PasswordLink {
  id: number
  staff_id: number
  token_hash: Buffer
  /** Null: by the command line. */
  made_by: number | null
  made_at: Instant
  expires_at: Instant
  used_at: Instant | null
}

/** What the codes on somebody's phone are made of. */
export interface CodeSeed {
  staff_id: number
  seed_sealed: Buffer | null
  proved_at: Instant | null
  /** The half minute whose code was taken last. */
  step_used: number | null
  new_seed_sealed: Buffer | null
}

export interface RecoveryCode {
  staff_id: number
  code_hash: Buffer
  made_at: Instant
  used_at: Instant | null
}

export interface SignInAttempt {
  id: number
  email: string
  source_address: string | null
  at: Instant
}

export type ExceptionKind =
  | 'unknown_account'
  | 'missing_reference'
  | 'account_closed'
  | 'not_customer_money'
  | 'unreadable_callback'
  | 'paid_less'
  | 'paid_more'
  | 'sightings_differ'
  | 'unproved'
  | 'another_phone'
  | 'not_applied'
  | 'possible_double'
  | 'claimed'
  | 'still_online'
  | 'work_failed'
  | 'secret_mismatch'
  | 'reversed'
  | 'refund_stuck'
  | 'router_silent'
  | 'before_live'
  | 'no_internet'

export interface Exception {
  id: number
  kind: ExceptionKind
  subject: string
  payment_id: number | null
  subscriber_id: number | null
  callback_id: number | null
  session_id: number | null
  amount_cents: Cents | null
  details: Record<string, unknown>
  opened_at: Instant
  deadline_at: Instant
  owner_id: number | null
  resolved_at: Instant | null
  resolved_by: number | null
  resolution: string | null
  resolved_as: 'given' | 'kept' | 'spent' | 'refund' | 'written_off' | 'closed' | null
}

/** Where a part of a payment went by a person's word. */
export interface PaymentShare {
  id: number
  payment_id: number
  exception_id: number | null
  subscriber_id: number | null
  amount_cents: Cents
  transfer_id: number
  given_at: Instant
  taken_back_at: Instant | null
}

export interface Refund {
  id: number
  /** Null: of a wallet, on leaving. */
  payment_id: number | null
  /** From where a refund on leaving may be paid; null for others, and where it is paid over the counter. */
  shortcode: string | null
  approval_id: number
  subscriber_id: number | null
  amount_cents: Cents
  /** The payer's; null where M-Pesa hid it. */
  msisdn: string | null
  transfer_id: number
  state: 'approved' | 'taken_back' | 'paid'
  approved_at: Instant
  paid_at: Instant | null
  paid_how: 'reversal' | 'b2c' | 'paystack' | 'by_hand' | null
  paid_receipt: string | null
  paid_transfer_id: number | null
}

/** What would have become of a payment in shadow. */
export interface ShadowDecision {
  payment_id: number
  subscriber_id: number | null
  service_id: number | null
  /** Of the time it would have bought; null: none. */
  plan_id: number | null
  until_at: Instant | null
  wallet_cents: Cents | null
  kinds: ExceptionKind[]
  decided_at: Instant
  /** A person had it credited here after all. */
  released_at: Instant | null
}

/** What the other system says it credited, while we only watch. */
export interface OldCredit {
  shortcode: string
  receipt_code: string
  account_typed: string
  subscriber_id: number | null
  amount_cents: Cents
  noted_at: Instant
  noted_by: number | null
}

/** How money may leave by itself: nothing of it without the owner's word. */
export interface PayoutSettings {
  shortcode: string
  /** Null: no payments to phones. */
  b2c_shortcode: string | null
  reverses: boolean
  credentials_sealed: Buffer
  daily_cap_cents: Cents
  changed_at: Instant
}

/** Somebody said that M-Pesa took a payment back. */
export interface PaymentDoubt {
  payment_id: number
  heard_at: Instant
  heard_by: 'callback' | 'pull'
  tries: number
  due_at: Instant | null
  ended_as: 'reversed' | 'completed' | 'unanswered' | null
}

/** One attempt to give a refund back, by Daraja or by Paystack. */
export interface Payout {
  id: number
  refund_id: number
  way: 'reversal' | 'b2c' | 'paystack'
  reference: string
  shortcode: string
  amount_cents: Cents
  state: 'created' | 'sending' | 'sent' | 'paid' | 'failed' | 'withdrawn'
  tries: number
  created_at: Instant
  sent_at: Instant | null
  ended_at: Instant | null
  due_at: Instant | null
  conversation_id: string | null
  result_code: string | null
  result_words: string | null
  receipt_code: string | null
  exchange: unknown
}

/** A payment that somebody says they made. */
export interface MadeClaim {
  id: number
  shortcode: string
  receipt_code: string
  subscriber_id: number
  amount_cents: Cents | null
  made_by: number | null
  made_at: Instant
  state: 'open' | 'found' | 'not_found'
  tries: number
  due_at: Instant | null
}

/** What of a paybill's payments opens a line before it is proved. */
export interface TrustRule {
  shortcode: string
  cap_cents: Cents
  minutes: number
  budget_id: number
}

/** Time that was lent on the word of a callback. */
export interface WordLoan {
  callback_id: number
  receipt_code: string
  subscriber_id: number
  service_id: number
  lent_at: Instant
  until_at: Instant
}

/** An address or network from which a provider says that it calls, and since when we know. */
export interface ProviderSource {
  provider: 'daraja' | 'payhero' | 'paystack' | 'ipn'
  network: string
  noted_on: string
  noted_from: string
}

export interface ProviderDoor {
  provider: ProviderSource['provider']
  /** What comes from elsewhere is noted, or not followed. */
  mode: 'log' | 'enforce'
}

/** A code and a phone that a guest named at the portal. */
export interface PortalClaim {
  id: number
  shortcode: string
  receipt_code: string
  msisdn: string
  device_id: number
  site_id: number
  language: Language
  made_at: Instant
  state: 'open' | 'taken' | 'not_found'
  tries: number
  due_at: Instant | null
  payment_id: number | null
}

/** How the line to a provider stands. */
export interface ProviderLine {
  shortcode: string
  /** In a row. */
  failures: number
  failing_since: Instant | null
  failure: string | null
  answered_at: Instant | null
  out_since: Instant | null
  try_at: Instant | null
}

/** One row, or none: who stays online while M-Pesa is away, and who pays for it. */
export interface OutageRule {
  one: true
  budget_id: number
  minutes: number
  payments_min: number
}

/** What somebody typed at the paybill before we came. */
export interface OldNumberRow {
  old_no: string
  subscriber_id: number
  came_from: string
  added_at: Instant
}

/** A subscriber's phone, and what finds it by its hash; null until it is made. */
export interface KnownPhone {
  msisdn: string
  lookup_hash: Buffer | null
}

/** Money that went into a reseller's float, or came back out of it. */
export interface FloatMove {
  id: number
  staff_id: number
  kind: 'top_up' | 'pay_back'
  form_no: string
  rail: 'cash' | 'bank'
  amount_cents: Cents
  code: string | null
  proof: string | null
  moved_by: number
  moved_at: Instant
  transfer_id: number
}

/** How long messages are kept: one row, or none. */
export interface Keeping {
  one: true
  message_months: number
}

export interface ManualCap {
  role: Role
  amount_cents: Cents | null
}

export interface PaymentRequest {
  id: number
  subscriber_id: number
  service_id: number
  amount_cents: Cents
  about: string
  way: 'prompt' | 'link'
  form_no: string
  link_hash: Buffer | null
  /** Null: the subscriber, on their own pages. */
  asked_by: number | null
  asked_at: Instant
  expires_at: Instant
  withdrawn_at: Instant | null
  /** What paid it, by whatever way it came. */
  payment_id: number | null
}

export interface AuditEntry {
  id: number
  at: Instant
  staff_id: number | null
  source_address: string | null
  action: string
  subject: string
  before: unknown
  after: unknown
  why: string | null
}

/** An act's place in the chain: its hash is of its words and of the link before. */
export interface LedgerLink {
  link_no: number
  transfer_id: number
  hash: Buffer
}

/** What the accountant calls an account of ours. */
export interface ChartLine {
  kind: Account['kind']
  code: string
  name: string
  changed_at: Instant
}

export interface AuditLink {
  link_no: number
  audit_id: number
  hash: Buffer
}

export interface AccessChange {
  id: number
  kind: 'service' | 'subscriber' | 'plan' | 'router'
  row_id: number
}

export interface TimeMark {
  one: true
  marked_at: Instant
}

export interface TrialClock {
  one: boolean
  offset_seconds: number
}

/** A purse that time is given from. */
export interface Budget {
  id: number
  name: string
  month_cents_max: Cents
  /** "2026-11-30", the last day it can be spent on. */
  ends_on: string | null
  opened_at: Instant
  closed_at: Instant | null
}

export interface BudgetCap {
  budget_id: number
  role: Role
  each_cents_max: Cents
}

export interface Deposit {
  id: number
  subscriber_id: number
  what: string
  amount_cents: Cents
  before_time: boolean
  asked_at: Instant
  asked_by: number | null
  closed_at: Instant | null
  outcome: 'returned' | 'kept' | 'withdrawn' | null
}

export interface Note {
  id: number
  subscriber_id: number
  staff_id: number
  at: Instant
  body: string
}

export type BulkAct = 'suspend' | 'message' | 'extend' | 'change_plan'

/** One thing done to many subscribers. */
export interface BulkRun {
  id: number
  form: string
  act: BulkAct
  staff_id: number
  at: Instant
  details: Record<string, unknown>
  why: string
  undone_at: Instant | null
  /** Null while its steps wait. */
  finished_at: Instant | null
  /** Set while its steps, or their undoing, wait for a job. */
  due_at: Instant | null
}

export interface BulkStep {
  run_id: number
  subscriber_id: number
  /** Null: it waits. */
  done: boolean | null
  reason: string | null
  undo: Record<string, unknown> | null
  undone: boolean | null
}

declare module 'knex/types/tables.js' {
  interface Tables {
    business: Business
    sites: Site
    subscribers: Subscriber
    sms_codes: SmsCode
    own_sign_ins: OwnSignIn
    own_links_ended: OwnLinksEnded
    reminders: Reminder
    shortcodes: Shortcode
    ipn_sources: IpnSource
    accounts: Account
    transfers: Transfer
    entries: Entry
    plans: Plan
    plan_speeds: PlanSpeed
    routers: Router
    router_setups: RouterSetup
    router_setup_steps: RouterSetupStep
    router_agents: RouterAgent
    router_commands: RouterCommand
    router_users: RouterUser
    guest_logins: GuestLogin
    router_readings: RouterReading
    router_active: RouterActive
    router_exports: RouterExport
    tunnel_peers: TunnelPeer
    tunnel_box: TunnelBox
    services: Service
    devices: Device
    vouchers: Voucher
    voucher_batches: VoucherBatch
    voucher_prints: VoucherPrint
    voucher_sales: VoucherSale
    shifts: Shift
    portal_attempts: PortalAttempt
    checkouts: Checkout
    stk_pushes: StkPush
    credits: Credit
    callbacks: Callback
    payments: Payment
    inquiries: Inquiry
    sightings: Sighting
    receipts: Receipt
    receipt_counter: ReceiptCounter
    sms_gateway: SmsGateway
    messages: Message
    access_decisions: AccessDecision
    sessions: Session
    router_voices: RouterVoice
    /** Those that were put away; all_sessions is both. */
    past_sessions: Session
    all_sessions: Session
    past_session_keys: PastSessionKey
    daily_usage: DailyUsage
    upkeep: Upkeep
    disconnections: Disconnection
    speed_changes: SpeedChange
    router_answers: RouterAnswerKept
    approvals: Approval
    budgets: Budget
    budget_caps: BudgetCap
    deposits: Deposit
    notes: Note
    bulk_runs: BulkRun
    bulk_steps: BulkStep
    staff: Staff
    mail_server: MailServer
    alerts: Alert
    notices: Notice
    sign_ins: SignIn
    sign_in_attempts: SignInAttempt
    invitations: Invitation
    password_links: PasswordLink
    code_seeds: CodeSeed
    recovery_codes: RecoveryCode
    exceptions: Exception
    payment_shares: PaymentShare
    refunds: Refund
    shadow_decisions: ShadowDecision
    old_credits: OldCredit
    claims: MadeClaim
    old_numbers: OldNumberRow
    provider_lines: ProviderLine
    portal_claims: PortalClaim
    provider_sources: ProviderSource
    trust_rules: TrustRule
    word_loans: WordLoan
    provider_doors: ProviderDoor
    outage_rule: OutageRule
    known_phones: KnownPhone
    manual_caps: ManualCap
    keeping: Keeping
    float_moves: FloatMove
    payment_requests: PaymentRequest
    audit: AuditEntry
    audit_links: AuditLink
    ledger_links: LedgerLink
    payouts: Payout
    payment_doubts: PaymentDoubt
    payout_settings: PayoutSettings
    unsealed_transfers: Pick<LedgerLink, 'transfer_id'>
    chart_of_accounts: ChartLine
    access_changes: AccessChange
    time_mark: TimeMark
    provider_checks: ProviderCheck
    rehearsals: Rehearsal
    go_live_ticks: GoLiveTick
    trial_clock: TrialClock
  }
}
