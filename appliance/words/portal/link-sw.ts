// What whoever pays by a link reads, in Swahili: the same keys as link-en.ts, or it does not compile.

import type { LinkWords } from './link-en.ts'

export const linkSw: LinkWords = {
  link: {
    tab: 'Lipa',
    title: (amount) => `Lipa KES ${amount}`,
    for_whom: 'Kwa ajili ya',
    account: 'Akaunti',
    invoice: 'Namba ya ankara, inafaa kwenye paybill pia',
    about: 'Ya nini',
    until: 'Inaweza kulipwa hadi',
    phone: 'Namba ya M-Pesa itakayolipa',
    phone_hint: 'Simu hii itakuomba PIN. Yaweza kuwa simu yoyote: 0712…, 0112…, +254…',
    pay: (amount) => `Iombe simu yangu KES ${amount}`,
    hand: 'Au lipa mwenyewe',
    asking: {
      title: 'Weka PIN kwenye simu',
      text: 'M-Pesa inaiomba huko. Ukurasa huu utabadilika wenyewe.',
    },
    checking: {
      title: 'Tunaiuliza M-Pesa',
      text: 'Bado haijatuambia ombi liliishaje. Tunaendelea kuuliza. Ukipata ujumbe wake kwamba umelipa, usilipe tena.',
    },
    paid: {
      title: 'Imelipwa. Asante!',
      text: (amount, who) => `Akaunti ya ${who} imepata KES ${amount}.`,
    },
    in_review: {
      title: 'Pesa imefika',
      text: 'Mtu wetu anaiangalia kabla ya kuiweka kwenye akaunti. Usilipe tena.',
    },
    withdrawn: {
      title: 'Hakuna cha kulipa hapa tena',
      text: 'Aliyekutumia kiungo hiki amekiondoa. Muulize kabla ya kulipa.',
    },
    ended: {
      title: 'Muda wa kiungo hiki umekwisha',
      text: 'Mwombe aliyekutumia kipya kabla ya kulipa.',
    },
    closed: {
      title: 'Akaunti hii imefungwa',
      text: 'Hakuna cha kulipa. Kama ulishalipa, tupigie simu: pesa yako iko salama.',
    },
  },
}
