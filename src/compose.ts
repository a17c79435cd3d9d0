/**
 * The composition root of the extension: the one file that sees every layer. It makes what there is one of in a window,
 * hands each piece what it needs, and owns everything that has to be given back.
 */

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { openSessionLogs, readingStateFile } from './adapters/agents/session-logs.ts';
import { SESSION_STORES } from './adapters/agents/tools.ts';
import { openGit } from './adapters/git/git.ts';
import { createHookInstaller, type HookInstaller } from './adapters/git/hook-installer.ts';
import { forgetLedger } from './adapters/ledger/forget.ts';
import type { SqliteLedger } from './adapters/ledger/ledger.ts';
import { openLedger } from './adapters/ledger/open.ts';
import { EditorTracking } from './adapters/vscode/editor-tracking.ts';
import { openLog } from './adapters/vscode/log.ts';
import { type Opening, type OpenRepository, Repositories } from './adapters/vscode/repositories.ts';
import {
  explicitSettings,
  mirrorSettings,
  onDidChangeSettings,
  readSettings,
  type Settings,
  writeSetting,
} from './adapters/vscode/settings.ts';
import { readConfig } from './domain/config.ts';
import type { Attributed } from './domain/origin.ts';
import { createCheckpoints } from './services/checkpoints.ts';
import { DocumentRecord } from './services/document-record.ts';
import { uncommittedLines } from './services/line-groups.ts';
import type { Clock, Git, Log } from './services/ports.ts';
import { recordRename } from './services/renames.ts';
import { createSessionLogReader, type SessionLogReader } from './services/session-logs.ts';
import { TrackedDocument } from './services/tracked-document.ts';
import { uncommittedChange } from './services/uncommitted-change.ts';
import { ChangeModel } from './views/change-model.ts';
import { registerCommands } from './views/commands.ts';
import { ContextKeys } from './views/context-keys.ts';
import { Documents } from './views/documents.ts';
import { HooksQuestion } from './views/hooks-question.ts';
import { LineAttribution } from './views/line-attribution.ts';
import { NextCommitView } from './views/next-commit-view.ts';
import { Notices } from './views/notices.ts';
import type { Figures, HookState, LedgerState, Repository, Snapshot } from './views/repository.ts';
import { StatusBar } from './views/status-bar.ts';
import type { Layout } from './views/uncommitted-rows.ts';
import { UncommittedView } from './views/uncommitted-view.ts';

/** For the editor's tests and for other extensions. */
export interface LastmileApi {
  /** text and runs of an open document as it is now; undefined when it is not tracked */
  attributionOf(uri: vscode.Uri): Attributed | undefined;
  /** what the views show */
  status(): {
    readonly snapshot: Snapshot;
    readonly statusBar: string | undefined;
    readonly isPaused: boolean;
  };
  /** resolves when everything typed is on record */
  flush(): Promise<void>;
  /** resolves when the views show the change as it is now */
  refresh(): Promise<void>;
}

const { l10n } = vscode;
const LAYOUT = 'lastmile.layout';
/** Not while the editor starts. */
const PRUNE_AFTER_MS = 30_000;
/** The rest comes with the next figures. */
const SESSION_LOGS_BUDGET_MS = 300;
const run = promisify(execFile);
const clock: Clock = { nowMs: () => Date.now() };

/** @returns at once: git and the ledger are opened after the editor has gone on */
export function compose(context: vscode.ExtensionContext): { api: LastmileApi; deactivate(): Promise<void> } {
  const log = openLog();
  let settings = readSettings();
  const layout = (): Layout => (context.workspaceState.get(LAYOUT) === 'list' ? 'list' : 'tree');
  const isPaused = () => !settings.isTrackingEnabled;

  const owned: vscode.Disposable[] = [];
  /** One piece that fails takes nothing else down. */
  const contribute = <D extends vscode.Disposable>(name: string, create: () => D): D | undefined => {
    try {
      const piece = create();
      owned.push(piece);
      return piece;
    } catch (error) {
      log.warn(`${name} could not be started`, error);
      return undefined;
    }
  };

  const runtime = { executable: process.execPath, cli: context.asAbsolutePath('dist/cli.js') };
  const repositories = new Repositories((folder) => open(folder, runtime, () => settings, log), log);
  const model = new ChangeModel(repositories, log);
  const options = {
    isPaused,
    layout,
    isVisible: () => settings.showsStatusBar,
    mayAsk: () => settings.asksToInstallHooks,
  };

  const tracking = contribute(
    'tracking',
    () =>
      new EditorTracking({
        repositories,
        services: {
          track: (options) => new TrackedDocument(options),
          openRecord: DocumentRecord.open,
          recordRename,
        },
        settings: () => settings,
        clock,
        log,
      }),
  );
  const contexts = contribute('the context', () => new ContextKeys(model, options));
  const statusBar = contribute('the status bar', () => new StatusBar(model, options));
  const uncommitted = contribute('the uncommitted change', () => new UncommittedView(model, options, log));
  contribute('the next commit', () => new NextCommitView(model));
  const lineAttribution =
    tracking &&
    contribute('line attribution', () => new LineAttribution(tracking, context.extensionUri, clock.nowMs));
  const documents = contribute('documents', () => new Documents());
  const question = contribute(
    'the question about hooks',
    () => new HooksQuestion(model, context.globalState, options, log),
  );
  const notices = new Notices(log.show);

  const apply = () => {
    settings = readSettings();
    if (isPaused()) tracking?.pause();
    else tracking?.resume();
    lineAttribution?.setOn(settings.showsLineAttribution && vscode.workspace.isTrusted);
    for (const piece of [contexts, statusBar, uncommitted]) piece?.update();
    void mirror();
  };
  const mirror = async () => {
    for (const { commonDir, worktree } of repositories.all) {
      await mirrorSettings(commonDir, explicitSettings(vscode.Uri.file(worktree))).catch((error: unknown) =>
        log.warn('the settings could not be left for the hooks', error),
      );
    }
  };

  owned.push(
    onDidChangeSettings(() => {
      apply();
      void model.refresh();
    }),
    repositories.onDidChangeAll(() => {
      void mirror();
      for (const repository of repositories.all) void notices.tell(repository);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(apply),
  );
  if (documents && question)
    contribute('the commands', () =>
      registerCommands({
        model,
        documents,
        hooksQuestion: question,
        log,
        extensionId: context.extension.id,
        flush: async () => tracking?.flush(),
        async withoutTracking(work) {
          tracking?.pause();
          try {
            await work();
          } finally {
            if (!isPaused()) tracking?.resume();
          }
        },
        showUncommitted: async () => uncommitted?.show(),
        setPaused: (isPaused) => writeSetting('tracking.enabled', !isPaused),
        toggleLineAttribution: () => writeSetting('lineAttribution.enabled', !settings.showsLineAttribution),
        async setLayout(wanted) {
          await context.workspaceState.update(LAYOUT, wanted);
          contexts?.update();
          uncommitted?.update();
        },
      }),
    );
  apply();
  log.info(`Lastmile ${context.extension.packageJSON.version} in ${vscode.env.appName} ${vscode.version}`);

  return {
    api: {
      attributionOf(uri) {
        const document = vscode.workspace.textDocuments.find((it) => it.uri.toString() === uri.toString());
        return document && tracking?.attributionOf(document);
      },
      status: () => ({ snapshot: model.snapshot, statusBar: statusBar?.text, isPaused: isPaused() }),
      async flush() {
        await tracking?.flush();
      },
      async refresh() {
        await repositories.settled();
        await model.refresh();
      },
    },
    async deactivate() {
      await tracking?.flush();
      for (const piece of [...owned.reverse(), model, repositories, log]) piece.dispose();
    },
  };
}

interface Runtime {
  /** the editor's own; a Node as soon as ELECTRON_RUN_AS_NODE says so */
  readonly executable: string;
  readonly cli: string;
}

async function open(
  folder: string,
  runtime: Runtime,
  settings: () => Settings,
  log: Log,
): Promise<Opening<EditorRepository>> {
  const { gitProgram } = settings();
  const opened = await openGit(folder, gitProgram === undefined ? {} : { program: gitProgram });
  switch (opened.kind) {
    case 'ok': {
      const repository = new EditorRepository(opened.git, runtime, settings, log);
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
class EditorRepository implements Repository, OpenRepository {
  readonly git: Git;
  readonly log: Log;
  /** null when it cannot be opened or is from a newer version */
  readonly store: SqliteLedger | null;
  readonly ledger: LedgerState;
  readonly setAside: string | undefined;
  readonly #runtime: Runtime;
  readonly #hooks: HookInstaller;
  readonly #pruning: NodeJS.Timeout;
  readonly #sessions: SessionLogReader | null;
  #version: number | undefined;

  constructor(git: Git, runtime: Runtime, settings: () => Settings, log: Log) {
    this.git = git;
    this.log = log;
    this.#runtime = runtime;
    this.#hooks = createHookInstaller({ git, ...runtime });
    const opened = openLedger({ commonDir: git.commonDir, clock, log });
    this.store = opened.kind === 'ok' ? opened.ledger : null;
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
    this.#pruning = setTimeout(() => this.#prune(settings().maxLedgerBytes), PRUNE_AFTER_MS);
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
    const [gitConfig, hooks] = await Promise.all([this.git.config(['lastmile.']), this.hookState()]);
    const config = readConfig(gitConfig, explicitSettings(vscode.Uri.file(this.worktree)));
    if (config.sessionLogs) await this.#readSessionLogs();
    const change = await uncommittedChange({
      git: this.git,
      ledger: this.store,
      clock,
      log: this.log,
      config,
    });
    return { ...change, hooks };
  }

  #readerOf(ledger: SqliteLedger): SessionLogReader {
    const { git, log } = this;
    const logs = openSessionLogs({
      stores: SESSION_STORES,
      places: { home: homedir(), env: process.env, platform: process.platform },
      worktree: git.worktree,
      stateFile: readingStateFile(git.commonDir, git.worktree),
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
    return uncommittedLines({ git: this.git, ledger: this.store, clock }, path);
  }

  async hookState(): Promise<HookState> {
    return (await this.#hooks.status()).kind;
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
      const outcome = this.store?.prune({ nowMs: clock.nowMs(), maxBytes });
      if (outcome?.kind === 'pruned') this.log.info(`old data of ${this.name} was deleted`);
    } catch (error) {
      this.log.warn('old data could not be deleted', error);
    }
  }

  hasNews(): boolean {
    const version = this.store?.version();
    const hasNews = version !== this.#version;
    this.#version = version;
    return hasNews;
  }

  doctor(): Promise<string> {
    return this.#lastmile('doctor');
  }

  async deleteData(): Promise<void> {
    forgetLedger(this.commonDir);
  }

  dispose(): void {
    clearTimeout(this.#pruning);
    this.store?.close();
  }

  /** The bundled command line, as a person would run it in this repository. */
  async #lastmile(...args: string[]): Promise<string> {
    const { stdout } = await run(this.#runtime.executable, [this.#runtime.cli, ...args], {
      cwd: this.worktree,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      windowsHide: true,
    });
    return stdout;
  }
}
