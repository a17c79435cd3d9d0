/** `forget`: deletes what is recorded of this repository. */

import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { SINCE_FILE, setSessionsSince } from '../../adapters/agents/sessions-since.ts';
import { LAUNCHER } from '../../adapters/git/hooks/scripts.ts';
import { FOLDER, ledgerFile } from '../../adapters/ledger/files.ts';
import { forgetLedger } from '../../adapters/ledger/forget.ts';
import { forgetRepository, knownRepositoriesFolder } from '../../adapters/ledger/known-repositories.ts';
import type { Invocation } from '../commands.ts';
import { openProject, systemClock } from '../compose.ts';
import { count, Failure } from '../terminal.ts';

/** What the installed hooks are made of, for `hooks uninstall` to remove; and since when there is anything to know. */
const KEPT = [LAUNCHER, 'hooks', SINCE_FILE];

export async function run({ values, directory, terminal }: Invocation): Promise<number> {
  const { git } = await openProject(directory);
  const ledger = ledgerFile(git.commonDir);
  const others = values.all ? otherData(git.commonDir) : [];
  if (!existsSync(ledger) && others.length === 0) {
    setSessionsSince(git.commonDir, systemClock.nowMs());
    terminal.print('There is nothing recorded of this repository.');
    return 0;
  }
  // A script that calls it means it; a person may have mistyped.
  const isAsked = process.stdin.isTTY && !values.yes;
  if (
    isAsked &&
    !(await isConfirmed('Delete what is recorded, for all work trees of this repository? [y/N] '))
  )
    throw new Failure('nothing was deleted');
  // First: whoever looks at the sessions of tools meanwhile must not bring back what is being deleted.
  setSessionsSince(git.commonDir, systemClock.nowMs());
  const { deleted, left } = forgetLedger(git.commonDir);
  forgetRepository(knownRepositoriesFolder(), git.commonDir);
  for (const file of others) rmSync(file, { recursive: true, force: true });
  if (left.length > 0)
    throw new Failure('another program has the ledger open; it was emptied instead of deleted');
  terminal.print(`Deleted ${count(deleted.length + others.length, 'file')}.`);
  return 0;
}

/** What we write; where the folder is a link to one that somebody else may use as well, nothing else is ours. */
const OURS = /^(?:settings\.json|sessions-[\w-]+\.json|pending|note|committed\.ndjson)(?:\.\d+)?(?:\.tmp)?$/;

/** All of ours but the ledger's own files and the hooks, in the git folders of all work trees. */
function otherData(commonDir: string): string[] {
  const worktrees = path.join(commonDir, 'worktrees');
  const gitDirs = [commonDir, ...namesIn(worktrees).map((name) => path.join(worktrees, name))];
  return gitDirs.flatMap((gitDir) => {
    const folder = path.join(gitDir, FOLDER);
    const isLink = lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    return namesIn(folder)
      .filter((name) => !KEPT.includes(name) && !name.startsWith('ledger') && (!isLink || OURS.test(name)))
      .map((name) => path.join(folder, name));
  });
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

async function isConfirmed(question: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await prompt.question(question)).trim());
  } finally {
    prompt.close();
  }
}
