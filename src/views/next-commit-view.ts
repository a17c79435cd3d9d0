/** The view of the next commit: the trailers it will get, or why it gets none. */

import * as vscode from 'vscode';
import { isNothing } from '../services/uncommitted-change.ts';
import type { ChangeModel } from './change-model.ts';
import type { Snapshot } from './repository.ts';
import { nextCommitText } from './status-bar.ts';
import { shareText } from './text.ts';

const { l10n } = vscode;

export interface NextCommitRow {
  readonly kind: 'hooks' | 'about' | 'trailer';
  readonly label: string;
  readonly description?: string;
  /** the whole of it: the view may be narrow */
  readonly tooltip: string;
}

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

  getTreeItem({ kind, label, description, tooltip }: NextCommitRow): vscode.TreeItem {
    const item = new vscode.TreeItem(label);
    item.id = `${kind}:${tooltip}`;
    item.contextValue = `lastmile.${kind}`;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: kind === 'about' ? `${label}. ${tooltip}` : tooltip };
    if (description !== undefined) item.description = description;
    item.iconPath = ICONS[kind];
    if (kind === 'hooks')
      item.command = { command: 'lastmile.installHooks', title: l10n.t('Install Commit Hooks') };
    if (kind === 'trailer')
      item.command = { command: 'lastmile.previewTrailers', title: l10n.t('Preview Commit Trailers') };
    return item;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

const ICONS: Record<NextCommitRow['kind'], vscode.ThemeIcon> = {
  hooks: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  about: new vscode.ThemeIcon('git-commit'),
  trailer: new vscode.ThemeIcon('tag'),
};

function rowsOf(snapshot: Snapshot): NextCommitRow[] {
  if (snapshot.kind !== 'ready' || isNothing(snapshot.all)) return [];
  const { next, hooks } = snapshot;
  const rows: NextCommitRow[] = [
    {
      kind: 'about',
      label: shareText(next.contribution),
      description: next.from === 'staged' ? l10n.t('staged') : l10n.t('if you commit everything'),
      tooltip: nextCommitText(next.from, next.trailers.length > 0, hooks === 'installed'),
    },
    ...next.trailers.map((trailer): NextCommitRow => {
      const colon = trailer.indexOf(': ');
      return {
        kind: 'trailer',
        label: trailer.slice(0, colon),
        description: trailer.slice(colon + 2),
        tooltip: trailer,
      };
    }),
  ];
  if (hooks === 'installed') return rows;
  const text =
    hooks === 'missing'
      ? l10n.t('Commits in this repository are not tagged yet')
      : l10n.t('Another tool has replaced the commit hooks');
  return [{ kind: 'hooks', label: l10n.t('Install the hooks'), description: text, tooltip: text }, ...rows];
}
