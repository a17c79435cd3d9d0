/** The repositories of a window as everything else sees them: Git, ledger, hooks and session logs of one work tree. */

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { openSessionLogs, readingStateFile } from '../adapters/agents/session-logs.ts';
import { sessionsSince, setSessionsSince } from '../adapters/agents/sessions-since.ts';
import { SESSION_STORES } from '../adapters/agents/tools.ts';
import { openGit } from '../adapters/git/git.ts';
import { createHookInstaller, type HookInstaller } from '../adapters/git/hook-installer.ts';
import { forgetLedger } from '../adapters/ledger/forget.ts';
import { knownRepositoriesFolder, rememberRepository } from '../adapters/ledger/known-repositories.ts';
import type { SqliteLedger } from '../adapters/ledger/ledger.ts';
import { openLedger } from '../adapters/ledger/open.ts';
import { readMirrored, writeMirrored } from '../adapters/settings/mirrored-settings.ts';
import type { Opening, OpenRepository } from '../adapters/vscode/repositories.ts';
import { explicitSettings, rulesSetting } from '../adapters/vscode/settings.ts';
import { type Config, isPaused, readConfig } from '../domain/config.ts';
import type { ReadRules } from '../domain/pull-requests/rules-file.ts';
import { createCheckpoints } from '../services/checkpoints.ts';
import { uncommittedLines } from '../services/line-groups.ts';
import type { Clock, Git, Ledger, Log } from '../services/ports.ts';
import { type NextPullRequest, nextPullRequest } from '../services/pull-requests/next-pull-request.ts';
import { repositoryRules } from '../services/pull-requests/repository-rules.ts';
import { createSessionLogReader, type SessionLogReader } from '../services/session-logs.ts';
import { uncommittedChange } from '../services/uncommitted-change.ts';
import { unrecorded } from '../services/unrecorded.ts';
import type { Figures, LedgerState, Repository } from '../views/repository.ts';

const { l10n } = vscode;
/** Not while the editor starts. */
const PRUNE_AFTER_MS = 30_000;
/** The rest comes with the next figures. */
const SESSION_LOGS_BUDGET_MS = 300;
const run = promisify(execFile);

export interface Runtime {
  /** the editor's own; a Node as soon as ELECTRON_RUN_AS_NODE says so */
  readonly executable: string;
  readonly cli: string;
}

export interface RepositoryOptions {
  readonly runtime: Runtime;
  readonly clock: Clock;
  readonly log: Log;
  /** the git to run, where the user has named one */
  gitProgram(): string | undefined;
  maxLedgerBytes(): number;
}

/** The repository that a folder is in. Expected failures are a `kind`. */
export async function openRepository(
  folder: string,
  options: RepositoryOptions,
): Promise<Opening<EditorRepository>> {
  const { log } = options;
  const gitProgram = options.gitProgram();
  const opened = await openGit(folder, gitProgram === undefined ? {} : { program: gitProgram });
  switch (opened.kind) {
    case 'ok': {
      const repository = new EditorRepository(opened.git, options);
      void repository
        .refreshHooks()
        .catch((error: unknown) => log.warn('the hooks could not be brought up to date', error));
      return { kind: 'repository', repository };
    }
    case 'no-git':
    case 'too-old':
      return { kind: 'git-missing' };
    case 'dubious-ownership':
      return { kind: 'dubious-ownership' };
    case 'unusable':
      log.warn(`git cannot read the repository of ${opened.folder}: ${opened.detail}`);
      return { kind: 'no-repository' };
    default:
      return { kind: 'no-repository' };
  }
}

/** One repository with everything that is done to it. */
export class EditorRepository implements Repository, OpenRepository {
  readonly git: Git;
  readonly log: Log;
  /** null when it cannot be opened or is from a newer version */
  readonly store: SqliteLedger | null;
  readonly ledger: LedgerState;
  readonly setAside: string | undefined;
  readonly #runtime: Runtime;
  readonly #clock: Clock;
  readonly #hooks: HookInstaller;
  readonly #pruning: NodeJS.Timeout;
  #sessions: SessionLogReader | null;
  #version: number | undefined;
  #taking: Promise<void> = Promise.resolve();

  constructor(git: Git, { runtime, clock, log, maxLedgerBytes }: RepositoryOptions) {
    this.git = git;
    this.log = log;
    this.#runtime = runtime;
    this.#clock = clock;
    this.#hooks = createHookInstaller({ git, ...runtime });
    const opened = openLedger({ commonDir: git.commonDir, clock, log });
    this.store = opened.kind === 'ok' ? opened.ledger : null;
    if (this.store) rememberRepository(knownRepositoriesFolder(), git);
    this.setAside = opened.kind === 'ok' && opened.setAside !== null ? basename(opened.setAside) : undefined;
    this.ledger =
      opened.kind === 'ok'
        ? opened.setAside === null
          ? 'ok'
          : 'set-aside'
        : opened.kind === 'newer'
          ? 'newer'
          : 'unavailable';
    this.#version = this.store?.version();
    this.#sessions = this.store && this.#readerOf(this.store);
    this.#pruning = setTimeout(() => this.#prune(maxLedgerBytes()), PRUNE_AFTER_MS);
    if (opened.kind === 'unavailable') log.warn('the ledger cannot be opened', opened.cause);
  }

  get worktree(): string {
    return this.git.worktree;
  }
  get gitDir(): string {
    return this.git.gitDir;
  }
  get commonDir(): string {
    return this.git.commonDir;
  }
  get name(): string {
    return basename(this.git.worktree);
  }

  async figures(): Promise<Figures> {
    const [config, hooks] = await Promise.all([this.config(), this.#hooks.status()]);
    await this.#taking;
    if (config.sessionLogs && !isPaused(this.#settings())) await this.#readSessionLogs();
    const { git } = this;
    const change = await uncommittedChange({ git, ledger: this.#ledger(), clock: this.#clock, config });
    return { ...change, hooks: hooks.kind };
  }

  #settings(): ReturnType<typeof explicitSettings> {
    return explicitSettings(vscode.Uri.file(this.worktree));
  }

  /** Where to look things up; what is found on the way is recorded unless that is paused. */
  #ledger(): Ledger | null {
    return this.store && isPaused(this.#settings()) ? unrecorded(this.store) : this.store;
  }

  /** Leaves the settings for the hooks and the command line, one call after the other. */
  takeSettings(): Promise<void> {
    this.#taking = this.#taking
      .then(async () => {
        const settings = this.#settings();
        if (isPaused(readMirrored(this.commonDir)) && !isPaused(settings)) await this.#endPause();
        await writeMirrored(this.commonDir, settings);
      })
      .catch((error: unknown) => this.log.warn('the settings could not be left for the hooks', error));
    return this.#taking;
  }

  /** What happened during the pause stays unknown: sessions do not tell of it, and no later edit takes it over. */
  async #endPause(): Promise<void> {
    const { git, store: ledger, log } = this;
    const clock = this.#clock;
    setSessionsSince(this.commonDir, clock.nowMs());
    if (!ledger) return;
    try {
      await createCheckpoints({ git, ledger, clock, log, newId: randomUUID }).checkpoint({
        origin: 'unknown',
      });
    } catch (error) {
      log.warn('what has changed during the pause could not be looked at', error);
    }
  }

  #readerOf(ledger: SqliteLedger): SessionLogReader {
    const { git, log } = this;
    const clock = this.#clock;
    const logs = openSessionLogs({
      stores: SESSION_STORES,
      places: { home: homedir(), env: process.env, platform: process.platform },
      worktree: git.worktree,
      stateFile: readingStateFile(git.commonDir, git.worktree),
      since: () => sessionsSince(git.commonDir),
      clock,
      log,
    });
    const checkpoints = createCheckpoints({ git, ledger, clock, log, newId: randomUUID });
    return createSessionLogReader({ logs, checkpoints, clock, log });
  }

  /** What AI tools wrote down of their edits, before figures are given: they are asked for after every change. */
  async #readSessionLogs(): Promise<void> {
    try {
      await this.#sessions?.poll(SESSION_LOGS_BUDGET_MS);
    } catch (error) {
      this.log.warn('session logs could not be read', error);
    }
  }

  lines(path: string): ReturnType<Repository['lines']> {
    return uncommittedLines({ git: this.git, ledger: this.#ledger(), clock: this.#clock }, path);
  }

  async nextPullRequest(): Promise<NextPullRequest | null> {
    const { git } = this;
    const [config, { rules }] = await Promise.all([this.config(), this.rules()]);
    return nextPullRequest({ git, ledger: this.#ledger(), clock: this.#clock, config, rules });
  }

  async config(): Promise<Config> {
    return readConfig(await this.git.config(['lastmile.']), this.#settings());
  }

  /** Of its pull requests: what is checked in, and over it what the settings say. */
  rules(): Promise<ReadRules> {
    return repositoryRules(this.git, rulesSetting(vscode.Uri.file(this.worktree)));
  }

  async installHooks(): Promise<void> {
    const outcome = await this.#hooks.install();
    switch (outcome.kind) {
      case 'installed':
        return;
      case 'not-writable':
        throw new Error(l10n.t('{0} cannot be written', outcome.path), { cause: outcome.cause });
      case 'overridden':
        throw new Error(
          l10n.t(
            'Git takes its hooks from {0}, which is set where this repository has no say',
            outcome.hooksPath,
          ),
        );
    }
  }

  async uninstallHooks(): Promise<void> {
    const outcome = await this.#hooks.uninstall();
    if (outcome.kind === 'not-writable')
      throw new Error(l10n.t('{0} cannot be written', outcome.path), { cause: outcome.cause });
  }

  /** The extension has been updated, or the editor: hooks that are installed start what is there now. */
  refreshHooks(): Promise<void> {
    return this.#hooks.refresh();
  }

  /** Deletes what need not be kept any more: once a day, and when there is too much. */
  #prune(maxBytes: number): void {
    try {
      const outcome = this.store?.prune({ nowMs: this.#clock.nowMs(), maxBytes });
      if (outcome?.kind === 'pruned') this.log.info(`expired records of ${this.name} were deleted`);
    } catch (error) {
      this.log.warn('expired records could not be deleted', error);
    }
  }

  hasNews(): boolean {
    const version = this.store?.version();
    const hasNews = version !== this.#version;
    this.#version = version;
    return hasNews;
  }

  /** What the bundled command line says, as to a person who runs it in this repository. */
  async doctor(): Promise<string> {
    const { stdout } = await run(this.#runtime.executable, [this.#runtime.cli, 'doctor'], {
      cwd: this.worktree,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      windowsHide: true,
    });
    return stdout;
  }

  async deleteData(): Promise<void> {
    setSessionsSince(this.commonDir, this.#clock.nowMs());
    forgetLedger(this.commonDir);
    // What the old one has read and not yet dealt with is from before.
    this.#sessions = this.store && this.#readerOf(this.store);
  }

  dispose(): void {
    clearTimeout(this.#pruning);
    this.store?.close();
  }
}
