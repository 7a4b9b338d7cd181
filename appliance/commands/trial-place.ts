// Where a trial is: its addresses, ports and secrets, kept in a file of its folder that only its user can read,
// for whoever wants to look at the one that runs.

import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NotFound } from '../errors.ts'
import { homeFolderPath, trialFolder } from './home-folder.ts'
import { askTrial } from './trial-hold.ts'
import type { TrialPorts } from './trial-ports.ts'
import type { TrialSecrets } from './trial-secrets.ts'

export interface TrialPlace {
  databaseUrl: string
  /** Where the doors keep their spools. */
  stateDir: string
  webHost: string
  publicUrl: string
  ports: TrialPorts
  secrets: TrialSecrets
}

/** The settings of appliance/config.ts for a trial. */
export function trialEnv({ ports, ...place }: TrialPlace): Record<string, string> {
  return {
    LANGO_TRIAL: 'yes',
    LANGO_TRIAL_PAGES: trialPages(ports).join(','),
    LANGO_DATABASE_URL: place.databaseUrl,
    LANGO_BOX_KEY: place.secrets.box_key,
    LANGO_STATE_DIR: place.stateDir,
    LANGO_PUBLIC_URL: place.publicUrl,
    LANGO_WEB_HOST: place.webHost,
    LANGO_WEB_PORT: String(ports.web),
    LANGO_RADIUS_HOST: '127.0.0.1',
    LANGO_RADIUS_AUTH_PORT: String(ports.auth),
    LANGO_RADIUS_ACCT_PORT: String(ports.acct),
  }
}

export function safaricomUrl({ safaricom }: TrialPorts): string {
  return `http://127.0.0.1:${safaricom}`
}

/** What else a trial shows in a browser: Safaricom, the first guest's phone, the routers. */
export function trialPages(ports: TrialPorts): string[] {
  const at = (port: number) => `http://127.0.0.1:${port}`
  return [safaricomUrl(ports), at(ports.phones), at(ports.routers)]
}

export async function keepTrialPlace(folder: string, place: TrialPlace): Promise<void> {
  const path = placeFile(folder)
  await writeFile(`${path}.new`, JSON.stringify(place), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** The trial of this checkout that runs. Throws NotFound `no_trial` where none is ready. */
export async function readTrialPlace(): Promise<TrialPlace> {
  const folder = trialFolder(homeFolderPath())
  const trial = await askTrial(folder)
  if (!trial?.url)
    throw new NotFound(
      'no_trial',
      'No trial is ready: run npm start in another window, then this again.',
    )
  return JSON.parse(await readFile(placeFile(folder), 'utf8')) as TrialPlace
}

function placeFile(folder: string): string {
  return join(folder, 'place.json')
}
