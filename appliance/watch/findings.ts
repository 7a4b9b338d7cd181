// What is well with the box and what is not, with the cure a technician can apply: from what was seen to sentences. Pure.

import { decideDisk } from '../people/box-health.ts'
import { checkCallbackUrl } from '../providers/daraja-register.ts'
import { formatLength } from '../time.ts'
import type { BoxFacts, DatabaseFacts } from './facts.ts'

export interface Finding {
  what: string
  /** A note is for whoever has time; bad is for now. */
  state: 'good' | 'note' | 'bad'
  found: string
  /** Null where nothing is to be done. */
  cure: string | null
}

export function listFindings(facts: BoxFacts): Finding[] {
  return [
    ...lookAtMachine(facts),
    ...lookAtProcesses(facts),
    ...(facts.database ? lookAtDatabase(facts.database, facts.trial) : [awayOf(facts)]),
  ]
}

const good = (what: string, found: string): Finding => ({ what, state: 'good', found, cure: null })
const note = (what: string, found: string, cure: string): Finding => ({ what, state: 'note', found, cure }) // prettier-ignore
const bad = (what: string, found: string, cure: string): Finding => ({ what, state: 'bad', found, cure }) // prettier-ignore

function lookAtMachine({ state, certificates, public_url, trial, at }: BoxFacts): Finding[] {
  const found: Finding[] = []
  if (!state || !state.writable)
    found.push(bad('state folder', 'The state folder is not there, or may not be written to.', 'Run the playbook again, or make the folder of LANGO_STATE_DIR for the user lango.')) // prettier-ignore
  else {
    const disk = decideDisk(state.free_bytes, state.total_bytes)
    const room = `${Math.round(state.free_bytes / 1e9)} GB free of ${Math.round(state.total_bytes / 1e9)} in ${state.folder}` // prettier-ignore
    const cure = 'Make room: journalctl --vacuum-size=500M, apt clean, old releases in /opt/lango/releases; or a larger disk.' // prettier-ignore
    if (disk === 'full') found.push(bad('disk', room, cure))
    else found.push(disk === 'tight' ? note('disk', room, cure) : good('disk', room))
  }
  const problem = checkCallbackUrl(public_url, trial ? 'trial' : 'production')
  const cure = problem?.reason === 'forbidden_word'
    ? 'Take a name without mpesa, safaricom, exe, cmd, sql or query.'
    : 'Set LANGO_PUBLIC_URL (lango_public_host of the inventory).' // prettier-ignore
  found.push(problem ? bad('address', `${public_url}: ${problem.message}`, cure) : good('address', public_url)) // prettier-ignore
  for (const { name, ends_at } of certificates) {
    const days = Math.floor(at.until(ends_at).total('hours') / 24)
    const words = days < 0 ? `${name} ended on ${ends_at}` : `${name} is good for ${days} days`
    const cure = 'journalctl -u caddy says why it was not renewed: port 80 must be open to the world. RadSec: lango radsec server.' // prettier-ignore
    if (days < 7) found.push(bad('certificate', words, cure))
    else found.push(days < 30 ? note('certificate', words, cure) : good('certificate', words))
  }
  return found
}

function lookAtProcesses({ processes: { count, problems } }: BoxFacts): Finding[] {
  if (count === 0)
    return [bad('processes', 'No process tells of itself.', 'systemctl start lango-radius lango-jobs lango-web, then journalctl -u lango-web.')] // prettier-ignore
  if (problems.length === 0) return [good('processes', `${count} run and say that they are well`)]
  return problems.map((problem) => bad('processes', problem, cureOf(problem)))
}

function cureOf(problem: string): string {
  if (/clock of/.test(problem)) return 'On the router: /system ntp client set enabled=yes'
  if (/clock/.test(problem)) return 'chronyc tracking; where the clock is right: lango clock --accept'
  if (/PostgreSQL/.test(problem)) return 'systemctl status postgresql@15-main; it is read by itself when it is back.' // prettier-ignore
  return 'systemctl restart lango-NAME; journalctl -u lango-NAME says why.'
} // prettier-ignore

function awayOf({ database_fault }: BoxFacts): Finding {
  const cures: [RegExp, string][] = [
    [/ECONNREFUSED|ENOENT/, 'It does not run: systemctl start postgresql@15-main; its journal says why not. A full disk is usual.'], // prettier-ignore
    [/Peer authentication|password authentication|no pg_hba/, 'It runs and does not know us: run the playbook again, which writes pg_hba.conf.'], // prettier-ignore
    [/does not exist/, 'The database or the role is not there: run the playbook again.'],
    [/too many|remaining connection slots/, 'All connections are taken: systemctl restart lango-jobs, and look who else is in.'], // prettier-ignore
  ]
  const fault = database_fault ?? 'nothing is known'
  const cure = cures.find(([words]) => words.test(fault))?.[1]
  return bad('database', `PostgreSQL can't be asked: ${fault}`, cure ?? 'systemctl status postgresql@15-main; see LANGO_DATABASE_URL.') // prettier-ignore
}

function lookAtDatabase(seen: DatabaseFacts, trial: boolean): Finding[] {
  const found: Finding[] = []
  const look = (what: string, ill: boolean, words: [string, string, string], ok: string) =>
    found.push(ill ? { what, state: words[0] as 'note' | 'bad', found: words[1], cure: words[2] } : good(what, ok)) // prettier-ignore
  const { migrations_waiting: waiting, connections, connections_max } = seen
  look('database', seen.version < 15, ['bad', `PostgreSQL ${seen.version} is too old.`, 'Lango needs 15 or newer.'], `PostgreSQL ${seen.version} answers`) // prettier-ignore
  look('durability', seen.unsafe.length > 0 && !trial, ['bad', `A commit may be lost: ${seen.unsafe.join(', ')}.`, 'Take it out of /etc/postgresql and restart PostgreSQL.'], 'a commit is on the disk') // prettier-ignore
  look('rights', seen.superuser && !trial, ['note', `We are ${seen.role}, who may do everything.`, 'Run the playbook: each process has a role of its own.'], `we are ${seen.role}`) // prettier-ignore
  look('clocks', Math.abs(seen.clock_seconds) > 5, ['bad', `PostgreSQL's clock is ${formatLength(Math.abs(seen.clock_seconds))} from the machine's.`, 'chronyc tracking on both machines.'], 'PostgreSQL and the machine agree') // prettier-ignore
  look('connections', connections > 0.8 * connections_max, ['note', `${connections} of ${connections_max} connections are taken.`, 'Look who holds them: select * from pg_stat_activity.'], `${connections} of ${connections_max} in use`) // prettier-ignore
  look('shape', waiting.length > 0, ['bad', `${waiting.length} migrations have not run: ${waiting[0]}.`, 'lango migrate'], 'all migrations have run') // prettier-ignore
  if (waiting.length > 0) return found
  const unregistered = seen.paybills.filter(({ registered }) => !registered)
  look('box key', seen.key_fits === false, ['bad', 'The box key does not open what is sealed: it is another one.', 'Bring the right one back to /etc/lango/credentials/LANGO_BOX_KEY; there is a copy where you keep it.'], seen.key_fits === null ? 'nothing is sealed yet' : 'it opens what is sealed') // prettier-ignore
  look('owner', seen.owners === 0, ['bad', 'Nobody owns the box yet.', 'lango setup'], 'there is an owner') // prettier-ignore
  look('paybills', seen.paybills.length === 0, ['bad', 'There is no paybill or till.', 'Settings, Paybills in the staff app.'], `${seen.paybills.length} known`) // prettier-ignore
  for (const { shortcode } of unregistered)
    found.push(note('paybills', `The callback addresses of ${shortcode} are not registered.`, 'Settings, Paybills: register; or ask Safaricom.')) // prettier-ignore
  look('routers', seen.routers === 0, ['bad', 'No router may ask us.', 'Routers in the staff app, or lango routers add.'], `${seen.routers} known`) // prettier-ignore
  look('queue', seen.queue_seconds > 60, ['bad', `A job has waited for ${formatLength(seen.queue_seconds)}.`, 'systemctl restart lango-jobs'], 'nothing waits') // prettier-ignore
  look('late work', seen.overdue > 0, ['note', `${seen.overdue} rows are more than two minutes late.`, 'Overdue in the staff app.'], 'nothing is late') // prettier-ignore
  look('ledger', seen.drift_cents !== 0, ['bad', `The ledger is ${seen.drift_cents} cents off.`, 'Change nothing; take a backup; lango audit verify.'], 'it adds up to zero') // prettier-ignore
  return found
}
