// Runs on the installed machine, as Lango's own user: fills its books with the trial's town and a router at the address it is
// told, and prints what the test must know to knock. Never on a box that anybody lives from: it refuses where people are.

import { openAppliance } from '../../../appliance/appliance.ts'
import { addRouter } from '../../../appliance/access/routers.ts'
import { seed } from '../../../appliance/commands/seed.ts'
import { sites } from '../../../appliance/commands/town.ts'
import { drawSecrets } from '../../../appliance/commands/trial-secrets.ts'
import { readConfig } from '../../../appliance/config.ts'

const [address = ''] = process.argv.slice(2)
const box = await openAppliance(readConfig())
try {
  const { owner, credentials, sms } = drawSecrets()
  const safaricomUrl = `http://${address}:9` // Nobody is there: what is asked of it stays open.
  const outcome = await seed(box, { owner, credentials, sms, safaricomUrl })
  if (outcome !== 'seeded') throw new Error('There are people on this box already.')
  const router = { name: 'test', address, site: sites[0], secret: undefined }
  const secret = await box.work((work) => addRouter(work, box.safe, router))
  const paid = await box
    .db('services as s')
    .join('credits as c', 'c.service_id', 's.id')
    .join('subscribers as p', 'p.id', 's.subscriber_id')
    .where('c.ends_at', '>', box.now().add({ hours: 1 }))
    .whereNull('p.suspended_at')
    .whereNotNull('s.password_sealed')
    .first('s.user_name', 's.password_sealed')
  const shortcode = await box.db('shortcodes').first('token_sealed', 'shortcode')
  console.log(
    JSON.stringify({
      owner,
      secret,
      user_name: paid!.user_name,
      password: box.safe.open(paid!.password_sealed, 'services.password'),
      shortcode: shortcode!.shortcode,
      token: box.safe.open(shortcode!.token_sealed, 'shortcodes.token'),
    }),
  )
} finally {
  await box.close()
}
process.exit(0)
