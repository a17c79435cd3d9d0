/**
 * Reads off the process that called a hook what Git does not tell it: whether a commit amends, and whether a push is
 * for real. `--amend` with a message of its own looks to `prepare-commit-msg` like any other commit, and `--dry-run` to
 * `pre-push` like any other push.
 */

import { readFileSync } from 'node:fs';
import type { GitInvocation } from '../services/tagger.ts';

interface Process {
  readonly parent: number;
  readonly args: readonly string[];
}

/** Node, the hook's shell, a hook manager's shells and runtime, then Git. */
const MAX_ANCESTORS = 12;

type ReadProcess = (pid: number) => Process | null;

const readRunning: ReadProcess = process.platform === 'linux' ? fromProc : fromPs;

/** The nearest `git` above this process, null where processes cannot be read (Windows). */
export function callingGit(readProcess = readRunning): GitInvocation | null {
  const args = nearestGit(readProcess);
  return args && parseGitArguments(args);
}

/** Whether this process is the hook of a `git push` that is not to push anything, as far as that can be read. */
export function isDryRun(readProcess = readRunning): boolean {
  const args = nearestGit(readProcess);
  return args !== null && isDryRunPush(args);
}

/** Its arguments, its name first. */
function nearestGit(readProcess: ReadProcess): readonly string[] | null {
  try {
    let pid = process.ppid;
    for (let i = 0; i < MAX_ANCESTORS && pid > 1; i++) {
      const found = readProcess(pid);
      if (!found) return null;
      if (commandOf(found.args)) return found.args;
      pid = found.parent;
    }
  } catch {
    // A process that has ended, or whose arguments may not be read.
  }
  return null;
}

function fromProc(pid: number): Process | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // the second field is the program's name in parentheses, which may itself hold any character
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  return { parent: Number(parent), args };
}

/** Arguments come joined by blanks here; a message with an option's name in it may mislead. */
function fromPs(pid: number): Process | null {
  if (process.platform === 'win32') return null;
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  const line = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], {
    encoding: 'utf8',
    timeout: 1000,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  const [parent, ...args] = line.split(/\s+/);
  return { parent: Number(parent), args };
}

const VALUE_AFTER =
  /^--(?:message|file|reuse-message|reedit-message|fixup|squash|author|date|template|cleanup|trailer|pathspec-from-file)$/;

/** What a git command line means for the commit that it makes, null if it is none. */
export function parseGitArguments(line: readonly string[]): GitInvocation | null {
  const found = commandOf(line);
  if (found?.command !== 'commit') return found && { isAmend: false, cleanup: null };
  const { args } = found;
  let isAmend = false;
  let cleanup: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') break;
    if (/^--am(?:e|en|end)?$/.test(arg)) isAmend = true;
    else if (arg === '--no-amend') isAmend = false;
    else if (arg === '--cleanup') cleanup = args[++i] ?? null;
    else if (arg.startsWith('--cleanup=')) cleanup = arg.slice('--cleanup='.length);
    else if (VALUE_AFTER.test(arg) || /^-[^-mFCct]*[mFCct]$/.test(arg)) i++;
  }
  return { isAmend, cleanup };
}

const PUSH_VALUE_AFTER = /^--(?:push-option|receive-pack|exec|repo|recurse-submodules)$/;

/** Whether it is a `git push` that only shows what it would do. */
export function isDryRunPush(line: readonly string[]): boolean {
  const { command, args } = commandOf(line) ?? { command: undefined, args: [] };
  if (command !== 'push') return false;
  let isDry = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') break;
    // abbreviated as far as it is not ambiguous; in a group of short options, those behind an `o` are its value
    if (/^--dr(?:y|y-|y-r|y-ru|y-run)?$/.test(arg) || /^-[^-o]*n/.test(arg)) isDry = true;
    else if (arg === '--no-dry-run') isDry = false;
    if (PUSH_VALUE_AFTER.test(arg) || /^-[^-o]*o$/.test(arg)) i++;
  }
  return isDry;
}

/** The command of a git command line and the arguments to it; null if it is none, no command if there is none. */
function commandOf([program = '', ...line]: readonly string[]): {
  command: string | undefined;
  args: readonly string[];
} | null {
  const name = /(?:^|[/\\])git(?:-([a-z-]+))?(?:\.exe)?$/.exec(program);
  if (!name) return null;
  let i = 0;
  let command = name[1];
  while (command === undefined && i < line.length) {
    const arg = line[i++] ?? '';
    if (arg === '-c' || arg === '-C') i++;
    else if (!arg.startsWith('-')) command = arg;
  }
  return { command, args: line.slice(i) };
}
