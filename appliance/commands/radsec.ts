// `lango radsec`: certificates for routers that ask us through TLS. They are made elsewhere, by an easy-rsa or the like, and
// told to us here: our own with its key, and of each router the certificate alone.

import { X509Certificate } from 'node:crypto'
import {
  fingerprintOf,
  keepIdentity,
  readCertificate,
  readIdentity,
} from '../access/radsec-identity.ts'
import { listRouters, pinCertificate } from '../access/routers.ts'
import type { Appliance } from '../appliance.ts'
import { Invalid } from '../errors.ts'
import { orExplain, readText } from './obstacles.ts'

type Box = Pick<Appliance, 'config' | 'db' | 'safe' | 'work' | 'now'>

const usage = `lango radsec                           how things stand
lango radsec server CERTIFICATE KEY    what routers find at our port: two files in PEM
lango radsec pin ROUTER CERTIFICATE    the certificate this router shows, and no other
lango radsec unpin ROUTER              no certificate is this router's any more; its connections are closed`

export async function keepRadSec(box: Box, [act = 'list', ...words]: string[]): Promise<string> {
  const [first = '', second = ''] = words
  switch (`${act} ${words.length}`) {
    case 'list 0':
      return describe(box)
    case 'server 2':
      return keepOurs(box, first, second)
    case 'pin 2':
      return pin(box, first, second)
    case 'unpin 1':
      await box.work((unit) => pinCertificate(unit, first, null))
      return `${first} is not heard through RadSec any more.`
    default:
      throw new Invalid('arguments_unreadable', `Say what to do:\n${usage}`)
  }
}

async function describe({ config, db, safe, now }: Box): Promise<string> {
  const identity = await readIdentity(config, safe)
  const ours = identity && new X509Certificate(identity.certificate)
  const routers = (await listRouters(db, safe, now())).filter((one) => one.certificate_sha256)
  return [
    config.radsecPort === 0
      ? 'RadSec is off: LANGO_RADSEC_PORT is not set.'
      : `RadSec is on port ${config.radsecPort}.`,
    ours
      ? `Our certificate: ${nameOf(ours)}, good until ${ours.validTo}.`
      : 'We have no certificate yet: lango radsec server CERTIFICATE KEY',
    ...routers.map(({ name, certificate_sha256 }) => `${name}  ${certificate_sha256}`),
  ].join('\n')
}

async function keepOurs(
  { config, safe, now }: Box,
  certificate: string,
  key: string,
): Promise<string> {
  const identity = { certificate: await readText(certificate), key: await readText(key) }
  const kept = await orExplain(config.stateDir, () => keepIdentity(config, safe, identity, now()))
  return `Routers find ${nameOf(kept)} from the next start of RADIUS on, good until ${kept.validTo}. A copy of the key is kept,
sealed; the file ${key} is not needed here any more.`
}

async function pin({ work, now }: Box, name: string, file: string): Promise<string> {
  const certificate = readCertificate(await readText(file), now())
  await work((unit) => pinCertificate(unit, name, fingerprintOf(certificate)))
  return `${name} is known by ${nameOf(certificate)}, good until ${certificate.validTo}.

In the router's terminal, with this box's address for LANGO, and CERT for its certificate, imported with its key:
  /radius add address=LANGO protocol=radsec certificate=CERT service=ppp,hotspot`
}

function nameOf({ subject }: X509Certificate): string {
  return subject.replaceAll('\n', ', ')
}
