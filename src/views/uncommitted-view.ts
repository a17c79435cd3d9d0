/** The view of the uncommitted change: files with their classes, each with its lines by class and tool. */

import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { LineClass } from '../domain/contribution.ts';
import { visible } from '../domain/visible-text.ts';
import type { Log } from '../services/ports.ts';
import type { ChangeModel } from './change-model.ts';
import type { Repository } from './repository.ts';
import { classWord, countsText, linesText, shareFigure, toolText } from './text.ts';
import { type FileRow, idOf, type Layout, type LinesRow, type Row, rowsOf } from './uncommitted-rows.ts';

const { l10n } = vscode;

/** Shapes differ, so that colour is not needed to tell classes apart. */
const ICONS: Record<LineClass, vscode.ThemeIcon> = {
  ai: new vscode.ThemeIcon('sparkle', new vscode.ThemeColor('lastmile.aiForeground')),
  mixed: new vscode.ThemeIcon('edit', new vscode.ThemeColor('lastmile.mixedForeground')),
  human: new vscode.ThemeIcon('person', new vscode.ThemeColor('lastmile.humanForeground')),
  unknown: new vscode.ThemeIcon('question'),
};

export interface UncommittedViewOptions {
  isPaused(): boolean;
  layout(): Layout;
}

/** The editor refuses to show a row that it has not drawn yet; it has drawn all of them long before. */
const REVEAL_ATTEMPTS = 20;
const REVEAL_PAUSE_MS = 100;
/** What is not answered until then may never be. */
const REVEAL_LIMIT_MS = 10_000;

export class UncommittedView implements vscode.Disposable, vscode.TreeDataProvider<Row> {
  readonly #model: ChangeModel;
  readonly #options: UncommittedViewOptions;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<Row>;
  readonly #subscription: vscode.Disposable;
  /** parents of the rows that are shown, by id of the row: `reveal` asks for them */
  readonly #parents = new Map<string, Row>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: ChangeModel, options: UncommittedViewOptions, log: Log) {
    this.#model = model;
    this.#options = options;
    this.#log = log;
    this.#view = vscode.window.createTreeView('lastmile.uncommitted', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscription = model.onDidChange(() => this.update());
    this.update();
  }

  /** Draws again; call when an option has changed. */
  update(): void {
    const { snapshot } = this.#model;
    const isReady = snapshot.kind === 'ready' && snapshot.all.files.length > 0;
    this.#view.description = isReady ? l10n.t('AI {0}', shareFigure(snapshot.all)) : '';
    this.#view.message = isReady && this.#options.isPaused() ? l10n.t('Tracking is paused.') : '';
    this.#parents.clear();
    this.#changed.fire();
  }

  /** Brings the view to the front with the first row under the keys. */
  async show(): Promise<void> {
    await vscode.commands.executeCommand('lastmile.uncommitted.focus');
    // A view that was not on the screen while it was empty keeps the focus on its welcome text, which then goes away.
    for (let attempt = 0; attempt < REVEAL_ATTEMPTS; attempt++) {
      const [first] = await this.getChildren();
      if (!first) return;
      const outcome = await this.#reveal(first);
      if (outcome === 'shown') return;
      // Not asked for the row again: both answers may still come, and take the focus from whoever has gone on with the keys.
      if (outcome === 'unanswered') return void vscode.commands.executeCommand('lastmile.uncommitted.focus');
      await setTimeout(REVEAL_PAUSE_MS);
    }
  }

  /** Only a selection tells that the row is there: for one that it has yet to ask for, the editor says yes and does nothing. */
  async #reveal(row: Row): Promise<'shown' | 'refused' | 'unanswered'> {
    const isSelected = () => this.#view.selection.some((it) => idOf(it) === idOf(row));
    const revealing = this.#view.reveal(row, { select: true, focus: true }).then(
      () => (isSelected() ? 'shown' : 'refused'),
      () => 'refused' as const,
    );
    return Promise.race([revealing, setTimeout(REVEAL_LIMIT_MS, 'unanswered' as const)]);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const { snapshot } = this.#model;
    if (snapshot.kind !== 'ready') return [];
    const children = row
      ? await this.#childrenOf(row, snapshot.repository)
      : rowsOf(snapshot.all.files, this.#options.layout());
    if (row) for (const child of children) this.#parents.set(idOf(child), row);
    return children;
  }

  getParent(row: Row): Row | undefined {
    return this.#parents.get(idOf(row));
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { snapshot } = this.#model;
    const root = snapshot.kind === 'ready' ? snapshot.repository.worktree : '';
    const item = row.kind === 'lines' ? this.#linesItem(row) : this.#pathItem(row, root);
    item.id = `${root}:${idOf(row)}`;
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  async #childrenOf(row: Row, repository: Repository): Promise<Row[]> {
    if (row.kind === 'folder') return [...row.children];
    if (row.kind === 'lines') return [];
    try {
      const groups = await repository.lines(row.path);
      return groups.map((group): LinesRow => ({ kind: 'lines', path: row.path, group }));
    } catch (error) {
      this.#log.warn('the lines of a file could not be read', error);
      return [];
    }
  }

  #pathItem(row: Exclude<Row, LinesRow>, root: string): vscode.TreeItem {
    const isFolder = row.kind === 'folder';
    const slash = row.path.lastIndexOf('/');
    const name = visible(isFolder ? row.name : row.path.slice(slash + 1));
    const counts = countsText(row.added);
    const item = new vscode.TreeItem(
      name,
      isFolder ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
    );
    item.resourceUri = vscode.Uri.file(join(root, row.path));
    item.iconPath = isFolder ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File;
    const folder =
      !isFolder && this.#options.layout() === 'list' ? visible(row.path.slice(0, Math.max(0, slash))) : '';
    item.description = [counts, folder].filter(Boolean).join('  ');
    item.contextValue = `lastmile.${row.kind}`;
    const summary = l10n.t('{0} added: {1}', linesText(row.added.total), countsText(row.added, ', '));
    item.tooltip = new vscode.MarkdownString().appendText(`${visible(row.path)}\n${summary}`);
    item.accessibilityInformation = { label: `${name}, ${summary}` };
    if (!isFolder) item.command = openCommand('openChange', row);
    return item;
  }

  #linesItem(row: LinesRow): vscode.TreeItem {
    const { group } = row;
    const range =
      group.first === group.last
        ? l10n.t('Line {0}', group.first)
        : l10n.t('Lines {0}–{1}', group.first, group.last);
    const item = new vscode.TreeItem(range);
    const tool =
      group.tool === undefined
        ? ''
        : toolText({ tool: group.tool, ...(group.model !== undefined && { model: group.model }) });
    item.description = [classWord(group.class), tool].filter(Boolean).join(' · ');
    item.iconPath = ICONS[group.class];
    item.contextValue = 'lastmile.lines';
    item.tooltip = new vscode.MarkdownString().appendText(
      `${visible(row.path)}\n${range}: ${item.description}`,
    );
    item.accessibilityInformation = {
      label: [range, classWord(group.class), tool].filter(Boolean).join(', '),
    };
    item.command = openCommand('openFile', row);
    return item;
  }
}

const openCommand = (id: 'openChange' | 'openFile', row: FileRow | LinesRow): vscode.Command => ({
  command: `lastmile.${id}`,
  title: id === 'openFile' ? l10n.t('Open File') : l10n.t('Open Change'),
  arguments: [row],
});
