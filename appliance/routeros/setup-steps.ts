// The steps by which a router is connected, in the order they are done, and what each is called between it and us.

/** What the script sets. */
export const stepNames = [
  'before',
  'certificate',
  'clock',
  'wireguard',
  'radius',
  'incoming',
  'pppoe',
  'hotspot',
  'fasttrack',
  'expired',
  'api',
  'agent',
] as const
export type StepName = (typeof stepNames)[number]

export interface SetupStep {
  name: StepName
  lines: string[]
}

export function isStepName(word: string): word is StepName {
  return (stepNames as readonly string[]).includes(word)
}
