/** `doctor`: gathers what the diagnosis is made from. Nothing of the environment or of remotes is read. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { TOOL as CLAUDE_CODE } from '../../adapters/agents/claude-code.ts';
import { gitEnvironment } from '../../adapters/git/environment.ts';
import { run as runGit } from '../../adapters/git/run.ts';
import { isSetAside, ledgerFolder } from '../../adapters/ledger/files.ts';
import { openLedger } from '../../adapters/ledger/open.ts';
import {
  type AgentFact,
  describe,
  diagnose,
  type HooksFact,
  type LedgerFact,
} from '../../services/doctor.ts';
import type { Git } from '../../services/ports.ts';
import type { Invocation } from '../commands.ts';
import { log, openProject, systemClock } from '../compose.ts';
import { safe } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { hookInstaller, whatIsGone } from './hooks.ts';

export async function run({ values, directory, terminal }: Invocation): Promise<number> {
  const project = await openProject(directory);
  const { git } = project;
  const diagnosis = diagnose({
    ...project,
    version: VERSION,
    runtime: process.versions.electron
      ? { name: 'Node.js of the editor', version: process.versions.node }
      : { name: 'Node.js', version: process.versions.node },
    git: await gitVersion(git.worktree),
    worktree: git.worktree,
    hooks: await hooksFact(git),
    ledger: ledgerFact(git),
    setAside: setAside(git),
    agents: [claudeCode(git.worktree)],
  });
  if (values.json) terminal.json(diagnosis);
  else for (const line of describe(diagnosis)) terminal.print(safe(line));
  return 0;
}

async function gitVersion(cwd: string): Promise<string | null> {
  const runner = { program: 'git', cwd, env: gitEnvironment(process.env, cwd) };
  const { stdout } = await runGit(runner, ['--version']);
  return (
    stdout
      .toString('utf8')
      .trim()
      .replace(/^git version /, '') || null
  );
}

async function hooksFact(git: Git): Promise<HooksFact> {
  const status = await hookInstaller(git).status();
  const gone = whatIsGone(status);
  if (gone !== null) return { kind: 'broken', text: gone };
  const strategies = new Set(status.hooks.flatMap(({ strategy }) => strategy ?? []));
  return { kind: status.kind, ...(strategies.size > 0 && { text: [...strategies].join(', ') }) };
}

function ledgerFact({ commonDir }: Git): LedgerFact {
  const opened = openLedger({ commonDir, clock: systemClock, log, readOnly: true });
  if (opened.kind !== 'ok') return opened;
  try {
    return { kind: 'ok', ...opened.ledger.stats() };
  } finally {
    opened.ledger.close();
  }
}

function setAside({ commonDir }: Git): string[] {
  const folder = ledgerFolder(commonDir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => isSetAside(name) && name.endsWith('.db'))
    .map((name) => path.join(folder, name));
}

/** Whether its settings, of the user or the project, call us. Their content is looked at for that alone. */
function claudeCode(worktree: string): AgentFact {
  const home = process.env.CLAUDE_CONFIG_DIR || path.join(homedir(), '.claude');
  const settings = [
    path.join(home, 'settings.json'),
    path.join(worktree, '.claude', 'settings.json'),
    path.join(worktree, '.claude', 'settings.local.json'),
  ];
  return {
    tool: CLAUDE_CODE,
    isFound: existsSync(home),
    isHooked: settings.some((file) => contains(file, `agent-hook ${CLAUDE_CODE}`)),
  };
}

function contains(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes(text);
  } catch {
    return false;
  }
}
