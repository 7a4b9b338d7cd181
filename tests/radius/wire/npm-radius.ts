// npm `radius` 1.1.4 as we call it: the second, independent implementation. It has no types of its own.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type Value = string | number | Buffer
export interface Decoded {
  code: string
  identifier: number
  authenticator: Buffer
  attributes: Record<string, Value>
  raw_attributes: [number, Buffer][]
}

const require = createRequire(import.meta.url)
export const radius = require('radius') as {
  decode(given: { packet: Buffer; secret: string }): Decoded
  encode(given: {
    code: string
    secret: string
    identifier: number
    attributes: [string, Value][]
    authenticator?: Buffer
    add_message_authenticator?: boolean
  }): Buffer
  encode_response(given: {
    packet: Decoded
    code: string
    secret: string
    attributes?: [string, Value][]
  }): Buffer
  verify_response(given: { request: Buffer; response: Buffer; secret: string }): boolean
}

/** Packets its own tests captured, secret `nearbuy`. */
export const captures = join(dirname(require.resolve('radius')), '../test/captures')
