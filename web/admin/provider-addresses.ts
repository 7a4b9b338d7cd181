// Where a provider is asked: an address that the owner types, and that jobs will connect to. A name on the internet, over
// https; in a trial this very machine too, where the simulators answer (T35).

import type { Config } from '../../appliance/config.ts'
import { Invalid } from '../../appliance/errors.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'

const here = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/
// A name with a dot, which ends in letters: no address by numbers, in whatever base they are counted.
const named = /^https:\/\/([a-z0-9-]+\.)+([a-z][a-z0-9-]+)(:(443|8443))?$/i
const inHouse = new Set(['local', 'localhost', 'localdomain', 'internal', 'lan', 'home', 'arpa'])

/** Returns the address without a slash at its end. Throws Invalid `url_unreadable`. */
export function readProviderAddress(typed: string, { trial }: Pick<Config, 'trial'>): string {
  const url = typed.trim().replace(/\/+$/, '')
  if (trial && here.test(url)) return url
  const ending = named.exec(url)?.[2]
  if (ending && !inHouse.has(ending.toLowerCase()) && URL.canParse(url)) return url
  throw new Invalid('url_unreadable', staffWords.settings.wrong.url)
}
