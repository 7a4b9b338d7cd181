// FreeRADIUS's nas table: the routers and the secrets they share with it, which a router that moves keeps. One that is guessed
// stays behind (T61).

import type { MySqlSource } from './mysql-source.ts'
import type { OldBooks } from './old-books.ts'
import { readHost, readName } from './old-words.ts'
import type { Why } from './reasons.ts'

export async function readNas(
  source: MySqlSource,
): Promise<Pick<OldBooks, 'routers' | 'refused' | 'notes'>> {
  const read: Pick<OldBooks, 'routers' | 'refused' | 'notes'> = { routers: [], refused: [], notes: [] } // prettier-ignore
  const users = new Map<string, number>()
  for await (const row of source.rows(
    'nas',
    ['id', 'nasname', 'shortname', 'ports', 'secret'],
    'id',
  )) {
    // prettier-ignore
    const key = row.id!
    const address = readHost((row.nasname ?? '').replace(/\/32$/, ''))
    const name = readName(row.shortname) || readName(row.nasname)
    const secret = row.secret ?? ''
    users.set(secret, (users.get(secret) ?? 0) + 1)
    const port = Number(row.ports)
    const refuse = (why: Why) => read.refused.push({ kind: 'router', key, name, why })
    if (!address) refuse('address_no_host')
    else if (secret.length < 16 || new Set(secret).size < 6) refuse('secret_weak')
    else read.routers.push({ key, name, address, secret, coa_port: port >= 1024 && port <= 65535 ? port : 3799 }) // prettier-ignore
  }
  for (const { name, secret } of read.routers)
    if (users.get(secret)! > 1) read.notes.push({ kind: 'router', name, what: 'shared_secret' })
  return read
}
