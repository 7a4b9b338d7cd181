// A computer that starts from a disk of ours by the disk's own bootloader: qemu in software, ten times slower than a real one
// (a KVM inside a virtual machine often is none). Its screen is a serial line; whoever sits before it types there.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export type Firmware = 'bios' | 'uefi'

export interface Computer {
  /** Ports of 127.0.0.1 that lead to its 443 and, by UDP, to its 1812. */
  readonly https: number
  readonly radius: number
  /** All that stood on the screen so far. */
  screen(): string
  /** Waits until the screen says so; returns the match. Throws with the screen's end. */
  says(what: RegExp, seconds: number): Promise<RegExpMatchArray>
  type(line: string): void
  close(): Promise<void>
}

interface Parts {
  firmware: Firmware
  mebibytes: number
  https: number
  radius: number
}

/** What is written to the disk is thrown away with the computer. */
export async function turnOn(disk: string, parts: Parts): Promise<Computer> {
  const folder = await mkdtemp(join(tmpdir(), 'lango-computer-'))
  const line = join(folder, 'serial')
  const net = `user,id=lan,hostfwd=tcp:127.0.0.1:${parts.https}-:443,hostfwd=udp:127.0.0.1:${parts.radius}-:1812`
  const words = ['-accel', 'tcg,thread=multi,tb-size=256', '-cpu', 'max', '-machine', 'q35', '-smp', '2', '-m', String(parts.mebibytes), '-display', 'none', '-no-reboot', '-serial', `unix:${line},server=on,wait=on`, '-drive', `file=${disk},if=virtio,format=qcow2,snapshot=on,cache=unsafe`, '-netdev', net, '-device', 'virtio-net-pci,netdev=lan', '-device', 'virtio-rng-pci'] // prettier-ignore
  if (parts.firmware === 'uefi') {
    const [code, vars] = ['/usr/share/OVMF/OVMF_CODE.fd', join(folder, 'vars.fd')]
    await copyFile('/usr/share/OVMF/OVMF_VARS.fd', vars)
    words.push('-drive', `if=pflash,format=raw,readonly=on,file=${code}`, '-drive', `if=pflash,format=raw,file=${vars}`) // prettier-ignore
  }
  const child = spawn('qemu-system-x86_64', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const over = () => child.exitCode !== null || child.signalCode !== null
  const close = async () => {
    if (!over()) {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
    await rm(folder, { recursive: true, force: true })
  }
  const serial = await plugIn(line, over).catch(async (error: unknown) => {
    await close()
    throw new Error(`qemu did not start: ${complaint}`, { cause: error })
  })
  let screen = ''
  serial.setEncoding('utf8').on('data', (text: string) => (screen += text))
  return {
    https: parts.https,
    radius: parts.radius,
    screen: () => screen,
    says: async (what, seconds) => {
      const until = performance.now() + seconds * 1000
      for (;;) {
        const found = what.exec(screen)
        if (found) return found as RegExpMatchArray
        if (over() || performance.now() > until)
          throw new Error(`It did not say ${what}:\n${complaint}${screen.slice(-3000)}`)
        await wait(100)
      }
    },
    type: (words) => void serial.write(`${words}\n`),
    close,
  }
}

async function plugIn(line: string, over: () => boolean): Promise<Socket> {
  for (let tries = 0; ; tries += 1) {
    const socket = connect(line)
    const there = await once(socket, 'connect').then(
      () => true,
      () => false, // It has not opened its end yet.
    )
    if (there) return socket
    if (over() || tries > 100) throw new Error('no line')
    await wait(100)
  }
}
