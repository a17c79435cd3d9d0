/** `doctor`: gathers what the diagnosis is made from. Nothing of the environment or of remotes is read. */

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { agentStatuses } from '../../adapters/agents/agent-status.ts';
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
import { hookFilesOptions } from '../agent-hooks.ts';
import type { Invocation } from '../commands.ts';
import { log, openProject, type Project, systemClock } from '../compose.ts';
import { safe } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { hookInstaller, STRATEGIES, whatIsGone } from './hooks.ts';

export async function run({ values, directory, terminal }: Invocation): Promise<number> {
  const project = await openProject(directory);
  const { git } = project;
  const ledger = ledgerFacts(git);
  const diagnosis = diagnose({
    ...project,
    version: VERSION,
    runtime: process.versions.electron
      ? { name: 'Node.js of the editor', version: process.versions.node }
      : { name: 'Node.js', version: process.versions.node },
    git: await gitVersion(git.worktree),
    worktree: git.worktree,
    hooks: await hooksFact(git),
    ledger: ledger.fact,
    setAside: setAside(git),
    agents: await agentFacts(project, ledger.recordedAtMs),
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
  const strategies = new Set(status.hooks.flatMap(({ strategy }) => (strategy ? STRATEGIES[strategy] : [])));
  return { kind: status.kind, ...(strategies.size > 0 && { text: [...strategies].join(', ') }) };
}

interface LedgerFacts {
  readonly fact: LedgerFact;
  /** time of each tool's last edit */
  readonly recordedAtMs: ReadonlyMap<string, number>;
}

function ledgerFacts({ commonDir }: Git): LedgerFacts {
  const opened = openLedger({ commonDir, clock: systemClock, log, readOnly: true });
  const recordedAtMs = new Map<string, number>();
  if (opened.kind !== 'ok') return { fact: opened, recordedAtMs };
  const { ledger } = opened;
  try {
    for (const { edit } of ledger.editRecords())
      if (edit.tool !== undefined)
        recordedAtMs.set(edit.tool, Math.max(edit.atMs, recordedAtMs.get(edit.tool) ?? 0));
    return { fact: { kind: 'ok', ...ledger.stats() }, recordedAtMs };
  } finally {
    ledger.close();
  }
}

function setAside({ commonDir }: Git): string[] {
  const folder = ledgerFolder(commonDir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => isSetAside(name) && name.endsWith('.db'))
    .map((name) => path.join(folder, name));
}

async function agentFacts(
  { git, config, isPaused }: Project,
  recordedAtMs: ReadonlyMap<string, number>,
): Promise<AgentFact[]> {
  const statuses = await agentStatuses(hookFilesOptions(git.worktree), systemClock.nowMs());
  return statuses.map((status) => ({
    ...status,
    sessions: status.sessions && { isRead: config.sessionLogs && !isPaused, ...status.sessions },
    recordedAtMs: recordedAtMs.get(status.tool) ?? null,
  }));
}
