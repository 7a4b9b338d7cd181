// What a guest reads from paying to the end of their time, in English; payment-sw.ts has the same keys. The states of a
// payment themselves are told by the catalogue above this folder, to the letter as in the SMS.

export const paymentEn = {
  waiting: {
    tab: 'Wait a moment',
    sending: {
      title: 'We are asking your phone',
      text: 'It will show a request for your PIN in a moment.',
    },
    confirmed: {
      title: 'M-Pesa says yes',
      text: 'We are writing it down. The internet opens by itself.',
    },
    abandoned: {
      title: 'This request is closed',
      text: 'Nobody answered it for a long while. If M-Pesa says you have paid, do not pay twice: press “I have paid”.',
    },
    seconds: 'seconds',
    steps: {
      sending: 'We are sending the request',
      sent: 'The request is sent',
      not_sure: 'M-Pesa has not said whether the request went out',
      not_sure_more: 'If your phone asks for your PIN, enter it: we will hear of it.',
      not_sent: 'The request could not be sent',
      pin: 'We are waiting for your PIN',
      pin_more: 'M-Pesa has not confirmed it to us yet. This page changes by itself.',
      no_answer: 'M-Pesa has not answered yet',
      no_answer_more: 'We keep asking. You may close this page: we will send an SMS.',
      confirmed: 'M-Pesa has confirmed it',
      failed: 'The payment did not go through',
      closed: 'Nobody answered',
      received: 'The money is here',
      person: 'A person is looking at it',
      open: 'The internet opens',
    },
    attempt: (count: number): string => `Request ${count}`,
    review: (who: string | null, by: string): string =>
      `${who ?? 'One of us'} looks at it before ${by}. Do not pay twice.`,
    retry: (amount: string): string => `Send the request for KES ${amount} again`,
    have_message: 'I have an M-Pesa message',
    change: 'Change the number or the plan',
    start_again: 'Choose again',
    help: {
      fold: 'I see no request on the phone',
      text: 'Unlock the phone, close other apps and wait ten seconds. A very old SIM may not show it.',
      twice: 'If an M-Pesa message says you have paid, do not pay again.',
    },
    by_hand: {
      title: 'Or pay by hand',
      paybill: 'On the phone: M-Pesa, Lipa na M-Pesa, Pay Bill.',
      business_no: 'Paybill',
      account_no: 'Account',
      amount: 'Amount',
      copy: 'Copy',
      copied: 'Copied',
    },
    seconds_end: {
      fold: 'What if the seconds end?',
      text: 'We go on asking M-Pesa. If you pay, even late, your internet opens and you get an SMS. Your money finds you.',
    },
  },

  paid: {
    tab: 'Paid',
    go_on: (host: string): string => `Go on to ${host}`,
    is_open: 'You can use the internet now: open any page or app.',
    receipt: (number: number): string => `Receipt ${number}`,
    receipt_soon: 'Receipt',
    total: 'Total',
    mpesa: 'M-Pesa',
    mpesa_soon: 'The code is in your SMS',
    number: 'Number',
    when: 'Time',
    account: 'Account',
    your_page: 'See time and data left',
    later:
      'If you change your phone, come back here and press “I have paid”. You will not pay a second time.',
    not_in: {
      title: 'You have paid',
      text: (until: string): string =>
        `You have internet until ${until}. The router has not let this phone in yet.`,
      go: 'Open the internet now',
      buy: 'Buy internet',
    },
    over: {
      title: 'Your time has ended',
      text: (until: string): string => `This time ended ${until}.`,
    },
    elsewhere: {
      text: (until: string): string => `Your time runs until ${until}.`,
      how: 'How to get online',
      steps: (wifi: string): string[] => [
        `On the phone you want to use, join the Wi-Fi of ${wifi}.`,
        'Open any page: our page comes by itself.',
        'Press “I have paid” and type the code from the M-Pesa message.',
      ],
    },
  },

  status: {
    tab: 'Your internet',
    welcome: 'Welcome, the gate is open',
    title: 'Your internet',
    until: (until: string): string => `You have internet until ${until}.`,
    time_left: 'Time left',
    data_left: 'Data left',
    plan: 'Plan',
    devices: 'For',
    online: 'online now',
    offline: 'not connected now',
    enter: 'Open the internet now',
    buy: 'Buy more',
    log_out: 'Log out on this phone',
    log_out_more: 'Your time goes on; you can come back without paying.',
    none: {
      title: 'No time on this phone',
      text: 'Its time has ended, or it was bought from another phone.',
      buy: 'Buy internet',
    },
  },
}

export type PaymentWords = typeof paymentEn
