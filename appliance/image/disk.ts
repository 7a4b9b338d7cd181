// A root becomes a disk that starts a computer, an old one (BIOS) and a new one (UEFI): GPT with GRUB's own partition, the EFI
// one and the root, which comes last and grows at the first start. Nothing is mounted for it, so no loop device is needed.

import { randomUUID } from 'node:crypto'
import { open, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { must } from './shell.ts'

const sector = 512
const mebibyte = 1024 * 1024

/** In sectors; the root takes the rest. */
const places = { bios: { start: 2048, size: 2048 }, esp: { start: 4096, size: 67_584 }, root: { start: 71_680 } } // prettier-ignore

const kinds = {
  bios: '21686148-6449-6E6F-744E-656564454649',
  esp: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  root: '4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709', // Linux root, x86-64: what systemd-repart looks for.
}

const modules = ['part_gpt', 'ext2', 'search', 'search_fs_uuid', 'configfile', 'linux', 'normal', 'serial', 'terminal', 'echo', 'boot', 'test'] // prettier-ignore

/** Makes `path` (raw) of the root; the root has `freeMebibytes` left in it until it grows. */
export async function makeDisk(root: string, path: string, freeMebibytes = 400): Promise<void> {
  const folder = await mkdtemp(`${path}-`)
  const at = (name: string) => join(folder, name)
  try {
    const uuid = randomUUID()
    await writeFile(join(root, 'etc/fstab'), `UUID=${uuid} / ext4 rw,noatime,errors=remount-ro,x-systemd.growfs 0 1\n`) // prettier-ignore
    const menu = join(root, 'boot/grub/grub.cfg')
    await writeFile(menu, (await readFile(menu, 'utf8')).replaceAll('@UUID@', uuid))
    const sectors = await makeRootSystem(root, at('root'), uuid, freeMebibytes)
    await makeLoaders(at, uuid)
    await layOut(path, sectors)
    await must('dd', [`if=${at('esp')}`, `of=${path}`, 'bs=512', `seek=${places.esp.start}`, 'conv=notrunc,sparse', 'status=none']) // prettier-ignore
    await must('dd', [`if=${at('root')}`, `of=${path}`, 'bs=1M', `seek=${(places.root.start * sector) / mebibyte}`, 'conv=notrunc,sparse', 'status=none']) // prettier-ignore
    await startFromBios(path, await readFile(at('core.img')))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Returns its size in sectors. */
async function makeRootSystem(root: string, path: string, uuid: string, free: number): Promise<number> {
  const used = Number((await must('du', ['-sm', '--apparent-size', root])).split('\t')[0])
  // ext4's own tables and small files' tails take a tenth.
  const size = Math.ceil(used * 1.12) + free
  await writeFile(path, '')
  await truncate(path, size * mebibyte)
  await must('mke2fs', ['-q', '-t', 'ext4', '-U', uuid, '-L', 'lango', '-m', '1', '-d', root, path])
  return (size * mebibyte) / sector
} // prettier-ignore

async function makeLoaders(at: (name: string) => string, uuid: string): Promise<void> {
  const first = `search --no-floppy --fs-uuid --set=root ${uuid}\nset prefix=($root)/boot/grub\nconfigfile /boot/grub/grub.cfg\n`
  await writeFile(at('first.cfg'), first)
  const grub = (format: string, out: string, more: string[]) =>
    must('grub-mkimage', ['-O', format, '-o', at(out), '-p', '/boot/grub', '-c', at('first.cfg'), ...more, ...modules]) // prettier-ignore
  await grub('x86_64-efi', 'BOOTX64.EFI', ['fat'])
  await grub('i386-pc', 'core.img', ['biosdisk'])
  await writeFile(at('esp'), '')
  await truncate(at('esp'), places.esp.size * sector)
  await must('mformat', ['-i', at('esp'), '-v', 'EFI', '::'])
  await must('mmd', ['-i', at('esp'), '::/EFI', '::/EFI/BOOT'])
  await must('mcopy', ['-i', at('esp'), at('BOOTX64.EFI'), '::/EFI/BOOT/BOOTX64.EFI'])
}

async function layOut(path: string, rootSectors: number): Promise<void> {
  await rm(path, { force: true })
  await writeFile(path, '')
  await truncate(path, (places.root.start + rootSectors) * sector + mebibyte) // The table again, at the end.
  const line = (name: keyof typeof kinds, start: number, size: number) =>
    `start=${start}, size=${size}, type=${kinds[name]}, name=${name}`
  const table = ['label: gpt', line('bios', places.bios.start, places.bios.size), line('esp', places.esp.start, places.esp.size), line('root', places.root.start, rootSectors)] // prettier-ignore
  await must('sfdisk', ['-q', path], { input: `${table.join('\n')}\n` })
}

/**
 * GRUB's first sector in the disk's first, the rest of it in its own partition, and each told where the next lies: what
 * grub-install does with a mounted disk (boot.S: the sector of the core at 0x5c, the drive at 0x64, `jmp` left out at 0x66;
 * diskboot.S: the list of blocks in the last 12 bytes of the core's first sector).
 */
async function startFromBios(path: string, core: Buffer): Promise<void> {
  const whole = Buffer.concat([core, Buffer.alloc((sector - (core.length % sector)) % sector)])
  if (whole.length > places.bios.size * sector) throw new Error('GRUB is too long for its partition.')
  whole.writeBigUInt64LE(BigInt(places.bios.start + 1), sector - 12)
  whole.writeUInt16LE(whole.length / sector - 1, sector - 4)
  whole.writeUInt16LE(0x820, sector - 2)
  const boot = await readFile('/usr/lib/grub/i386-pc/boot.img')
  boot.writeBigUInt64LE(BigInt(places.bios.start), 0x5c)
  boot[0x64] = 0xff
  boot.fill(0x90, 0x66, 0x68)
  const disk = await open(path, 'r+')
  try {
    await disk.write(boot, 0, 440, 0) // The partition table's part of the sector stays.
    await disk.write(whole, 0, whole.length, places.bios.start * sector)
  } finally {
    await disk.close()
  }
} // prettier-ignore
