// T40: a form is an allow-list. Every route that changes something is sent what its form has, and one thing more, twice over or
// in the shape of a list: nothing of it happens.

import test from 'ava'
import { routes, type RouteName, type Row } from '../../web/routes.ts'
import { openDoor, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { actsOf } from './role-acts.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const kilima = await openKilima(appliance, clock)
const acts = actsOf({ appliance, clock, kilima })
const owner = await signedIn(origin, 'owner')
const { id: owner_id } = (await db('staff').where({ role: 'owner' }).first('id'))!
test.after.always(() => door.close())

const more: [what: string, body: string][] = [
  ['a role', 'role2=owner&admin=true'],
  ['a balance', 'wallet_cents=100000'],
  ['a list', 'why[]=a&why[]=b'],
]

async function lastAct(): Promise<unknown> {
  return (await db('audit').max('id').first())!['max']
}

const changing = (Object.entries(routes) as [RouteName, Row][]).filter(
  ([name, { roles, changes }]) =>
    changes !== null && roles !== 'anyone' && roles.includes('owner') && name !== 'DELETE /sign-in',
)

for (const [name] of changing) {
  test.serial(`T40: ${name} takes nothing that its form does not have`, async (t) => {
    const pattern = name.split(' ')[1]!
    for (const [what, extra] of more) {
      const { path, fields = {} } = (await acts[name]?.(owner_id, 'owner')) ?? { path: pattern }
      const before = await lastAct()
      const body = `${new URLSearchParams(fields).toString()}&${extra}`
      const asked = name.startsWith('DELETE ') ? `${path}?_method=delete` : path
      const { status } = await fetch(`${origin}${asked}`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          origin,
          cookie: owner.cookie(),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body,
      })
      t.is(status, 422, what)
      t.is(await lastAct(), before, what)
    }
  })
}

test.serial('T40: a prototype that is sent is nobody’s', async (t) => {
  const sent = '__proto__[admin]=1&__proto__.admin=1&constructor[prototype][admin]=1&q=x'
  await fetch(`${origin}/search?${sent}`, { headers: { cookie: owner.cookie() } })
  await fetch(`${origin}/sign-in`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams(sent),
  })
  t.is(({} as Record<string, unknown>)['admin'], undefined)
  t.true(changing.length > 60, `${changing.length}`)
})
