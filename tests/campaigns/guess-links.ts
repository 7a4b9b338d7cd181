// T33: somebody guesses at links for a new password and at invitations, a million times, while real ones are open. None may be
// found; afterwards the real ones open as before. Most guesses go to what the page asks, the rest through the door itself.
//   npm run guess            a million
//   npm run guess -- 0.1     a hundred thousand

import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { findInvitation, invite } from '../../appliance/people/invitations.ts'
import { findPasswordLink, makePasswordLink } from '../../appliance/people/password-links.ts'
import { onPostgres } from '../support/test-postgres.ts'
import { openDoor, visit } from '../web/door.ts'
import { hireStaff } from '../web/kilima.ts'

const guesses = Math.round(Number(process.argv[2] ?? 1) * 1_000_000)
const throughTheDoor = 2000
const atOnce = 6
const folder = new URL('results/', import.meta.url)
const lines: string[] = []

function say(line: string): void {
  lines.push(line)
  console.log(line)
}

/** What guessers try: digits, as the peer's reset codes were; a right length; a real one with one sign changed. */
function drawGuess(real: string, at: number): string {
  const bytes = randomBytes(24)
  if (at % 3 === 0) return String(bytes.readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
  if (at % 3 === 1) return bytes.toString('hex')
  const place = bytes[0]! % real.length
  const other = ((Number.parseInt(real[place]!, 16) + 1 + (bytes[1]! % 15)) % 16).toString(16)
  return real.slice(0, place) + other + real.slice(place + 1)
}

async function guess(): Promise<boolean> {
  const { appliance, origin, close } = await openDoor()
  const { db, work, now } = appliance
  await hireStaff(appliance)
  const owner = (await db('staff').where({ role: 'owner' }).first())!
  const by = { staff: owner, source_address: null }
  const person = { name: 'Mercy', email: 'mercy@kilima.co.ke', role: 'cashier', site_id: null } as const // prettier-ignore
  const link = await work((unit) => makePasswordLink(unit, owner, by))
  const invitation = await work((unit) => invite(unit, person, by))
  const findsOf = [
    (token: string) => findPasswordLink(db, token, now()),
    (token: string) => findInvitation(db, token, now()),
  ]
  let found = 0
  let tried = 0
  const guesser = async (): Promise<void> => {
    for (let at = tried++; at < guesses; at = tried++) {
      const token = drawGuess(at % 2 === 0 ? link : invitation, at)
      await findsOf[at % 2]!(token).then(
        () => (found += 1),
        (error: { code?: string }) => {
          if (error.code !== 'link_unknown' && error.code !== 'invitation_unknown') throw error
        },
      )
      if (at > 0 && at % 100_000 === 0) say(`${at} guesses, ${found} found`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, guesser))
  let opened = 0
  const stranger = visit(origin)
  for (let at = 0; at < throughTheDoor; at++) {
    const path = at % 2 === 0 ? '/new-password' : '/join'
    const answer = await stranger.get(`${path}?token=${drawGuess(link, at)}`)
    if (answer.status !== 404) opened += 1
  }
  const real = await Promise.all([
    visit(origin).get(`/new-password?token=${link}`),
    visit(origin).get(`/join?token=${invitation}`),
  ])
  await close()
  const alive = real.every(({ status }) => status === 200)
  say(`${guesses} guesses at tokens: ${found} found`)
  say(`${throughTheDoor} guesses through the door: ${opened} opened anything`)
  say(`the real links ${alive ? 'open as before' : 'DO NOT OPEN'}`)
  return found === 0 && opened === 0 && alive
}

const today = Temporal.Now.plainDateISO('Africa/Nairobi')
const began = performance.now()
say(`Guessing at links on ${today}, Node ${process.version}`)
const passed = await onPostgres(guess)
say(`${passed ? 'passed' : 'FAILED'}, ${Math.round((performance.now() - began) / 1000)} s`)
await mkdir(folder, { recursive: true })
await writeFile(new URL(`guess-links-${today}.txt`, folder), `${lines.join('\n')}\n`)
process.exit(passed ? 0 : 1)
