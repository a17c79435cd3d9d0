/**
 * The composition root of the extension: the one file that sees every layer. It makes what there is one of in a window,
 * hands each piece what it needs, and owns everything that has to be given back.
 */

import * as vscode from 'vscode';
import { knownRepositoriesFolder } from '../adapters/ledger/known-repositories.ts';
import { ReportThread } from '../adapters/reporting/thread.ts';
import { EditorTracking } from '../adapters/vscode/editor-tracking.ts';
import { openLog } from '../adapters/vscode/log.ts';
import { MetricsExport } from '../adapters/vscode/metrics-export.ts';
import { Repositories } from '../adapters/vscode/repositories.ts';
import { onDidChangeSettings, readSettings, writeSetting } from '../adapters/vscode/settings.ts';
import type { Attributed } from '../domain/origin.ts';
import { DocumentRecord } from '../services/document-record.ts';
import type { Clock } from '../services/ports.ts';
import type { BoardState } from '../services/pull-requests/board.ts';
import { recordRename } from '../services/renames.ts';
import { TrackedDocument } from '../services/tracked-document.ts';
import { ChangeModel } from '../views/change-model.ts';
import { registerCommands } from '../views/commands.ts';
import { ContextKeys } from '../views/context-keys.ts';
import { deliveryState } from '../views/dashboard/delivery-state.ts';
import { printReport, saveReport } from '../views/dashboard/files.ts';
import { Dashboard } from '../views/dashboard/panel.ts';
import { Documents } from '../views/documents.ts';
import { HooksQuestion } from '../views/hooks-question.ts';
import { LineAttribution } from '../views/line-attribution.ts';
import { NextCommitView } from '../views/next-commit-view.ts';
import { Notices } from '../views/notices.ts';
import type { ListState } from '../views/pull-requests/list-states.ts';
import type { ViewName } from '../views/pull-requests/rows.ts';
import type { Snapshot } from '../views/repository.ts';
import { StatusBar } from '../views/status-bar.ts';
import type { Layout } from '../views/uncommitted-rows.ts';
import { UncommittedView } from '../views/uncommitted-view.ts';
import { composePullRequests } from './compose-pull-requests.ts';

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
  /** what the lists of pull requests show */
  pullRequests(): {
    readonly state: BoardState;
    readonly lists: Readonly<Record<ViewName, ListState>>;
    readonly statusBar: string | undefined;
  };
  /** resolves when everything typed is on record */
  flush(): Promise<void>;
  /** resolves when the views show the change as it is now */
  refresh(): Promise<void>;
}

const LAYOUT = 'lastmile.layout';
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
  const opening = {
    runtime,
    clock,
    log,
    gitProgram: () => settings.gitProgram,
    maxLedgerBytes: () => settings.maxLedgerBytes,
  };
  const repositories = new Repositories(async (folder) => {
    const { openRepository } = await import('./editor-repository.ts');
    return openRepository(folder, opening);
  }, log);
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
  const pullRequests =
    documents &&
    composePullRequests({
      context,
      log,
      clock,
      repositories,
      changes: model,
      documents,
      settings: () => settings.pullRequests,
      contribute,
    });
  const reports = new ReportThread({
    script: context.asAbsolutePath('dist/report-thread.js'),
    folder: knownRepositoriesFolder(),
    log,
    gitProgram: () => settings.gitProgram,
  });
  owned.push(reports);
  const dashboard = contribute(
    'the dashboard',
    () =>
      new Dashboard(
        context,
        {
          async report(filter) {
            await tracking?.flush();
            return reports.report(filter);
          },
          delivery: async ({ fromMs, toMs }) =>
            deliveryState(
              (await pullRequests?.delivery.delivery(fromMs, toMs)) ?? { kind: 'no-repositories' },
            ),
          signIn: async () => pullRequests?.signIn(),
          save: saveReport,
          print: printReport,
          nowMs: clock.nowMs,
          mayAsk: () => vscode.workspace.isTrusted,
        },
        log,
      ),
  );
  contribute(
    'figures for a collector',
    () =>
      new MetricsExport({
        runtime,
        memory: context.globalState,
        clock,
        log,
        endpoint: () => settings.collectorEndpoint,
      }),
  );
  const notices = new Notices(log.show);

  const apply = () => {
    settings = readSettings();
    if (isPaused()) tracking?.pause();
    else tracking?.resume();
    lineAttribution?.setOn(settings.showsLineAttribution && vscode.workspace.isTrusted);
    for (const piece of [contexts, statusBar, uncommitted]) piece?.update();
    pullRequests?.update();
    mirror();
  };
  // All at once: figures that are asked for next wait for those of their repository.
  const mirror = () => {
    for (const repository of repositories.all) void repository.takeSettings();
  };

  owned.push(
    onDidChangeSettings(() => {
      apply();
      void model.refresh();
    }),
    repositories.onDidChangeAll(() => {
      mirror();
      for (const repository of repositories.all) void notices.tell(repository);
    }),
    repositories.onDidChangeContent(() => dashboard?.update()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      apply();
      dashboard?.trusted();
    }),
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
        openDashboard: () => dashboard?.open(),
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
      pullRequests() {
        const state = pullRequests?.model.state ?? { forges: [], rows: [], isPartial: true };
        const listOf = (view: ViewName) => pullRequests?.model.stateOf(view) ?? 'untrusted';
        const lists = { mine: listOf('mine'), waiting: listOf('waiting'), team: listOf('team') };
        return { state, lists, statusBar: pullRequests?.statusBar?.text };
      },
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
