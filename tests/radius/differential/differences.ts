// Where we differ from FreeRADIUS and from npm `radius`, and why. Each has to go on occurring: one that no longer does is
// taken out of the list, so that nothing new hides behind it.

import type { Verdict } from './verdicts.ts'

type Traits = ReadonlySet<string>

export interface VerdictDifference {
  why: string
  ours: Verdict['outcome']
  theirs: Verdict['outcome']
  when(traits: Traits): boolean
}

/** Of FreeRADIUS 3.2.1 with pap, chap, mschap and a users file. */
export const verdictDifferences: readonly VerdictDifference[] = [
  {
    why: 'we know names in any case: people type them on phones (design: user names are lower-cased)',
    ours: 'accept',
    theirs: 'reject',
    when: (traits) => traits.has('name capitals'),
  },
  {
    why: 'a User-Password that is not in blocks of 16 is none (RFC 2865 5.2); FreeRADIUS reads its whole blocks',
    ours: 'reject',
    theirs: 'accept',
    when: (traits) =>
      !traits.has('shape whole') && (traits.has('method pap') || traits.has('method two')),
  },
  {
    why: 'an MS-CHAP answer or challenge of another length is none (RFC 2548); FreeRADIUS reads what it knows of it',
    ours: 'reject',
    theirs: 'accept',
    when: (traits) =>
      traits.has('shape long') && (traits.has('method ms-chap') || traits.has('method ms-chap2')),
  },
  {
    why: 'two credentials at once are forbidden (RFC 2865 4.1); FreeRADIUS takes one of them',
    ours: 'reject',
    theirs: 'accept',
    when: (traits) => traits.has('method two'),
  },
  {
    why: 'a name with a NUL in it is nobody: FreeRADIUS looks up what stands before it',
    ours: 'reject',
    theirs: 'accept',
    when: (traits) => traits.has('name nul'),
  },
]

export interface LineDifference {
  why: string
  whose: 'ours' | 'theirs'
  in: Verdict['outcome']
  line: RegExp
  when(traits: Traits): boolean
}

const always = () => true
const isMsChap = (traits: Traits) => traits.has('method ms-chap') || traits.has('method ms-chap2')

/** Of an answer that is the same answer: lines that only one has. */
export const lineDifferences: readonly LineDifference[] = [
  { why: 'Class names our session', whose: 'ours', in: 'accept', line: /^Class = 0x/, when: always },
  { why: 'Reply-Message tells people', whose: 'ours', in: 'reject', line: /^Reply-Message = "Unknown user name or password"$/, when: always },
  { why: 'we offer no second try, so no challenge for it', whose: 'ours', in: 'reject', line: /^MS-CHAP-Error = \d+ E=691 R=0 (C=0{32} V=3 M=|V=2$)/, when: isMsChap },
  { why: 'FreeRADIUS offers a second try', whose: 'theirs', in: 'reject', line: /^MS-CHAP-Error = \d+ E=691 R=1 C=[0-9a-f]{16,32} V=[23]/, when: isMsChap },
  { why: 'RFC 2548 2.4.1: eight octets of the LM hash come first', whose: 'ours', in: 'accept', line: /^MS-CHAP-MPPE-Keys = [0-9a-f]{64}$/, when: (traits) => traits.has('method ms-chap') },
  { why: 'FreeRADIUS makes no LM hash of a password', whose: 'theirs', in: 'accept', line: /^MS-CHAP-MPPE-Keys = 0{16}[0-9a-f]{32}0{16}$/, when: (traits) => traits.has('method ms-chap') },
] // prettier-ignore

export interface ReadingDifference {
  why: string
  /** "read", or why not. */
  ours: RegExp
  theirs: RegExp
}

/** Of npm `radius` 1.1.4, which only reads. */
export const readingDifferences: readonly ReadingDifference[] = [
  { why: 'a vendor container that nobody can read is kept as it is', ours: /^read$/, theirs: /^Invalid vendor id$/ },
  { why: 'a password of a wrong length is refused later, by a Reject', ours: /^read$/, theirs: /^Invalid password: / },
  { why: 'over 200 attributes are too many', ours: /^too_many_attributes$/, theirs: /^read$/ },
  { why: 'a length under 20 is none (RFC 2865 3)', ours: /^bad_length$/, theirs: /^read$/ },
  { why: 'an attribute that runs over the end is none', ours: /^bad_attribute$/, theirs: /^read$/ },
] // prettier-ignore
