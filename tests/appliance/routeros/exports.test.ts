import test from 'ava'
import { hideSecrets, readBuildDay } from '../../../appliance/routeros/exports.ts'
import { provisioningScript } from '../../../appliance/routeros/provisioning.ts'
import { simulatedRouterOS } from '../../simulators/routeros/routeros.ts'
import { planned, standInBox, tunnel } from './plans.ts'

test('an export that shows everything keeps no secret of ours', async (t) => {
  const plan = planned({ reach: 'wireguard', tunnel, radius: { secret: 'ZYXWVUTSRQ0123456789abcd', auth_port: 1812, acct_port: 1813, coa_port: 3799 } })
  const ros = simulatedRouterOS({ version: '7.18.2', fetch: standInBox().fetch })
  await ros.run('/interface bridge add name=bridge\n/ppp secret add name=x password="with \\"quotes\\" and blanks"', 'terminal')
  await ros.run(provisioningScript(plan, 7), 'import')
  const shown = ros.exportConfig({ showsSecrets: true })
  const secrets = [plan.radius.secret, plan.agent.key!, plan.api!.password, 'and blanks']
  for (const secret of secrets.filter((one) => one !== plan.api!.password)) t.true(shown.includes(secret), secret)
  const hidden = hideSecrets(shown)
  for (const secret of [...secrets, plan.token!]) t.false(hidden.includes(secret), secret)
  t.regex(hidden, /\/radius/)
}) // prettier-ignore

test('a line that RouterOS has broken in the middle of a secret is joined first', (t) => {
  t.is(
    hideSecrets('add secret=abc\\\r\n    def name=x password="a\\\n    b c"\n'),
    'add secret=*** name=x password=***\n',
  )
})

test('the day a RouterOS was made, as 7 and as 6 write it', (t) => {
  t.is(readBuildDay('2024-11-26 12:09:40')?.toString(), '2024-11-26')
  t.is(readBuildDay('Sep/05/2023 08:55:22')?.toString(), '2023-09-05')
  for (const odd of ['', 'soon', '2024-13-99', 'foo/05/2023']) t.is(readBuildDay(odd), undefined)
})
