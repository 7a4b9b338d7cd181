// `lango hotspot-pages ROUTER FOLDER [--host HOST]`: writes the pages that a MikroTik's hotspot serves, and says what to
// do with them. With --host it also writes down where that hotspot's login page is found: guests are sent nowhere else.

import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { findRouter } from '../access/routers.ts'
import type { Appliance } from '../appliance.ts'
import { Invalid } from '../errors.ts'
import { recordAct } from '../people/audit.ts'
import { hotspotPages } from '../routeros/hotspot-pages.ts'
import type { Router } from '../tables.ts'
import { orExplain } from './obstacles.ts'

const usage =
  'Say which router and which folder: lango hotspot-pages kasarani-1 ./pages --host login.example.net'

interface Asked {
  name: string
  folder: string
  /** Undefined: as it was. */
  host: string | undefined
}

export async function writeHotspotPages(
  { config, db, work }: Pick<Appliance, 'config' | 'db' | 'work'>,
  args: string[],
): Promise<string> {
  const { name, folder, host } = readArguments(args)
  const router = await findRouter(db, name)
  refuseLocal(config)
  const pages = hotspotPages({ portal_url: config.publicUrl, portal_key: router.portal_key })
  await orExplain(folder, async () => {
    await mkdir(folder, { recursive: true })
    for (const [file, text] of Object.entries(pages)) await writeFile(join(folder, file), text)
  })
  if (host !== undefined && host !== router.hotspot_host) {
    await work(async (unit) => {
      await unit.db('routers').where({ id: router.id }).update({ hotspot_host: host })
      await recordAct(unit, {
        staff: null,
        source_address: null,
        action: 'router.hotspot_host_set',
        subject: `router:${router.id}`,
        before: { hotspot_host: router.hotspot_host },
        after: { hotspot_host: host },
      })
    })
  }
  return tell(router, Object.keys(pages), folder, config.publicUrl, host ?? router.hotspot_host)
}

function readArguments(args: string[]): Asked {
  const at = args.indexOf('--host')
  const host = at < 0 ? undefined : readHost(args[at + 1] ?? '')
  const rest = at < 0 ? args : args.toSpliced(at, 2)
  const [name, folder] = rest
  const odd = rest.some((word) => word.startsWith('-'))
  if (!name || !folder || rest.length > 2 || odd) throw new Invalid('arguments_unreadable', usage)
  return { name, folder: resolve(folder), host }
}

/** A name or an IPv4 address alone: what stands between http:// and /login. */
function readHost(typed: string): string {
  const host = typed.trim().toLowerCase()
  if (/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(host))
    return host
  throw new Invalid(
    'host_unreadable',
    `--host wants the name or address alone, like login.example.net or 10.5.50.1, not "${typed}".`,
  )
}

/** The pages name the portal by the box's public address, and a phone finds nothing of ours on itself. */
function refuseLocal({ publicUrl, trial }: Appliance['config']): void {
  const { hostname } = new URL(publicUrl)
  const local = hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]'
  if (local && !trial)
    throw new Invalid(
      'public_url_local',
      `Guests' phones can't reach ${publicUrl}. Set LANGO_PUBLIC_URL to the address they can reach, then write the pages again.`,
    )
}

function tell(
  router: Router,
  files: string[],
  folder: string,
  publicUrl: string,
  host: string | null,
): string {
  const portal = new URL(publicUrl).hostname
  return `Wrote ${files.length} pages for ${router.name} to ${folder}:
  ${files.join(' ')}

1. Upload them to the router, by WinBox (Files) or SFTP, to the top of the folder flash/hotspot. A router without a
   folder "flash" takes them in hotspot; on one that has it, anything outside flash is gone after a restart.
2. In the router's terminal, with the name of its hotspot profile (/ip/hotspot/profile print) for PROFILE:
     /ip/hotspot/profile set PROFILE html-directory=flash/hotspot use-radius=yes radius-accounting=yes
     /ip/hotspot/walled-garden add dst-host=${portal} action=allow comment="Lango portal"
     /ip/hotspot/walled-garden/ip add dst-host=${portal} action=accept comment="Lango portal"
   Safaricom needs no entry: the prompt comes over the phone's own network.
3. ${tellHost(router, host, publicUrl)}
4. Join the Wi-Fi with a phone and open any page: ${publicUrl}/p/${router.portal_key} comes up.`
}

function tellHost({ name }: Router, host: string | null, publicUrl: string): string {
  if (host === null)
    return `Lango does not know yet where this hotspot's login page is, and logs nobody in there until it does. It is the
   profile's dns-name, or else its hotspot-address. Run this again with it, for example:
     lango hotspot-pages ${name} FOLDER --host login.example.net`
  const tls = publicUrl.startsWith('https:') ? '' : ' Lango itself should be reached by https.'
  return `Paid guests are sent to http://${host}/login. It must be the profile's dns-name, or its hotspot-address where it has
   no name; if it is not, run this again with --host.${tls}`
}
