// What is shown of an installed box, step by step. Each throws with what is wrong, or says what it saw.

import assert from 'node:assert/strict'
import { askRadius, openPorts } from './knocks.ts'
import { ask, inside, sql, type Known, type Stage, type Step } from './stage.ts'
import { upgrades } from './upgrades.ts'
import { watching } from './watching.ts'

let receipts = 0

async function payByCallback(stage: Stage): Promise<string> {
  const { token, shortcode } = stage.known!
  receipts += 1
  const receipt = `UKT${String(receipts).padStart(7, '0')}`
  const body = JSON.stringify({ TransactionType: 'Pay Bill', TransID: receipt, TransTime: '20261121180000', TransAmount: '50.00', BusinessShortCode: shortcode, BillRefNumber: '100000', MSISDN: '254712345678', FirstName: 'Achieng' }) // prettier-ignore
  const path = `/hooks/${token}/confirmation`
  const json = { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-forwarded-for': '196.201.214.200' } } // prettier-ignore
  const plainly = await ask(stage, { path, ...json, plainly: true })
  assert.equal(plainly.status, 403, 'a callback in the open is refused')
  await assert.rejects(ask(stage, { path, ...json, ca: undefined }), 'a stranger does not know our authority') // prettier-ignore
  const before = Number(await sql(stage, 'select count(*) from callbacks'))
  const answer = await ask(stage, { path, ...json })
  assert.equal(answer.status, 200, answer.body)
  const [count, source] = (await sql(stage, `select (select count(*) from callbacks), source_address from callbacks order by id desc limit 1`)).split('|') // prettier-ignore
  assert.equal(Number(count), before + 1, 'it is written down once')
  assert.equal(source, stage.machine.ours, 'whoever knocked is written down, not whom they named')
  return `${receipt} is written down`
}

async function logIn(stage: Stage): Promise<string> {
  const { machine, known } = stage
  const { secret, user_name: name, password } = known!
  const to = { address: machine.address, from: machine.ours, secret }
  let good: string | undefined
  for (let tries = 0; good === undefined && tries < 10; tries++)
    good = await askRadius(to, { name, password })
  assert.equal(good, 'Access-Accept')
  assert.equal(await askRadius(to, { name, password: 'wrong' }), 'Access-Reject')
  return `${name} is let in, and not with a wrong password`
}

async function seeStaffPage(stage: Stage): Promise<string> {
  const page = await ask(stage, { path: '/sign-in' })
  assert.equal(page.status, 200)
  assert.match(String(page.headers['strict-transport-security']), /max-age/)
  const { email, password } = stage.known!.owner
  const body = new URLSearchParams({ email, password, back: '/' }).toString()
  const form = {
    'content-type': 'application/x-www-form-urlencoded',
    origin: `https://${stage.host}`,
  }
  const signed = await ask(stage, { path: '/sign-in', method: 'POST', body, headers: form })
  const cookie = String(signed.headers['set-cookie']?.[0] ?? '').split(';')[0]!
  assert.match(cookie, /=/, `signing in gives a cookie: ${signed.status}`)
  const home = await ask(stage, { path: '/', headers: { cookie } })
  assert.equal(home.status, 200)
  assert.match(home.body, /Kilima Net|Grace/)
  const plainly = await ask(stage, { path: '/sign-in', plainly: true })
  assert.equal(plainly.status, 308)
  return 'the owner signs in, and plain http leads to https'
}

const first: readonly Step[] = [
  {
    name: 'S0-18: one playbook, and the box serves',
    run: async ({ play }) => {
      const { failed, changed, ok, told } = await play()
      assert.equal(failed, 0, told.at(-1) ?? '')
      return `${ok} tasks, ${changed} of them changed something`
    },
  },
  {
    name: 'a second run changes nothing',
    run: async ({ play }) => {
      const { failed, changed, told } = await play()
      assert.deepEqual({ failed, changed, told }, { failed: 0, changed: 0, told: [] })
    },
  },
  {
    name: 'the machine is well, and its books have a town and a router',
    run: async (stage) => {
      assert.equal(await inside(stage, 'systemctl is-system-running --wait'), 'running')
      assert.match(await inside(stage, 'lango health'), /All is well/)
      const { ours } = stage.machine
      const release = '/opt/lango/current'
      const said = await inside(stage, `systemd-run --quiet --wait --collect --pipe -p User=lango -p Group=lango -p EnvironmentFile=/etc/lango/lango.env -p LoadCredential=LANGO_BOX_KEY:/etc/lango/credentials/LANGO_BOX_KEY -p 'Environment=LANGO_DATABASE_URL=postgres:///lango?host=/run/postgresql&user=lango_app' ${release}/node_modules/.bin/node ${release}/tests/server/inside/prepare.ts ${ours}`) // prettier-ignore
      stage.known = JSON.parse(said) as Known
    },
  },
  { name: 'a callback by https with our own authority', run: payByCallback },
  { name: 'a router asks, and the line is let in', run: logIn },
  { name: 'the staff page from outside', run: seeStaffPage },
  {
    name: 'T62: of the first 10,000 ports, 22, 80 and 443 answer an administrator, 80 and 443 a stranger; RADIUS hears routers only',
    run: async ({ machine, known }) => {
      const near = Array.from({ length: 10_000 }, (_, at) => at + 1)
      assert.deepEqual(await openPorts(machine.address, machine.ours, near), [22, 80, 443])
      assert.deepEqual(await openPorts(machine.address, machine.stranger, near), [80, 443])
      const { secret, user_name: name, password } = known!
      const to = { address: machine.address, from: machine.stranger, secret }
      assert.equal(await askRadius(to, { name, password }), undefined)
    },
  },
  {
    name: 'T62: each role of the database has its own and no more',
    run: async (stage) => {
      assert.equal(await sql(stage, 'select current_user', 'lango-radius'), 'lango_radius')
      const denied = async (words: string, as: string) => {
        const said = await sql(stage, words, as).then(
          () => 'was done',
          (error: Error) => error.message,
        )
        assert.match(said, /permission denied|must be owner|Peer authentication failed/, words)
      }
      await denied('select * from payments', 'lango-radius')
      await denied('select * from staff', 'lango-radius')
      await sql(stage, 'set role lango_app; select count(*) from payments')
      await assert.rejects(sql(stage, 'set role lango_app; delete from audit'))
      await assert.rejects(
        inside(stage, 'runuser -u nobody -- psql -d lango -U lango_app -c "select 1"'),
      )
    },
  },
  {
    name: 'no secret lies where others can read it',
    run: async (stage) => {
      const found = await inside(stage, `key=$(cat /etc/lango/credentials/LANGO_BOX_KEY); runuser -u nobody -- grep -rlsF -- "$key" /etc /var/lib /var/log /opt/lango/current/appliance /run /usr/local /tmp 2>/dev/null || true; grep -lsF -f /etc/lango/credentials/LANGO_BOX_KEY /proc/[0-9]*/environ /proc/[0-9]*/cmdline || true; systemctl show 'lango-*' | grep -F "$key" || true`) // prettier-ignore
      assert.equal(found, '')
      const open = await inside(stage, 'find /etc/lango/credentials /etc/caddy/tls /var/lib/lango -type f -perm /o=rwx; find /opt/lango /usr/local/sbin -perm /022 ! -type l') // prettier-ignore
      assert.equal(open, '')
    },
  },
]

/** After the machine was down: everything again. */
const again: readonly Step[] = [
  {
    name: 'the machine goes down and comes up, and all is well without anybody',
    run: async (stage) => {
      await stage.machine.reboot()
      assert.match(await inside(stage, 'lango-switch --check'), /All is well/)
      assert.equal(await inside(stage, 'systemctl is-system-running --wait'), 'running')
    },
  },
  { name: 'a callback, again', run: payByCallback },
  { name: 'a login, again', run: logIn },
  { name: 'the staff page, again', run: seeStaffPage },
]

const troubles: readonly Step[] = [
  {
    name: 'F27: a release that does not run is not kept: the one before serves on',
    run: async (stage) => {
      const serving = await inside(stage, 'basename $(readlink /opt/lango/current)')
      const broken = 'lango-0.1.0-broken000000-x64'
      await inside(stage, `cd /opt/lango/releases && cp -a ${serving} ${broken} && echo 'throw new Error("broken")' >${broken}/radius/main.ts && sed -i 's/"patience_seconds": [0-9]*/"patience_seconds": 15/' /etc/lango/switch.json`) // prettier-ignore
      const { code, all } = await stage.machine.run(`lango-switch ${broken}`)
      assert.equal(code, 1, all)
      assert.match(all, /is not well: .*serves again/)
      assert.equal(await inside(stage, 'basename $(readlink /opt/lango/current)'), serving)
      await logIn(stage)
      return all.trim()
    },
  },
  {
    name: 'PostgreSQL that would lose what it has committed does not start',
    run: async (stage) => {
      const [unit, file] = ['postgresql@15-main', '/etc/postgresql/15/main/conf.d/zz.conf']
      await inside(stage, `echo 'fsync = off' >${file}`)
      const { code } = await stage.machine.run(`systemctl restart ${unit}`)
      assert.notEqual(code, 0)
      await logIn(stage) // RADIUS goes on without it.
      await inside(stage, `rm ${file} && systemctl reset-failed ${unit} && systemctl start ${unit}`)
      assert.match(await inside(stage, 'lango-switch --check'), /All is well/)
    },
  },
]

export const steps: readonly Step[] = [...first, ...watching, ...again, ...upgrades, ...troubles]
