/**
 * The editor's settings in a file beside the ledger, where the extension leaves them for programs that do not see the
 * editor's: the hooks and the command line.
 */

import { promises as fs, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Mirrored } from '../../domain/config.ts';

const MirroredSettings = v.object({
  trailers: v.optional(v.unknown()),
  always: v.optional(v.unknown()),
  heavyThreshold: v.optional(v.unknown()),
  exclude: v.optional(v.unknown()),
  sessionLogs: v.optional(v.unknown()),
  tracking: v.optional(v.unknown()),
});

const fileIn = (commonDir: string): string => path.join(commonDir, 'lastmile', 'settings.json');

/** A file that is not there or makes no sense says nothing. */
export function readMirrored(commonDir: string): Mirrored {
  try {
    const file = fileIn(commonDir);
    // A commit waits for this, and for a pipe it would wait for ever.
    if (!statSync(file).isFile()) return {};
    const result = v.safeParse(MirroredSettings, JSON.parse(readFileSync(file, 'utf8')));
    return result.success ? result.output : {};
  } catch {
    return {};
  }
}

/**
 * Written beside and renamed, so that a hook never reads half of them; not touched when they say the same already, nor
 * made where there is nothing to say.
 */
export async function writeMirrored(commonDir: string, settings: Mirrored): Promise<void> {
  const file = fileIn(commonDir);
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  const present = await fs.readFile(file, 'utf8').catch(() => undefined);
  if (present === text || (present === undefined && Object.keys(settings).length === 0)) return;
  // Not recursive: a repository that was deleted must not come back as an empty folder.
  await fs.mkdir(path.dirname(file)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await fs.writeFile(temporary, text);
    await fs.rename(temporary, file);
  } finally {
    await fs.rm(temporary, { force: true });
  }
}
