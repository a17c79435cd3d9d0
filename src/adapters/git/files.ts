/** Files of the work tree, which may be anything: nothing is followed out of it, nothing blocks, nothing is too large. */

import { constants, promises as fs } from 'node:fs';
import path from 'node:path';

/** What a path that cannot be read as a file gives; anything else is a fault of the machine. */
const NOT_A_FILE = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP', // a symbolic link, because of O_NOFOLLOW
  'EMLINK', // the same on FreeBSD
  'ENXIO', // a socket
  'ENAMETOOLONG',
  'EACCES',
  'EPERM',
  'EINVAL',
]);

// 0 where the system has no such flag. A pipe is opened at once instead of when somebody writes to it.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Text of a regular file, decoded as UTF-8; null when it is missing, something else, outside of `root` (as it is where
 * a folder on its way is a symbolic link to elsewhere), not readable, or larger than `maxBytes`.
 */
export async function readRegularFile(root: string, file: string, maxBytes: number): Promise<string | null> {
  const absolute = path.join(root, file);
  if (file.includes('\0') || !isInside(root, absolute)) return null;
  try {
    const [realRoot, folder] = await Promise.all([fs.realpath(root), fs.realpath(path.dirname(absolute))]);
    if (!isInside(realRoot, folder)) return null;
    if (!(await fs.lstat(absolute)).isFile()) return null;
    const handle = await fs.open(absolute, FLAGS);
    try {
      const { size } = await handle.stat();
      if (size > maxBytes) return null;
      const content = await handle.readFile();
      return content.length > maxBytes ? null : content.toString('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (NOT_A_FILE.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
