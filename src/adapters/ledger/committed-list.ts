/**
 * Contents that were committed, in a file beside the database. To write the database costs several waits for the disk
 * when a process that does nothing else closes it; a line in a file costs none. A line that is lost is no harm: its
 * content is then kept as one that was never committed.
 */

import { appendFileSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

export interface CommittedContent {
  readonly path: string;
  readonly key: Uint8Array;
}

export const listBeside = (ledgerFile: string): string =>
  path.join(path.dirname(ledgerFile), 'committed.ndjson');

export function addCommitted(ledgerFile: string, contents: readonly CommittedContent[]): void {
  const lines = contents.map(
    ({ path: of, key }) => `${JSON.stringify([of, Buffer.from(key).toString('hex')])}\n`,
  );
  if (lines.length > 0) appendFileSync(listBeside(ledgerFile), lines.join(''));
}

/** Takes the list; several processes may try at once, and one of them gets it. */
export function takeCommitted(ledgerFile: string): CommittedContent[] {
  const taken = `${listBeside(ledgerFile)}.${process.pid}`;
  try {
    renameSync(listBeside(ledgerFile), taken);
  } catch {
    return []; // as a rule there is none
  }
  const lines = readFileSync(taken, 'utf8').split('\n');
  rmSync(taken, { force: true });
  return lines.flatMap((line) => {
    try {
      const [of, key] = JSON.parse(line) as unknown[];
      return typeof of === 'string' && typeof key === 'string'
        ? [{ path: of, key: Buffer.from(key, 'hex') }]
        : [];
    } catch {
      return []; // cut off when its writer was killed
    }
  });
}
