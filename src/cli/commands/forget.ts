/** `forget`: deletes what is recorded of this repository. */

import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { FOLDER, ledgerFile } from '../../adapters/ledger/files.ts';
import { forgetLedger } from '../../adapters/ledger/forget.ts';
import type { Invocation } from '../commands.ts';
import { openProject } from '../compose.ts';
import { Failure, safe } from '../terminal.ts';

export async function run({ values, directory, terminal }: Invocation): Promise<number> {
  const { git } = await openProject(directory);
  const folder = path.join(git.commonDir, FOLDER);
  const what = values.all ? folder : ledgerFile(git.commonDir);
  if (!existsSync(what)) {
    terminal.print('There is nothing recorded of this repository.');
    return 0;
  }
  // A script that calls it means it; a person may have mistyped.
  const isAsked = process.stdin.isTTY && !values.yes;
  if (isAsked && !(await isConfirmed(`Delete ${safe(what)}, for all work trees of this repository? [y/N] `)))
    throw new Failure('nothing was deleted');
  const { left } = forgetLedger(git.commonDir);
  if (left.length > 0) throw new Failure('a program has the ledger open; it was emptied instead of deleted');
  if (values.all) rmSync(folder, { recursive: true, force: true });
  terminal.print(`Deleted ${safe(what)}.`);
  return 0;
}

async function isConfirmed(question: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await prompt.question(question)).trim());
  } finally {
    prompt.close();
  }
}
