-- The shape of the data as it stands. Read this first; the migrations are how it came to be.
-- Written by `npm run schema`, never by hand; a test compares it with the database.

create extension btree_gist;

create extension pg_trgm;

create table access_changes (
  id bigint generated always as identity,
  kind text not null,
  row_id bigint not null,
  xid xid8 not null default pg_current_xact_id(),
  constraint access_changes_pkey PRIMARY KEY (id),
  constraint access_changes_kind_check CHECK ((kind = ANY (ARRAY['service'::text, 'subscriber'::text, 'plan'::text, 'router'::text])))
);
CREATE INDEX access_changes_by_xid ON public.access_changes USING btree (xid);

create table access_decisions (
  id bigint generated always as identity,
  decided_at timestamp with time zone not null,
  router_id bigint not null,
  service_id bigint,
  user_name text not null,
  calling_station_id text,
  outcome text not null,
  reason text,
  session_seconds integer,
  rate_limit text,
  times integer not null default 1,
  last_at timestamp with time zone,
  constraint access_decisions_pkey PRIMARY KEY (id),
  constraint access_decisions_check CHECK (((outcome = 'reject'::text) = (reason IS NOT NULL))),
  constraint access_decisions_check1 CHECK (((times = 1) = (last_at IS NULL))),
  constraint access_decisions_outcome_check CHECK ((outcome = ANY (ARRAY['accept'::text, 'reject'::text]))),
  constraint access_decisions_times_check CHECK ((times > 0))
);
CREATE INDEX access_decisions_by_service ON public.access_decisions USING btree (service_id, decided_at);
CREATE INDEX access_decisions_of_nobody ON public.access_decisions USING btree (router_id, id) WHERE (service_id IS NULL);
CREATE INDEX access_decisions_refused ON public.access_decisions USING btree (router_id, user_name, id) WHERE (outcome = 'reject'::text);

create table accounts (
  id bigint generated always as identity,
  kind text not null,
  subscriber_id bigint,
  shortcode text,
  budget_id bigint,
  staff_id bigint,
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_one_of_a_name UNIQUE NULLS NOT DISTINCT (kind, subscriber_id, shortcode, budget_id, staff_id),
  constraint accounts_budget_id_fkey FOREIGN KEY (budget_id) REFERENCES budgets(id),
  constraint accounts_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint accounts_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint accounts_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint accounts_check1 CHECK (((kind = 'paybill'::text) = (shortcode IS NOT NULL))),
  constraint accounts_kind_check CHECK ((kind = ANY (ARRAY['paybill'::text, 'wallet'::text, 'suspense'::text, 'sales'::text, 'vouchers'::text, 'budget'::text, 'grace'::text, 'deposit'::text, 'refunds'::text, 'cash'::text, 'bank'::text, 'written_off'::text, 'float'::text, 'drawer_differences'::text]))),
  constraint accounts_of_budget CHECK (((kind = 'budget'::text) = (budget_id IS NOT NULL))),
  constraint accounts_of_staff CHECK (((kind = 'float'::text) = (staff_id IS NOT NULL))),
  constraint accounts_of_subscriber CHECK (((kind = ANY (ARRAY['wallet'::text, 'deposit'::text])) = (subscriber_id IS NOT NULL)))
);

create table alerts (
  id bigint generated always as identity,
  name text not null,
  subject text not null,
  words text not null,
  role text not null,
  severity text not null,
  since_at timestamp with time zone not null,
  told_at timestamp with time zone,
  told integer not null default 0,
  well_since timestamp with time zone,
  ended_at timestamp with time zone,
  constraint alerts_pkey PRIMARY KEY (id),
  constraint alerts_check CHECK (((told = 0) = (told_at IS NULL))),
  constraint alerts_role_check CHECK ((role = ANY (ARRAY['technician'::text, 'finance'::text]))),
  constraint alerts_severity_check CHECK ((severity = ANY (ARRAY['page'::text, 'ticket'::text]))),
  constraint alerts_told_check CHECK ((told >= 0))
);
CREATE INDEX alerts_ended ON public.alerts USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE UNIQUE INDEX alerts_one ON public.alerts USING btree (name, subject) WHERE (ended_at IS NULL);

create table approvals (
  id bigint generated always as identity,
  kind text not null,
  subject text not null,
  amount_cents bigint,
  details jsonb not null default '{}'::jsonb,
  why text not null,
  asked_by bigint not null,
  asked_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  decision text,
  decided_by bigint,
  decided_at timestamp with time zone,
  decided_why text,
  constraint approvals_pkey PRIMARY KEY (id),
  constraint approvals_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff(id),
  constraint approvals_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff(id),
  constraint approvals_check CHECK ((((decision IS NULL) = (decided_at IS NULL)) AND ((decision IS NULL) = (decided_by IS NULL)))),
  constraint approvals_check1 CHECK (((decision = 'withdrawn'::text) OR (decided_by IS DISTINCT FROM asked_by))),
  constraint approvals_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'refused'::text, 'withdrawn'::text]))),
  constraint approvals_kind_check CHECK ((kind ~ '^[a-z_]+$'::text)),
  constraint approvals_why_check CHECK ((why <> ''::text))
);
CREATE UNIQUE INDEX approvals_open ON public.approvals USING btree (kind, subject) WHERE (decision IS NULL);

create table audit (
  id bigint generated always as identity,
  at timestamp with time zone not null,
  staff_id bigint,
  source_address inet,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  why text,
  constraint audit_pkey PRIMARY KEY (id),
  constraint audit_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint audit_action_check CHECK ((action ~ '^[a-z_]+\.[a-z_]+$'::text))
);
CREATE INDEX audit_by_person ON public.audit USING btree (staff_id, id);
CREATE INDEX audit_by_subject ON public.audit USING btree (subject, id);
CREATE INDEX audit_by_time ON public.audit USING btree (at, id);
CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE ON public.audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE CONSTRAINT TRIGGER audit_is_linked AFTER INSERT ON public.audit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION link_act();
CREATE TRIGGER audit_is_not_truncated BEFORE TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table audit_links (
  link_no bigint not null,
  audit_id bigint not null,
  hash bytea not null,
  constraint audit_links_pkey PRIMARY KEY (link_no),
  constraint audit_links_audit_id_key UNIQUE (audit_id),
  constraint audit_links_audit_id_fkey FOREIGN KEY (audit_id) REFERENCES audit(id),
  constraint audit_links_link_no_check CHECK ((link_no > 0))
);
CREATE TRIGGER audit_links_are_append_only BEFORE DELETE OR UPDATE ON public.audit_links FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_links_are_not_truncated BEFORE TRUNCATE ON public.audit_links FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table budget_caps (
  budget_id bigint not null,
  role text not null,
  each_cents_max bigint not null,
  constraint budget_caps_pkey PRIMARY KEY (budget_id, role),
  constraint budget_caps_budget_id_fkey FOREIGN KEY (budget_id) REFERENCES budgets(id),
  constraint budget_caps_each_cents_max_check CHECK ((each_cents_max >= 0)),
  constraint budget_caps_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'finance'::text, 'cashier'::text, 'support'::text, 'technician'::text])))
);

create table budgets (
  id bigint generated always as identity,
  name text not null,
  month_cents_max bigint not null,
  ends_on date,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint budgets_pkey PRIMARY KEY (id),
  constraint budgets_name_key UNIQUE (name),
  constraint budgets_month_cents_max_check CHECK ((month_cents_max > 0)),
  constraint budgets_name_check CHECK ((name <> ''::text))
);

create table bulk_runs (
  id bigint generated always as identity,
  form uuid not null,
  act text not null,
  staff_id bigint not null,
  at timestamp with time zone not null,
  details jsonb not null,
  why text not null,
  undone_at timestamp with time zone,
  finished_at timestamp with time zone,
  due_at timestamp with time zone,
  constraint bulk_runs_pkey PRIMARY KEY (id),
  constraint bulk_runs_form_key UNIQUE (form),
  constraint bulk_runs_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint bulk_runs_act_check CHECK ((act = ANY (ARRAY['suspend'::text, 'message'::text, 'extend'::text, 'change_plan'::text]))),
  constraint bulk_runs_why_check CHECK ((why <> ''::text))
);
CREATE INDEX bulk_runs_due ON public.bulk_runs USING btree (due_at) WHERE (due_at IS NOT NULL);

create table bulk_steps (
  run_id bigint not null,
  subscriber_id bigint not null,
  done boolean,
  reason text,
  undo jsonb,
  undone boolean,
  constraint bulk_steps_pkey PRIMARY KEY (run_id, subscriber_id),
  constraint bulk_steps_run_id_fkey FOREIGN KEY (run_id) REFERENCES bulk_runs(id),
  constraint bulk_steps_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint bulk_steps_check CHECK ((done = (reason IS NULL)))
);
CREATE INDEX bulk_steps_by_subscriber ON public.bulk_steps USING btree (subscriber_id);
CREATE INDEX bulk_steps_waiting ON public.bulk_steps USING btree (run_id, subscriber_id) WHERE (done IS NULL);

create table business (
  one boolean not null default true,
  name text not null,
  support_phone text,
  constraint business_pkey PRIMARY KEY (one),
  constraint business_name_check CHECK ((name <> ''::text)),
  constraint business_one_check CHECK (one)
);

create table callbacks (
  id bigint generated always as identity,
  spool_id uuid,
  shortcode text not null,
  kind text not null,
  body bytea not null,
  headers jsonb not null,
  source_address text,
  heard_at timestamp with time zone not null,
  state text not null default 'recorded'::text,
  receipt_code text,
  outcome text,
  tries integer not null default 0,
  due_at timestamp with time zone,
  decided_at timestamp with time zone,
  reference uuid,
  purged_at timestamp with time zone,
  body_hash bytea,
  source_listed boolean,
  constraint callbacks_pkey PRIMARY KEY (id),
  constraint callbacks_spool_id_key UNIQUE (spool_id),
  constraint callbacks_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint callbacks_check CHECK (((state = ANY (ARRAY['recorded'::text, 'unproved'::text])) = (due_at IS NOT NULL))),
  constraint callbacks_kind_check CHECK ((kind = ANY (ARRAY['confirmation'::text, 'status_result'::text, 'status_timeout'::text, 'stk_callback'::text, 'payhero_callback'::text, 'paystack_event'::text, 'ipn'::text, 'payout_result'::text, 'payout_timeout'::text]))),
  constraint callbacks_purged CHECK ((((purged_at IS NULL) = (body_hash IS NULL)) AND ((purged_at IS NULL) OR (body = '\x'::bytea)))),
  constraint callbacks_state_check CHECK ((state = ANY (ARRAY['recorded'::text, 'unproved'::text, 'done'::text, 'unreadable'::text])))
);
CREATE INDEX callbacks_by_receipt ON public.callbacks USING btree (receipt_code);
CREATE INDEX callbacks_by_reference ON public.callbacks USING btree (reference) WHERE (reference IS NOT NULL);
CREATE INDEX callbacks_by_shortcode ON public.callbacks USING btree (shortcode, id);
CREATE INDEX callbacks_due ON public.callbacks USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX callbacks_kept ON public.callbacks USING btree (heard_at) WHERE (purged_at IS NULL);

create table chart_of_accounts (
  kind text not null,
  code text not null,
  name text not null,
  changed_at timestamp with time zone not null,
  constraint chart_of_accounts_pkey PRIMARY KEY (kind),
  constraint chart_of_accounts_code_check CHECK ((code <> ''::text)),
  constraint chart_of_accounts_name_check CHECK ((name <> ''::text))
);

create table checkouts (
  id bigint generated always as identity,
  merchant_reference uuid not null,
  subscriber_id bigint not null,
  service_id bigint not null,
  plan_id bigint not null,
  amount_cents bigint not null,
  msisdn text not null,
  device_id bigint,
  router_id bigint,
  guest_key_hash bytea,
  hand_off jsonb,
  shortcode text not null,
  language text not null,
  state text not null default 'open'::text,
  opened_at timestamp with time zone not null,
  wait_until timestamp with time zone not null,
  closed_at timestamp with time zone,
  due_at timestamp with time zone,
  payment_request_id bigint,
  constraint checkouts_pkey PRIMARY KEY (id),
  constraint checkouts_merchant_reference_key UNIQUE (merchant_reference),
  constraint checkouts_device_id_fkey FOREIGN KEY (device_id) REFERENCES devices(id),
  constraint checkouts_payment_request_id_fkey FOREIGN KEY (payment_request_id) REFERENCES payment_requests(id),
  constraint checkouts_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id),
  constraint checkouts_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint checkouts_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint checkouts_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint checkouts_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint checkouts_amount_cents_check CHECK ((amount_cents > 0)),
  constraint checkouts_check CHECK (((state = 'open'::text) = (closed_at IS NULL))),
  constraint checkouts_check1 CHECK (((state = 'open'::text) = (due_at IS NOT NULL))),
  constraint checkouts_language_check CHECK ((language = ANY (ARRAY['en'::text, 'sw'::text]))),
  constraint checkouts_msisdn_check CHECK ((msisdn ~ '^254[17][0-9]{8}$'::text)),
  constraint checkouts_state_check CHECK ((state = ANY (ARRAY['open'::text, 'paid'::text, 'abandoned'::text])))
);
CREATE INDEX checkouts_by_device ON public.checkouts USING btree (device_id, id);
CREATE INDEX checkouts_by_plan ON public.checkouts USING btree (plan_id);
CREATE INDEX checkouts_by_request ON public.checkouts USING btree (payment_request_id) WHERE (payment_request_id IS NOT NULL);
CREATE INDEX checkouts_by_service ON public.checkouts USING btree (service_id) WHERE (state = 'open'::text);
CREATE INDEX checkouts_by_subscriber ON public.checkouts USING btree (subscriber_id, id);
CREATE INDEX checkouts_by_time ON public.checkouts USING btree (opened_at);
CREATE INDEX checkouts_due ON public.checkouts USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE UNIQUE INDEX checkouts_one_open ON public.checkouts USING btree (device_id, plan_id) WHERE (state = 'open'::text);

create table claims (
  id bigint generated always as identity,
  shortcode text not null,
  receipt_code text not null,
  subscriber_id bigint not null,
  amount_cents bigint,
  made_by bigint,
  made_at timestamp with time zone not null,
  state text not null default 'open'::text,
  tries integer not null default 0,
  due_at timestamp with time zone,
  constraint claims_pkey PRIMARY KEY (id),
  constraint claims_receipt_code_key UNIQUE (receipt_code),
  constraint claims_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id),
  constraint claims_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint claims_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint claims_amount_cents_check CHECK ((amount_cents > 0)),
  constraint claims_check CHECK (((state = 'open'::text) = (due_at IS NOT NULL))),
  constraint claims_receipt_code_check CHECK ((receipt_code = upper(btrim(receipt_code)))),
  constraint claims_state_check CHECK ((state = ANY (ARRAY['open'::text, 'found'::text, 'not_found'::text])))
);
CREATE INDEX claims_by_subscriber ON public.claims USING btree (subscriber_id);
CREATE INDEX claims_due ON public.claims USING btree (due_at) WHERE (due_at IS NOT NULL);

create table code_seeds (
  staff_id bigint not null,
  seed_sealed bytea,
  proved_at timestamp with time zone,
  step_used bigint,
  new_seed_sealed bytea,
  constraint code_seeds_pkey PRIMARY KEY (staff_id),
  constraint code_seeds_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint code_seeds_check CHECK (((seed_sealed IS NULL) = (proved_at IS NULL)))
);

create table credits (
  id bigint generated always as identity,
  service_id bigint not null,
  plan_id bigint not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  price_cents bigint not null,
  transfer_id bigint not null,
  due_at timestamp with time zone,
  data_bytes bigint,
  kind text not null default 'sold'::text,
  constraint credits_pkey PRIMARY KEY (id),
  constraint credits_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id),
  constraint credits_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint credits_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers(id),
  constraint credits_check CHECK ((ends_at > starts_at)),
  constraint credits_data_bytes_check CHECK ((data_bytes > 0)),
  constraint credits_kind_check CHECK ((kind = ANY (ARRAY['sold'::text, 'given'::text, 'grace'::text]))),
  constraint credits_price_cents_check CHECK ((price_cents >= 0)),
  constraint credits_service_id_tstzrange_excl EXCLUDE USING gist (service_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
);
CREATE INDEX credits_by_end ON public.credits USING btree (ends_at);
CREATE INDEX credits_by_service ON public.credits USING btree (service_id, ends_at);
CREATE INDEX credits_by_transfer ON public.credits USING btree (transfer_id);
CREATE INDEX credits_due ON public.credits USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX credits_of_grace ON public.credits USING btree (service_id, ends_at) WHERE (kind = 'grace'::text);
CREATE TRIGGER credits_change_access AFTER INSERT OR DELETE OR UPDATE OF starts_at, ends_at, plan_id ON public.credits FOR EACH ROW EXECUTE FUNCTION note_access_change('service', 'service_id');

create table daily_usage (
  service_id bigint not null,
  day date not null,
  input_octets bigint not null default 0,
  output_octets bigint not null default 0,
  constraint daily_usage_pkey PRIMARY KEY (service_id, day),
  constraint daily_usage_input_octets_check CHECK ((input_octets >= 0)),
  constraint daily_usage_output_octets_check CHECK ((output_octets >= 0))
);

create table deposits (
  id bigint generated always as identity,
  subscriber_id bigint not null,
  what text not null,
  amount_cents bigint not null,
  before_time boolean not null,
  asked_at timestamp with time zone not null,
  asked_by bigint,
  closed_at timestamp with time zone,
  outcome text,
  constraint deposits_pkey PRIMARY KEY (id),
  constraint deposits_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff(id),
  constraint deposits_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint deposits_amount_cents_check CHECK ((amount_cents > 0)),
  constraint deposits_check CHECK (((closed_at IS NULL) = (outcome IS NULL))),
  constraint deposits_outcome_check CHECK ((outcome = ANY (ARRAY['returned'::text, 'kept'::text, 'withdrawn'::text]))),
  constraint deposits_what_check CHECK ((what <> ''::text))
);
CREATE UNIQUE INDEX deposits_one_open ON public.deposits USING btree (subscriber_id) WHERE (closed_at IS NULL);

create table devices (
  id bigint generated always as identity,
  mac text not null,
  service_id bigint,
  bound_at timestamp with time zone,
  first_seen_at timestamp with time zone not null,
  login_tried_at timestamp with time zone,
  constraint devices_pkey PRIMARY KEY (id),
  constraint devices_mac_key UNIQUE (mac),
  constraint devices_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint devices_check CHECK (((service_id IS NULL) = (bound_at IS NULL))),
  constraint devices_mac_check CHECK ((mac ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$'::text))
);
CREATE INDEX devices_by_service ON public.devices USING btree (service_id);
CREATE TRIGGER devices_change_access AFTER INSERT OR DELETE OR UPDATE OF service_id, mac ON public.devices FOR EACH ROW EXECUTE FUNCTION note_device_change();

create table disconnections (
  id bigint generated always as identity,
  session_id bigint not null,
  reason text not null,
  state text not null default 'asked'::text,
  asked_at timestamp with time zone not null,
  tries integer not null default 0,
  error_cause integer,
  answered_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  failed_at timestamp with time zone,
  due_at timestamp with time zone,
  answers integer not null default 0,
  step text not null default 'disconnect'::text,
  constraint disconnections_pkey PRIMARY KEY (id),
  constraint disconnections_check CHECK (((state = 'confirmed'::text) = (confirmed_at IS NOT NULL))),
  constraint disconnections_check1 CHECK (((state = 'failed'::text) = (failed_at IS NOT NULL))),
  constraint disconnections_check2 CHECK (((state = ANY (ARRAY['confirmed'::text, 'failed'::text])) = (due_at IS NULL))),
  constraint disconnections_reason_check CHECK ((reason = ANY (ARRAY['credit_ended'::text, 'suspended'::text, 'asked'::text, 'moved'::text, 'speed'::text]))),
  constraint disconnections_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'acknowledged'::text, 'refused'::text, 'unanswered'::text, 'confirmed'::text, 'failed'::text]))),
  constraint disconnections_step_check CHECK ((step = ANY (ARRAY['disconnect'::text, 'other_names'::text, 'coa'::text, 'api'::text, 'agent'::text])))
);
CREATE INDEX disconnections_by_session ON public.disconnections USING btree (session_id);
CREATE INDEX disconnections_due ON public.disconnections USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE UNIQUE INDEX disconnections_one_at_a_time ON public.disconnections USING btree (session_id) WHERE (state <> ALL (ARRAY['confirmed'::text, 'failed'::text]));

create table entries (
  id bigint generated always as identity,
  transfer_id bigint not null,
  account_id bigint not null,
  amount_cents bigint not null,
  constraint entries_pkey PRIMARY KEY (id),
  constraint entries_transfer_id_account_id_key UNIQUE (transfer_id, account_id),
  constraint entries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint entries_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers(id),
  constraint entries_amount_cents_check CHECK ((amount_cents <> 0))
);
CREATE INDEX entries_by_account ON public.entries USING btree (account_id, id) INCLUDE (amount_cents);
CREATE TRIGGER entries_are_append_only BEFORE DELETE OR UPDATE ON public.entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_are_not_truncated BEFORE TRUNCATE ON public.entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE CONSTRAINT TRIGGER entries_balance AFTER INSERT ON public.entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_transfer_balances();
CREATE TRIGGER entries_keep_float AFTER INSERT ON public.entries FOR EACH ROW WHEN ((new.amount_cents < 0)) EXECUTE FUNCTION keep_float();

create table exceptions (
  id bigint generated always as identity,
  kind text not null,
  subject text not null,
  payment_id bigint,
  subscriber_id bigint,
  callback_id bigint,
  session_id bigint,
  amount_cents bigint,
  details jsonb not null default '{}'::jsonb,
  opened_at timestamp with time zone not null,
  deadline_at timestamp with time zone not null,
  owner_id bigint,
  resolved_at timestamp with time zone,
  resolved_by bigint,
  resolution text,
  resolved_as text,
  constraint exceptions_pkey PRIMARY KEY (id),
  constraint exceptions_callback_id_fkey FOREIGN KEY (callback_id) REFERENCES callbacks(id),
  constraint exceptions_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES staff(id),
  constraint exceptions_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
  constraint exceptions_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES staff(id),
  constraint exceptions_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint exceptions_check CHECK (((resolved_at IS NULL) = (resolution IS NULL))),
  constraint exceptions_kind_check CHECK ((kind = ANY (ARRAY['unknown_account'::text, 'missing_reference'::text, 'account_closed'::text, 'not_customer_money'::text, 'unreadable_callback'::text, 'paid_less'::text, 'paid_more'::text, 'sightings_differ'::text, 'unproved'::text, 'still_online'::text, 'work_failed'::text, 'secret_mismatch'::text, 'another_phone'::text, 'not_applied'::text, 'possible_double'::text, 'claimed'::text, 'router_silent'::text, 'reversed'::text, 'refund_stuck'::text, 'no_internet'::text, 'before_live'::text]))),
  constraint exceptions_resolved_as_check CHECK ((resolved_as = ANY (ARRAY['given'::text, 'kept'::text, 'spent'::text, 'refund'::text, 'written_off'::text, 'closed'::text])))
);
CREATE INDEX exceptions_by_payment ON public.exceptions USING btree (payment_id);
CREATE INDEX exceptions_by_subscriber ON public.exceptions USING btree (subscriber_id);
CREATE UNIQUE INDEX exceptions_open ON public.exceptions USING btree (kind, subject) WHERE (resolved_at IS NULL);

create table float_moves (
  id bigint generated always as identity,
  staff_id bigint not null,
  kind text not null,
  form_no uuid not null,
  rail text not null,
  amount_cents bigint not null,
  code text,
  proof text,
  moved_by bigint not null,
  moved_at timestamp with time zone not null,
  transfer_id bigint not null,
  constraint float_moves_pkey PRIMARY KEY (id),
  constraint float_moves_form_no_key UNIQUE (form_no),
  constraint float_moves_transfer_id_key UNIQUE (transfer_id),
  constraint float_moves_moved_by_fkey FOREIGN KEY (moved_by) REFERENCES staff(id),
  constraint float_moves_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint float_moves_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers(id),
  constraint float_moves_amount_cents_check CHECK ((amount_cents > 0)),
  constraint float_moves_check CHECK (((rail <> 'bank'::text) OR (code IS NOT NULL))),
  constraint float_moves_check1 CHECK ((moved_by <> staff_id)),
  constraint float_moves_code_check CHECK ((code <> ''::text)),
  constraint float_moves_kind_check CHECK ((kind = ANY (ARRAY['top_up'::text, 'pay_back'::text]))),
  constraint float_moves_rail_check CHECK ((rail = ANY (ARRAY['cash'::text, 'bank'::text])))
);
CREATE INDEX float_moves_by_mover ON public.float_moves USING btree (moved_by, moved_at);
CREATE UNIQUE INDEX float_moves_once ON public.float_moves USING btree (code) WHERE ((rail = 'bank'::text) AND (kind = 'top_up'::text));

create table go_live_ticks (
  item text not null,
  note text not null,
  ticked_by bigint not null,
  ticked_at timestamp with time zone not null,
  constraint go_live_ticks_pkey PRIMARY KEY (item),
  constraint go_live_ticks_ticked_by_fkey FOREIGN KEY (ticked_by) REFERENCES staff(id),
  constraint go_live_ticks_item_check CHECK ((item ~ '^[a-z_]+$'::text)),
  constraint go_live_ticks_note_check CHECK ((note <> ''::text))
);

create table guest_logins (
  id bigint generated always as identity,
  service_id bigint not null,
  router_id bigint not null,
  mac text not null,
  state text not null default 'asked'::text,
  asked_at timestamp with time zone not null,
  tries integer not null default 0,
  words text,
  answered_at timestamp with time zone,
  due_at timestamp with time zone,
  constraint guest_logins_pkey PRIMARY KEY (id),
  constraint guest_logins_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint guest_logins_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint guest_logins_mac_check CHECK ((mac ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$'::text)),
  constraint guest_logins_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'let_in'::text, 'was_in'::text, 'away'::text, 'refused'::text, 'unanswered'::text, 'over'::text]))),
  constraint guest_logins_tries_check CHECK ((tries >= 0)),
  constraint guest_logins_words_check CHECK ((length(words) <= 200))
);
CREATE INDEX guest_logins_by_router ON public.guest_logins USING btree (router_id);
CREATE INDEX guest_logins_due ON public.guest_logins USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE UNIQUE INDEX guest_logins_open ON public.guest_logins USING btree (service_id, mac) WHERE (due_at IS NOT NULL);

create table inquiries (
  id bigint generated always as identity,
  merchant_reference uuid not null,
  shortcode text not null,
  kind text not null,
  receipt_code text,
  asked_at timestamp with time zone not null,
  exchange jsonb,
  conversation_id text,
  answered_at timestamp with time zone,
  outcome text,
  stk_push_id bigint,
  purged_at timestamp with time zone,
  constraint inquiries_pkey PRIMARY KEY (id),
  constraint inquiries_conversation_id_key UNIQUE (conversation_id),
  constraint inquiries_merchant_reference_key UNIQUE (merchant_reference),
  constraint inquiries_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint inquiries_stk_push_id_fkey FOREIGN KEY (stk_push_id) REFERENCES stk_pushes(id),
  constraint inquiries_check CHECK (((answered_at IS NULL) = (outcome IS NULL))),
  constraint inquiries_check1 CHECK (((kind = 'transaction_status'::text) = (receipt_code IS NOT NULL))),
  constraint inquiries_check2 CHECK (((purged_at IS NULL) OR (exchange IS NULL))),
  constraint inquiries_kind_check CHECK ((kind = ANY (ARRAY['pull'::text, 'transaction_status'::text, 'stk_query'::text])))
);
CREATE INDEX inquiries_by_receipt ON public.inquiries USING btree (receipt_code);
CREATE INDEX inquiries_by_stk_push ON public.inquiries USING btree (stk_push_id) WHERE (stk_push_id IS NOT NULL);
CREATE INDEX inquiries_kept ON public.inquiries USING btree (asked_at) WHERE (exchange IS NOT NULL);

create table invitations (
  id bigint generated always as identity,
  email text not null,
  name text not null,
  role text not null,
  site_id bigint,
  token_hash bytea not null,
  made_by bigint not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  staff_id bigint,
  withdrawn_at timestamp with time zone,
  constraint invitations_pkey PRIMARY KEY (id),
  constraint invitations_token_hash_key UNIQUE (token_hash),
  constraint invitations_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id),
  constraint invitations_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites(id),
  constraint invitations_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint invitations_check CHECK (((role <> 'owner'::text) OR (site_id IS NULL))),
  constraint invitations_check1 CHECK (((used_at IS NULL) = (staff_id IS NULL))),
  constraint invitations_email_check CHECK (((email = lower(email)) AND (email ~~ '%@%'::text))),
  constraint invitations_name_check CHECK ((name <> ''::text)),
  constraint invitations_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'finance'::text, 'cashier'::text, 'support'::text, 'technician'::text, 'reseller'::text, 'auditor'::text])))
);
CREATE UNIQUE INDEX invitations_open ON public.invitations USING btree (email) WHERE ((used_at IS NULL) AND (withdrawn_at IS NULL));

create table ipn_sources (
  shortcode text not null,
  username text not null,
  password_sealed bytea not null,
  trusted_cap_cents bigint,
  changed_at timestamp with time zone not null,
  constraint ipn_sources_pkey PRIMARY KEY (shortcode),
  constraint ipn_sources_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint ipn_sources_trusted_cap_cents_check CHECK ((trusted_cap_cents > 0)),
  constraint ipn_sources_username_check CHECK ((username <> ''::text))
);

create table keeping (
  one boolean not null default true,
  message_months integer not null,
  constraint keeping_pkey PRIMARY KEY (one),
  constraint keeping_message_months_check CHECK (((message_months >= 3) AND (message_months <= 120))),
  constraint keeping_one_check CHECK (one)
);

create table known_phones (
  msisdn text not null,
  lookup_hash bytea,
  constraint known_phones_pkey PRIMARY KEY (msisdn),
  constraint known_phones_lookup_hash_key UNIQUE (lookup_hash)
);
CREATE INDEX known_phones_to_fill ON public.known_phones USING btree (msisdn) WHERE (lookup_hash IS NULL);

create table ledger_links (
  link_no bigint not null,
  transfer_id bigint not null,
  hash bytea not null,
  constraint ledger_links_pkey PRIMARY KEY (link_no),
  constraint ledger_links_transfer_id_key UNIQUE (transfer_id),
  constraint ledger_links_link_no_check CHECK ((link_no > 0))
);
CREATE TRIGGER ledger_links_are_append_only BEFORE DELETE OR UPDATE ON public.ledger_links FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_links_are_not_truncated BEFORE TRUNCATE ON public.ledger_links FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table mail_server (
  one boolean not null default true,
  host text not null,
  port integer not null,
  tls text not null,
  username text,
  password_sealed bytea,
  sender text not null,
  keys_changed_at timestamp with time zone not null,
  constraint mail_server_pkey PRIMARY KEY (one),
  constraint mail_server_check CHECK (((username IS NULL) = (password_sealed IS NULL))),
  constraint mail_server_host_check CHECK ((host <> ''::text)),
  constraint mail_server_one_check CHECK (one),
  constraint mail_server_port_check CHECK (((port >= 1) AND (port <= 65535))),
  constraint mail_server_sender_check CHECK ((sender <> ''::text)),
  constraint mail_server_tls_check CHECK ((tls = ANY (ARRAY['from_the_start'::text, 'starttls'::text, 'none'::text])))
);

create table manual_caps (
  role text not null,
  amount_cents bigint,
  constraint manual_caps_pkey PRIMARY KEY (role),
  constraint manual_caps_amount_cents_check CHECK ((amount_cents >= 0))
);

create table messages (
  id bigint generated always as identity,
  kind text not null,
  payment_id bigint,
  msisdn text not null,
  language text not null,
  state text not null default 'queued'::text,
  made_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  gateway_id text,
  error text,
  tries integer not null default 0,
  due_at timestamp with time zone,
  subscriber_id bigint,
  body text,
  made_by bigint,
  cost_cents bigint,
  reported_at timestamp with time zone,
  sms_code_id bigint,
  reminder_id bigint,
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_kind_payment_id_key UNIQUE (kind, payment_id),
  constraint messages_reminder_id_key UNIQUE (reminder_id),
  constraint messages_sms_code_id_key UNIQUE (sms_code_id),
  constraint messages_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id),
  constraint messages_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
  constraint messages_reminder_id_fkey FOREIGN KEY (reminder_id) REFERENCES reminders(id),
  constraint messages_sms_code_id_fkey FOREIGN KEY (sms_code_id) REFERENCES sms_codes(id),
  constraint messages_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint messages_about CHECK (((kind = ANY (ARRAY['payment_confirmed'::text, 'payment_in_review'::text])) = (payment_id IS NOT NULL))),
  constraint messages_check CHECK (((state = 'queued'::text) = (due_at IS NOT NULL))),
  constraint messages_code CHECK (((kind = 'sign_in_code'::text) = (sms_code_id IS NOT NULL))),
  constraint messages_cost_cents_check CHECK ((cost_cents >= 0)),
  constraint messages_kind_check CHECK ((kind = ANY (ARRAY['payment_confirmed'::text, 'payment_in_review'::text, 'written'::text, 'sign_in_code'::text, 'reminder'::text]))),
  constraint messages_language_check CHECK ((language = ANY (ARRAY['en'::text, 'sw'::text]))),
  constraint messages_msisdn_check CHECK ((msisdn ~ '^254[17][0-9]{8}$'::text)),
  constraint messages_reminder CHECK (((kind = 'reminder'::text) = (reminder_id IS NOT NULL))),
  constraint messages_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text, 'withdrawn'::text, 'delivered'::text, 'undelivered'::text]))),
  constraint messages_written CHECK (((kind = 'written'::text) = (body IS NOT NULL)))
);
CREATE INDEX messages_by_gateway_id ON public.messages USING btree (gateway_id) WHERE (gateway_id IS NOT NULL);
CREATE INDEX messages_by_msisdn ON public.messages USING btree (msisdn, id);
CREATE INDEX messages_by_payment ON public.messages USING btree (payment_id) WHERE (payment_id IS NOT NULL);
CREATE INDEX messages_by_sending ON public.messages USING btree (sent_at) WHERE (sent_at IS NOT NULL);
CREATE INDEX messages_by_subscriber ON public.messages USING btree (subscriber_id, id) WHERE (subscriber_id IS NOT NULL);
CREATE INDEX messages_due ON public.messages USING btree (due_at) WHERE (due_at IS NOT NULL);

create table notes (
  id bigint generated always as identity,
  subscriber_id bigint not null,
  staff_id bigint not null,
  at timestamp with time zone not null,
  body text not null,
  constraint notes_pkey PRIMARY KEY (id),
  constraint notes_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint notes_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint notes_body_check CHECK ((body <> ''::text))
);
CREATE INDEX notes_by_subscriber ON public.notes USING btree (subscriber_id, id);

create table notices (
  id bigint generated always as identity,
  staff_id bigint not null,
  way text not null,
  address text not null,
  subject text not null,
  body text not null,
  state text not null,
  made_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  error text,
  tries integer not null default 0,
  due_at timestamp with time zone,
  constraint notices_pkey PRIMARY KEY (id),
  constraint notices_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint notices_check CHECK (((state = 'queued'::text) = (due_at IS NOT NULL))),
  constraint notices_check1 CHECK (((state = 'sent'::text) = (sent_at IS NOT NULL))),
  constraint notices_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text]))),
  constraint notices_tries_check CHECK ((tries >= 0)),
  constraint notices_way_check CHECK ((way = ANY (ARRAY['sms'::text, 'mail'::text])))
);
CREATE INDEX notices_due ON public.notices USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX notices_of ON public.notices USING btree (staff_id, made_at);

create table old_credits (
  shortcode text not null,
  receipt_code text not null,
  account_typed text not null,
  subscriber_id bigint,
  amount_cents bigint not null,
  noted_at timestamp with time zone not null,
  noted_by bigint,
  constraint old_credits_pkey PRIMARY KEY (shortcode, receipt_code),
  constraint old_credits_noted_by_fkey FOREIGN KEY (noted_by) REFERENCES staff(id),
  constraint old_credits_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint old_credits_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint old_credits_amount_cents_check CHECK ((amount_cents > 0)),
  constraint old_credits_receipt_code_check CHECK ((receipt_code = upper(btrim(receipt_code))))
);

create table old_numbers (
  old_no text not null,
  subscriber_id bigint not null,
  came_from text not null,
  added_at timestamp with time zone not null,
  constraint old_numbers_pkey PRIMARY KEY (old_no),
  constraint old_numbers_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint old_numbers_came_from_check CHECK ((came_from <> ''::text)),
  constraint old_numbers_old_no_check CHECK ((old_no ~ '^[A-Z0-9]{1,20}$'::text))
);
CREATE INDEX old_numbers_by_subscriber ON public.old_numbers USING btree (subscriber_id);

create table outage_rule (
  one boolean not null default true,
  budget_id bigint not null,
  minutes integer not null,
  payments_min integer not null,
  constraint outage_rule_pkey PRIMARY KEY (one),
  constraint outage_rule_budget_id_fkey FOREIGN KEY (budget_id) REFERENCES budgets(id),
  constraint outage_rule_minutes_check CHECK (((minutes >= 5) AND (minutes <= 1440))),
  constraint outage_rule_one_check CHECK (one),
  constraint outage_rule_payments_min_check CHECK (((payments_min >= 1) AND (payments_min <= 50)))
);

create table own_links_ended (
  msisdn text not null,
  ended_at timestamp with time zone not null,
  constraint own_links_ended_pkey PRIMARY KEY (msisdn),
  constraint own_links_ended_msisdn_check CHECK ((msisdn ~ '^254[17][0-9]{8}$'::text))
);

create table own_sign_ins (
  id bigint generated always as identity,
  msisdn text not null,
  subscriber_id bigint,
  token_hash bytea not null,
  proved_by text not null,
  remembered boolean not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  source_address text,
  user_agent text,
  constraint own_sign_ins_pkey PRIMARY KEY (id),
  constraint own_sign_ins_token_hash_key UNIQUE (token_hash),
  constraint own_sign_ins_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint own_sign_ins_check CHECK ((ends_at > started_at)),
  constraint own_sign_ins_check1 CHECK (((proved_by = 'link'::text) = (subscriber_id IS NOT NULL))),
  constraint own_sign_ins_msisdn_check CHECK ((msisdn ~ '^254[17][0-9]{8}$'::text)),
  constraint own_sign_ins_proved_by_check CHECK ((proved_by = ANY (ARRAY['code'::text, 'link'::text])))
);
CREATE INDEX own_sign_ins_by_msisdn ON public.own_sign_ins USING btree (msisdn, started_at);

create table password_links (
  id bigint generated always as identity,
  staff_id bigint not null,
  token_hash bytea not null,
  made_by bigint,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint password_links_pkey PRIMARY KEY (id),
  constraint password_links_token_hash_key UNIQUE (token_hash),
  constraint password_links_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id),
  constraint password_links_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
);
CREATE INDEX password_links_open ON public.password_links USING btree (staff_id) WHERE (used_at IS NULL);

create table past_session_keys (
  session_key text not null,
  session_id bigint not null,
  started_at timestamp with time zone not null,
  constraint past_session_keys_pkey PRIMARY KEY (session_key)
);

create table past_sessions (
  id bigint not null,
  session_key text not null,
  router_id bigint not null,
  service_id bigint,
  acct_session_id text not null,
  user_name text not null,
  calling_station_id text,
  nas_port_id text,
  nas_ip_address inet,
  framed_ip_address inet,
  started_at timestamp with time zone not null,
  heard_at timestamp with time zone not null,
  session_seconds bigint not null,
  input_octets bigint not null,
  output_octets bigint not null,
  stopped_at timestamp with time zone not null,
  terminate_cause text not null,
  nas_identifier text,
  rate_limit text,
  constraint past_sessions_pkey PRIMARY KEY (id, started_at),
  constraint past_sessions_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint past_sessions_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id)
) partition by RANGE (started_at);
CREATE INDEX past_sessions_by_service ON ONLY public.past_sessions USING btree (service_id, started_at);

create table payment_doubts (
  payment_id bigint not null,
  heard_at timestamp with time zone not null,
  heard_by text not null,
  tries integer not null default 0,
  due_at timestamp with time zone,
  ended_as text,
  constraint payment_doubts_pkey PRIMARY KEY (payment_id),
  constraint payment_doubts_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
  constraint payment_doubts_check CHECK (((ended_as IS NULL) = (due_at IS NOT NULL))),
  constraint payment_doubts_ended_as_check CHECK ((ended_as = ANY (ARRAY['reversed'::text, 'completed'::text, 'unanswered'::text]))),
  constraint payment_doubts_heard_by_check CHECK ((heard_by = ANY (ARRAY['callback'::text, 'pull'::text])))
);
CREATE INDEX payment_doubts_due ON public.payment_doubts USING btree (due_at) WHERE (due_at IS NOT NULL);

create table payment_requests (
  id bigint generated always as identity,
  subscriber_id bigint not null,
  service_id bigint not null,
  amount_cents bigint not null,
  about text not null,
  way text not null,
  form_no uuid not null,
  link_hash bytea,
  asked_by bigint,
  asked_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  payment_id bigint,
  constraint payment_requests_pkey PRIMARY KEY (id),
  constraint payment_requests_form_no_key UNIQUE (form_no),
  constraint payment_requests_link_hash_key UNIQUE (link_hash),
  constraint payment_requests_payment_id_key UNIQUE (payment_id),
  constraint payment_requests_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff(id),
  constraint payment_requests_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
  constraint payment_requests_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint payment_requests_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint payment_requests_amount_cents_check CHECK (((amount_cents > 0) AND ((amount_cents % (100)::bigint) = 0))),
  constraint payment_requests_check CHECK (((way = 'link'::text) = (link_hash IS NOT NULL))),
  constraint payment_requests_way_check CHECK ((way = ANY (ARRAY['prompt'::text, 'link'::text])))
);
CREATE INDEX payment_requests_by_time ON public.payment_requests USING btree (asked_at, id);
CREATE INDEX payment_requests_open_links ON public.payment_requests USING btree (subscriber_id) WHERE ((way = 'link'::text) AND (payment_id IS NULL) AND (withdrawn_at IS NULL));

create table payment_shares (
  id bigint generated always as identity,
  payment_id bigint not null,
  exception_id bigint,
  subscriber_id bigint,
  amount_cents bigint not null,
  transfer_id bigint not null,
  given_at timestamp with time zone not null,
  taken_back_at timestamp with time zone,
  constraint payment_shares_pkey PRIMARY KEY (id),
  constraint payment_shares_transfer_id_key UNIQUE (transfer_id),
  constraint payment_shares_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES exceptions(id),
  constraint payment_shares_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
  constraint payment_shares_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint payment_shares_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers(id),
  constraint payment_shares_amount_cents_check CHECK ((amount_cents > 0))
);
CREATE INDEX payment_shares_by_exception ON public.payment_shares USING btree (exception_id);
CREATE INDEX payment_shares_by_payment ON public.payment_shares USING btree (payment_id);

create table payments (
  id bigint generated always as identity,
  merchant_reference uuid not null,
  rail text not null,
  receipt_code text,
  shortcode text,
  channel text not null,
  amount_cents bigint not null,
  account_typed text,
  payer_msisdn text,
  payer_msisdn_raw text,
  payer_name text,
  customer_money boolean not null,
  paid_at timestamp with time zone,
  heard_at timestamp with time zone not null,
  proved_at timestamp with time zone not null,
  proved_by text not null,
  state text not null default 'unsettled'::text,
  settled_at timestamp with time zone,
  subscriber_id bigint,
  service_id bigint,
  transfer_id bigint,
  due_at timestamp with time zone,
  stk_push_id bigint,
  expected_cents bigint,
  taken_by bigint,
  proof text,
  constraint payments_pkey PRIMARY KEY (id),
  constraint payments_merchant_reference_key UNIQUE (merchant_reference),
  constraint payments_rail_receipt_code_key UNIQUE (rail, receipt_code),
  constraint payments_stk_push_id_key UNIQUE (stk_push_id),
  constraint payments_transfer_id_key UNIQUE (transfer_id),
  constraint payments_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint payments_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint payments_stk_push_id_fkey FOREIGN KEY (stk_push_id) REFERENCES stk_pushes(id),
  constraint payments_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint payments_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES staff(id),
  constraint payments_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers(id),
  constraint payments_amount_cents_check CHECK ((amount_cents > 0)),
  constraint payments_channel_check CHECK ((channel = ANY (ARRAY['paybill'::text, 'stk'::text, 'voucher'::text, 'cash'::text, 'bank'::text, 'float'::text]))),
  constraint payments_check2 CHECK (((state = 'unsettled'::text) = (due_at IS NOT NULL))),
  constraint payments_expected_cents_check CHECK ((expected_cents > 0)),
  constraint payments_named CHECK (((receipt_code IS NOT NULL) OR (stk_push_id IS NOT NULL))),
  constraint payments_owned CHECK (
CASE
    WHEN (state = 'settled'::text) THEN (subscriber_id IS NOT NULL)
    WHEN (state = ANY (ARRAY['voided'::text, 'reversed'::text])) THEN true
    ELSE (subscriber_id IS NULL)
END),
  constraint payments_payer_msisdn_check CHECK ((payer_msisdn ~ '^254[17][0-9]{8}$'::text)),
  constraint payments_posted CHECK (((state = ANY (ARRAY['unsettled'::text, 'shadow'::text])) = (transfer_id IS NULL))),
  constraint payments_proved_by_check CHECK ((proved_by = ANY (ARRAY['pull'::text, 'transaction_status'::text, 'stk_query'::text, 'voucher'::text, 'staff'::text, 'provider_status'::text, 'trusted_ipn'::text]))),
  constraint payments_rail_check CHECK ((rail = ANY (ARRAY['mpesa'::text, 'voucher'::text, 'cash'::text, 'bank'::text, 'float'::text]))),
  constraint payments_receipt_code_check CHECK (((receipt_code <> ''::text) AND (receipt_code = upper(btrim(receipt_code))))),
  constraint payments_shortcode_check CHECK (((rail = 'mpesa'::text) = (shortcode IS NOT NULL))),
  constraint payments_state_check CHECK ((state = ANY (ARRAY['unsettled'::text, 'settled'::text, 'excepted'::text, 'to_refund'::text, 'refunded'::text, 'written_off'::text, 'voided'::text, 'reversed'::text, 'shadow'::text]))),
  constraint payments_taken CHECK (((rail = ANY (ARRAY['cash'::text, 'bank'::text, 'float'::text])) = (taken_by IS NOT NULL))),
  constraint payments_with_proof CHECK (((rail <> 'bank'::text) OR (proof <> ''::text)))
);
CREATE INDEX payments_by_amount ON public.payments USING btree (amount_cents, heard_at);
CREATE INDEX payments_by_code ON public.payments USING btree (receipt_code text_pattern_ops);
CREATE INDEX payments_by_hidden_payer ON public.payments USING btree (payer_msisdn_raw, payer_name) WHERE (payer_msisdn IS NULL);
CREATE INDEX payments_by_payer ON public.payments USING btree (payer_msisdn, heard_at) WHERE (payer_msisdn IS NOT NULL);
CREATE INDEX payments_by_subscriber ON public.payments USING btree (subscriber_id, id);
CREATE INDEX payments_by_taker ON public.payments USING btree (taken_by, heard_at) WHERE (taken_by IS NOT NULL);
CREATE INDEX payments_by_time ON public.payments USING btree (heard_at, id);
CREATE INDEX payments_by_typed ON public.payments USING btree (lower(account_typed), heard_at);
CREATE INDEX payments_due ON public.payments USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX payments_like_payer ON public.payments USING gin (payer_name gin_trgm_ops);
CREATE INDEX payments_like_payer_phone ON public.payments USING gin (payer_msisdn gin_trgm_ops);
CREATE INDEX payments_without_code ON public.payments USING btree (shortcode, amount_cents) WHERE (receipt_code IS NULL);

create table payout_settings (
  shortcode text not null,
  b2c_shortcode text,
  reverses boolean not null,
  credentials_sealed bytea not null,
  daily_cap_cents bigint not null,
  changed_at timestamp with time zone not null,
  constraint payout_settings_pkey PRIMARY KEY (shortcode),
  constraint payout_settings_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint payout_settings_b2c_shortcode_check CHECK ((b2c_shortcode ~ '^[0-9]{5,7}$'::text)),
  constraint payout_settings_daily_cap_cents_check CHECK ((daily_cap_cents >= 0))
);

create table payouts (
  id bigint generated always as identity,
  refund_id bigint not null,
  way text not null,
  reference uuid not null,
  shortcode text not null,
  amount_cents bigint not null,
  state text not null,
  tries integer not null default 0,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  ended_at timestamp with time zone,
  due_at timestamp with time zone,
  conversation_id text,
  result_code text,
  result_words text,
  receipt_code text,
  exchange jsonb,
  constraint payouts_pkey PRIMARY KEY (id),
  constraint payouts_reference_key UNIQUE (reference),
  constraint payouts_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES refunds(id),
  constraint payouts_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint payouts_amount_cents_check CHECK ((amount_cents > 0)),
  constraint payouts_check CHECK (((state = ANY (ARRAY['paid'::text, 'failed'::text, 'withdrawn'::text])) = (ended_at IS NOT NULL))),
  constraint payouts_check1 CHECK (((ended_at IS NULL) OR (due_at IS NULL))),
  constraint payouts_state_check CHECK ((state = ANY (ARRAY['created'::text, 'sending'::text, 'sent'::text, 'paid'::text, 'failed'::text, 'withdrawn'::text]))),
  constraint payouts_way_check CHECK ((way = ANY (ARRAY['reversal'::text, 'b2c'::text, 'paystack'::text])))
);
CREATE INDEX payouts_by_refund ON public.payouts USING btree (refund_id, id);
CREATE INDEX payouts_due ON public.payouts USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE UNIQUE INDEX payouts_one_at_a_time ON public.payouts USING btree (refund_id) WHERE (state = ANY (ARRAY['created'::text, 'sending'::text, 'sent'::text]));

create table plan_speeds (
  id bigint generated always as identity,
  plan_id bigint not null,
  weekdays integer[] not null,
  from_time time without time zone not null,
  until_time time without time zone not null,
  down_kbps integer not null,
  up_kbps integer not null,
  constraint plan_speeds_pkey PRIMARY KEY (id),
  constraint plan_speeds_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id),
  constraint plan_speeds_check CHECK (((from_time < '24:00:00'::time without time zone) AND (until_time < '24:00:00'::time without time zone))),
  constraint plan_speeds_down_kbps_check CHECK (((down_kbps >= 64) AND (down_kbps <= 10000000))),
  constraint plan_speeds_up_kbps_check CHECK (((up_kbps >= 64) AND (up_kbps <= 10000000))),
  constraint plan_speeds_weekdays_check CHECK (((weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7]) AND (weekdays <> '{}'::integer[])))
);
CREATE INDEX plan_speeds_by_plan ON public.plan_speeds USING btree (plan_id);
CREATE TRIGGER plan_speeds_change_access AFTER INSERT OR DELETE OR UPDATE ON public.plan_speeds FOR EACH ROW EXECUTE FUNCTION note_access_change('plan', 'plan_id');

create table plans (
  id bigint generated always as identity,
  name text not null,
  kind text not null,
  price_cents bigint not null,
  term_count integer not null,
  term_unit text not null,
  down_kbps integer not null,
  up_kbps integer not null,
  withdrawn_at timestamp with time zone,
  data_bytes bigint,
  devices integer not null default 1,
  site_id bigint,
  address_pool text,
  ipv6_pool text,
  opens_at time without time zone,
  closes_at time without time zone,
  data_counts text not null default 'both'::text,
  burst_down_kbps integer,
  burst_up_kbps integer,
  threshold_down_kbps integer,
  threshold_up_kbps integer,
  burst_seconds integer,
  priority smallint,
  fair_use_bytes bigint,
  fair_down_kbps integer,
  fair_up_kbps integer,
  grace_days integer not null default 0,
  on_portal boolean not null default true,
  constraint plans_pkey PRIMARY KEY (id),
  constraint plans_name_key UNIQUE (name),
  constraint plans_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites(id),
  constraint plans_address_pool_check CHECK ((address_pool ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'::text)),
  constraint plans_burst_down_kbps_check CHECK (((burst_down_kbps >= 64) AND (burst_down_kbps <= 10000000))),
  constraint plans_burst_seconds_check CHECK (((burst_seconds >= 1) AND (burst_seconds <= 3600))),
  constraint plans_burst_up_kbps_check CHECK (((burst_up_kbps >= 64) AND (burst_up_kbps <= 10000000))),
  constraint plans_check CHECK (((opens_at IS NULL) = (closes_at IS NULL))),
  constraint plans_check1 CHECK ((opens_at <> closes_at)),
  constraint plans_check2 CHECK ((num_nulls(burst_down_kbps, burst_up_kbps, threshold_down_kbps, threshold_up_kbps, burst_seconds) = ANY (ARRAY[0, 5]))),
  constraint plans_check3 CHECK ((num_nulls(fair_use_bytes, fair_down_kbps, fair_up_kbps) = ANY (ARRAY[0, 3]))),
  constraint plans_check4 CHECK (((opens_at < '24:00:00'::time without time zone) AND (closes_at < '24:00:00'::time without time zone))),
  constraint plans_data_bytes_check CHECK ((data_bytes > 0)),
  constraint plans_data_counts_check CHECK ((data_counts = ANY (ARRAY['both'::text, 'down'::text, 'up'::text]))),
  constraint plans_devices_check CHECK (((devices >= 1) AND (devices <= 50))),
  constraint plans_down_kbps_check CHECK (((down_kbps >= 64) AND (down_kbps <= 10000000))),
  constraint plans_fair_down_kbps_check CHECK (((fair_down_kbps >= 64) AND (fair_down_kbps <= 10000000))),
  constraint plans_fair_up_kbps_check CHECK (((fair_up_kbps >= 64) AND (fair_up_kbps <= 10000000))),
  constraint plans_fair_use_bytes_check CHECK ((fair_use_bytes > 0)),
  constraint plans_grace_days_check CHECK (((grace_days >= 0) AND (grace_days <= 31))),
  constraint plans_ipv6_pool_check CHECK ((ipv6_pool ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'::text)),
  constraint plans_kind_check CHECK ((kind = ANY (ARRAY['pppoe'::text, 'hotspot'::text]))),
  constraint plans_name_check CHECK ((name <> ''::text)),
  constraint plans_price_cents_check CHECK ((price_cents > 0)),
  constraint plans_priority_check CHECK (((priority >= 1) AND (priority <= 8))),
  constraint plans_term_count_check CHECK (((term_count >= 1) AND (term_count <= 366))),
  constraint plans_term_unit_check CHECK ((term_unit = ANY (ARRAY['hour'::text, 'day'::text, 'month'::text]))),
  constraint plans_threshold_down_kbps_check CHECK (((threshold_down_kbps >= 64) AND (threshold_down_kbps <= 10000000))),
  constraint plans_threshold_up_kbps_check CHECK (((threshold_up_kbps >= 64) AND (threshold_up_kbps <= 10000000))),
  constraint plans_up_kbps_check CHECK (((up_kbps >= 64) AND (up_kbps <= 10000000)))
);
CREATE TRIGGER plans_change_access AFTER UPDATE ON public.plans FOR EACH ROW EXECUTE FUNCTION note_access_change('plan', 'id');

create table portal_attempts (
  id bigint generated always as identity,
  kind text not null,
  mac text not null,
  source_address text not null,
  about text,
  at timestamp with time zone not null,
  constraint portal_attempts_pkey PRIMARY KEY (id),
  constraint portal_attempts_kind_check CHECK ((kind = ANY (ARRAY['voucher'::text, 'move'::text, 'claim'::text])))
);
CREATE INDEX portal_attempts_by_about ON public.portal_attempts USING btree (about, at) WHERE (about IS NOT NULL);
CREATE INDEX portal_attempts_by_address ON public.portal_attempts USING btree (source_address, at);
CREATE INDEX portal_attempts_by_mac ON public.portal_attempts USING btree (mac, at);
CREATE INDEX portal_attempts_of_claims ON public.portal_attempts USING btree (at) WHERE (kind = 'claim'::text);

create table portal_claims (
  id bigint generated always as identity,
  shortcode text not null,
  receipt_code text not null,
  msisdn text not null,
  device_id bigint not null,
  site_id bigint not null,
  language text not null,
  made_at timestamp with time zone not null,
  state text not null default 'open'::text,
  tries integer not null default 0,
  due_at timestamp with time zone,
  payment_id bigint,
  constraint portal_claims_pkey PRIMARY KEY (id),
  constraint portal_claims_receipt_code_msisdn_key UNIQUE (receipt_code, msisdn),
  constraint portal_claims_device_id_fkey FOREIGN KEY (device_id) REFERENCES devices(id),
  constraint portal_claims_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
  constraint portal_claims_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint portal_claims_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites(id),
  constraint portal_claims_check CHECK (((state = 'open'::text) = (due_at IS NOT NULL))),
  constraint portal_claims_check1 CHECK (((state = 'taken'::text) = (payment_id IS NOT NULL))),
  constraint portal_claims_language_check CHECK ((language = ANY (ARRAY['en'::text, 'sw'::text]))),
  constraint portal_claims_msisdn_check CHECK ((msisdn ~ '^254[17][0-9]{8}$'::text)),
  constraint portal_claims_receipt_code_check CHECK ((receipt_code = upper(btrim(receipt_code)))),
  constraint portal_claims_state_check CHECK ((state = ANY (ARRAY['open'::text, 'taken'::text, 'not_found'::text])))
);
CREATE INDEX portal_claims_by_payment ON public.portal_claims USING btree (payment_id) WHERE (payment_id IS NOT NULL);
CREATE INDEX portal_claims_due ON public.portal_claims USING btree (due_at) WHERE (due_at IS NOT NULL);

create table provider_checks (
  id bigint generated always as identity,
  target text not null,
  asked_by bigint,
  asked_at timestamp with time zone not null,
  due_at timestamp with time zone,
  finished_at timestamp with time zone,
  passed boolean,
  steps jsonb not null default '[]'::jsonb,
  constraint provider_checks_pkey PRIMARY KEY (id),
  constraint provider_checks_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff(id),
  constraint provider_checks_check CHECK (((finished_at IS NULL) = (passed IS NULL))),
  constraint provider_checks_target_check CHECK ((target ~ '^[a-z_]+(:.+|)$'::text))
);
CREATE INDEX provider_checks_by_target ON public.provider_checks USING btree (target, id);
CREATE INDEX provider_checks_due ON public.provider_checks USING btree (due_at) WHERE (due_at IS NOT NULL);

create table provider_doors (
  provider text not null,
  mode text not null default 'log'::text,
  constraint provider_doors_pkey PRIMARY KEY (provider),
  constraint provider_doors_mode_check CHECK ((mode = ANY (ARRAY['log'::text, 'enforce'::text]))),
  constraint provider_doors_provider_check CHECK ((provider = ANY (ARRAY['daraja'::text, 'payhero'::text, 'paystack'::text, 'ipn'::text])))
);

create table provider_lines (
  shortcode text not null,
  failures integer not null default 0,
  failing_since timestamp with time zone,
  failure text,
  answered_at timestamp with time zone,
  out_since timestamp with time zone,
  try_at timestamp with time zone,
  constraint provider_lines_pkey PRIMARY KEY (shortcode),
  constraint provider_lines_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint provider_lines_check CHECK (((out_since IS NULL) = (try_at IS NULL))),
  constraint provider_lines_check1 CHECK (((failures = 0) = (failing_since IS NULL))),
  constraint provider_lines_failures_check CHECK ((failures >= 0))
);

create table provider_sources (
  provider text not null,
  network text not null,
  noted_on date not null,
  noted_from text not null,
  constraint provider_sources_pkey PRIMARY KEY (provider, network),
  constraint provider_sources_network_check CHECK ((network ~ '^[0-9.]+(/[0-9]+){0,1}$'::text)),
  constraint provider_sources_noted_from_check CHECK ((noted_from <> ''::text)),
  constraint provider_sources_provider_check CHECK ((provider = ANY (ARRAY['daraja'::text, 'payhero'::text, 'paystack'::text, 'ipn'::text])))
);

create table receipt_counter (
  one boolean not null default true,
  last bigint not null,
  constraint receipt_counter_pkey PRIMARY KEY (one),
  constraint receipt_counter_one_check CHECK (one)
);

create table receipts (
  number bigint not null,
  payment_id bigint not null,
  issued_at timestamp with time zone not null,
  constraint receipts_pkey PRIMARY KEY (number),
  constraint receipts_payment_id_key UNIQUE (payment_id),
  constraint receipts_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id)
);

create table recovery_codes (
  staff_id bigint not null,
  code_hash bytea not null,
  made_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint recovery_codes_pkey PRIMARY KEY (staff_id, code_hash),
  constraint recovery_codes_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
);

create table refunds (
  id bigint generated always as identity,
  payment_id bigint,
  approval_id bigint not null,
  subscriber_id bigint,
  amount_cents bigint not null,
  msisdn text,
  transfer_id bigint not null,
  state text not null default 'approved'::text,
  approved_at timestamp with time zone not null,
  paid_at timestamp with time zone,
  paid_how text,
  paid_receipt text,
  paid_transfer_id bigint,
  shortcode text,
  constraint refunds_pkey PRIMARY KEY (id),
  constraint refunds_approval_id_key UNIQUE (approval_id),
  constraint refunds_paid_transfer_id_key UNIQUE (paid_transfer_id),
  constraint refunds_transfer_id_key UNIQUE (transfer_id),
  constraint refunds_approval_id_fkey FOREIGN KEY (approval_id) REFERENCES approvals(id),
  constraint refunds_paid_transfer_id_fkey FOREIGN KEY (paid_transfer_id) REFERENCES transfers(id),
  constraint refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
  constraint refunds_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint refunds_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint refunds_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers(id),
  constraint refunds_amount_cents_check CHECK ((amount_cents > 0)),
  constraint refunds_of CHECK (((payment_id IS NOT NULL) OR (subscriber_id IS NOT NULL))),
  constraint refunds_paid CHECK (((state = 'paid'::text) = (paid_at IS NOT NULL))),
  constraint refunds_paid_how_check CHECK ((paid_how = ANY (ARRAY['reversal'::text, 'b2c'::text, 'paystack'::text, 'by_hand'::text]))),
  constraint refunds_state_check CHECK ((state = ANY (ARRAY['approved'::text, 'taken_back'::text, 'paid'::text])))
);
CREATE INDEX refunds_by_payment ON public.refunds USING btree (payment_id);
CREATE INDEX refunds_open ON public.refunds USING btree (approved_at) WHERE (state = 'approved'::text);

create table rehearsals (
  id bigint generated always as identity,
  asked_by bigint,
  asked_at timestamp with time zone not null,
  due_at timestamp with time zone,
  finished_at timestamp with time zone,
  passed boolean,
  problem text,
  cases jsonb not null default '[]'::jsonb,
  constraint rehearsals_pkey PRIMARY KEY (id),
  constraint rehearsals_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff(id),
  constraint rehearsals_check CHECK (((finished_at IS NULL) = (passed IS NULL)))
);
CREATE INDEX rehearsals_due ON public.rehearsals USING btree (due_at) WHERE (due_at IS NOT NULL);

create table reminders (
  id bigint generated always as identity,
  service_id bigint not null,
  step text not null,
  ends_at timestamp with time zone not null,
  made_at timestamp with time zone not null,
  constraint reminders_pkey PRIMARY KEY (id),
  constraint reminders_service_id_step_ends_at_key UNIQUE (service_id, step, ends_at),
  constraint reminders_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint reminders_step_check CHECK ((step = ANY (ARRAY['three_days'::text, 'one_day'::text, 'ended'::text, 'grace'::text])))
);

create table router_active (
  router_id bigint not null,
  service text not null,
  user_name text not null,
  address text not null,
  mac text not null,
  service_id bigint,
  first_read_at timestamp with time zone not null,
  constraint router_active_pkey PRIMARY KEY (router_id, service, user_name, address, mac),
  constraint router_active_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint router_active_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint router_active_address_check CHECK ((length(address) <= 64)),
  constraint router_active_mac_check CHECK ((length(mac) <= 64)),
  constraint router_active_service_check CHECK ((service = ANY (ARRAY['pppoe'::text, 'hotspot'::text]))),
  constraint router_active_user_name_check CHECK ((length(user_name) <= 253))
);
CREATE INDEX router_active_by_service ON public.router_active USING btree (service_id);

create table router_agents (
  router_id bigint not null,
  epoch integer not null,
  key_hash bytea not null,
  dialect integer not null,
  sequence bigint not null default 0,
  seen bigint not null default 0,
  connected_at timestamp with time zone not null,
  heard_at timestamp with time zone not null,
  here_since timestamp with time zone,
  gaps integer not null default 0,
  source_address inet,
  facts jsonb not null default '{}'::jsonb,
  settings jsonb,
  settings_at timestamp with time zone,
  up_bytes bigint,
  down_bytes bigint,
  up_kbps bigint,
  down_kbps bigint,
  constraint router_agents_pkey PRIMARY KEY (router_id),
  constraint router_agents_key_hash_key UNIQUE (key_hash),
  constraint router_agents_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint router_agents_dialect_check CHECK ((dialect = ANY (ARRAY[6, 7]))),
  constraint router_agents_epoch_check CHECK ((epoch > 0)),
  constraint router_agents_gaps_check CHECK ((gaps >= 0)),
  constraint router_agents_key_hash_check CHECK ((octet_length(key_hash) = 32))
);

create table router_answers (
  id bigint generated always as identity,
  disconnection_id bigint,
  speed_change_id bigint,
  at timestamp with time zone not null,
  kind text not null,
  error_cause integer,
  step text not null default 'disconnect'::text,
  words text,
  constraint router_answers_pkey PRIMARY KEY (id),
  constraint router_answers_disconnection_id_fkey FOREIGN KEY (disconnection_id) REFERENCES disconnections(id) ON DELETE CASCADE,
  constraint router_answers_speed_change_id_fkey FOREIGN KEY (speed_change_id) REFERENCES speed_changes(id) ON DELETE CASCADE,
  constraint router_answers_check CHECK ((num_nonnulls(disconnection_id, speed_change_id) = 1)),
  constraint router_answers_check1 CHECK (((kind = 'trap'::text) = (words IS NOT NULL))),
  constraint router_answers_kind_check CHECK ((kind = ANY (ARRAY['ack'::text, 'nak'::text, 'silent'::text, 'removed'::text, 'absent'::text, 'trap'::text, 'queued'::text]))),
  constraint router_answers_step_check CHECK ((step = ANY (ARRAY['disconnect'::text, 'other_names'::text, 'coa'::text, 'api'::text, 'agent'::text]))),
  constraint router_answers_words_check CHECK ((length(words) <= 200))
);
CREATE INDEX router_answers_by_disconnection ON public.router_answers USING btree (disconnection_id) WHERE (disconnection_id IS NOT NULL);
CREATE INDEX router_answers_by_speed_change ON public.router_answers USING btree (speed_change_id) WHERE (speed_change_id IS NOT NULL);

create table router_commands (
  id bigint generated always as identity,
  router_id bigint not null,
  epoch integer not null,
  sequence bigint not null,
  kind text not null,
  told_sealed bytea not null,
  service_id bigint,
  session_id bigint,
  asked_by bigint,
  queued_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  state text not null default 'queued'::text,
  delivered_at timestamp with time zone,
  executed_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  reason text,
  constraint router_commands_pkey PRIMARY KEY (id),
  constraint router_commands_router_id_epoch_sequence_key UNIQUE (router_id, epoch, sequence),
  constraint router_commands_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff(id),
  constraint router_commands_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint router_commands_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint router_commands_check CHECK ((expires_at > queued_at)),
  constraint router_commands_check1 CHECK (((state = ANY (ARRAY['failed'::text, 'dropped'::text])) = (reason IS NOT NULL))),
  constraint router_commands_check2 CHECK (((state = 'confirmed'::text) = (confirmed_at IS NOT NULL))),
  constraint router_commands_kind_check CHECK ((kind = ANY (ARRAY['user-put'::text, 'user-remove'::text, 'session-remove'::text, 'rate-set'::text, 'status'::text, 'mend'::text, 'export'::text]))),
  constraint router_commands_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'delivered'::text, 'executed'::text, 'confirmed'::text, 'failed'::text, 'dropped'::text])))
);
CREATE INDEX router_commands_by_service ON public.router_commands USING btree (service_id, id) WHERE (service_id IS NOT NULL);
CREATE INDEX router_commands_by_session ON public.router_commands USING btree (session_id) WHERE (session_id IS NOT NULL);
CREATE INDEX router_commands_waiting ON public.router_commands USING btree (router_id, sequence) WHERE (state = ANY (ARRAY['queued'::text, 'delivered'::text]));

create table router_exports (
  id bigint generated always as identity,
  router_id bigint not null,
  taken_at timestamp with time zone not null,
  lines text not null,
  constraint router_exports_pkey PRIMARY KEY (id),
  constraint router_exports_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id)
);
CREATE INDEX router_exports_of_router ON public.router_exports USING btree (router_id, id);

create table router_readings (
  router_id bigint not null,
  tried_at timestamp with time zone not null,
  read_at timestamp with time zone,
  problem text,
  constraint router_readings_pkey PRIMARY KEY (router_id),
  constraint router_readings_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint router_readings_problem_check CHECK ((problem ~ '^[a-z_]{1,40}$'::text))
);

create table router_setup_steps (
  setup_id bigint not null,
  step text not null,
  state text not null,
  at timestamp with time zone not null,
  constraint router_setup_steps_pkey PRIMARY KEY (setup_id, step),
  constraint router_setup_steps_setup_id_fkey FOREIGN KEY (setup_id) REFERENCES router_setups(id) ON DELETE CASCADE,
  constraint router_setup_steps_state_check CHECK ((state = ANY (ARRAY['done'::text, 'failed'::text])))
);

create table router_setups (
  id bigint generated always as identity,
  router_id bigint not null,
  token_hash bytea not null,
  token_sealed bytea not null,
  key_sealed bytea not null,
  key_hash bytea not null,
  epoch integer not null,
  dialect integer,
  facts jsonb,
  made_at timestamp with time zone not null,
  made_by bigint,
  expires_at timestamp with time zone not null,
  fetched_at timestamp with time zone,
  fetched_from inet,
  connected_at timestamp with time zone,
  constraint router_setups_pkey PRIMARY KEY (id),
  constraint router_setups_key_hash_key UNIQUE (key_hash),
  constraint router_setups_router_id_epoch_key UNIQUE (router_id, epoch),
  constraint router_setups_token_hash_key UNIQUE (token_hash),
  constraint router_setups_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id),
  constraint router_setups_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint router_setups_check CHECK ((expires_at > made_at)),
  constraint router_setups_check1 CHECK (((fetched_at IS NULL) = (fetched_from IS NULL))),
  constraint router_setups_dialect_check CHECK ((dialect = ANY (ARRAY[6, 7]))),
  constraint router_setups_epoch_check CHECK ((epoch > 0)),
  constraint router_setups_key_hash_check CHECK ((octet_length(key_hash) = 32)),
  constraint router_setups_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

create table router_users (
  router_id bigint not null,
  service_id bigint not null,
  user_name text not null,
  rate text not null,
  until timestamp with time zone not null,
  constraint router_users_pkey PRIMARY KEY (router_id, service_id),
  constraint router_users_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint router_users_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id)
);

create table router_voices (
  router_id bigint not null,
  nas_identifier text not null,
  since_at timestamp with time zone not null,
  heard_at timestamp with time zone not null,
  constraint router_voices_pkey PRIMARY KEY (router_id, nas_identifier),
  constraint router_voices_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint router_voices_check CHECK ((since_at <= heard_at))
);

create table routers (
  id bigint generated always as identity,
  name text not null,
  site_id bigint not null,
  address inet not null,
  secret_sealed bytea not null,
  coa_port integer not null default 3799,
  coa_message_authenticator boolean not null default false,
  retired_at timestamp with time zone,
  portal_key text not null default substr(replace((gen_random_uuid())::text, '-'::text, ''::text), 1, 12),
  hotspot_host text,
  mac_login boolean not null default false,
  unsigned_from timestamp with time zone,
  unsigned_until timestamp with time zone,
  signs_since timestamp with time zone,
  next_secret_sealed bytea,
  certificate_sha256 bytea,
  serves text not null default 'both'::text,
  reach text not null default 'direct'::text,
  guest_port text not null default 'bridge'::text,
  local_users boolean not null default false,
  api_password_sealed bytea,
  api_port integer not null default 8728,
  api_certificate_sha256 bytea,
  constraint routers_pkey PRIMARY KEY (id),
  constraint routers_name_key UNIQUE (name),
  constraint routers_portal_key_key UNIQUE (portal_key),
  constraint routers_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites(id),
  constraint routers_api_certificate_sha256_check CHECK ((octet_length(api_certificate_sha256) = 32)),
  constraint routers_api_port_check CHECK (((api_port >= 1) AND (api_port <= 65535))),
  constraint routers_certificate_sha256_check CHECK ((octet_length(certificate_sha256) = 32)),
  constraint routers_check CHECK (((unsigned_from IS NULL) = (unsigned_until IS NULL))),
  constraint routers_check1 CHECK (((unsigned_until > unsigned_from) AND ((unsigned_until - unsigned_from) <= '30 days'::interval))),
  constraint routers_coa_port_check CHECK (((coa_port >= 1) AND (coa_port <= 65535))),
  constraint routers_guest_port_check CHECK ((guest_port ~ '^[A-Za-z0-9_.-]{1,40}$'::text)),
  constraint routers_name_check CHECK ((name <> ''::text)),
  constraint routers_portal_key_check CHECK ((portal_key ~ '^[0-9a-f]{12}$'::text)),
  constraint routers_reach_check CHECK ((reach = ANY (ARRAY['direct'::text, 'wireguard'::text, 'phone'::text]))),
  constraint routers_serves_check CHECK ((serves = ANY (ARRAY['pppoe'::text, 'hotspot'::text, 'both'::text])))
);
CREATE UNIQUE INDEX routers_by_address ON public.routers USING btree (address) WHERE (retired_at IS NULL);
CREATE UNIQUE INDEX routers_by_certificate ON public.routers USING btree (certificate_sha256) WHERE (retired_at IS NULL);
CREATE TRIGGER routers_change_access AFTER INSERT OR DELETE OR UPDATE ON public.routers FOR EACH ROW EXECUTE FUNCTION note_access_change('router', 'id');

create table services (
  id bigint generated always as identity,
  subscriber_id bigint not null,
  service_no integer not null,
  plan_id bigint not null,
  user_name text not null,
  password_sealed bytea not null,
  static_address inet,
  anchor_day integer,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  pass_code_sealed bytea,
  ipv6_prefix cidr,
  locked_mac text,
  site_id bigint,
  router_id bigint,
  next_plan_id bigint,
  constraint services_pkey PRIMARY KEY (id),
  constraint services_subscriber_id_service_no_key UNIQUE (subscriber_id, service_no),
  constraint services_user_name_key UNIQUE (user_name),
  constraint services_next_plan_id_fkey FOREIGN KEY (next_plan_id) REFERENCES plans(id),
  constraint services_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id),
  constraint services_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint services_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites(id),
  constraint services_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint services_anchor_day_check CHECK (((anchor_day >= 1) AND (anchor_day <= 31))),
  constraint services_ipv6_prefix_check CHECK ((family((ipv6_prefix)::inet) = 6)),
  constraint services_ipv6_prefix_check1 CHECK ((((ipv6_prefix)::inet <<= '2000::/3'::inet) OR ((ipv6_prefix)::inet <<= 'fc00::/7'::inet))),
  constraint services_locked_mac_check CHECK ((locked_mac ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$'::text)),
  constraint services_service_no_check CHECK (((service_no >= 1) AND (service_no <= 99))),
  constraint services_user_name_check CHECK (((user_name <> ''::text) AND (user_name = lower(user_name))))
);
CREATE INDEX services_by_address ON public.services USING btree (static_address) WHERE (static_address IS NOT NULL);
CREATE INDEX services_by_locked_mac ON public.services USING btree (locked_mac) WHERE (locked_mac IS NOT NULL);
CREATE INDEX services_by_plan ON public.services USING btree (plan_id, subscriber_id) WHERE (closed_at IS NULL);
CREATE INDEX services_like_user_name ON public.services USING gin (user_name gin_trgm_ops);
CREATE TRIGGER services_change_access AFTER INSERT OR DELETE OR UPDATE ON public.services FOR EACH ROW EXECUTE FUNCTION note_access_change('service', 'id');

create table sessions (
  id bigint generated always as identity,
  session_key text not null,
  router_id bigint not null,
  service_id bigint,
  acct_session_id text not null,
  user_name text not null,
  calling_station_id text,
  nas_port_id text,
  nas_ip_address inet,
  framed_ip_address inet,
  started_at timestamp with time zone not null,
  heard_at timestamp with time zone not null,
  session_seconds bigint not null default 0,
  input_octets bigint not null default 0,
  output_octets bigint not null default 0,
  stopped_at timestamp with time zone,
  terminate_cause text,
  nas_identifier text,
  rate_limit text,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_session_key_key UNIQUE (session_key),
  constraint sessions_check CHECK (((stopped_at IS NULL) = (terminate_cause IS NULL)))
);
CREATE INDEX sessions_by_router ON public.sessions USING btree (router_id, framed_ip_address) WHERE ((stopped_at IS NULL) AND (router_id IS NOT NULL));
CREATE INDEX sessions_by_service ON public.sessions USING btree (service_id, started_at);
CREATE INDEX sessions_of_nobody ON public.sessions USING btree (calling_station_id, router_id) WHERE ((stopped_at IS NULL) AND (service_id IS NULL));
CREATE INDEX sessions_open ON public.sessions USING btree (service_id) WHERE (stopped_at IS NULL);
CREATE TRIGGER sessions_begin AFTER INSERT ON public.sessions REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION note_new_sessions();
CREATE TRIGGER sessions_go_on AFTER UPDATE ON public.sessions REFERENCING OLD TABLE AS before NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION note_more_usage();

create table shadow_decisions (
  payment_id bigint not null,
  subscriber_id bigint,
  service_id bigint,
  plan_id bigint,
  until_at timestamp with time zone,
  wallet_cents bigint,
  kinds text[] not null,
  decided_at timestamp with time zone not null,
  released_at timestamp with time zone,
  constraint shadow_decisions_pkey PRIMARY KEY (payment_id),
  constraint shadow_decisions_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
  constraint shadow_decisions_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id),
  constraint shadow_decisions_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint shadow_decisions_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id)
);

create table shifts (
  id bigint generated always as identity,
  staff_id bigint not null,
  opened_at timestamp with time zone not null,
  float_cents bigint not null,
  closed_at timestamp with time zone,
  expected_cents bigint,
  counted_cents bigint,
  note text,
  transfer_id bigint,
  constraint shifts_pkey PRIMARY KEY (id),
  constraint shifts_transfer_id_key UNIQUE (transfer_id),
  constraint shifts_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint shifts_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers(id),
  constraint shifts_check CHECK ((closed_at >= opened_at)),
  constraint shifts_check1 CHECK ((num_nulls(closed_at, expected_cents, counted_cents) = ANY (ARRAY[0, 3]))),
  constraint shifts_check2 CHECK (((closed_at IS NULL) OR (expected_cents = counted_cents) OR (note IS NOT NULL))),
  constraint shifts_counted_cents_check CHECK ((counted_cents >= 0)),
  constraint shifts_difference_booked CHECK (((transfer_id IS NOT NULL) = (counted_cents IS DISTINCT FROM expected_cents))),
  constraint shifts_float_cents_check CHECK ((float_cents >= 0)),
  constraint shifts_note_check CHECK ((note <> ''::text))
);
CREATE INDEX shifts_by_time ON public.shifts USING btree (opened_at, id);
CREATE UNIQUE INDEX shifts_open ON public.shifts USING btree (staff_id) WHERE (closed_at IS NULL);

create table shortcodes (
  shortcode text not null,
  name text not null,
  provider text not null,
  base_url text not null,
  credentials_sealed bytea not null,
  token_sealed bytea not null,
  token_hash bytea not null,
  urls_registered_at timestamp with time zone,
  pull_registered_at timestamp with time zone,
  pulled_until timestamp with time zone,
  due_at timestamp with time zone,
  access_token_sealed bytea,
  access_token_expires_at timestamp with time zone,
  till text,
  asks boolean not null default false,
  keys_changed_at timestamp with time zone,
  ask_order integer not null default 50,
  next_sealed bytea,
  before_sealed bytea,
  shadow boolean not null default false,
  live_from timestamp with time zone,
  constraint shortcodes_pkey PRIMARY KEY (shortcode),
  constraint shortcodes_token_hash_key UNIQUE (token_hash),
  constraint shortcodes_ask_order_check CHECK (((ask_order >= 1) AND (ask_order <= 99))),
  constraint shortcodes_provider_check CHECK ((provider = ANY (ARRAY['daraja'::text, 'payhero'::text, 'paystack'::text, 'ipn'::text]))),
  constraint shortcodes_shortcode_check CHECK (
CASE
    WHEN (provider = ANY (ARRAY['daraja'::text, 'ipn'::text])) THEN (shortcode ~ '^[0-9]{5,7}$'::text)
    ELSE (shortcode ~ (('^'::text || provider) || '-[0-9a-z]{1,20}$'::text))
END),
  constraint shortcodes_till_check CHECK ((till ~ '^[0-9]{5,8}$'::text))
);

create table sightings (
  id bigint generated always as identity,
  payment_id bigint not null,
  source text not null,
  callback_id bigint,
  inquiry_id bigint,
  amount_cents bigint not null,
  account_typed text,
  paid_at timestamp with time zone,
  heard_at timestamp with time zone not null,
  differs boolean not null,
  constraint sightings_pkey PRIMARY KEY (id),
  constraint sightings_payment_id_source_callback_id_inquiry_id_key UNIQUE NULLS NOT DISTINCT (payment_id, source, callback_id, inquiry_id),
  constraint sightings_callback_id_fkey FOREIGN KEY (callback_id) REFERENCES callbacks(id),
  constraint sightings_inquiry_id_fkey FOREIGN KEY (inquiry_id) REFERENCES inquiries(id),
  constraint sightings_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
  constraint sightings_source_check CHECK ((source = ANY (ARRAY['callback'::text, 'pull'::text, 'transaction_status'::text, 'stk_query'::text, 'voucher'::text, 'staff'::text])))
);
CREATE INDEX sightings_by_callback ON public.sightings USING btree (callback_id) WHERE (callback_id IS NOT NULL);
CREATE TRIGGER sightings_are_append_only BEFORE DELETE OR UPDATE ON public.sightings FOR EACH ROW EXECUTE FUNCTION refuse_change();

create table sign_in_attempts (
  id bigint generated always as identity,
  email text not null,
  source_address inet,
  at timestamp with time zone not null,
  constraint sign_in_attempts_pkey PRIMARY KEY (id)
);
CREATE INDEX sign_in_attempts_by_address ON public.sign_in_attempts USING btree (source_address, at);
CREATE INDEX sign_in_attempts_by_email ON public.sign_in_attempts USING btree (email, at);

create table sign_ins (
  id bigint generated always as identity,
  staff_id bigint not null,
  token_hash bytea not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  source_address inet,
  user_agent text,
  proved_by text,
  constraint sign_ins_pkey PRIMARY KEY (id),
  constraint sign_ins_token_hash_key UNIQUE (token_hash),
  constraint sign_ins_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint sign_ins_proved_by_check CHECK ((proved_by = ANY (ARRAY['password'::text, 'code'::text, 'recovery_code'::text, 'link'::text])))
);
CREATE INDEX sign_ins_live ON public.sign_ins USING btree (staff_id) WHERE (ended_at IS NULL);

create table sites (
  id bigint generated always as identity,
  name text not null,
  constraint sites_pkey PRIMARY KEY (id),
  constraint sites_name_key UNIQUE (name),
  constraint sites_name_check CHECK ((name <> ''::text))
);

create table sms_codes (
  id bigint generated always as identity,
  purpose text not null,
  msisdn text not null,
  ask_hash bytea not null,
  code_sealed bytea not null,
  source_address text,
  made_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  tries integer not null default 0,
  used_at timestamp with time zone,
  constraint sms_codes_pkey PRIMARY KEY (id),
  constraint sms_codes_ask_hash_key UNIQUE (ask_hash),
  constraint sms_codes_check CHECK ((ends_at > made_at)),
  constraint sms_codes_msisdn_check CHECK ((msisdn ~ '^254[17][0-9]{8}$'::text)),
  constraint sms_codes_purpose_check CHECK ((purpose = 'sign_in'::text)),
  constraint sms_codes_tries_check CHECK ((tries >= 0))
);
CREATE INDEX sms_codes_by_address ON public.sms_codes USING btree (source_address, made_at) WHERE (source_address IS NOT NULL);
CREATE INDEX sms_codes_by_msisdn ON public.sms_codes USING btree (msisdn, made_at);

create table sms_gateway (
  one boolean not null default true,
  provider text not null,
  base_url text not null,
  username text not null,
  api_key_sealed bytea not null,
  sender text,
  keys_changed_at timestamp with time zone,
  daily_cap integer,
  quiet_from integer,
  quiet_until integer,
  token_sealed bytea,
  token_hash bytea,
  constraint sms_gateway_pkey PRIMARY KEY (one),
  constraint sms_gateway_check CHECK (((quiet_from IS NULL) = (quiet_until IS NULL))),
  constraint sms_gateway_daily_cap_check CHECK ((daily_cap > 0)),
  constraint sms_gateway_one_check CHECK (one),
  constraint sms_gateway_provider_check CHECK ((provider = ANY (ARRAY['africas_talking'::text, 'textsms'::text]))),
  constraint sms_gateway_quiet_from_check CHECK (((quiet_from >= 0) AND (quiet_from <= 23))),
  constraint sms_gateway_quiet_until_check CHECK (((quiet_until >= 0) AND (quiet_until <= 23)))
);

create table speed_changes (
  id bigint generated always as identity,
  session_id bigint not null,
  rate_limit text not null,
  state text not null default 'asked'::text,
  asked_at timestamp with time zone not null,
  tries integer not null default 0,
  error_cause integer,
  answered_at timestamp with time zone,
  ended_at timestamp with time zone,
  due_at timestamp with time zone,
  is_probe boolean not null default false,
  constraint speed_changes_pkey PRIMARY KEY (id),
  constraint speed_changes_check CHECK (((state = ANY (ARRAY['acknowledged'::text, 'failed'::text, 'dropped'::text])) = (ended_at IS NOT NULL))),
  constraint speed_changes_check1 CHECK (((ended_at IS NULL) = (due_at IS NOT NULL))),
  constraint speed_changes_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'refused'::text, 'unanswered'::text, 'acknowledged'::text, 'failed'::text, 'dropped'::text])))
);
CREATE INDEX speed_changes_by_session ON public.speed_changes USING btree (session_id, asked_at);
CREATE INDEX speed_changes_due ON public.speed_changes USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX speed_changes_ended ON public.speed_changes USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE UNIQUE INDEX speed_changes_one_at_a_time ON public.speed_changes USING btree (session_id) WHERE (ended_at IS NULL);

create table staff (
  id bigint generated always as identity,
  email text not null,
  name text not null,
  role text not null,
  password_hash text not null,
  added_at timestamp with time zone not null,
  disabled_at timestamp with time zone,
  site_id bigint,
  alert_msisdn text,
  alert_mail boolean not null default true,
  constraint staff_pkey PRIMARY KEY (id),
  constraint staff_email_key UNIQUE (email),
  constraint staff_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites(id),
  constraint staff_alert_msisdn_check CHECK ((alert_msisdn ~ '^254[17][0-9]{8}$'::text)),
  constraint staff_email_check CHECK (((email = lower(email)) AND (email ~~ '%@%'::text))),
  constraint staff_name_check CHECK ((name <> ''::text)),
  constraint staff_owner_sees_all CHECK (((role <> 'owner'::text) OR (site_id IS NULL))),
  constraint staff_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'finance'::text, 'cashier'::text, 'support'::text, 'technician'::text, 'reseller'::text, 'auditor'::text])))
);

create table stk_pushes (
  id bigint generated always as identity,
  checkout_id bigint not null,
  attempt integer not null,
  merchant_reference uuid not null,
  account_reference text not null,
  msisdn text not null,
  amount_cents bigint not null,
  source_address text,
  state text not null default 'created'::text,
  made_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  merchant_request_id text,
  checkout_request_id text,
  result_code text,
  result_words text,
  tries integer not null default 0,
  closed_at timestamp with time zone,
  due_at timestamp with time zone,
  exchange jsonb,
  purged_at timestamp with time zone,
  constraint stk_pushes_pkey PRIMARY KEY (id),
  constraint stk_pushes_account_reference_key UNIQUE (account_reference),
  constraint stk_pushes_checkout_id_attempt_key UNIQUE (checkout_id, attempt),
  constraint stk_pushes_checkout_request_id_key UNIQUE (checkout_request_id),
  constraint stk_pushes_merchant_reference_key UNIQUE (merchant_reference),
  constraint stk_pushes_checkout_id_fkey FOREIGN KEY (checkout_id) REFERENCES checkouts(id),
  constraint stk_pushes_account_reference_check CHECK (((length(account_reference) >= 1) AND (length(account_reference) <= 12))),
  constraint stk_pushes_amount_cents_check CHECK ((amount_cents > 0)),
  constraint stk_pushes_check CHECK (((state = ANY (ARRAY['paid'::text, 'failed'::text, 'unanswered'::text])) = (closed_at IS NOT NULL))),
  constraint stk_pushes_check1 CHECK (((purged_at IS NULL) OR (exchange IS NULL))),
  constraint stk_pushes_msisdn_check CHECK ((msisdn ~ '^254[17][0-9]{8}$'::text)),
  constraint stk_pushes_state_check CHECK ((state = ANY (ARRAY['created'::text, 'sending'::text, 'sent'::text, 'unknown'::text, 'paid'::text, 'failed'::text, 'unanswered'::text])))
);
CREATE INDEX stk_pushes_by_address ON public.stk_pushes USING btree (source_address, made_at);
CREATE INDEX stk_pushes_by_msisdn ON public.stk_pushes USING btree (msisdn, made_at);
CREATE INDEX stk_pushes_by_result ON public.stk_pushes USING btree (result_code);
CREATE INDEX stk_pushes_due ON public.stk_pushes USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX stk_pushes_kept ON public.stk_pushes USING btree (made_at) WHERE (exchange IS NOT NULL);
CREATE UNIQUE INDEX stk_pushes_one_in_flight ON public.stk_pushes USING btree (checkout_id) WHERE (state = ANY (ARRAY['created'::text, 'sending'::text, 'sent'::text, 'unknown'::text]));

create table subscribers (
  id bigint generated always as identity,
  account_no text not null,
  name text not null,
  msisdn text,
  language text not null default 'en'::text,
  site_id bigint not null,
  joined_at timestamp with time zone not null,
  suspended_at timestamp with time zone,
  closed_at timestamp with time zone,
  reseller_id bigint,
  cancelled_at timestamp with time zone,
  form uuid,
  staff_id bigint,
  constraint subscribers_pkey PRIMARY KEY (id),
  constraint subscribers_account_no_key UNIQUE (account_no),
  constraint subscribers_form_key UNIQUE (form),
  constraint subscribers_reseller_id_fkey FOREIGN KEY (reseller_id) REFERENCES staff(id),
  constraint subscribers_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites(id),
  constraint subscribers_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint subscribers_account_no_check CHECK ((account_no ~ '^[1-9][0-9]{6}$'::text)),
  constraint subscribers_language_check CHECK ((language = ANY (ARRAY['en'::text, 'sw'::text]))),
  constraint subscribers_msisdn_check CHECK ((msisdn ~ '^254[17][0-9]{8}$'::text)),
  constraint subscribers_name_check CHECK ((name <> ''::text))
);
CREATE INDEX subscribers_by_msisdn ON public.subscribers USING btree (msisdn);
CREATE INDEX subscribers_by_reseller ON public.subscribers USING btree (reseller_id) WHERE (reseller_id IS NOT NULL);
CREATE INDEX subscribers_in_order ON public.subscribers USING btree (lower(name), id);
CREATE INDEX subscribers_like_account ON public.subscribers USING btree (account_no text_pattern_ops);
CREATE INDEX subscribers_like_msisdn ON public.subscribers USING gin (msisdn gin_trgm_ops);
CREATE INDEX subscribers_like_name ON public.subscribers USING gin (name gin_trgm_ops);
CREATE INDEX subscribers_of_site_in_order ON public.subscribers USING btree (site_id, lower(name), id);
CREATE INDEX subscribers_suspended ON public.subscribers USING btree (id) WHERE ((suspended_at IS NOT NULL) AND (closed_at IS NULL));
CREATE TRIGGER know_phone AFTER INSERT OR UPDATE OF msisdn ON public.subscribers FOR EACH ROW EXECUTE FUNCTION know_phone();
CREATE TRIGGER subscribers_change_access AFTER UPDATE ON public.subscribers FOR EACH ROW EXECUTE FUNCTION note_access_change('subscriber', 'id');

create table time_mark (
  one boolean not null default true,
  marked_at timestamp with time zone not null,
  constraint time_mark_pkey PRIMARY KEY (one),
  constraint time_mark_one_check CHECK (one)
);

create table transfers (
  id bigint generated always as identity,
  kind text not null,
  undoes bigint,
  posted_at timestamp with time zone not null,
  reason text not null,
  constraint transfers_pkey PRIMARY KEY (id),
  constraint transfers_undoes_key UNIQUE (undoes),
  constraint transfers_undoes_fkey FOREIGN KEY (undoes) REFERENCES transfers(id),
  constraint transfers_check CHECK (((kind = 'undo'::text) = (undoes IS NOT NULL))),
  constraint transfers_kind_check CHECK ((kind = ANY (ARRAY['receive'::text, 'assign'::text, 'sell'::text, 'undo'::text, 'give'::text, 'lend'::text, 'adjust'::text, 'return'::text, 'deposit'::text, 'release'::text, 'refund'::text, 'write_off'::text, 'top_up'::text, 'supply'::text, 'pay_back'::text, 'count'::text, 'pay_out'::text, 'reverse'::text]))),
  constraint transfers_reason_check CHECK ((reason <> ''::text))
);
CREATE INDEX transfers_by_hand ON public.transfers USING btree (id) WHERE (kind = ANY (ARRAY['assign'::text, 'undo'::text]));
CREATE TRIGGER transfers_are_append_only BEFORE DELETE OR UPDATE ON public.transfers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfers_are_not_truncated BEFORE TRUNCATE ON public.transfers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfers_are_to_be_sealed AFTER INSERT ON public.transfers REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_unsealed();
CREATE CONSTRAINT TRIGGER transfers_have_entries AFTER INSERT ON public.transfers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_transfer_has_entries();

create table trial_clock (
  one boolean not null default true,
  offset_seconds bigint not null,
  constraint trial_clock_pkey PRIMARY KEY (one),
  constraint trial_clock_one_check CHECK (one)
);
CREATE TRIGGER trial_clock_changes AFTER INSERT OR UPDATE ON public.trial_clock FOR EACH ROW EXECUTE FUNCTION note_clock_change();

create table trust_rules (
  shortcode text not null,
  cap_cents bigint not null,
  minutes integer not null,
  budget_id bigint not null,
  constraint trust_rules_pkey PRIMARY KEY (shortcode),
  constraint trust_rules_budget_id_fkey FOREIGN KEY (budget_id) REFERENCES budgets(id),
  constraint trust_rules_shortcode_fkey FOREIGN KEY (shortcode) REFERENCES shortcodes(shortcode),
  constraint trust_rules_cap_cents_check CHECK ((cap_cents > 0)),
  constraint trust_rules_minutes_check CHECK (((minutes >= 5) AND (minutes <= 1440)))
);

create table tunnel_box (
  only_one boolean not null default true,
  private_key_sealed bytea not null,
  public_key text not null,
  made_at timestamp with time zone not null,
  constraint tunnel_box_pkey PRIMARY KEY (only_one),
  constraint tunnel_box_only_one_check CHECK (only_one),
  constraint tunnel_box_public_key_check CHECK ((public_key ~ '^[A-Za-z0-9+/]{43}=$'::text))
);

create table tunnel_peers (
  router_id bigint not null,
  address inet not null,
  public_key text,
  known_at timestamp with time zone,
  constraint tunnel_peers_pkey PRIMARY KEY (router_id),
  constraint tunnel_peers_address_key UNIQUE (address),
  constraint tunnel_peers_public_key_key UNIQUE (public_key),
  constraint tunnel_peers_router_id_fkey FOREIGN KEY (router_id) REFERENCES routers(id),
  constraint tunnel_peers_check CHECK (((public_key IS NULL) = (known_at IS NULL))),
  constraint tunnel_peers_public_key_check CHECK ((public_key ~ '^[A-Za-z0-9+/]{43}=$'::text))
);

create table unsealed_transfers (
  transfer_id bigint not null,
  constraint unsealed_transfers_pkey PRIMARY KEY (transfer_id)
);

create table upkeep (
  task text not null,
  due_at timestamp with time zone not null,
  done_at timestamp with time zone,
  constraint upkeep_pkey PRIMARY KEY (task)
);
CREATE INDEX upkeep_due ON public.upkeep USING btree (due_at);

create table voucher_batches (
  id bigint generated always as identity,
  plan_id bigint not null,
  price_cents bigint not null,
  made_at timestamp with time zone not null,
  made_by bigint,
  made_how text not null default 'drawn'::text,
  note text,
  transfer_id bigint,
  constraint voucher_batches_pkey PRIMARY KEY (id),
  constraint voucher_batches_transfer_id_key UNIQUE (transfer_id),
  constraint voucher_batches_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id),
  constraint voucher_batches_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id),
  constraint voucher_batches_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers(id),
  constraint voucher_batches_made_how_check CHECK ((made_how = ANY (ARRAY['drawn'::text, 'imported'::text]))),
  constraint voucher_batches_note_check CHECK ((note <> ''::text)),
  constraint voucher_batches_price_cents_check CHECK ((price_cents > 0))
);
CREATE INDEX voucher_batches_by_time ON public.voucher_batches USING btree (made_at, id);

create table voucher_prints (
  id bigint generated always as identity,
  voucher_id bigint not null,
  at timestamp with time zone not null,
  staff_id bigint,
  why text not null,
  constraint voucher_prints_pkey PRIMARY KEY (id),
  constraint voucher_prints_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id),
  constraint voucher_prints_voucher_id_fkey FOREIGN KEY (voucher_id) REFERENCES vouchers(id),
  constraint voucher_prints_why_check CHECK ((why <> ''::text))
);
CREATE INDEX voucher_prints_by_voucher ON public.voucher_prints USING btree (voucher_id, id);

create table voucher_sales (
  id bigint generated always as identity,
  shift_id bigint not null,
  voucher_id bigint not null,
  price_cents bigint not null,
  sold_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  undone_by bigint,
  undone_why text,
  undone_after boolean not null default false,
  transfer_id bigint not null,
  constraint voucher_sales_pkey PRIMARY KEY (id),
  constraint voucher_sales_transfer_id_key UNIQUE (transfer_id),
  constraint voucher_sales_voucher_id_key UNIQUE (voucher_id),
  constraint voucher_sales_shift_id_fkey FOREIGN KEY (shift_id) REFERENCES shifts(id),
  constraint voucher_sales_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers(id),
  constraint voucher_sales_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES staff(id),
  constraint voucher_sales_voucher_id_fkey FOREIGN KEY (voucher_id) REFERENCES vouchers(id),
  constraint voucher_sales_check CHECK ((num_nulls(undone_at, undone_by, undone_why) = ANY (ARRAY[0, 3]))),
  constraint voucher_sales_price_cents_check CHECK ((price_cents > 0)),
  constraint voucher_sales_undone_why_check CHECK ((undone_why <> ''::text))
);
CREATE INDEX voucher_sales_by_shift ON public.voucher_sales USING btree (shift_id, id);

create table vouchers (
  id bigint generated always as identity,
  code_hash bytea not null,
  code_sealed bytea not null,
  plan_id bigint not null,
  price_cents bigint not null,
  made_at timestamp with time zone not null,
  made_by bigint,
  redeemed_at timestamp with time zone,
  service_id bigint,
  batch_id bigint not null,
  voided_at timestamp with time zone,
  voided_by bigint,
  void_why text,
  replaces_id bigint,
  constraint vouchers_pkey PRIMARY KEY (id),
  constraint vouchers_code_hash_key UNIQUE (code_hash),
  constraint vouchers_replaces_id_key UNIQUE (replaces_id),
  constraint vouchers_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES voucher_batches(id),
  constraint vouchers_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id),
  constraint vouchers_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id),
  constraint vouchers_replaces_id_fkey FOREIGN KEY (replaces_id) REFERENCES vouchers(id),
  constraint vouchers_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint vouchers_voided_by_fkey FOREIGN KEY (voided_by) REFERENCES staff(id),
  constraint vouchers_check CHECK (((redeemed_at IS NULL) = (service_id IS NULL))),
  constraint vouchers_price_cents_check CHECK ((price_cents > 0)),
  constraint vouchers_void_or_used CHECK (((voided_at IS NULL) OR (redeemed_at IS NULL))),
  constraint vouchers_void_why CHECK (((voided_at IS NULL) = (void_why IS NULL))),
  constraint vouchers_void_why_check CHECK ((void_why <> ''::text))
);
CREATE INDEX vouchers_by_batch ON public.vouchers USING btree (batch_id, id) INCLUDE (redeemed_at, voided_at, service_id);
CREATE INDEX vouchers_unused ON public.vouchers USING btree (plan_id, id) WHERE ((redeemed_at IS NULL) AND (voided_at IS NULL));

create table word_loans (
  callback_id bigint not null,
  receipt_code text not null,
  subscriber_id bigint not null,
  service_id bigint not null,
  lent_at timestamp with time zone not null,
  until_at timestamp with time zone not null,
  constraint word_loans_pkey PRIMARY KEY (callback_id),
  constraint word_loans_receipt_code_key UNIQUE (receipt_code),
  constraint word_loans_callback_id_fkey FOREIGN KEY (callback_id) REFERENCES callbacks(id),
  constraint word_loans_service_id_fkey FOREIGN KEY (service_id) REFERENCES services(id),
  constraint word_loans_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id),
  constraint word_loans_check CHECK ((until_at > lent_at))
);
CREATE INDEX word_loans_by_service ON public.word_loans USING btree (service_id);
CREATE INDEX word_loans_by_subscriber ON public.word_loans USING btree (subscriber_id, lent_at);

create view all_sessions as
SELECT id,
    session_key,
    router_id,
    service_id,
    acct_session_id,
    user_name,
    calling_station_id,
    nas_port_id,
    nas_ip_address,
    framed_ip_address,
    started_at,
    heard_at,
    session_seconds,
    input_octets,
    output_octets,
    stopped_at,
    terminate_cause,
    nas_identifier,
    rate_limit
   FROM sessions
UNION ALL
 SELECT id,
    session_key,
    router_id,
    service_id,
    acct_session_id,
    user_name,
    calling_station_id,
    nas_port_id,
    nas_ip_address,
    framed_ip_address,
    started_at,
    heard_at,
    session_seconds,
    input_octets,
    output_octets,
    stopped_at,
    terminate_cause,
    nas_identifier,
    rate_limit
   FROM past_sessions;

CREATE OR REPLACE FUNCTION public.audit_words(act audit)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
      select jsonb_build_array(act.id, to_char(act.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), act.staff_id,
        host(act.source_address), act.action, act.subject, act.before, act.after, act.why)::text
    $function$;

CREATE OR REPLACE FUNCTION public.check_transfer_balances()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        total numeric;
        lines int;
      begin
        select coalesce(sum(amount_cents), 0), count(*) into total, lines from entries where transfer_id = new.transfer_id;
        if total <> 0 or lines < 2 then
          raise exception 'transfer % does not balance: % entries sum to %', new.transfer_id, lines, total
            using errcode = 'check_violation';
        end if;
        return null;
      end
    $function$;

CREATE OR REPLACE FUNCTION public.check_transfer_has_entries()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if not exists (select from entries where transfer_id = new.id) then
          raise exception 'transfer % does not balance: 0 entries sum to 0', new.id using errcode = 'check_violation';
        end if;
        return null;
      end
    $function$;

CREATE OR REPLACE FUNCTION public.drop_month(name text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    begin
      if name !~ '^past_sessions_[0-9]{4}_[0-9]{2}$' then
        raise exception '% is not a month of past sessions', name;
      end if;
      execute format('drop table if exists %I', name);
    end $function$;

CREATE OR REPLACE FUNCTION public.keep_float()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare left_cents numeric;
      begin
        perform from accounts where id = new.account_id and kind = 'float' for no key update;
        if not found then return null; end if;
        select sum(amount_cents) into left_cents from entries where account_id = new.account_id;
        if left_cents < 0 then
          raise exception 'float % would be % cents', new.account_id, left_cents using errcode = 'check_violation';
        end if;
        return null;
      end
    $function$;

CREATE OR REPLACE FUNCTION public.know_phone()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if new.msisdn is not null then
        insert into known_phones (msisdn) values (new.msisdn) on conflict do nothing;
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.link_act()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare last audit_links;
      begin
        perform pg_advisory_xact_lock(7106);
        select * into last from audit_links order by link_no desc limit 1;
        insert into audit_links values (coalesce(last.link_no, 0) + 1, new.id,
          sha256(coalesce(last.hash, ''::bytea) || convert_to(audit_words(new), 'UTF8')));
        return null;
      end
    $function$;

CREATE OR REPLACE FUNCTION public.note_access_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        changed jsonb := to_jsonb(coalesce(new, old));
        row_id bigint := (changed ->> tg_argv[1])::bigint;
      begin
        insert into access_changes (kind, row_id) values (tg_argv[0], row_id);
        perform pg_notify('access_changed', '');
        return null;
      end
    $function$;

CREATE OR REPLACE FUNCTION public.note_clock_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        perform pg_notify('clock_changed', new.offset_seconds::text);
        return null;
      end
    $function$;

CREATE OR REPLACE FUNCTION public.note_device_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into access_changes (kind, row_id)
          select distinct 'service', id from (values (case when tg_op = 'INSERT' then null else old.service_id end),
                                                     (case when tg_op = 'DELETE' then null else new.service_id end)) as v (id)
          where id is not null;
        perform pg_notify('access_changed', '');
        return null;
      end
    $function$;

CREATE OR REPLACE FUNCTION public.note_more_usage()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        -- Grouped, not joined: a plan that was made for a small batch would compare each row of a big one with each.
        with change as materialized (
          select max(service_id) as service_id, max(started_at) as started_at,
                 usage_day(max(started_at), max(session_seconds), max(heard_at)) as day,
                 max(input_octets) - coalesce(max(had_input), 0) as input_octets,
                 max(output_octets) - coalesce(max(had_output), 0) as output_octets
          from (select id, service_id, started_at, session_seconds, heard_at, input_octets, output_octets,
                       null::bigint as had_input, null::bigint as had_output from told
                union all
                select id, null, null, null, null, null, null, input_octets, output_octets from before
                where service_id is not null) as both_of_them -- One whose service was not known brings all it has used.
          group by id
        ), charged as (
          insert into daily_usage as d (service_id, day, input_octets, output_octets)
            select service_id, day, sum(input_octets), sum(output_octets) from change
            where service_id is not null and (input_octets <> 0 or output_octets <> 0)
            group by 1, 2 order by 1, 2
            on conflict (service_id, day) do update
              set input_octets = d.input_octets + excluded.input_octets, output_octets = d.output_octets + excluded.output_octets
        )
        insert into access_changes (kind, row_id)
          select distinct 'service', n.service_id from change n
          where n.input_octets + n.output_octets > 0 and (select true from credits c
                 where c.service_id = n.service_id and c.ends_at > n.started_at
                   and (c.data_bytes is not null
                     or c.plan_id = any (array(select id from plans where fair_use_bytes is not null)))
                 order by c.service_id, c.ends_at limit 1);
        return null;
      end
    $function$;

CREATE OR REPLACE FUNCTION public.note_new_sessions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        moved jsonb;
        limited bigint[];
        has_used boolean;
      begin
        select jsonb_agg(n.session_key) filter (where n.was_id <> n.id),
               array_agg(distinct n.service_id) filter (where (select true from credits c
                 where c.service_id = n.service_id and c.ends_at > n.started_at
                   and (c.data_bytes is not null
                     or c.plan_id = any (array(select id from plans where fair_use_bytes is not null)))
                 order by c.service_id, c.ends_at limit 1)),
               bool_or(n.input_octets + n.output_octets > 0)
          into moved, limited, has_used
          from (select id, session_key, service_id, started_at, input_octets, output_octets,
                       (select k.session_id from past_session_keys k where k.session_key = told.session_key) as was_id
                from told) n;
        -- One that was moved away comes back as itself (the same id) or not at all: whoever tried begins anew.
        if moved is not null then
          raise exception 'sessions were moved to past_sessions'
            using errcode = '40001', table = 'past_session_keys', detail = moved::text;
        end if;
        if has_used then
          insert into daily_usage as d (service_id, day, input_octets, output_octets)
            select n.service_id, usage_day(n.started_at, n.session_seconds, n.heard_at) as day,
                   sum(n.input_octets), sum(n.output_octets)
            from told n
            where n.service_id is not null and n.input_octets + n.output_octets > 0 -- One that comes back was charged then.
              and (select k.session_id from past_session_keys k where k.session_key = n.session_key) is null
            group by 1, 2 order by 1, 2
            on conflict (service_id, day) do update
              set input_octets = d.input_octets + excluded.input_octets, output_octets = d.output_octets + excluded.output_octets;
        end if;
        if limited is not null then
          insert into access_changes (kind, row_id) select 'service', unnest(limited);
        end if;
        return null;
      end
    $function$;

CREATE OR REPLACE FUNCTION public.note_unsealed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into unsealed_transfers select id from added;
        return null;
      end
    $function$;

CREATE OR REPLACE FUNCTION public.open_month(name text, starts_at timestamp with time zone, ends_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    begin
      if name !~ '^past_sessions_[0-9]{4}_[0-9]{2}$' then
        raise exception '% is not a month of past sessions', name;
      end if;
      execute format('create table if not exists %I partition of past_sessions for values from (%L) to (%L)',
        name, starts_at, ends_at);
    end $function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
      end
    $function$;

CREATE OR REPLACE FUNCTION public.usage_day(started_at timestamp with time zone, session_seconds bigint, heard_at timestamp with time zone)
 RETURNS date
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
        select (least(started_at + session_seconds * interval '1 second', heard_at) at time zone 'Africa/Nairobi')::date
      $function$;
