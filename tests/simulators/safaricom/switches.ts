// Where the sources disagree, or the real thing can be set up either way: a switch, and its likelier side.

export interface Switches {
  expires_in: 'number' | 'string'
  each_token_ends_the_last: boolean
  wrong_keys: 'error_body' | 'empty_body'
  already_registered: 'allow' | 'refuse' | 'refuse_with_200'
  /** How the payer's number is written: as the registered version does, or one of the other spellings met. */
  msisdn: 'by_version' | 'plain' | 'hash' | 'mask' | 'masked_hash'
  sandbox_repeats_trans_id: boolean
  /** A thing one guide claims and Safaricom denies: undelivered confirmations are sent again. */
  redeliveries: number
  redelivery_seconds: number
  pull_empty: 'string' | 'nested' | 'error_500'
  pull_dates: 'nairobi' | 'utc'
  /** How long a payment takes to be seen by a pull. */
  pull_lag_seconds: number
  status_party_names: 'debit_twice' | 'debit_and_credit'
  /** Five calls in three seconds, by the simulator's clock. */
  spike_arrest: boolean

  /** How long a prompt lies on the phone. */
  prompt_seconds: number
  /** How an STK query says that the phone has not answered. */
  pending: 'code_4999' | 'error_500' | 'code_1'
  /** An id that nobody knows is "being processed", or is refused. */
  unknown_checkout: 'pending' | 'invalid'
  /** Older ids are unknown to the query. */
  query_hours: number
  query_result_code: 'string' | 'number'
  /** With registered URLs each paid push is also confirmed as a C2B payment. */
  c2b_after_push: boolean
  /** Same phone, amount and shortcode within two minutes is code 17: after a paid one, after any, or never. */
  repeat_rule: 'paid' | 'asked' | 'off'
  /** "[STK_CB - ]", "[MpesaCB - ]", "[MerchantValidate] - " before the words, as on the old platform. */
  old_prefixes: boolean
  /** The item Balance of a callback comes without a Value, or not at all. */
  balance_item: 'empty' | 'absent'
  /** In the sandbox a push may be called back at http on loopback. */
  loopback_callbacks: boolean
  /** Shillings; more is code 3. */
  largest_payment: number
  /** Shillings a phone may pay in a Nairobi day; more is code 4. */
  daily_limit: number
  /** How far the Timestamp of a Password may be from now. */
  timestamp_seconds: number
  account_reference_max: number
  /** What the C2B news of a till calls its BusinessShortCode. */
  till_number: 'store' | 'till'
}

export const usualSwitches: Switches = {
  expires_in: 'number',
  each_token_ends_the_last: true,
  wrong_keys: 'error_body',
  already_registered: 'refuse',
  msisdn: 'by_version',
  sandbox_repeats_trans_id: false,
  redeliveries: 0,
  redelivery_seconds: 60,
  pull_empty: 'string',
  pull_dates: 'nairobi',
  pull_lag_seconds: 0,
  status_party_names: 'debit_twice',
  spike_arrest: false,
  prompt_seconds: 60,
  pending: 'code_4999',
  unknown_checkout: 'pending',
  query_hours: 72,
  query_result_code: 'string',
  c2b_after_push: true,
  repeat_rule: 'paid',
  old_prefixes: false,
  balance_item: 'empty',
  loopback_callbacks: true,
  largest_payment: 250_000,
  daily_limit: 500_000,
  timestamp_seconds: 3600,
  account_reference_max: 12,
  till_number: 'store',
}
