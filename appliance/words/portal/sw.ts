// What a guest reads at the hotspot, in Swahili: the same keys as en.ts, or it does not compile.

import { formatBytes } from '../figures.ts'
import type { PagesWords } from './en.ts'

/** "GB 5", "MB 500": the unit first, as people say it. */
function sayBytes(bytes: number): string {
  const [number, unit] = formatBytes(bytes).split(' ')
  return `${unit} ${number}`
}

export const sw: PagesWords = {
  lang: 'sw',
  language: 'Kiswahili',
  nameless: 'Intaneti',
  trouble: 'Shida? Piga',
  again_later: 'Jaribu tena',
  marks: { done: 'tayari', now: 'inasubiri', later: 'baadaye', no: 'haikufaulu' },
  kes: (amount) => `KES ${amount}`,

  plan: {
    hours: (count) => `Saa ${count}`,
    days: (count) => `Siku ${count}`,
    weeks: (count) => `Wiki ${count}`,
    months: (count) => (count === 1 ? 'Mwezi 1' : `Miezi ${count}`),
    data: sayBytes,
    unlimited: 'bila kikomo',
    devices: (count) => (count === 1 ? 'simu moja' : `simu ${count}`),
  },

  plans: {
    tab: 'Nunua intaneti',
    title: 'Chagua muda, lipa, ingia',
    lead: (site) => `${site}. Intaneti inafunguka yenyewe ukishalipa.`,
    which: 'Ungependa muda gani?',
    phone: 'Namba ya M-Pesa',
    phone_hint: 'Simu hii itakuomba PIN. Andika upendavyo: 0712…, 0112…, +254…',
    pay: 'Lipa kwa M-Pesa',
    phone_by_hand: 'Namba utakayolipa nayo. Andika upendavyo: 0712…, 0112…, +254…',
    pay_by_hand: 'Nionyeshe namna ya kulipa mwenyewe',
    out_till: {
      title: 'M-Pesa haiwezi kutuma ombi kwa simu kwa sasa.',
      text: 'Vocha inafanya kazi mara moja. Au jaribu tena baada ya dakika chache.',
    },
    out: {
      title: 'M-Pesa haiwezi kutuma ombi kwa simu kwa sasa.',
      text: 'Chagua, nasi tutakuonyesha namba ya paybill na akaunti yako: lipa kwa menyu ya M-Pesa, na intaneti inafunguka pesa zikifika. Vocha inafanya kazi mara moja.',
    },
    outside:
      'Sasa hauko kwenye Wi-Fi yetu, kwa hiyo hatuioni simu yako. Unaweza kulipa hapa; kisha unganisha Wi-Fi na ubonyeze “Nimeshalipa”.',
    running: (until) => `Bado una intaneti hadi ${until}. Utakachonunua sasa kitaongezwa juu yake.`,
    waited: {
      title: 'Tafadhali subiri.',
      text: 'M-Pesa bado inaulizwa kuhusu malipo ya simu hii. Ikithibitisha, fungua ukurasa wowote na utaingia. Usilipe mara mbili.',
    },
    none: {
      title: 'Hakuna kinachouzwa hapa kwa sasa',
      text: 'Tafadhali muulize mwenye Wi-Fi hii. Vocha na muda uliokwisha kulipia bado vinafanya kazi.',
    },
    no_paybill: {
      title: 'M-Pesa bado haijawekwa hapa',
      text: 'Vocha na muda uliokwisha kulipia bado vinafanya kazi.',
    },
  },

  already: {
    fold: 'Nimeshalipa',
    lead: 'Hutalipa mara ya pili. Andika kimojawapo:',
    receipt: 'Msimbo wa SMS ya M-Pesa',
    receipt_hint: 'Herufi na tarakimu kumi, kama UKL0S9WQ7H',
    payer_hint: 'Kama ulilipa mwenyewe: tunauliza M-Pesa kama zilitoka kwa namba hii',
    asked: {
      title: 'Tunauliza M-Pesa kuhusu msimbo huu.',
      text: 'Kama ulilipwa kutoka namba hiyo na haujatumika, intaneti inafunguka kwenye simu hii: fungua ukurasa wowote baada ya dakika moja. Usilipe mara mbili; isipofunguka, tupigie.',
    },
    find: 'Tafuta malipo yangu',
    or: 'Au namba ya siri tuliyokutumia kwa SMS',
    phone: 'Namba iliyolipa',
    code: 'Namba ya siri kutoka SMS yetu',
    code_hint: 'Tarakimu sita',
    use: 'Tumia muda wangu hapa',
    refused:
      'Hatukupata muda uliobaki kwa ulichoandika. Kiangalie tena. Kama M-Pesa imechukua pesa sasa hivi, subiri dakika moja kwanza; usilipe tena.',
  },

  voucher: {
    fold: 'Nina vocha',
    label: 'Namba ya vocha',
    hint: 'Kama ilivyochapishwa; herufi kubwa na vistari havijalishi',
    use: 'Tumia vocha',
    refused: 'Namba hii haifanyi kazi: ina kosa, au imeshatumika.',
  },

  problems: {
    plan: 'Chagua muda unaotaka.',
    blank: 'Andika namba ya simu itakayolipa.',
    digits: (count) =>
      `Namba hii ina tarakimu ${count}. Namba ya simu ya Kenya ina kumi, kama 0712 345 678.`,
    not_mobile:
      'M-Pesa inahitaji namba ya simu ya mkononi ya Kenya. Inaanza na 07 au 01, kama 0712 345 678.',
    letters: 'Tarakimu tu, tafadhali, kama 0712 345 678.',
    receipt: 'Msimbo una herufi na tarakimu kumi. Uko mwanzoni mwa SMS ya M-Pesa.',
    code: 'Namba ya siri ina tarakimu sita. Iko kwenye SMS yetu.',
    voucher: 'Andika namba iliyochapishwa kwenye vocha.',
  },

  refused: {
    title: 'Kuna la kurekebisha',
    wait: 'Tafadhali subiri kidogo.',
    prompt_open: (again) =>
      `Tayari kuna ombi la malipo kwenye simu hii. Weka PIN hapo, au subiri hadi ${again} ujaribu tena. Usilipe mara mbili.`,
    too_many_prompts: (again) =>
      `Simu hii imeombwa mara nyingi kwa muda mfupi. Unaweza kujaribu tena saa ${again}.`,
    too_many_prompts_here: (again) =>
      `Maombi mengi sana yametoka hapa kwa muda mfupi. Unaweza kujaribu tena saa ${again}.`,
    other_number_asked: (again) =>
      `Ile namba nyingine bado inaulizwa hadi ${again}. Jibu hapo, au jaribu tena baada ya hapo.`,
    subscriber_paused: { title: 'Akaunti hii imesimamishwa.', text: 'Tafadhali tupigie.' },
    too_many_tries: (again) =>
      `Umejaribu mara nyingi kwa muda mfupi. Unaweza kujaribu tena saa ${again}.`,
    plan_unknown: 'Huu hauuzwi tena hapa. Tafadhali chagua tena.',
    no_wifi: 'Unganisha Wi-Fi yetu kwanza: ndipo tutajua ni simu ipi ya kufungulia.',
  },

  returned: {
    tab: 'Bado hujaingia',
    title: 'Umelipa, lakini bado hujaingia',
    text: (plan, until) => `${plan} yako iko salama: una intaneti hadi ${until}. Usilipe tena.`,
    again: 'Jaribu kuingia tena',
    help: 'Kama bado haifanyi kazi',
    helps: [
      'Zima Wi-Fi kwenye simu, subiri sekunde kumi, iwashe tena.',
      'Zima VPN au DNS ya siri, kisha ufungue ukurasa huu tena.',
    ],
    buy: 'Nunua kingine',
  },

  router: {
    tried: {
      reason: 'Tumekupeleka kwenye kifaa cha Wi-Fi sasa hivi, na bado hakijakufungulia.',
      advice: 'Huenda kinahitaji sekunde chache. Kisha jaribu tena.',
    },
    time_used: {
      reason: 'Muda wako umeisha.',
      advice: 'Chagua tena; intaneti inafunguka yenyewe ukishalipa.',
    },
    data_used: {
      reason: 'Data uliyonunua imeisha.',
      advice: 'Chagua tena; intaneti inafunguka yenyewe ukishalipa.',
    },
    too_many_devices: {
      reason: 'Muda wako unatumika kwenye simu zote unazoruhusiwa.',
      advice: 'Zima Wi-Fi kwenye mojawapo, subiri dakika moja, kisha jaribu tena.',
    },
    wrong_device: {
      reason: 'Muda huu ni wa simu nyingine.',
      advice: 'Uhamishie kwenye simu hii: bonyeza “Nimeshalipa”.',
    },
    stale: {
      reason: 'Kifaa cha Wi-Fi hakikukubali: ukurasa ulikaa wazi kwa muda.',
      advice: 'Sasa kina ukurasa mpya. Jaribu tena.',
    },
    busy: {
      reason: 'Kifaa cha Wi-Fi kina shughuli nyingi kwa sasa.',
      advice: 'Subiri nusu dakika, kisha jaribu tena.',
    },
    closed_hours: {
      reason: 'Ulichonunua kimefungwa saa hii.',
      advice: 'Kitafunguka tena chenyewe saa zake zikifika.',
    },
    wrong_place: {
      reason: 'Ulichonunua ni cha mahali pengine.',
      advice: 'Tafadhali tupigie, au chagua cha hapa.',
    },
    suspended: { reason: 'Akaunti hii imesimamishwa.', advice: 'Tafadhali tupigie.' },
    fault: {
      reason: 'Kifaa cha Wi-Fi kina hitilafu yake.',
      advice: 'Subiri dakika moja ujaribu tena. Ikiendelea, tafadhali tupigie.',
    },
    unknown: {
      reason: 'Kifaa cha Wi-Fi hakikukufungulia, kwa sababu tusiyoijua.',
      advice: 'Jaribu tena. Ikiendelea, tafadhali tupigie.',
    },
  },

  failed: {
    away: {
      title: 'Hatuwezi kuangalia kwa sasa',
      text: 'Kuna kitu upande wetu hakipatikani. Kama umelipa, malipo hayajapotea na huhitaji kulipa tena. Ukurasa huu utajaribu tena wenyewe.',
    },
    unknown_place: {
      title: 'Hatulijui lango hili',
      text: 'Unganisha Wi-Fi tena na ufungue ukurasa wowote: ukurasa huu utakuja wenyewe.',
    },
    gone: {
      title: 'Hakuna ukurasa kama huu',
      text: 'Unganisha Wi-Fi tena na ufungue ukurasa wowote: ukurasa sahihi utakuja wenyewe.',
    },
    elsewhere: {
      title: 'Tafadhali anza tena hapa',
      text: 'Hili lilitoka kwenye ukurasa usio wetu, kwa hiyo halikufanywa. Rudi nyuma ubonyeze tena.',
    },
    unreadable: {
      title: 'Hatukuweza kusoma hili',
      text: 'Hakuna kilichotumwa kwa M-Pesa. Rudi nyuma ujaribu tena.',
    },
    fault: {
      title: 'Kosa ni letu',
      text: (name) =>
        `Kama umelipa, malipo hayajapotea: usilipe tena. Jaribu tena baada ya dakika moja. Ukitupigia, sema ${name}.`,
    },
  },
}
