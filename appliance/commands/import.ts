// `lango import SYSTEM SOURCE --zone ZONE [--dry-run]`: the books of the system that was here before. The dry run tells what would
// be brought, what not and why, and writes nothing; the same without it brings it, and may be said again.

import type { Appliance } from '../appliance.ts'
import { Invalid } from '../errors.ts'
import { voucherHashes } from '../money/vouchers.ts'
import { bringOver } from '../moving/bringing.ts'
import { readKnown } from '../moving/known.ts'
import { decideMove, type Move } from '../moving/moves.ts'
import type { OldBooks, OldKind } from '../moving/old-books.ts'
import { tellMove } from '../moving/report.ts'
import { parseSystem, readBooks } from '../moving/sources.ts'

const usage = 'lango import phpnuxbill|daloradius|freeradius SOURCE --zone Africa/Nairobi --dry-run'

interface Asked {
  dryRun: boolean
  zone: string | undefined
  site: string | undefined
  gigabyte: 1000 | 1024 | null
  plan_names: Map<string, string>
  /** Groups of FreeRADIUS sold at the hotspot. */
  hotspot: Set<string>
  words: string[]
}

/** Pure. Throws Invalid `arguments_unreadable`. */
export function readArguments(args: readonly string[]): Asked {
  const asked: Asked = { dryRun: false, zone: undefined, site: undefined, gigabyte: null, plan_names: new Map(), hotspot: new Set(), words: [] } // prettier-ignore
  const refuse = (word: string): never => {
    throw new Invalid('arguments_unreadable', `"${word}" can't be read. ${usage}`)
  }
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!
    if (word === '--dry-run') asked.dryRun = true
    else if (!word.startsWith('--')) asked.words.push(word)
    else {
      const value = args[(at += 1)] ?? refuse(word)
      const plans = value.split('=')
      if (word === '--zone') asked.zone = value
      else if (word === '--site') asked.site = value
      else if (word === '--hotspot') asked.hotspot.add(value.toLowerCase())
      else if (word === '--gigabyte' && value === '1000') asked.gigabyte = 1000
      else if (word === '--gigabyte' && value === '1024') asked.gigabyte = 1024
      else if (word === '--plan' && plans.length === 2)
        asked.plan_names.set(plans[0]!.trim().toLowerCase(), plans[1]!.trim().toLowerCase())
      else refuse(word)
    }
  }
  if (asked.words.length !== 2) throw new Invalid('arguments_unreadable', `Say what and from where: ${usage}`) // prettier-ignore
  return asked
}

export async function importBooks(
  appliance: Appliance,
  args: string[],
  write: (text: string) => void = (text) => process.stderr.write(text),
): Promise<string> {
  const { dryRun, zone, site, gigabyte, hotspot, plan_names, words } = readArguments(args)
  const now = appliance.now()
  const system = parseSystem(words[0])
  const site_id = await findSite(appliance, site)
  const books = await readBooks({ system, source: words[1]!, zone, gigabyte, now, hotspot })
  const move = await decide(appliance, books, plan_names)
  const report = tellMove(books, move, zone!)
  if (dryRun) return `${report}\n\nNothing was written: this was the dry run.`
  const began = performance.now()
  await bringOver(appliance, books, move, { zone: zone!, site_id, tell: openBar(write) })
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  return `${report}\n\nBrought over in ${seconds} s. Said again, it brings what was mended meanwhile.`
}

async function decide(
  { db, safe }: Appliance,
  books: OldBooks,
  plan_names: ReadonlyMap<string, string>,
): Promise<Move> {
  const known = await readKnown(db, safe, books)
  const hashes = (code: string) => voucherHashes(safe, code).map((hash) => hash.toString('hex'))
  return decideMove(books, known, { plan_names, hashes })
}

/** Throws Invalid `site_unsaid`, `site_unknown`. */
async function findSite({ db }: Appliance, name: string | undefined): Promise<number> {
  const sites = await db('sites').orderBy('name').select('id', 'name')
  const site = name === undefined && sites.length === 1 ? sites[0] : sites.find((one) => one.name === name) // prettier-ignore
  if (site) return site.id
  const names = sites.map((one) => `"${one.name}"`).join(', ')
  if (name === undefined) throw new Invalid('site_unsaid', `Say at which site they live, with --site: ${names || 'make one first'}.`) // prettier-ignore
  throw new Invalid('site_unknown', `There is no site "${name}": ${names}.`)
}

const barSigns = 30

/** On a terminal a bar that grows; in a file a line at each tenth. */
function openBar(
  write: (text: string) => void,
): (kind: OldKind, done: number, all: number) => void {
  // prettier-ignore
  const grows = process.stderr.isTTY === true
  let told = ''
  return (kind, done, all) => {
    const part = Math.floor((done / all) * 10)
    const bar = '█'.repeat(Math.round((done / all) * barSigns)).padEnd(barSigns, '░')
    const words = `${kind.padEnd(11)} ${bar} ${done} of ${all}`
    if (grows) write(`\r${words}${done === all ? '\n' : ''}`)
    else if (told !== `${kind} ${part}`) write(`${words}\n`)
    told = `${kind} ${part}`
  }
}
