// `lango vouchers PLAN COUNT`: makes vouchers and prints their codes, one a line, this once.

import { randomUUID } from 'node:crypto'
import type { Appliance } from '../appliance.ts'
import { Invalid, NotFound } from '../errors.ts'
import { listVoucherPlans, makeBatch, readVoucherCount } from '../people/voucher-register.ts'
import { countOf, kes } from '../words/figures.ts'

const usage = 'Say which plan and how many: lango vouchers "Day pass" 20'

export async function printVouchers(
  { db, safe, work }: Pick<Appliance, 'db' | 'safe' | 'work'>,
  args: string[],
): Promise<string> {
  const [name, typed] = args
  if (args.length !== 2 || !name || !typed) throw new Invalid('arguments_unreadable', usage)
  const count = readVoucherCount(typed)
  const plans = await listVoucherPlans(db)
  const same = (one: string) =>
    one.normalize('NFC').toLowerCase() === name.normalize('NFC').toLowerCase()
  const plan = plans.find((one) => same(one.name))
  if (!plan)
    throw new NotFound(
      'plan_unknown',
      unknown(
        name,
        plans.map((one) => one.name),
      ),
    )

  const actor = { staff: null, source_address: null }
  const asked = { plan_id: plan.id, count, batch: randomUUID(), actor }
  const { codes } = await work((unit) => makeBatch(unit, safe, asked))
  return [
    `${countOf(count, 'voucher')} for ${plan.name}, ${kes(plan.price_cents)} each. The codes are not shown again.`,
    '',
    ...codes,
  ].join('\n')
}

function unknown(name: string, sold: string[]): string {
  if (sold.length === 0) return 'No hotspot plan is sold yet, and vouchers are for those.'
  return `No hotspot plan is called "${name}". Sold are: ${sold.join(', ')}.`
}
