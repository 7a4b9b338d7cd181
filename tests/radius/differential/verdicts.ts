// What an answer says, in a form that answers of two servers can be compared in: what is random or secret in them opened.

import { authenticityOfReply } from '../../../radius/wire/authenticators.ts'
import { reveal } from '../../../radius/wire/hiding.ts'
import { describeAttribute } from '../../../radius/wire/description.ts'
import { readPacket } from '../../../radius/wire/packet.ts'

export interface Verdict {
  outcome: 'accept' | 'reject' | 'silence' | 'unproved'
  /** Sorted, without the Message-Authenticator. */
  attributes: string[]
}

export function readVerdict(answer: Buffer | undefined, question: Buffer, secret: string): Verdict {
  if (!answer) return { outcome: 'silence', attributes: [] }
  const authenticity = authenticityOfReply(answer, question, secret)
  const { packet } = readPacket(answer)
  if (authenticity !== 'authentic') return { outcome: 'unproved', attributes: [authenticity] }

  const asked = question.subarray(4, 20)
  const attributes = packet!.attributes
    .filter(({ name }) => name !== 'Message-Authenticator')
    .map((each) => {
      switch (each.name) {
        case 'MS-MPPE-Send-Key':
        case 'MS-MPPE-Recv-Key': {
          const salted = Buffer.concat([asked, each.value.subarray(0, 2)])
          const clear = reveal(each.value.subarray(2), salted, secret)!
          return `${each.name} = ${clear.subarray(1, 1 + clear[0]!).toString('hex')}`
        }
        case 'MS-CHAP-MPPE-Keys':
          return `${each.name} = ${reveal(each.value, asked, secret)!.toString('hex')}`
        case 'MS-CHAP2-Success':
        case 'MS-CHAP-Error':
          return `${each.name} = ${each.value[0]} ${each.value.toString('latin1', 1)}`
        default:
          return describeAttribute(each)
      }
    })
  return {
    outcome: packet!.code === 'Access-Accept' ? 'accept' : 'reject',
    attributes: attributes.toSorted(),
  }
}

export function describeVerdict({ outcome, attributes }: Verdict): string {
  return attributes.length > 0 ? `${outcome}: ${attributes.join(', ')}` : outcome
}
