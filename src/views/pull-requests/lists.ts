/** The three lists of pull requests in the side bar: trees, badges, ages, and the state that each one's welcome is for. */

import * as vscode from 'vscode';
import { visible } from '../../domain/visible-text.ts';
import type { Clock } from '../../services/ports.ts';
import type { ForgeState } from '../../services/pull-requests/board.ts';
import { itemOf } from './items.ts';
import type { PullRequestModel } from './model.ts';
import { detailsOf, insidesOf, inUse, type Row, rowsIn, type ViewName, waitsOnMe } from './rows.ts';
import { ageText, failureText } from './words.ts';

const { l10n } = vscode;
const VIEWS: readonly ViewName[] = ['mine', 'waiting', 'team'];
/** What the welcome texts of the manifest ask for. */
const STATE_KEYS: Readonly<Record<ViewName, string>> = {
  mine: 'lastmile.mineState',
  waiting: 'lastmile.waitingState',
  team: 'lastmile.teamState',
};

export class PullRequestLists implements vscode.Disposable {
  readonly #model: PullRequestModel;
  readonly #clock: Clock;
  readonly #lists: readonly PullRequestList[];
  readonly #subscriptions: vscode.Disposable;
  readonly #contexts = new Map<string, unknown>();

  constructor(model: PullRequestModel, clock: Clock) {
    this.#model = model;
    this.#clock = clock;
    this.#lists = VIEWS.map((view) => new PullRequestList(view, model, clock));
    this.#subscriptions = vscode.Disposable.from(
      ...this.#lists,
      model.onDidChange(() => this.#update()),
    );
    this.#update();
  }

  /** whether one of them is on the screen */
  get isVisible(): boolean {
    return this.#lists.some(({ isVisible }) => isVisible);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #update(): void {
    const { forges } = this.#model.state;
    for (const view of VIEWS) this.#set(STATE_KEYS[view], this.#model.stateOf(view));
    this.#set('lastmile.grouping', this.#model.grouping);
    this.#set('lastmile.isFiltered', this.#model.filter !== '');
    this.#set(
      'lastmile.isSignedIn',
      forges.some(({ state }) => state !== 'signed-out'),
    );
    const nowMs = this.#clock.nowMs();
    for (const list of this.#lists) list.update(forges, nowMs);
  }

  #set(key: string, value: unknown): void {
    if (this.#contexts.get(key) === value) return;
    this.#contexts.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

class PullRequestList implements vscode.Disposable, vscode.TreeDataProvider<Row> {
  readonly #name: ViewName;
  readonly #model: PullRequestModel;
  readonly #clock: Clock;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<Row>;
  readonly #subscription: vscode.Disposable;
  /** ends the progress that is shown while the forges are asked */
  #looked: (() => void) | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(name: ViewName, model: PullRequestModel, clock: Clock) {
    this.#name = name;
    this.#model = model;
    this.#clock = clock;
    this.#view = vscode.window.createTreeView(`lastmile.${name}`, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscription = this.#view.onDidChangeVisibility(({ visible: isVisible }) => {
      if (isVisible) model.start();
    });
    if (this.#view.visible) model.start();
  }

  get isVisible(): boolean {
    return this.#view.visible;
  }

  update(forges: readonly ForgeState[], nowMs: number): void {
    const rows = rowsIn(this.#name, this.#model.state);
    const troubled = inUse(forges).filter(({ failure }) => failure !== null);
    const filter = this.#model.filter;
    this.#view.description = [
      // A list that is closed shows nothing else.
      filter !== '' ? l10n.t('filter: {0}', visible(filter)) : rows.length > 0 ? `${rows.length}` : '',
      ...troubled.map((forge) =>
        rows.length > 0 ? ageText(forge, nowMs) : failureText(forge.failure ?? { kind: 'offline' }),
      ),
    ]
      .filter(Boolean)
      .join(' · ');
    const turns = rows.filter((row) => waitsOnMe(row) && !this.#model.isSnoozed(row)).length;
    this.#view.badge =
      turns === 0 || this.#name === 'team'
        ? undefined
        : {
            value: turns,
            // The editor puts those of all lists together.
            tooltip:
              this.#name === 'mine'
                ? turns === 1
                  ? l10n.t('1 of your pull requests needs you')
                  : l10n.t('{0} of your pull requests need you', turns)
                : turns === 1
                  ? l10n.t('1 review waits on you')
                  : l10n.t('{0} reviews wait on you', turns),
          };
    this.#showProgress(this.#model.isLooking);
    this.#changed.fire();
  }

  getChildren(row?: Row): Row[] {
    if (!row) {
      const isLoading = this.#model.stateOf(this.#name) === 'loading';
      return isLoading ? [{ kind: 'loading', id: `${this.#name}/loading` }] : this.#model.rows(this.#name);
    }
    switch (row.kind) {
      case 'group':
        return [...row.children];
      case 'pullRequest':
        return detailsOf(row);
      case 'detail':
        return insidesOf(row);
      case 'forge':
      case 'loading':
        return [];
    }
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return itemOf(row, this.#clock.nowMs());
  }

  dispose(): void {
    this.#looked?.();
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #showProgress(isLooking: boolean): void {
    if (!isLooking) {
      this.#looked?.();
      this.#looked = undefined;
    } else if (!this.#looked) {
      const looked = new Promise<void>((resolve) => {
        this.#looked = resolve;
      });
      void vscode.window.withProgress({ location: { viewId: `lastmile.${this.#name}` } }, () => looked);
    }
  }
}
