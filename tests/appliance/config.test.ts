import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { describeSettings, readConfig } from '../../appliance/config.ts'

const key = 'a5'.repeat(32)
const folder = mkdtempSync(join(tmpdir(), 'lango-config-'))
test.after.always(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, 0o400)
  return path
}

test('the box key may be in the environment, in a file that is named, or a credential of systemd', (t) => {
  const path = write('key', `${key}\n`)
  write('LANGO_BOX_KEY', `${key}\n`)
  t.is(readConfig({ LANGO_BOX_KEY: key }).boxKey, key)
  t.is(readConfig({ LANGO_BOX_KEY_FILE: path }).boxKey, key)
  t.is(readConfig({ CREDENTIALS_DIRECTORY: folder }).boxKey, key)
})

test('the environment is asked first, then the file that is named, then the credential', (t) => {
  const other = '5a'.repeat(32)
  const path = write('other', other)
  write('LANGO_DATABASE_URL', 'postgres:///elsewhere')
  const env = { LANGO_BOX_KEY_FILE: path, CREDENTIALS_DIRECTORY: folder }
  t.is(readConfig(env).boxKey, other)
  t.is(readConfig(env).databaseUrl, 'postgres:///elsewhere')
  t.is(readConfig({ ...env, LANGO_BOX_KEY: key }).boxKey, key)
})

test('a secret that is not there is told of with its path, and a credential that is not, as missing', (t) => {
  const path = join(folder, 'nothing')
  const file = t.throws(() => readConfig({ LANGO_BOX_KEY_FILE: path }))
  t.true(file.message.includes(`LANGO_BOX_KEY can't be read from ${path} (ENOENT)`), file.message)
  const none = t.throws(() => readConfig({ CREDENTIALS_DIRECTORY: join(folder, 'none') }))
  t.true(none.message.includes('LANGO_BOX_KEY must be 64 hex digits'), none.message)
})

test('what is not secret is read from no file', (t) => {
  const path = write('LANGO_WEB_PORT', '9999')
  const env = { LANGO_BOX_KEY: key, LANGO_WEB_PORT_FILE: path, CREDENTIALS_DIRECTORY: folder }
  t.is(readConfig(env).webPort, 8080)
})

test('the list of settings says which may lie in a file', (t) => {
  const line = (name: string) =>
    describeSettings()
      .split('\n')
      .find((words) => words.startsWith(`${name} `))!
  t.regex(line('LANGO_BOX_KEY'), /must be given, here or in the file of LANGO_BOX_KEY_FILE/)
  t.notRegex(line('LANGO_WEB_PORT'), /_FILE/)
})
