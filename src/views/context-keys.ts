/** What the manifest's `when` clauses and welcome texts know of the state. */

import * as vscode from 'vscode';
import type { Contribution } from '../domain/contribution.ts';
import { isNothing } from '../services/uncommitted-change.ts';
import type { ChangeModel } from './change-model.ts';
import type { Repository, Snapshot } from './repository.ts';
import type { Layout } from './uncommitted-rows.ts';

export interface ContextOptions {
  isPaused(): boolean;
  layout(): Layout;
}

export class ContextKeys implements vscode.Disposable {
  readonly #model: ChangeModel;
  readonly #options: ContextOptions;
  readonly #known = new Map<string, unknown>();
  readonly #heads = new WeakMap<Repository, Contribution['parent']>();
  readonly #subscription: vscode.Disposable;

  constructor(model: ChangeModel, options: ContextOptions) {
    this.#model = model;
    this.#options = options;
    this.#subscription = model.onDidChange(() => this.update());
    this.update();
  }

  /** Sets what has changed; call when an option has changed. */
  update(): void {
    const { snapshot } = this.#model;
    const repository = 'repository' in snapshot ? snapshot.repository : undefined;
    this.#set('lastmile.state', stateOf(snapshot));
    this.#set('lastmile.isPaused', this.#options.isPaused());
    this.#set('lastmile.layout', this.#options.layout());
    // While a repository is looked at for the first time its commands are hidden, for a moment.
    this.#set('lastmile.hasRepository', repository !== undefined);
    this.#set('lastmile.ledger', repository?.ledger ?? 'ok');
    this.#set('lastmile.hooks', snapshot.kind === 'ready' ? snapshot.hooks : 'unknown');
    this.#set('lastmile.hasTrailers', snapshot.kind === 'ready' && snapshot.next.trailers.length > 0);
    if (snapshot.kind === 'ready' && snapshot.all.share > 0) this.#set('lastmile.hasAi', true);
    this.#noteCommit(snapshot);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** HEAD is another than a moment ago, in a repository whose commits are tagged: a step of the walkthrough is done. */
  #noteCommit(snapshot: Snapshot): void {
    if (snapshot.kind !== 'ready' || snapshot.hooks !== 'installed') return;
    const { repository, all } = snapshot;
    const before = this.#heads.get(repository);
    if (before !== undefined && before !== all.parent) this.#set('lastmile.hasCommitted', true);
    this.#heads.set(repository, all.parent);
  }

  #set(key: string, value: unknown): void {
    if (this.#known.get(key) === value) return;
    this.#known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

const stateOf = (snapshot: Snapshot): string =>
  snapshot.kind === 'ready' && isNothing(snapshot.all) ? 'clean' : snapshot.kind;
