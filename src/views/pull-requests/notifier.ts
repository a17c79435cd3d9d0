/** Tells of pull requests: that it has become my turn, or that an SLA is breached. Once, and in one window. */

import * as vscode from 'vscode';
import { withoutLinks } from '../../domain/visible-text.ts';
import type { Log } from '../../services/ports.ts';
import type { Attention, News } from '../../services/pull-requests/attention.ts';
import { openAddress } from './actions.ts';
import type { PullRequestModel } from './model.ts';
import { rowsIn } from './rows.ts';
import { stageWord } from './words.ts';

const { l10n } = vscode;

export interface NotifierOptions {
  readonly attention: Attention;
  readonly log: Log;
  isOn(): boolean;
}

function turnsText(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? l10n.t('1 pull request now waits on you')
    : l10n.t('{0} pull requests now wait on you', count);
}

function lateText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? l10n.t('1 is beyond its SLA') : l10n.t('{0} are beyond their SLA', count);
}

export class Notifier implements vscode.Disposable {
  readonly #model: PullRequestModel;
  readonly #options: NotifierOptions;
  readonly #subscriptions: vscode.Disposable;
  /** one after the other, so that nothing is told twice */
  #work: Promise<void> = Promise.resolve();

  constructor(model: PullRequestModel, options: NotifierOptions) {
    this.#model = model;
    this.#options = options;
    this.#subscriptions = vscode.Disposable.from(
      model.onDidChange(() => this.#again()),
      vscode.window.onDidChangeWindowState(() => this.#again()),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #again(): void {
    this.#work = this.#work
      .then(() => this.#tell())
      .catch((error: unknown) => this.#options.log.warn('what is new could not be told', error));
  }

  /** The window that has the focus tells it; where none has, the first that gets it. */
  async #tell(): Promise<void> {
    if (!this.#options.isOn() || !vscode.window.state.focused) return;
    const { state } = this.#model;
    const rows = [...rowsIn('mine', state), ...rowsIn('waiting', state)];
    const news: News[] = [];
    for (const { id, viewer, fetchedAtMs } of state.forges) {
      if (fetchedAtMs === null) continue;
      const own = rows.filter(({ pullRequest }) => pullRequest.forge === id);
      const unique = [...new Map(own.map((row) => [row.pullRequest.key, row])).values()];
      news.push(...(await this.#options.attention.news(`${id} ${viewer ?? ''}`, unique)));
    }
    // Not waited for: the message stands until somebody answers it.
    void this.#show(news).catch((error: unknown) =>
      this.#options.log.warn('what is new could not be told', error),
    );
  }

  /** One message, however much there is to tell. */
  async #show(news: readonly News[]): Promise<void> {
    const [first] = news;
    if (!first) return;
    const showAll = l10n.t('Show');
    if (news.length > 1) {
      const turns = news.filter(({ kind }) => kind === 'my-turn').length;
      const late = news.length - turns;
      const parts = [turnsText(turns), lateText(late)];
      const message = `Lastmile: ${parts.filter(Boolean).join(', ')}.`;
      if ((await vscode.window.showInformationMessage(message, showAll)) === showAll)
        await vscode.commands.executeCommand('lastmile.showPullRequests');
      return;
    }
    const { kind, assessment } = first;
    const { title, number, repository, url } = assessment.pullRequest;
    const name = withoutLinks(`${repository}#${number} ${title}`);
    const message =
      kind === 'my-turn'
        ? l10n.t('Your turn: {0} ({1})', name, stageWord(assessment.stage))
        : l10n.t('Beyond its SLA: {0} ({1})', name, stageWord(assessment.stage));
    const open = l10n.t('Open in Browser');
    const answer = await vscode.window.showInformationMessage(message, showAll, open);
    if (answer === showAll) await vscode.commands.executeCommand('lastmile.showPullRequests');
    if (answer === open) await openAddress(url);
  }
}
