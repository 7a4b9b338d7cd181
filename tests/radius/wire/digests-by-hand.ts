// The two signatures of RADIUS by the RFCs' formulas and node:crypto, so that our own checks don't check themselves.

import { createHash, createHmac } from 'node:crypto'

/** MD5(code + identifier + length + authenticator + attributes + secret): RFC 2865 3, RFC 2866 3. */
export function headerDigest(bytes: Buffer, authenticator: Buffer, secret: string): Buffer {
  const hash = createHash('md5').update(bytes.subarray(0, 4)).update(authenticator)
  return hash.update(bytes.subarray(20)).update(secret).digest()
}

/** HMAC-MD5 over the packet, with the authenticator given and zeros for the signature at `at`: RFC 3579 3.2. */
export function messageDigest(
  bytes: Buffer,
  authenticator: Buffer,
  at: number,
  secret: string,
): Buffer {
  const copy = Buffer.from(bytes)
  authenticator.copy(copy, 4)
  copy.fill(0, at, at + 16)
  return createHmac('md5', secret).update(copy).digest()
}
