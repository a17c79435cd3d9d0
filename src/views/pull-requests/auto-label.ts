/** Labels the viewer's own AI-heavy pull requests, for those who turned that on. Each is labelled once. */

import * as vscode from 'vscode';
import type { Forge } from '../../services/forge.ts';
import type { Log } from '../../services/ports.ts';
import type { Memory } from '../../services/pull-requests/attention.ts';
import type { BoardRow } from '../../services/pull-requests/board.ts';
import type { PullRequestModel } from './model.ts';
import { rowsIn } from './rows.ts';

export interface AutoLabelOptions {
  readonly memory: Memory;
  readonly log: Log;
  isOn(): boolean;
  label(): string;
  forgeOf(row: BoardRow): Forge | undefined;
}

/** Keys of what has been labelled: a label that somebody takes off again stays off. */
const LABELLED = 'lastmile.pullRequests.labelled';
/** The oldest are forgotten; they have been merged long since. */
const MAX_KEPT = 500;

export class AutoLabel implements vscode.Disposable {
  readonly #model: PullRequestModel;
  readonly #options: AutoLabelOptions;
  readonly #subscription: vscode.Disposable;
  #work: Promise<void> = Promise.resolve();

  constructor(model: PullRequestModel, options: AutoLabelOptions) {
    this.#model = model;
    this.#options = options;
    this.#subscription = model.onDidChange(() => {
      if (!options.isOn()) return;
      this.#work = this.#work
        .then(() => this.#label())
        .catch((error: unknown) => options.log.warn('a pull request could not be labelled', error));
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** In the window that has the focus, so that two do not do the same. */
  async #label(): Promise<void> {
    const { memory, log, label, forgeOf } = this.#options;
    if (!vscode.window.state.focused) return;
    for (const row of rowsIn('mine', this.#model.state)) {
      const { key, labels, state } = row.pullRequest;
      const kept = memory.get(LABELLED);
      const labelled: string[] = Array.isArray(kept) ? kept : [];
      if (row.ai?.level !== 'heavy' || state !== 'open' || labels.includes(label()) || labelled.includes(key))
        continue;
      await memory.set(LABELLED, [...labelled, key].slice(-MAX_KEPT));
      const outcome = await forgeOf(row)?.addLabel(row.pullRequest, label());
      if (outcome?.kind === 'failed')
        log.warn(`a pull request could not be labelled: ${outcome.failure.kind}`);
    }
  }
}
