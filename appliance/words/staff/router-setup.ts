// Connecting a router: the form, the line to paste, what the router says of itself, and each step as it goes.

import type { Check } from '../../routeros/preflight.ts'
import type { StepName } from '../../routeros/setup-steps.ts'
import { countOf } from '../figures.ts'

export const router_setup = {
  title: 'Add a router',
  lead: 'Say what it is for. The next page has one line to paste into it, and shows each step as it goes.',
  add: 'Add a router',
  by_hand: 'Type its address and its lines by hand instead',
  what: 'The router',
  name: 'Name',
  name_hint: 'one word: githurai-2',
  site: 'Place',
  serves: 'It serves',
  serve: {
    both: 'Homes by PPPoE and guests by hotspot',
    pppoe: 'Homes by PPPoE',
    hotspot: 'Guests by hotspot',
  },
  port: 'Customers are on',
  port_hint: 'the port or bridge, as the router names it: bridge, ether2',
  where: 'How this box reaches it',
  reach: 'Reach',
  reaches: {
    direct: 'Directly: its address does not change',
    wireguard: 'Through a tunnel (WireGuard): behind NAT, and told things at once',
    phone: 'Only when it calls: behind NAT, old or small',
  },
  address: 'Its address',
  address_hint: 'as this box sees it: 102.0.4.17. Only for one that is reached directly',
  address_missing: 'A router that is reached directly has an address.',
  enter: 'Make the line',
  cancel: 'Back to the routers',

  line_title: (name: string): string => `Connect ${name}`,
  paste: 'Paste this one line into the router',
  paste_text:
    'WinBox, then New Terminal; or by SSH. It fetches a script made for this router, and changes nothing it did not make.',
  copy: 'Copy the line',
  copied: 'Copied',
  good_until: (clock: string): string =>
    `Good until ${clock}, for the first router that uses it. Pasted again it changes only what differs.`,
  used: 'This line is used up: the router is connected. Make a new one to run the script again, with new keys.',
  over: 'This line is over. Make a new one: nothing on the router changes until it is pasted.',
  renew: 'Make a new line',
  read: 'Read the script first',
  read_text: 'As RouterOS 7 gets it; secrets and keys are hidden here.',
  undo: 'Take Lango off the router',
  undo_text:
    'This line removes what Lango made and puts back what was there before. It is good as long as the one above.',
  undo_read: 'Without a line, paste these:',
  mode_title: 'Does it say “not allowed by device-mode”?',
  mode_text:
    'Then the router may not fetch yet. Paste this, then press its button once or cut its power within five minutes, and paste the line again:',
  mode_line: '/system device-mode update hotspot=yes fetch=yes scheduler=yes',
  six_title: 'Does it have RouterOS 6? Then this line',
  no_tls: 'This box answers without TLS: fine on this machine, nowhere else.',
  back: 'To the router',

  progress: 'Step by step',
  counted: (done: number, all: number): string => `${done} of ${all}`,
  ready: 'The router',
  setting: 'What the script sets',
  working: 'At work',
  states: {
    done: { word: 'done', tone: 'good' },
    passed: { word: 'passed', tone: 'good' },
    noted: { word: 'look at it', tone: 'wait' },
    failed: { word: 'failed', tone: 'bad' },
    waiting: { word: 'waiting', tone: 'over' },
  },
  fetched: 'It fetched its script',
  fetched_sub: (from: string, clock: string, major: number): string =>
    `from ${from} at ${clock}, RouterOS ${major}`,
  six: 'RouterOS 6 gets RADIUS and a plain agent: no tunnel, no signed requests, nothing put right by itself. Move it to RouterOS 7 when you can.',
  stopped:
    'It stopped before anything was changed. Do what stands beside it, then paste the line again.',
  called: 'It calls home',
  called_sub: (clock: string): string => `first heard by its own key at ${clock}`,
  packet: 'Its first RADIUS packet',
  packet_local: 'Its guests are told to it by the agent, so it may never send one',
  session: 'The first customer is online',
  session_sub: (clock: string): string => `since ${clock}`,
  at: (clock: string): string => `at ${clock}`,
  not_yet: 'not yet',

  steps: {
    before: ['What was there before', 'kept on the router, for the way back'],
    certificate: ['Our certificate', 'so that it knows this box when it calls'],
    clock: ['The clock', 'Nairobi’s time, from the network'],
    wireguard: ['The tunnel', 'WireGuard; the router made its own key'],
    radius: ['RADIUS', 'a secret of its own, 3 s of patience, signed both ways'],
    incoming: ['We may close a session', 'incoming RADIUS is on'],
    pppoe: ['Homes', 'PPPoE server, profile and addresses'],
    hotspot: ['Guests', 'hotspot, its pages, and the pay page before paying'],
    fasttrack: ['Speeds hold', 'customers are kept out of FastTrack'],
    expired: ['Who has not paid', 'reaches the pay page and nothing else'],
    api: ['A key for this box', 'least rights, from this box’s address only'],
    agent: ['The agent', 'calls every 15 s, and is answered with data, never with script'],
  } satisfies Record<StepName, [string, string]>,
}

interface Said {
  title: string
  sub: string
}

/** Of each check and each way it can come out. */
export function sayCheck({ name, says, value }: Check): Said {
  const sentences: Record<string, Said> = {
    'version good': { title: 'Its RouterOS is new enough', sub: value },
    'version old': {
      title: 'Its RouterOS is too old',
      sub: `It has ${value}; 7.15 or newer is needed. System, Packages, Check for updates; then paste the line again.`,
    },
    'version six': { title: 'It has RouterOS 6', sub: `${value}: RADIUS and a plain agent. ${router_setup.six}` },
    'version unknown': { title: 'Its RouterOS is not known', sub: 'It did not say which it is.' },
    'mode good': { title: 'It may do what is needed', sub: `device-mode is ${value}` },
    'mode none': { title: 'It may do what is needed', sub: 'it has no device-mode' },
    'mode off': {
      title: `device-mode does not allow ${value}`,
      sub: `Paste “${router_setup.mode_line}”, then press its button once or cut its power within five minutes. It restarts; then paste the line again. After three tries without the button it wants one before it counts again.`,
    },
    'mode flagged': {
      title: 'RouterOS has flagged this router',
      sub: 'It found something suspicious in its configuration and allows no schedules. Look through its scripts, schedules and users, then: /system device-mode update flagged=no, and the button.',
    },
    'package good': { title: 'Its packages are on', sub: '' },
    'package off': { title: `A package is off: ${value}`, sub: 'System, Packages: enable it and restart.' },
    'licence good': { title: 'Its licence has no limit', sub: `level ${value}` },
    'licence unknown': { title: 'Its licence', sub: value === '' ? 'none of RouterBOARD’s' : value },
    'licence limit': { title: `Its licence lets in ${value}`, sub: 'More customers at once need a higher level.' },
    'licence none': { title: 'Its licence lets in one', sub: `Level ${value} is for trying. It needs level 4 or higher.` },
    'time good': { title: 'Its clock is right', sub: value },
    'time wrong': { title: 'Its clock is wrong', sub: `It says ${value}. The script has it ask for the time.` },
    'port good': { title: 'Its customers’ port is there', sub: value },
    'port none': {
      title: `It has no port called ${value}`,
      sub: 'Look under Interfaces for the name, and add the router anew with it.',
    },
    'login good': { title: 'Old and new phones can log in', sub: 'http-chap and http-pap are on' },
    'login new': { title: 'Old and new phones can log in', sub: 'its hotspot is made with http-chap and http-pap' },
    'login mended': { title: 'http-pap or http-chap is missing', sub: 'Some would pay and never come in. Our own profile, which the script sets, has both.' },
    'locals good': { title: 'Nobody is let in past RADIUS', sub: '' },
    'locals some': {
      title: `${countOf(Number(value), 'name')} of its own win over RADIUS`,
      sub: 'Whoever logs in by one is online for nothing. Look at /ppp secret and /ip hotspot user, and remove what is not yours.',
    },
    'speed good': { title: 'Speeds hold', sub: 'no FastTrack' },
    'speed mended': { title: 'FastTrack is on', sub: 'It goes past every speed. The script keeps customers out of it.' },
    'others good': { title: 'It asks nobody else', sub: '' },
    'others some': {
      title: `It asks ${countOf(Number(value), 'other RADIUS server')}`,
      sub: 'Their entries stay, and the first in the list is asked first. Remove them when you have moved.',
    },
  } // prettier-ignore
  return sentences[`${name} ${says}`] ?? { title: name, sub: value }
}
