/** The files of a ledger: their names, which file a name stands for, and putting a damaged database aside. */

import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';

/** What SQLite appends to a database's name for its write-ahead log and the log's index. */
export const SIDE_FILES = ['-wal', '-shm'] as const;

export const FOLDER = 'lastmile';
const DAMAGED = 'ledger-damaged-';

export const ledgerFolder = (commonDir: string): string => path.join(commonDir, FOLDER);
export const ledgerFile = (commonDir: string): string => path.join(ledgerFolder(commonDir), 'ledger.db');
export const isSetAside = (name: string): boolean => name.startsWith(DAMAGED);

/** Which file `file` is now: differs once it was deleted and made again. Null when it is not there. */
export function identityOf(file: string): string | null {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.dev}:${stat.ino}` : null;
}

/** Size of a database with its side files. */
export function bytesOf(file: string): number {
  return ['', ...SIDE_FILES].reduce(
    (sum, suffix) => sum + (statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** Makes sure that `file` is there (an empty file is an empty database) and that it can be written beside. */
export function makeWritable(file: string): void {
  makeFolder(path.dirname(file));
  try {
    // Only ever a new file: closing one that SQLite has open would drop this process's locks on it (POSIX).
    closeSync(openSync(file, 'wx'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  accessSync(path.dirname(file), constants.W_OK);
  accessSync(file, constants.W_OK);
}

export function isWritable(name: string): boolean {
  try {
    accessSync(name, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Renames a damaged database together with its side files, unless another process was faster.
 * @param identity of the damaged file, so that a new one in its place is left alone
 * @returns where it is now, null when it was not there any more
 */
export function setAside(file: string, identity: string, nowMs: number): string | null {
  return locked(`${file}.lock`, () => {
    if (identityOf(file) !== identity) return null;
    const target = freeName(path.dirname(file), nowMs);
    // The side files first: SQLite deletes a log it finds beside a new database.
    for (const suffix of SIDE_FILES)
      if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
    renameSync(file, target);
    return target;
  });
}

function freeName(folder: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[-:.]/g, '');
  for (let n = 1; ; n++) {
    const name = path.join(folder, `${DAMAGED}${stamp}${n > 1 ? `-${n}` : ''}.db`);
    if (!existsSync(name)) return name;
  }
}

/** Runs `work` while a folder `lock` is there. Who still has it after two seconds of a few renames has died. */
function locked<T>(lock: string, work: () => T): T {
  for (let waitedMs = 0; ; waitedMs += 20) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (waitedMs >= 2000) break;
      sleep(20);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Blocks the thread, as SQLite does while it waits for a lock. */
export function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Makes a folder of ours where it is missing, but never the Git folder around it: that one may have been deleted. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
