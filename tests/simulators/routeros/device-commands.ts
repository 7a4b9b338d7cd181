// What single menus of a router do beyond keeping their configuration: fetching, files and certificates, scripts, logs,
// the mode that forbids things until somebody presses a button.

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from 'node:crypto'
import type { Call, Command } from './interpreter.ts'
import type { DeviceMode } from './device-mode.ts'
import { targets } from './menu-commands.ts'
import { patienceOf, readHeaders, userBytesMax, type Fetcher } from './router-fetch.ts'
import type { Tree } from './tree.ts'
import { recordOf, ScriptTrouble, textOf, type Value } from './values.ts'

export interface Device {
  readonly tree: Tree
  readonly mode: DeviceMode
  readonly fetch: Fetcher
  log(topics: string, message: string): void
  put(line: string): void
  runSource(source: string): Promise<Value>
  reboot(): void
}

export function deviceCommands(device: Device): Readonly<Record<string, Command>> {
  const { tree, mode } = device
  const logAs =
    (topics: string): Command =>
    async (call) => {
      device.log(
        `script,${topics}`,
        textOf((await call.placed(0)) ?? (await call.named('message')) ?? ''),
      )
      return null
    }
  return {
    '/tool fetch': (call) => fetchFile(device, call),
    '/tool ping': () => 3,
    '/log info': logAs('info'),
    '/log warning': logAs('warning'),
    '/log error': logAs('error'),
    '/log debug': logAs('debug'),
    '/certificate import': (call) => importCertificate(device, call),
    '/system/script run': async (call) => {
      const which = (await call.named('number')) ?? (await call.placed(0)) ?? ''
      const [script] = targets(tree, '/system/script', which)
      if (!script) throw new ScriptTrouble('no such item')
      return device.runSource(script.values.get('source') ?? '')
    },
    '/system reboot': () => {
      device.reboot()
      return null
    },
    '/system/device-mode update': async (call) => {
      const wanted: Record<string, string> = {}
      for (const { name } of call.statement.words)
        if (name !== undefined) wanted[name] = plainWord(await call.named(name))
      device.put(mode.ask(wanted))
      return null
    },
    '/interface/wireguard/peers show-client-config': () => null,
    '/ip/hotspot reset-html': () => null,
  } // prettier-ignore
}

function plainWord(value: Value | undefined): string {
  return value === true ? 'yes' : value === false ? 'no' : textOf(value ?? '')
}

async function fetchFile(device: Device, call: Call): Promise<Value> {
  if (!device.mode.allows('fetch')) throw new ScriptTrouble('failure: not allowed by device-mode')
  const word = async (name: string) => textOf((await call.named(name)) ?? '')
  const url = await word('url')
  if (!/^https?:\/\/[^/\s]+/.test(url)) throw new ScriptTrouble('failure: invalid URL')
  const check = await word('check-certificate')
  const isChecked = check.startsWith('yes') || check === 'true'
  const answer = await device.fetch({
    url,
    method: ((await word('http-method')) || 'get').toUpperCase(),
    headers: readHeaders(await word('http-header-field')),
    body: Buffer.from(await word('http-data'), 'latin1'),
    trusted: isChecked ? trustedOf(device.tree) : undefined,
    milliseconds: patienceOf(await call.named('duration'), await call.named('idle-timeout')),
  })
  if (answer.status < 200 || answer.status > 299)
    throw new ScriptTrouble(`failure: Fetch failed with status ${answer.status}`)
  const isForScript = (await word('output')).startsWith('user')
  if (isForScript && answer.body.length > userBytesMax)
    throw new ScriptTrouble('failure: file is too big for output=user')
  const bytes = answer.body.toString('latin1')
  if (!isForScript && (await word('output')) !== 'none') {
    const name = (await word('dst-path')) || url.replace(/[?#].*$/, '').split('/').at(-1)! || 'index.html'
    writeFile(device.tree, name, bytes)
  }
  const kilobytes = Math.ceil(answer.body.length / 1024)
  return recordOf({
    status: 'finished',
    downloaded: kilobytes,
    total: kilobytes,
    duration: { seconds: 1 },
    ...(isForScript ? { data: bytes } : {}),
  })
} // prettier-ignore

/** A file of that name is overwritten, as by `/tool fetch`. */
export function writeFile(tree: Tree, name: string, bytes: string): void {
  const there = tree.items('/file').find(({ values }) => values.get('name') === name)
  const values = new Map<string, Value>([['name', name], ['contents', bytes], ['type', 'file']]) // prettier-ignore
  if (there) tree.set('/file', there, values)
  else tree.add('/file', values)
}

function trustedOf(tree: Tree): string[] {
  return tree
    .items('/certificate')
    .filter(({ values }) => values.get('trusted') === 'yes')
    .flatMap(({ values }) => values.get('.pem') ?? [])
}

/** A PEM file becomes an item a certificate, trusted; one that is there already is not added again. */
async function importCertificate({ tree, put }: Device, call: Call): Promise<Value> {
  const name = textOf((await call.named('file-name')) ?? (await call.placed(0)) ?? '')
  const file = tree.items('/file').find(({ values }) => values.get('name') === name)
  if (!file) throw new ScriptTrouble('failure: file not found')
  const pems = (file.values.get('contents') ?? '').match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g) ?? [] // prettier-ignore
  let imported = 0
  for (const [place, pem] of pems.entries()) {
    const certificate = readCertificate(pem)
    const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
    if (tree.items('/certificate').some(({ values }) => values.get('fingerprint') === fingerprint))
      continue
    const given = textOf((await call.named('name')) ?? '')
    const [, common = ''] = /CN=([^\n]*)/.exec(certificate.subject) ?? []
    tree.add(
      '/certificate',
      new Map<string, Value>([
        ['name', given === '' ? `${name}_${place}` : pems.length > 1 ? `${given}_${place}` : given],
        ['common-name', common],
        ['fingerprint', fingerprint],
        ['trusted', 'yes'],
        ['.pem', pem],
      ]),
    )
    imported += 1
  }
  put(`certificates-imported: ${imported}`)
  return null
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new ScriptTrouble('failure: unable to load certificate')
  }
}

/** An interface added without a private key makes one of its own; the public one follows from it. */
export function completeWireGuard(tree: Tree): void {
  for (const { values } of tree.items('/interface/wireguard')) {
    if (!values.get('private-key')) {
      const { privateKey } = generateKeyPairSync('x25519')
      values.set('private-key', privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64')) // prettier-ignore
      values.delete('public-key')
    }
    if (values.get('public-key')) continue
    const raw = Buffer.from(values.get('private-key')!, 'base64')
    const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), raw])
    const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
    values.set('public-key', key.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')) // prettier-ignore
  }
}
