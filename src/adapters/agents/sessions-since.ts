/**
 * From when on what AI tools tell in their sessions is taken in. What is from before was deleted by the user, or happened
 * while recording was paused: only the moment is kept.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { match, parseJson } from './records.ts';

export const SINCE_FILE = 'sessions-since.json';

const Since = v.object({ sinceMs: v.number() });

/** In milliseconds; 0 where no moment was ever set. */
export function sessionsSince(commonDir: string): number {
  try {
    const text = readFileSync(path.join(commonDir, 'lastmile', SINCE_FILE), 'utf8');
    return match(Since, parseJson(text))?.sinceMs ?? 0;
  } catch {
    return 0;
  }
}

/** What tools have told up to `atMs` is not taken in any more, whatever has been read of it so far. */
export function setSessionsSince(commonDir: string, atMs: number): void {
  const folder = path.join(commonDir, 'lastmile');
  const temporary = path.join(folder, `${SINCE_FILE}.${process.pid}.tmp`);
  // Not recursive: a repository that was deleted must not come back as an empty folder.
  if (!existsSync(folder)) mkdirSync(folder);
  writeFileSync(temporary, `${JSON.stringify({ sinceMs: atMs })}\n`);
  renameSync(temporary, path.join(folder, SINCE_FILE));
}
