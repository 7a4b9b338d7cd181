// Mail by SMTP (RFC 5321), through nodemailer. A 5xx is for good; a 4xx, silence and a broken line may pass.

import { createTransport } from 'nodemailer'
import type { MailAccount } from '../../appliance/people/mail-server.ts'
import type { Delivery } from '../../appliance/people/messages.ts'

const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** Never throws. */
export async function sendMail(
  account: MailAccount,
  { address, subject, body }: { address: string; subject: string; body: string },
): Promise<Delivery> {
  const mail = { from: account.sender, to: { name: '', address }, subject, text: body }
  try {
    const { messageId } = await transport(account).sendMail(mail)
    return { outcome: 'sent', gateway_id: messageId }
  } catch (error) {
    const { responseCode, message } = error as Error & { responseCode?: number }
    const again = responseCode === undefined || responseCode < 500
    return { outcome: 'refused', error: message.slice(0, 200), again }
  }
}

/** Connects, greets and signs in, and sends nothing. What was refused, in the server's words; null where nothing was. */
export async function tryMail(account: MailAccount): Promise<string | null> {
  try {
    await transport(account).verify()
    return null
  } catch (error) {
    return (error as Error).message.slice(0, 200)
  }
}

function transport({ host, port, tls, username, password }: MailAccount) {
  return createTransport({
    host,
    port,
    secure: tls === 'from_the_start',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(username && { auth: { user: username, pass: password ?? '' } }),
    ...patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}
