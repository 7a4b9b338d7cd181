// Which release this is: the archive of ansible/make-release says so; a checkout is none.

import { readFileSync } from 'node:fs'

export const release: string = readRelease()

function readRelease(): string {
  try {
    return readFileSync(new URL('../../RELEASE', import.meta.url), 'utf8').split('\n', 1)[0]!
  } catch {
    return 'checkout'
  }
}
