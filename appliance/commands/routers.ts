// `lango routers`: who may ask us, and how each proves itself. A secret is shown once, when it is made.

import { isIP } from 'node:net'
import {
  addRouter,
  allowUnsigned,
  listRouters,
  readSharedSecret,
  rotateSecret,
  unsignedDaysMax,
  type ListedRouter,
} from '../access/routers.ts'
import type { Appliance } from '../appliance.ts'
import { Invalid } from '../errors.ts'
import { formatMoment, type Instant } from '../time.ts'
import { readText } from './obstacles.ts'

type Box = Pick<Appliance, 'db' | 'safe' | 'work' | 'now'>

const usage = `lango routers                                list them
lango routers add NAME ADDRESS SITE          a new one; --secret-file FILE: with a secret it has already
lango routers rotate NAME                    draw a new secret; the old one is good until the new one is used
lango routers unsigned NAME DAYS             hear it without signatures for 1 to ${unsignedDaysMax} days; 0: no longer`

export async function keepRouters(box: Box, [act = 'list', ...words]: string[]): Promise<string> {
  const asked = `${act} ${words.length}`
  const [name = '', second = '', third = '', option, file = ''] = words
  if (asked === 'list 0') return list(box)
  if (asked === 'rotate 1') return rotate(box, name)
  if (asked === 'unsigned 2') return hearUnsigned(box, name, second)
  if (asked === 'add 3') return add(box, { name, address: second, site: third }, undefined)
  if (asked === 'add 5' && option === '--secret-file')
    return add(box, { name, address: second, site: third }, file)
  throw new Invalid('arguments_unreadable', `Say what to do:\n${usage}`)
}

async function list({ db, safe, now }: Box): Promise<string> {
  const at = now()
  const routers = await listRouters(db, safe, at)
  if (routers.length === 0) return 'No router is set up yet: lango routers add NAME ADDRESS SITE'
  const wide = (pick: (router: ListedRouter) => string) =>
    Math.max(...routers.map((router) => pick(router).length))
  const [names, addresses] = [wide(({ name }) => name), wide(({ address }) => address)]
  return routers
    .map((one) => {
      const start = `${one.name.padEnd(names)}  ${one.address.padEnd(addresses)}  ${one.site}`
      return [start, ...marksOf(one, at)].join(' · ')
    })
    .join('\n')
}

/** What is out of the ordinary, the worst first. */
function marksOf(router: ListedRouter, now: Instant): string[] {
  const { secret_mismatch, weak, rotating, unsigned_until, certificate_sha256: pin } = router
  return [
    ...(secret_mismatch ? ['WRONG SECRET: none of its packets is right'] : []),
    ...(weak ? ['WEAK SECRET: lango routers rotate'] : []),
    ...(unsigned_until ? [`UNSIGNED until ${formatMoment(unsigned_until, now)}`] : []),
    ...(rotating ? ['has not used its new secret yet'] : []),
    ...(pin ? [`RadSec ${pin.slice(0, 16)}…`] : []),
  ]
}

async function add(
  { safe, work }: Box,
  asked: { name: string; address: string; site: string },
  file: string | undefined,
): Promise<string> {
  if (!isIP(asked.address))
    throw new Invalid('address_unreadable', `"${asked.address}" is not an address like 10.99.0.11.`)
  const secret = file === undefined ? undefined : readSharedSecret(await readText(file))
  const made = await work((unit) => addRouter(unit, safe, { ...asked, secret }))
  if (file !== undefined) return `${asked.name} is known, with the secret of ${file}.`
  return `${asked.name} is known. ${tellSecret(made)}

In the router's terminal, with this box's address for LANGO:
  /radius add address=LANGO service=ppp,hotspot timeout=3s require-message-auth=yes-for-request-resp secret="${made}"`
}

async function rotate({ safe, work }: Box, name: string): Promise<string> {
  const secret = await work((unit) => rotateSecret(unit, safe, name))
  return `${name} has a new secret. ${tellSecret(secret)}
The old one is good until the first packet made with the new one comes.

In the router's terminal, with this box's address for LANGO:
  /radius set [find address=LANGO] secret="${secret}"`
}

function tellSecret(secret: string): string {
  return `Its secret is not shown again:\n\n  ${secret}\n`
}

async function hearUnsigned({ work }: Box, name: string, typed: string): Promise<string> {
  const days = /^\d{1,2}$/.test(typed) ? Number(typed) : NaN
  await work((unit) => allowUnsigned(unit, name, days))
  if (days === 0) return `${name} must sign its requests.`
  return `${name} is heard without signatures for ${days} days. Who can change packets on the way can open lines meanwhile.`
}
