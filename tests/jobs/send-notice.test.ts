// A notice leaves by SMTP, to a server that is not ours; one that is refused is tried again where that may help.

import type { AddressInfo } from 'node:net'
import test from 'ava'
import { SMTPServer } from 'smtp-server'
import { openAppliance } from '../../appliance/appliance.ts'
import { findMailAccount, saveMailServer } from '../../appliance/people/mail-server.ts'
import { queue } from '../../appliance/people/notices.ts'
import { tryMail } from '../../jobs/providers/mail.ts'
import { exportAuditHead } from '../../jobs/export-audit-head.ts'
import { sendNotice } from '../../jobs/send-notice.ts'
import { dropDatabase, freshDatabase, testClock, testConfig } from '../support/database.ts'

const mails: string[] = []
let refusal: number | null = null
const server = new SMTPServer({
  authOptional: false,
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  onAuth: ({ username, password }, _session, done) =>
    username === 'box' && password === 'pembe la ng’ombe'
      ? done(null, { user: 'box' })
      : done(new Error('Who?')),
  onData: (stream, _session, done) => {
    let words = ''
    stream.on('data', (part: Buffer) => (words += part.toString()))
    stream.on('end', () => {
      if (refusal !== null)
        return done(Object.assign(new Error('Not now'), { responseCode: refusal }))
      mails.push(words)
      done()
    })
  },
})
const { port } = await new Promise<AddressInfo>((resolve) =>
  server.listen(0, '127.0.0.1', () => resolve(server.server.address() as AddressInfo)),
)
const url = await freshDatabase()
const clock = testClock('2026-11-21T09:00:00Z')
const appliance = await openAppliance(testConfig(url), { clock })
const { db, work, safe } = appliance
const [staff] = await db('staff')
  .insert({
    email: 'tech@kilima.example',
    name: 'T',
    role: 'technician',
    password_hash: 'x',
    added_at: clock.now(),
  })
  .returning('*')
const by = { staff: staff!, source_address: null }
const typed = {
  host: '127.0.0.1',
  port,
  tls: 'none',
  username: 'box',
  sender: 'box@kilima.example',
} as const

test.after.always(async () => {
  await appliance.close()
  await dropDatabase(url)
  await new Promise<void>((done) => server.close(() => done()))
})

async function send(): Promise<number> {
  const notice = { staff_id: staff!.id, way: 'mail', address: staff!.email, subject: 'Kilima: the disk is full', body: 'Now.\n.\nThe end.' } as const // prettier-ignore
  await work((unit) => queue(unit, notice))
  const { id } = (await db('notices').orderBy('id', 'desc').first('id'))!
  await sendNotice(appliance, { notice_id: id })
  return id
}
const stateOf = async (id: number) => (await db('notices').where({ id }).first())!

test.serial('S2-100: without a mail server it fails at once, in words', async (t) => {
  t.like(await stateOf(await send()), { state: 'failed', error: 'No mail server is set up.' })
})

test.serial(
  'S2-100, T38: the password is sealed, a wrong one is told by the self-test, and no row or audit shows it',
  async (t) => {
    await work((unit) => saveMailServer(unit, safe, { ...typed, password: 'wrong' }, by))
    t.regex((await tryMail((await findMailAccount(db, safe))!))!, /Who\?|Invalid login/)
    await work((unit) => saveMailServer(unit, safe, { ...typed, password: 'pembe la ng’ombe' }, by))
    t.is(await tryMail((await findMailAccount(db, safe))!), null)
    await work((unit) => saveMailServer(unit, safe, { ...typed, password: '' }, by))
    t.is(
      await tryMail((await findMailAccount(db, safe))!),
      null,
      'an empty field keeps what is held',
    )
    const rows = JSON.stringify([await db('mail_server'), await db('audit')])
    t.false(rows.includes('pembe'))
  },
)

test.serial('S2-100: a mail arrives whole, dots and all, and is sent once', async (t) => {
  const id = await send()
  t.like(await stateOf(id), { state: 'sent', tries: 1, error: null })
  await sendNotice(appliance, { notice_id: id })
  t.is(mails.length, 1)
  for (const part of [
    'To: tech@kilima.example',
    'From: box@kilima.example',
    'Subject: Kilima: the disk is full',
    '\r\nNow.\r\n.\r\nThe end.',
  ])
    t.true(mails[0]!.includes(part), part)
})

test.serial('S2-100: a 4xx is tried again, later and later; a 5xx is for good', async (t) => {
  refusal = 451
  const id = await send()
  t.like(await stateOf(id), { state: 'queued', tries: 1 })
  for (let times = 0; times < 7; times++) await sendNotice(appliance, { notice_id: id })
  t.like(await stateOf(id), { state: 'failed', tries: 8, due_at: null })
  refusal = 554
  t.like(await stateOf(await send()), { state: 'failed', tries: 1 })
})

test.serial(
  'T24: each night the audit’s head goes to every owner’s mailbox, where nobody on the box can change it',
  async (t) => {
    refusal = null
    mails.length = 0
    await db('staff').insert({ email: 'owner@kilima.example', name: 'O', role: 'owner', password_hash: 'x', added_at: clock.now() }) // prettier-ignore
    await exportAuditHead(appliance)
    const queued = await db('notices').where({ state: 'queued' })
    t.is(queued.length, 1)
    await sendNotice(appliance, { notice_id: queued[0]!.id })
    const { link_no } = (await db('audit_links').orderBy('link_no', 'desc').first())!
    t.true(mails[0]!.includes(`Audit, link ${link_no}: `))
    t.true(mails[0]!.includes('To: owner@kilima.example'))
  },
)
