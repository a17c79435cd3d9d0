/** The editor's settings, as the extension leaves them beside the ledger for programs that do not see the editor's. */

import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Mirrored } from '../domain/config.ts';

const MirroredSettings = v.object({
  trailers: v.optional(v.unknown()),
  always: v.optional(v.unknown()),
  heavyThreshold: v.optional(v.unknown()),
  exclude: v.optional(v.unknown()),
  sessionLogs: v.optional(v.unknown()),
  tracking: v.optional(v.unknown()),
});

const mirroredSettingsFile = (commonDir: string): string => path.join(commonDir, 'lastmile', 'settings.json');

/** A file that is not there or makes no sense says nothing. */
export function readMirrored(commonDir: string): Mirrored {
  try {
    const file = mirroredSettingsFile(commonDir);
    // A commit waits for this, and for a pipe it would wait for ever.
    if (!statSync(file).isFile()) return {};
    const text = readFileSync(file, 'utf8');
    const result = v.safeParse(MirroredSettings, JSON.parse(text));
    return result.success ? result.output : {};
  } catch {
    return {};
  }
}
