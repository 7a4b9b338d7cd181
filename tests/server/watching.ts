// What is told of an installed box: its figures, judged by Prometheus's own tool, its doctor, and what a maintainer gets.

import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { ask, inside, type Step } from './stage.ts'
import { must, tell } from '../../appliance/image/shell.ts'

const recipes = fileURLToPath(new URL('../../ansible/', import.meta.url))

export const watching: readonly Step[] = [
  {
    name: 'the recipes have nothing that ansible-lint would change, the alerts nothing that promtool would',
    run: async () => {
      await must('ansible-lint', ['-q'], { cwd: recipes })
      const said = await must('promtool', ['check', 'rules', 'roles/monitoring/files/alerts.yml'], { cwd: recipes }) // prettier-ignore
      return said.trim().split('\n').at(-1)!.trim()
    },
  },
  {
    name: 'its figures are what Prometheus reads, on the machine itself and nowhere else',
    run: async (stage) => {
      const figures = await inside(stage, 'systemctl start lango-certificates && curl -sf http://127.0.0.1:9469/metrics') // prettier-ignore
      const { code, all } = await tell('promtool', ['check', 'metrics'], { input: `${figures}\n` })
      assert.ok(code === 0 || code === 3, all) // 3: it would name something otherwise.
      assert.doesNotMatch(all, /error while linting|parse/i)
      assert.match(figures, /^lango_database_up 1$/m)
      assert.match(figures, /^lango_radius_fresh 1$/m)
      assert.match(figures, new RegExp(`^lango_certificate_ends_at_seconds\\{certificate="${stage.host}"\\} \\d+$`, 'm')) // prettier-ignore
      assert.equal((await ask(stage, { path: '/health/ready' })).status, 200)
      assert.notEqual((await ask(stage, { path: '/metrics' })).status, 200)
      return `${figures.split('\n').filter((line) => !line.startsWith('#')).length} figures`
    },
  },
  {
    name: 'lango check finds nothing amiss but a certificate of three days, and a support bundle has no key',
    run: async (stage) => {
      const { out, all } = await stage.machine.run('lango check --json')
      const { findings } = JSON.parse(out) as { findings: { what: string; state: string; found: string }[] } // prettier-ignore
      const ill = findings.filter(({ state, what }) => state === 'bad' && what !== 'certificate')
      assert.deepEqual(ill, [], all)
      await inside(stage, `journalctl -u 'lango-*' -o cat --no-pager | lango support-bundle /tmp/bundle.json.gz`) // prettier-ignore
      const found = await inside(stage, 'zcat /tmp/bundle.json.gz | grep -cF -f /etc/lango/credentials/LANGO_BOX_KEY || true') // prettier-ignore
      assert.equal(found, '0')
      const names = await inside(stage, `zcat /tmp/bundle.json.gz | grep -ciF -e '${stage.known!.user_name}' -e '${stage.known!.token}' || true`) // prettier-ignore
      assert.equal(names, '0')
      return `${findings.length} findings`
    },
  },
]
