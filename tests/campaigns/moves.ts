// A move of so many subscribers out of a PHPNuxBill on a real MariaDB, timed part by part: the dry run, the move, and the move
// said again. `npm run campaign:moves -- 100000` writes its lines into results/.

import { openAppliance } from '../../appliance/appliance.ts'
import { importBooks } from '../../appliance/commands/import.ts'
import { addUpEntries } from '../../appliance/money/ledger.ts'
import { dropDatabase, freshDatabase, testClock, testConfig } from '../support/database.ts'
import { startMariaDb } from '../support/mariadb.ts'
import { phpNuxBillBooks } from '../appliance/moving/phpnuxbill-books.ts'

const people = Number(process.argv[2] ?? 100_000)
const tables = phpNuxBillBooks.slice(0, phpNuxBillBooks.indexOf('insert into tbl_customers '))
const filled = `${tables}
insert into tbl_customers (id, username, password, pppoe_ip, fullname, phonenumber, balance, service_type)
  select seq, concat('nyumba.', seq), concat('siri-ya-', seq), if(seq % 20 = 0, concat('10.', 20 + seq div 62500, '.', seq div 250 % 250, '.', 1 + seq % 250), ''),
         concat('Nyumba ', seq), concat('07', lpad(seq, 8, '0')), if(seq % 10 = 0, 150, 0), 'PPPoE' from seq_1_to_${people};
insert into tbl_user_recharges (customer_id, username, plan_id, expiration, time, status, routers, type)
  select seq, concat('nyumba.', seq), 7, date_add('2026-11-10', interval seq % 30 day), '19:22:41', 'on', 'radius', 'PPPOE' from seq_1_to_${people};
insert into tbl_payment_gateway (username, gateway, gateway_trx_id, price, paid_date, status)
  select concat('nyumba.', seq), 'mpesa', concat('UK', lpad(seq, 8, '0')), '1500', '2026-11-02 10:00:00', 2 from seq_1_to_${people};
insert into tbl_voucher (type, routers, id_plan, code, user, status)
  select 'Hotspot', 'radius', 9, concat('BATCH', lpad(seq, 7, '0')), '0', '0' from seq_1_to_${Math.trunc(people / 5)};`

async function timed<Value>(what: string, task: () => Promise<Value>): Promise<Value> {
  const began = performance.now()
  const value = await task()
  console.log(`${what.padEnd(28)} ${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s`)
  return value
}

const server = await startMariaDb()
const url = await freshDatabase()
const box = await openAppliance(testConfig(url), { clock: testClock('2026-11-22T12:00:00Z') })
try {
  await box.db('sites').insert({ name: 'Kasarani' })
  const source = await timed('fill the old system', () => server.open('isp', filled))
  const words = ['phpnuxbill', source, '--zone', 'Africa/Nairobi', '--gigabyte', '1000']
  const dry = await timed('dry run', () => importBooks(box, [...words, '--dry-run']))
  await timed('move', () => importBooks(box, words))
  const again = await timed('the same again', () => importBooks(box, words))
  for (const report of [dry, again]) console.log(report.split('\n').slice(2, 9).join('\n'))
  const memory = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(
    `ledger adds up to ${await addUpEntries(box.db)}; largest this process was: ${memory} MiB`,
  )
} finally {
  await box.close()
  await dropDatabase(url)
  await server.stop()
}
