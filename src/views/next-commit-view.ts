/** The view of the next commit: the trailers it will get, or why it gets none. */

import * as vscode from 'vscode';
import { isNothing } from '../services/uncommitted-change.ts';
import type { ChangeModel } from './change-model.ts';
import type { Snapshot } from './repository.ts';
import { nextCommitText } from './status-bar.ts';
import { levelWord, percent } from './text.ts';

const { l10n } = vscode;

export type NextCommitRow =
  | { readonly kind: 'hooks'; readonly text: string }
  | { readonly kind: 'about'; readonly text: string; readonly figure: string }
  | { readonly kind: 'trailer'; readonly text: string };

export class NextCommitView implements vscode.Disposable, vscode.TreeDataProvider<NextCommitRow> {
  readonly #model: ChangeModel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: ChangeModel) {
    this.#model = model;
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.createTreeView('lastmile.nextCommit', { treeDataProvider: this }),
      model.onDidChange(() => this.#changed.fire()),
      this.#changed,
    );
  }

  getChildren(row?: NextCommitRow): NextCommitRow[] {
    return row ? [] : rowsOf(this.#model.snapshot);
  }

  getTreeItem(row: NextCommitRow): vscode.TreeItem {
    const item = new vscode.TreeItem(row.text);
    item.id = `${row.kind}:${row.text}`;
    item.contextValue = `lastmile.${row.kind}`;
    item.tooltip = row.text;
    switch (row.kind) {
      case 'hooks':
        item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
        item.command = { command: 'lastmile.installHooks', title: l10n.t('Install Commit Hooks') };
        break;
      case 'about':
        item.iconPath = new vscode.ThemeIcon('git-commit');
        item.description = row.figure;
        break;
      case 'trailer':
        item.iconPath = new vscode.ThemeIcon('tag');
        item.command = { command: 'lastmile.previewTrailers', title: l10n.t('Preview Commit Trailers') };
    }
    return item;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function rowsOf(snapshot: Snapshot): NextCommitRow[] {
  if (snapshot.kind !== 'ready' || isNothing(snapshot.all)) return [];
  const { next, hooks } = snapshot;
  const rows: NextCommitRow[] = [];
  if (hooks === 'missing')
    rows.push({ kind: 'hooks', text: l10n.t('Commits are not tagged: install the hooks') });
  if (hooks === 'displaced')
    rows.push({ kind: 'hooks', text: l10n.t('Another tool replaced the hooks: install them again') });
  const { share, level } = next.contribution;
  rows.push({
    kind: 'about',
    text: nextCommitText(next.from, next.trailers.length > 0, hooks === 'installed'),
    figure: `AI ${percent(share)} ${levelWord(level)}`,
  });
  for (const text of next.trailers) rows.push({ kind: 'trailer', text });
  return rows;
}
