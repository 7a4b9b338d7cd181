// What a self-test found, step by step, as the settings page shows it.

export const checkWords = {
  addresses: {
    passed: 'Safaricom knows where to announce payments.',
    failed:
      'Safaricom does not know yet where to announce payments. Lango keeps asking; if it stays so, look at the consumer key and secret.',
  },
  pull: {
    passed: 'Payments of the last hour can be fetched, so none is lost with its announcement.',
    failed:
      'Fetching payments (Pull Transactions) is not registered. Give the nominated number, and have the product enabled for the paybill.',
  },
  prompt: {
    passed: 'The passkey is taken: phones can be asked to pay.',
    skipped: 'No passkey: phones are not asked, guests pay the paybill by hand.',
  },
  operator: {
    passed:
      'The operator’s name and credential are there. M-Pesa judges them at the first question about a receipt.',
    skipped: 'No operator: single receipts can’t be asked about, payments are proved by fetching.',
  },
  payhero: {
    passed: (balance: string): string => `The keys are taken. Service wallet: KES ${balance}.`,
    empty: 'The PayHero service wallet is empty: top it up, or no phone is asked.',
  },
  paystack: {
    passed: 'The key is taken, and the account has Kenyan shillings.',
    test: 'The test key is taken: no real money moves.',
    no_shillings: 'The account has no Kenyan shillings: ask Paystack to enable KES.',
  },
  sms: {
    passed: (balance: string): string => `The key is taken. Balance: ${balance}.`,
    failed: 'No SMS gateway is set up.',
  },
  mail: {
    passed: 'The mail server lets us in.',
    failed: 'No mail server is set up.',
  },
}
