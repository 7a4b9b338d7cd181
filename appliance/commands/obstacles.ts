// What stands in a command's way and a person can mend: told in one sentence, without a stack. Anything else
// that is thrown is a bug and is shown whole.

import { readFile } from 'node:fs/promises'
import { Invalid, Refusal, Unavailable } from '../errors.ts'

/** The sentence for a fault the machine reports about `path`; undefined where it is not one of those. */
export function explainFault(error: unknown, path: string): Refusal | undefined {
  const { code, syscall, path: where = path } = error as NodeJS.ErrnoException
  const options = { cause: error }
  // Node's mkdir calls a read-only disk ENOENT.
  switch (code === 'ENOENT' && syscall === 'mkdir' ? 'EROFS' : code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Unavailable('disk_full', `There is no room left on the disk of ${where}.`, options)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Unavailable('may_not_write', `Lango may not write ${where}.`, options)
    case 'ENOTDIR':
    case 'EEXIST':
      return new Invalid('not_a_folder', `${where} is not a folder: name another.`, options)
    default:
      return undefined
  }
}

/** Does the work, or throws the sentence for what stood in its way. */
export async function orExplain<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw explainFault(error, path) ?? error
  }
}

/** What a file that an operator named says. Throws Invalid `file_unreadable`. */
export async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: Error) => {
    throw new Invalid('file_unreadable', `Can't read ${file}: ${cause.message}`, { cause })
  })
}
