// npm `radius` 1.1.4, as far as the simulated router uses it. The package is CommonJS and ships no types.

import { createRequire } from 'node:module'

export type Value = string | number | Buffer

export type Attribute =
  | readonly [name: string | number, value: Value]
  | readonly [name: 'Vendor-Specific', vendor: number, attributes: readonly Attribute[]]

interface Encoding {
  code: string
  secret: string
  identifier: number
  authenticator?: Buffer
  attributes: readonly Attribute[]
  add_message_authenticator?: boolean
}

interface Decoded {
  code: string
  identifier: number
  length: number
  authenticator: Buffer
  attributes: Record<string, unknown>
  raw_attributes: [number, Buffer][]
}

interface RadiusPackage {
  add_dictionary(file: string): void
  load_dictionaries(): void
  attr_id_to_name(id: number, vendor?: number): string | undefined
  encode(packet: Encoding): Buffer
  decode_without_secret(args: { packet: Buffer }): Decoded
}

export const radius = createRequire(import.meta.url)('radius') as RadiusPackage
