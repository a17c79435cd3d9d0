/**
 * The dashboard: one panel of the window, its page, and the messages between them. The page gets the last figures at
 * once and new ones as soon as they are made; a choice that comes while figures are being made supersedes them.
 */

import * as vscode from 'vscode';
import type { Place, Report, ReportFilter } from '../../domain/retention/report.ts';
import { withoutLinks } from '../../domain/visible-text.ts';
import {
  type Choice,
  DEFAULT_CHOICE,
  type DeliveryState,
  type Format,
  type FromPage,
  isFromPage,
  isToPage,
  type ToPage,
} from '../../webview/protocol.ts';
import { createSchedule, type Schedule } from '../schedule.ts';

import { pageHtml } from './html.ts';
import { printDocument } from './print.ts';

const { l10n } = vscode;
const VIEW_TYPE = 'lastmile.dashboard';
const DAY_MS = 86_400_000;
/** How long nothing must have been recorded before figures are made anew. */
const QUIET_MS = 1000;

/** What the panel is made of; everything may reject. */
export interface DashboardSources {
  report(filter: ReportFilter): Promise<Report>;
  delivery(filter: ReportFilter): Promise<DeliveryState>;
  signIn(): Promise<void>;
  /** asks where to, and keeps the figures there */
  save(format: Format, report: Report): Promise<void>;
  /** opens a document in the browser */
  print(html: string): Promise<void>;
  nowMs(): number;
  /** whether git and forges may be asked: not in a workspace that is not trusted */
  mayAsk(): boolean;
}

interface Remembered {
  readonly choice: Choice;
  readonly report: Report;
}

export class Dashboard implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #context: vscode.ExtensionContext;
  readonly #sources: DashboardSources;
  readonly #log: { warn(message: string, cause?: unknown): void };
  readonly #registration: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #choice: Choice = DEFAULT_CHOICE;
  /** what the page shows, so that a row of it can be opened */
  #shown: Report | undefined;
  readonly #schedule: Schedule;
  /** of the figures that are wanted now; older ones are dropped when they come */
  #reportTurn = 0;
  #deliveryTurn = 0;

  constructor(
    context: vscode.ExtensionContext,
    sources: DashboardSources,
    log: { warn(message: string, cause?: unknown): void },
  ) {
    this.#context = context;
    this.#sources = sources;
    this.#log = log;
    this.#schedule = createSchedule(() => this.#showReport(), QUIET_MS);
    this.#registration = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this);
  }

  open(): void {
    if (this.#panel) this.#panel.reveal();
    else
      this.#take(vscode.window.createWebviewPanel(VIEW_TYPE, l10n.t('Lastmile'), vscode.ViewColumn.Active));
  }

  /** After a reload of the window. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#take(panel);
  }

  /** What is on record has changed. No forge is asked for it; a page that is hidden asks when it is shown again. */
  update(): void {
    if (!this.#panel?.visible) return;
    this.#tell({ type: 'outdated' });
    this.#schedule.request();
  }

  /** What was not asked before may be asked now. */
  trusted(): void {
    if (this.#panel) void this.#refresh();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#schedule.dispose();
    this.#panel?.dispose();
  }

  #take(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const { extensionUri } = this.#context;
    const dist = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, 'lastmile.svg'),
      dark: vscode.Uri.joinPath(media, 'lastmile-dark.svg'),
    };
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isFromPage(message)) void this.#heard(message);
      else this.#log.warn('the dashboard said something that is not known here');
    });
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    const uri = (...path: string[]) =>
      panel.webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
    panel.webview.html = pageHtml({
      cspSource: panel.webview.cspSource,
      script: uri('dist', 'webview', 'main.js'),
      style: uri('media', 'dashboard.css'),
      language: vscode.env.language,
      heading: l10n.t('What became of my AI code'),
      bundle: l10n.bundle,
    });
  }

  async #heard(message: FromPage): Promise<void> {
    try {
      switch (message.type) {
        case 'ready':
          return await this.#begin(message.choice);
        case 'choose':
          this.#choice = message.choice;
          return await this.#refresh();
        case 'open': {
          const place = this.#shown?.[message.list][message.index];
          return place && (await openPlace(place));
        }
        case 'export':
          return this.#shown && (await this.#sources.save(message.format, this.#shown));
        case 'print': {
          const style = vscode.Uri.joinPath(this.#context.extensionUri, 'media', 'dashboard.css');
          const css = new TextDecoder().decode(await vscode.workspace.fs.readFile(style));
          return await this.#sources.print(printDocument(message.markup, css, vscode.env.language));
        }
        case 'sign-in':
          await this.#sources.signIn();
          return await this.#refresh();
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  /**
   * The page is there, for the first time or again: what was shown last, then what is true.
   * @param choice that the page remembers
   */
  async #begin(choice: Choice | null): Promise<void> {
    const last = this.#context.globalState.get<Remembered>(VIEW_TYPE);
    const message: ToPage | undefined = last && {
      type: 'report',
      report: last.report,
      choice: choice ?? last.choice,
      isStale: true,
    };
    if (choice) this.#choice = choice;
    if (message && isToPage(message)) {
      this.#choice = message.choice;
      this.#shown = message.report;
      this.#tell(message);
    }
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    if (!this.#sources.mayAsk()) {
      const message = l10n.t('These figures are not updated until you trust this workspace.');
      this.#tell({ type: 'delivery', state: { kind: 'missing', message, canSignIn: false } });
      return this.#tell({ type: 'failed', message });
    }
    await Promise.all([this.#showReport(), this.#showDelivery()]);
  }

  /** Never rejects: what goes wrong is said on the page. */
  async #showReport(): Promise<void> {
    this.#reportTurn += 1;
    const turn = this.#reportTurn;
    const choice = this.#choice;
    try {
      const report = await this.#sources.report(filterOf(choice, this.#sources.nowMs()));
      if (turn !== this.#reportTurn) return;
      this.#shown = report;
      this.#tell({ type: 'report', report, choice, isStale: false });
      await this.#context.globalState.update(VIEW_TYPE, { choice, report } satisfies Remembered);
    } catch (error) {
      if (turn === this.#reportTurn) this.#failed(error);
    }
  }

  /** Never rejects. */
  async #showDelivery(): Promise<void> {
    this.#deliveryTurn += 1;
    const turn = this.#deliveryTurn;
    try {
      const state = await this.#sources.delivery(filterOf(this.#choice, this.#sources.nowMs()));
      if (turn === this.#deliveryTurn) this.#tell({ type: 'delivery', state });
    } catch (error) {
      if (turn === this.#deliveryTurn) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#log.warn('the dashboard could not be brought up to date', error);
    const message = error instanceof Error ? error.message : String(error);
    this.#tell({ type: 'failed', message: l10n.t('{0} The log says more.', sentence(message)) });
  }

  #tell(message: ToPage): void {
    void this.#panel?.webview.postMessage(message);
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** @param nowMs epoch; the window ends there */
function filterOf(choice: Choice, nowMs: number): ReportFilter {
  return {
    fromMs: choice.days === null ? 0 : nowMs - choice.days * DAY_MS,
    toMs: nowMs,
    repository: choice.repository,
    tool: choice.tool,
    incidentRules: choice.incidentRules,
  };
}

async function openPlace({ worktree, path, line }: Place): Promise<void> {
  if (worktree === null) return;
  const uri = vscode.Uri.joinPath(vscode.Uri.file(worktree), path);
  const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
  try {
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
  } catch {
    // A message and not a line on the page, whose top may be far from what was selected.
    void vscode.window.showInformationMessage(
      l10n.t('{0} is not in the work tree any more.', withoutLinks(path)),
    );
  }
}
