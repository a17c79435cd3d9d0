/**
 * Reads off the process that called a hook what Git does not tell it: whether a commit amends. `--amend` with a message
 * of its own looks to `prepare-commit-msg` like any other commit.
 */

import { readFileSync } from 'node:fs';
import type { GitInvocation } from '../services/tagger.ts';

interface Process {
  readonly parent: number;
  readonly args: readonly string[];
}

/** Node, the hook's shell, a hook manager's shells and runtime, then Git. */
const MAX_ANCESTORS = 12;

/** The nearest `git` above this process, null where processes cannot be read (Windows). */
export function callingGit(
  readProcess: (pid: number) => Process | null = process.platform === 'linux' ? fromProc : fromPs,
): GitInvocation | null {
  try {
    let pid = process.ppid;
    for (let i = 0; i < MAX_ANCESTORS && pid > 1; i++) {
      const found = readProcess(pid);
      if (!found) return null;
      const invocation = parseGitArguments(found.args);
      if (invocation) return invocation;
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

/** What a git command line means, null if it is none. */
export function parseGitArguments([program = '', ...args]: readonly string[]): GitInvocation | null {
  const name = /(?:^|[/\\])git(?:-([a-z-]+))?(?:\.exe)?$/.exec(program);
  if (!name) return null;
  let i = 0;
  let command = name[1];
  while (command === undefined && i < args.length) {
    const arg = args[i++] ?? '';
    if (arg === '-c' || arg === '-C') i++;
    else if (!arg.startsWith('-')) command = arg;
  }
  if (command !== 'commit') return { isAmend: false, cleanup: null };

  let isAmend = false;
  let cleanup: string | null = null;
  for (; i < args.length; i++) {
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
