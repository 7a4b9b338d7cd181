// Places and routers: who is online through each, whether it speaks to us, and what to type into it.

import { countOf } from '../figures.ts'

export const places = {
  title: 'Sites & routers',
  lead: 'Where you sell, and the routers that ask whether somebody may come online.',
  add_site: 'Add a place',
  site_name: 'Name of the place',
  site_enter: 'Add it',
  rename: 'Rename',
  rename_text: 'Subscribers, routers and plans stay with it.',
  rename_now: 'Rename it',
  add_router: 'Add a router',
  add_text:
    'It is given a secret of its own, which the next page shows once, with the lines for its terminal.',
  name: 'Name',
  name_hint: 'one word: githurai-2',
  address: 'Its address',
  address_hint: 'as this box sees its packets come: 10.99.0.11',
  site: 'Place',
  box: 'This box, as the router sees it',
  box_hint: 'its address, for the lines to paste; empty: you put it in',
  add_enter: 'Add and show its lines',
  subscribers: (count: number): string => countOf(count, 'subscriber'),
  column: { router: 'Router', heard: 'Last heard', online: 'Online', state: 'State' },
  never: 'never yet',
  nowhere: 'known when it calls',
  no_routers: 'No router stands here yet.',
  none: 'No place yet',
  none_text: 'Add the first one, an estate or a building; then its router.',

  states: {
    good: { word: 'signs its requests', tone: 'good' },
    silent: { word: 'not heard yet', tone: 'wait' },
    mismatch: { word: 'wrong secret', tone: 'bad' },
    weak: { word: 'weak secret', tone: 'bad' },
    rotating: { word: 'new secret not used yet', tone: 'wait' },
    unsigned: { word: 'heard unsigned', tone: 'bad' },
    plain: { word: 'has not signed yet', tone: 'wait' },
  },

  one: {
    now: 'Now',
    site: 'Place',
    address: 'Address',
    heard: 'Last heard',
    online: 'Online through it',
    coa: 'Told to disconnect at',
    port: (port: number): string => `UDP ${port}`,
    host: 'Hotspot’s login page',
    no_host: 'none: guests are not sent there',
    portal: 'Its portal',
    certificate: 'RadSec certificate',
    unsigned: (until: string): string => `until ${until}`,
    unsigned_name: 'Heard without signatures',
    rotate: 'New secret',
    rotate_text:
      'The next page shows it once. The old one is good until the first packet made with the new one comes, so nobody is cut. A router that calls home fetches it by itself.',
    rotate_now: 'Draw a new secret',
    unsigned_act: 'Hear it unsigned',
    unsigned_text:
      'For an old RouterOS that can’t sign, for 1 to 30 days; 0 ends it. Who can change packets on the way can open lines meanwhile.',
    days: 'Days',
    unsigned_now: 'Hear it without signatures',
    host_act: 'Hotspot’s address',
    host_text:
      'The dns-name of its hotspot profile, or its hotspot-address. Empty where it has no hotspot.',
    host_label: 'Name or address alone',
    host_now: 'Keep it',
    retire: 'Take out of service',
    retire_text: 'Nothing it asks is answered any more. Its name and its history stay.',
    retire_now: 'Take it out of service',
    why: 'Why',
  },

  lines: {
    title: (name: string): string => `Lines for ${name}`,
    once: 'The secret in them is shown this once. Paste them before you leave this page.',
    how: 'WinBox, then New Terminal; or by SSH. The last line is for routers with a hotspot.',
    placeholder: 'Put this box’s address, as the router sees it, for LANGO.',
    changes:
      'Its entry is found by its comment “Lango”. The old secret is good until this one is used.',
    copy: 'Copy',
    copied: 'Copied',
    pages: 'Its hotspot pages are written by a command on this box:',
    back: 'To the router',
  },
}
