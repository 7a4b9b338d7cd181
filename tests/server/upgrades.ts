// From one release to the next while people pay and dial in; and what happens where the next one is no good.

import assert from 'node:assert/strict'
import { ask, inside, sql, type Stage, type Step } from './stage.ts'
import { logInOn, payOn } from './load.ts'

const releases = '/opt/lango/releases'
const serving = (stage: Stage) => inside(stage, 'basename $(readlink /opt/lango/current)')

/** The release that serves, once more under another name, with whatever `change` does in its folder. */
async function nextRelease(stage: Stage, name: string, change = 'true'): Promise<string> {
  const release = `lango-0.1.0-${name}-x64`
  await inside(stage, `cd ${releases} && cp -a "$(basename $(readlink /opt/lango/current))" ${release} && cd ${release} && ${change}`) // prettier-ignore
  return release
}

const upgrade = (stage: Stage, release: string) => stage.play(['-e', `lango_release=/none/${release}.tar.gz`], 'upgrade.yml') // prettier-ignore

const migration = (body: string) =>
  `export async function up(knex) { ${body} }\\nexport async function down() { throw new Error('forward only') }\\n` // prettier-ignore

export const upgrades: readonly Step[] = [
  {
    name: 'F28: upgrade.yml, back and forth again, under 50 callbacks and 200 logins a second: none is lost',
    run: async (stage) => {
      const before = await serving(stage)
      const release = await nextRelease(stage, 'next00000000', `printf "${migration("await knex.raw('create table upgraded (id int)')")}" >migrations/29991231_2350_upgrade.ts`) // prettier-ignore
      const over = new AbortController()
      const paying = payOn(stage, 50, 'UKU', over.signal)
      const dialling = logInOn(stage, 200, 200 * 60)
      const { failed, told } = await upgrade(stage, release)
      const back = await stage.machine.run('lango-switch --back')
      const forth = await stage.machine.run(`lango-switch ${release}`)
      const logins = await dialling
      over.abort()
      const paid = await paying
      assert.equal(failed, 0, told.at(-1) ?? '')
      assert.equal(back.code, 0, back.all)
      assert.equal(forth.code, 0, forth.all)
      assert.equal(await serving(stage), release)
      assert.notEqual(release, before)
      assert.deepEqual(paid.wrong, {}, JSON.stringify(paid))
      const kept = await sql(stage, `select count(distinct receipt_code) from callbacks where receipt_code like 'UKU%'`) // prettier-ignore
      assert.equal(Number(kept), paid.sent, 'each that was answered is in the books')
      assert.deepEqual(logins, { accepted: 200 * 60, lost: 0, other: 0 })
      return `three switches; ${paid.sent} callbacks, the slowest ${paid.slowest_ms} ms; ${logins.accepted} logins`
    },
  },
  {
    name: 'F29: a migration that fails half-way leaves nothing behind, and the release before serves on',
    run: async (stage) => {
      const before = await serving(stage)
      const body = `await knex.raw('create table halfway (id int)'); await knex.raw('select nothing')`
      const release = await nextRelease(stage, 'halfway00000', `printf "${migration(body)}" >migrations/29991231_2355_halfway.ts`) // prettier-ignore
      const { failed } = await upgrade(stage, release)
      assert.equal(failed, 1)
      assert.equal(await serving(stage), before)
      assert.equal(await sql(stage, `select count(*) from pg_tables where tablename = 'halfway'`), '0') // prettier-ignore
      assert.equal((await ask(stage, { path: '/sign-in' })).status, 200)
      await inside(stage, `rm -r ${releases}/${release} && lango-switch --check`)
    },
  },
  {
    name: 'T60: an older release does not take the place of a newer one by itself',
    run: async (stage) => {
      const release = await nextRelease(
        stage,
        'older0000000',
        `printf 'x\\n1700000000\\n' >RELEASE`,
      )
      const { code, all } = await stage.machine.run(`lango-switch ${release}`)
      assert.equal(code, 1)
      assert.match(all, /is older than/)
      await inside(stage, `rm -r ${releases}/${release}`)
    },
  },
]
