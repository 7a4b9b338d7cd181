// What subscribers read on their own pages, in Swahili.

import { formatBytes } from '../figures.ts'
import type { OwnWords } from './own-en.ts'

const months = 'Jan Feb Mac Apr Mei Jun Jul Ago Sep Okt Nov Des'.split(' ')
const dayWords = (day: string) => {
  const { day: date, month } = Temporal.PlainDate.from(day)
  return `${date} ${months[month - 1]}`
}

export const ownSw: OwnWords = {
  own: {
    door: {
      tab: 'Ingia',
      title: 'Akaunti yako ya intaneti',
      lead: 'Ona muda na data yako, lipa, na upate msaada. Tunatuma msimbo kwa SMS kwenye simu iliyoandikwa kwenye akaunti yako.',
      phone: 'Namba yako ya simu',
      phone_hint: 'Kwa namna yoyote: 0712…, 0112…, +254…',
      send: 'Nitumie msimbo',
      no_sms: {
        title: 'Msimbo hauwezi kutumwa kwa sasa.',
        text: 'SMS bado hazijawekwa hapa. Tafadhali tupigie.',
      },
      sent: (phone) =>
        `Kama ${phone} ni namba ya akaunti hapa, SMS yenye tarakimu sita inakuja. Inatumika kwa dakika 10.`,
      code_title: 'Andika msimbo',
      code: 'Tarakimu sita za SMS yetu',
      remember: 'Nikumbuke kwenye simu hii kwa siku 90',
      remember_hint: 'Si kwenye simu au kompyuta inayotumiwa na wengine.',
      enter: 'Fungua ukurasa wangu',
      none: 'Hakuna SMS baada ya dakika mbili? Angalia namba, au omba msimbo mpya.',
      again: 'Omba msimbo mpya',
      code_wrong: 'Hizi si tarakimu zenyewe. Angalia tena SMS mpya zaidi.',
      code_unreadable: 'Tarakimu sita, tafadhali.',
      over: {
        title: 'Msimbo huu umekwisha.',
        text: 'Umetumika, umepita dakika kumi, au ulikosewa mara nyingi. Omba mpya.',
      },
      too_many: {
        title: 'Tafadhali subiri kidogo.',
        text: (again) => `Misimbo mingi imeombwa. Unaweza kuomba mwingine saa ${again}.`,
      },
      link_title: 'Fungua ukurasa wako',
      link_text: (who) => `Kiungo hiki ni cha akaunti ya ${who}. Kama si wewe, ufunge.`,
      link_over: {
        title: 'Kiungo hiki kimekwisha',
        text: 'Muda wake umepita, au ulitoka kila mahali. Msimbo wa SMS utafungua ukurasa wako.',
      },
    },
    sms: {
      code: (code, name) =>
        `${code} ni msimbo wako wa ukurasa wa ${name}, kwa dakika 10. Hakuna mtu wetu atakayekuuliza.`,
      reminder: {
        three_days: (plan, until) => `Intaneti yako (${plan}) itaisha ${until}.`,
        one_day: (plan, until) => `Intaneti yako (${plan}) itaisha ${until}.`,
        ended: (plan) => `Intaneti yako (${plan}) imeisha. Itafunguka yenyewe ukilipa.`,
        grace: (plan, until) =>
          `Intaneti yako (${plan}) imeisha. Tunaiacha wazi kwako hadi ${until}.`,
      },
    },
    home: {
      tab: 'Intaneti yako',
      hello: (name) => `Habari, ${name}`,
      account: 'Akaunti',
      line: (number) => `Laini ${number}`,
      left: 'Kilichobaki',
      time_left: (length) => `Imebaki ${length}`,
      until: (at) => `hadi ${at}`,
      grace: (at) =>
        `Muda uliolipia umeisha. Tunakukopesha siku hizi hadi ${at}; malipo yajayo yatazifidia.`,
      no_time: 'Muda umeisha',
      data_left: (left) => `Imebaki ${left}`,
      data_of: (all) => `kati ya ${all}`,
      data_none: 'Data bila kikomo',
      bar: (left, all) => `Imebaki ${left} kati ya ${all}`,
      plan: 'Mpango',
      price: 'Bei',
      speed: 'Kasi',
      speed_is: (down, up) => `kupakua ${down}, kupakia ${up}`,
      next_plan: 'Kuanzia utakapolipia tena',
      devices: 'Vifaa',
      devices_of: (bound, places) => `${bound} kati ya ${places}`,
      wallet: 'Kwenye pochi yako',
      owed: 'Unadaiwa',
      next: 'Cha kufanya sasa',
      pay: 'Lipa',
      renew: (amount) => `Lipa KES ${amount}`,
      change: 'Badilisha mpango',
      help: 'Intaneti yangu haifanyi kazi',
      nothing: 'Akaunti hii bado haina laini. Tafadhali tupigie.',
      out: 'Toka',
      out_everywhere: 'Toka kila mahali',
      browsers: 'Mahali ulipoingia',
      browser: (since, remembered) => `tangu ${since}${remembered ? ', inakumbukwa' : ''}`,
      this_browser: 'hapa',
      everywhere_hint: 'Umepoteza simu? Toka kila mahali: viungo tulivyotuma awali pia vitakoma.',
    },
    usage: {
      title: 'Data kwa siku',
      lead: 'Siku 30 zilizopita, kupakua na kupakia pamoja. Ya mwisho ni leo, na bado haijaisha.',
      none: 'Hakuna data iliyotumika siku 30 zilizopita.',
      day: dayWords,
      label: (sum, most, day) =>
        `${formatBytes(sum)} kwa siku 30; nyingi zaidi ${dayWords(day)}, ${formatBytes(most)}`,
      top: (most) => `${formatBytes(most)} kwa siku`,
      table: 'Hayo hayo kwenye jedwali',
      column: { day: 'Siku', down: 'Kupakua', up: 'Kupakia', all: 'Jumla' },
    },
    history: {
      title: 'Pesa zako',
      none: 'Bado hakuna malipo.',
      receive: (code) => (code === '' ? 'Umelipa' : `Umelipa, ${code}`),
      sell: (plan, until) =>
        until === '' ? `Umenunua: ${plan}` : `Umenunua: ${plan}, hadi ${until}`,
      undo: 'Imerudishwa nyuma',
      back: 'Umerudishiwa',
      deposit: 'Amana',
      other: 'Tumerekebisha',
      at: (moment, balance) => `${moment} · kisha ${balance}`,
    },
  },
}
