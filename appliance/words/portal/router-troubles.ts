// What a router says when it lets nobody in: RouterOS's own words (errors.txt), or ours that came by RADIUS. They come
// through the guest's browser, so they are recognised and never shown: anybody can write into that address.

const troubles = [
  'tried',
  'time_used',
  'data_used',
  'too_many_devices',
  'closed_hours',
  'wrong_place',
  'wrong_device',
  'stale',
  'busy',
  'suspended',
  'fault',
  'unknown',
] as const
export type RouterTrouble = (typeof troubles)[number]

// RouterOS manual, "Hotspot customisation": a name or its sentence. The rest is radius/replies.ts and the catalogue.
const known: [RouterTrouble, RegExp][] = [
  ['too_many_devices', /session-limit|no more sessions|session limit reached|already in use|tayari inatumika/i],
  ['data_used', /traffic-limit|reached traffic limit|data used up/i],
  ['time_used', /uptime-limit|reached uptime limit|account expired|time has ended|muda wako umeisha/i],
  ['wrong_device', /belongs to another phone|invalid-mac|not allowed to log in from this mac|wrong-mac-username/i],
  ['closed_hours', /closed at this hour/i],
  ['wrong_place', /not paid for at this place/i],
  ['suspended', /account (is )?(suspended|closed|paused)|line is paused|imesimamishwa|imefungwa/i],
  ['busy', /auth-in-progress|already authorizing|radius-timeout|not responding|shutting-down|shutting down|could not check/i],
  ['fault', /internal-error|internal error|config-error|configuration error|ippool-empty|no more free addresses|license-session/i],
  ['stale', /chap-missing|challenge response|(invalid|unknown|wrong)[ -](user ?name|password)|is not right|si sahihi/i],
] // prettier-ignore

/** Which trouble these words are, or name; null for no words. */
export function readRouterTrouble(words: string): RouterTrouble | null {
  const plain = words.trim()
  if (plain === '') return null
  const named = troubles.find((trouble) => trouble === plain)
  return named ?? known.find(([, pattern]) => pattern.test(plain))?.[0] ?? 'unknown'
}
