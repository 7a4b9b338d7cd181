// Which gateway sends an SMS. One more is a line here.

import type { Delivery, SmsAccount } from '../../appliance/people/messages.ts'
import type { SmsGateway } from '../../appliance/tables.ts'
import * as africasTalking from './africas-talking.ts'
import * as textsms from './textsms.ts'

interface Gateway {
  sendSms(account: SmsAccount, message: { msisdn: string; text: string }): Promise<Delivery>
  readBalance(account: SmsAccount): Promise<{ balance: string } | { error: string }>
}

const gateways: Record<SmsGateway['provider'], Gateway> = {
  africas_talking: africasTalking,
  textsms,
}

/** Never throws. */
export const sendSms: Gateway['sendSms'] = (account, message) =>
  gateways[account.provider].sendSms(account, message)

export const readBalance: Gateway['readBalance'] = (account) =>
  gateways[account.provider].readBalance(account)
