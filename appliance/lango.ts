// The operator's command: a table of commands and nothing else. Started by npm scripts and by systemd with the
// Node that the lock file pins; never by `env node`.

import { openAppliance, type Appliance } from './appliance.ts'
import { keepAudit } from './commands/audit.ts'
import { checkBox } from './commands/check.ts'
import { describeClock } from './commands/clock.ts'
import { openConsole } from './commands/console.ts'
import { writeHotspotPages } from './commands/hotspot-pages.ts'
import { describeHealth } from './commands/health.ts'
import { keepLedger } from './commands/ledger.ts'
import { keepStaff } from './commands/staff.ts'
import { describeStatus } from './commands/status.ts'
import { explainFault } from './commands/obstacles.ts'
import { importBooks } from './commands/import.ts'
import { importOldNumbers } from './commands/old-numbers.ts'
import { keepRadSec } from './commands/radsec.ts'
import { keepRouters } from './commands/routers.ts'
import { describeSetup } from './commands/setup.ts'
import { writeSchema } from './commands/schema.ts'
import { seedTrial } from './commands/seed.ts'
import { writeBundle } from './commands/support-bundle.ts'
import { runTrial } from './commands/trial.ts'
import { describeTunnels } from './commands/tunnels.ts'
import { printVouchers } from './commands/vouchers.ts'
import { describeSettings, readConfig } from './config.ts'
import { isAway } from './database.ts'
import { Refusal } from './errors.ts'
import { migrate } from './migrate.ts'
import { firstRunLink, issueFirstRunToken } from './people/first-run.ts'

interface Outcome {
  words?: string
  code?: number
}

interface Command {
  usage: string
  help: string
  run(args: string[]): Promise<Outcome>
}

const commands: Record<string, Command> = {
  help: {
    usage: 'help',
    help: 'Show this list',
    run: async () => ({ words: describeCommands() }),
  },
  trial: {
    usage: 'trial [--fresh]',
    help: 'Run everything on this machine, to try; --fresh begins anew (npm start)',
    run: async (args) => runTrial(args).then(() => ({})),
  },
  status: {
    usage: 'status [--json]',
    help: 'Say what runs here, a box or a trial; exit code 3 where nothing does',
    run: describeStatus,
  },
  config: {
    usage: 'config',
    help: 'List every setting, its default and what it is for',
    run: async () => ({ words: describeSettings() }),
  },
  migrate: {
    usage: 'migrate',
    help: 'Bring the database of LANGO_DATABASE_URL up to date',
    run: async () => ({ words: describeMigrations(await migrate(readConfig().databaseUrl)) }),
  },
  setup: {
    usage: 'setup [--json]',
    help: 'Say what a new box needs next; at the very first, the link that makes its owner',
    run: (args) => onAppliance((box) => describeSetup(box, args))(),
  },
  'first-run': {
    usage: 'first-run',
    help: 'Print the link by which the owner makes their own account, good for an hour',
    run: onAppliance(async (box) => firstRunLink(box, await issueFirstRunToken(box))),
  },
  check: {
    usage: 'check [--json]',
    help: 'Go through the usual causes, each with its cure; exit code 1 where something is not well',
    run: async (args) => withBox((box) => checkBox(box, args)),
  },
  health: {
    usage: 'health [--json]',
    help: 'Say how the processes of this machine are; exit code 1 where one needs looking at',
    run: async (args) => describeHealth(readConfig().stateDir, args),
  },
  'support-bundle': {
    usage: 'support-bundle FILE.json.gz',
    help: 'Write what a maintainer asks for, without secrets and persons; a journal on the input is cleaned and added',
    run: (args) => onAppliance((box) => writeBundle(box, args))(),
  },
  console: {
    usage: 'console',
    help: 'JavaScript with the books at hand, to look; it can change nothing',
    run: async () => openConsole().then(() => ({})),
  },
  clock: {
    usage: 'clock [--accept]',
    help: "Say whether the machine's clock is believed; --accept: it is right",
    run: (args) => onAppliance((box) => describeClock(box, args))(),
  },
  'hotspot-pages': {
    usage: 'hotspot-pages ROUTER FOLDER',
    help: 'Write the pages a hotspot uploads; --host HOST says where its login page is found',
    run: (args) => onAppliance((box) => writeHotspotPages(box, args))(),
  },
  vouchers: {
    usage: 'vouchers PLAN COUNT',
    help: 'Make vouchers and print their codes, this once',
    run: (args) => onAppliance((box) => printVouchers(box, args))(),
  },
  import: {
    usage: 'import SYSTEM SOURCE',
    help: 'Bring the books of phpnuxbill, daloradius or freeradius; --dry-run first, --zone Africa/Nairobi',
    run: (args) => onAppliance((box) => importBooks(box, args))(),
  },
  'old-numbers': {
    usage: 'old-numbers FILE FROM',
    help: 'Keep what subscribers typed at the paybill before, a line each: our account number, the old one',
    run: (args) => onAppliance((box) => importOldNumbers(box, args))(),
  },
  routers: {
    usage: 'routers [add|rotate|unsigned]',
    help: 'Who may ask us by RADIUS, and how each proves itself; secrets are made here',
    run: (args) => onAppliance((box) => keepRouters(box, args))(),
  },
  radsec: {
    usage: 'radsec [server|pin|unpin]',
    help: 'Certificates, for routers that ask us through TLS',
    run: (args) => onAppliance((box) => keepRadSec(box, args))(),
  },
  tunnels: {
    usage: 'tunnels',
    help: 'Print /etc/wireguard/lango.conf, with its private key: for routers that come through a tunnel',
    run: onAppliance(describeTunnels),
  },
  audit: {
    usage: 'audit [verify|head]',
    help: 'Walk the chain of everything anybody did; exit code 1 where a row is not as it was',
    run: (args) => onAppliance((box) => keepAudit(box, args))(),
  },
  ledger: {
    usage: 'ledger [check|balance|head]',
    help: 'Whether the books are whole, and what stands in them; exit code 1 where they are not',
    run: async (args) => withBox((box) => keepLedger(box, args)),
  },
  staff: {
    usage: 'staff [reset EMAIL]',
    help: 'Who works here; reset: a link for a new password, and no codes from the phone any more',
    run: (args) => onAppliance((box) => keepStaff(box, args))(),
  },
  seed: {
    usage: 'seed SAFARICOM-URL',
    help: "Fill an empty trial database with the trial's small provider",
    run: (args) => onAppliance((box) => seedTrial(box, args))(),
  },
  schema: {
    usage: 'schema',
    help: 'Write migrations/schema.sql anew (for developers)',
    run: async () => ({ words: await writeSchema() }),
  },
}

function describeCommands(): string {
  const lines = Object.values(commands).map(({ usage, help }) => `  ${usage.padEnd(29)} ${help}`)
  return [
    'Lango, the gate of an internet provider: M-Pesa pays, the router opens.',
    '',
    'npm start tries it on this machine. npm run lango -- COMMAND runs one of these:',
    '',
    ...lines,
    '',
    'COMMAND --help tells of one; --json is for programs.',
    'Exit code 0: done. 1: something stood in the way, told in one sentence. 2: no such command.',
  ].join('\n')
}

function describeMigrations(names: string[]): string {
  return names.length === 0 ? 'Up to date.' : names.map((name) => `ran ${name}`).join('\n')
}

function onAppliance(task: (appliance: Appliance) => Promise<string>): () => Promise<Outcome> {
  return () => withBox(async (box) => ({ words: await task(box) }))
}

async function withBox(task: (box: Appliance) => Promise<Outcome>): Promise<Outcome> {
  const box = await openAppliance(readConfig())
  try {
    return await task(box)
  } finally {
    await box.close()
  }
}

async function main([name = 'help', ...args]: string[]): Promise<number> {
  const command = commands[name.replace(/^--?help$|^-h$/, 'help')]
  if (!command) {
    console.error(`There is no command "${name}".\n\n${describeCommands()}`)
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    console.log(`lango ${command.usage}\n\n${command.help}.`)
    return 0
  }
  const { words, code } = await command.run(args)
  if (words) console.log(words)
  return code ?? 0
}

/** What a person can mend is told in a sentence; a bug is shown whole. */
function tell(error: unknown): number {
  console.error(sentenceFor(error) ?? error)
  return 1
}

function sentenceFor(error: unknown): string | undefined {
  const { message } = error as Error
  if (error instanceof Refusal || message.startsWith("Lango can't start")) return message
  if (isAway(error)) return `The database does not answer: see LANGO_DATABASE_URL. (${message})`
  return explainFault(error, process.cwd())?.message
}

process.exit(await main(process.argv.slice(2)).catch(tell))
