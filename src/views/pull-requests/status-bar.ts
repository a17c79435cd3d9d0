/** How many pull requests wait on me, in the status bar. */

import * as vscode from 'vscode';
import { visible } from '../../domain/visible-text.ts';
import type { Clock } from '../../services/ports.ts';
import type { PullRequestModel } from './model.ts';
import { sinceText, slaWord, stageWord } from './words.ts';

const { l10n } = vscode;
/** More are in the list that it opens. */
const MAX_NAMED = 8;

export class PullRequestStatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #model: PullRequestModel;
  readonly #clock: Clock;
  readonly #isOn: () => boolean;
  readonly #subscription: vscode.Disposable;

  constructor(model: PullRequestModel, clock: Clock, isOn: () => boolean) {
    this.#model = model;
    this.#clock = clock;
    this.#isOn = isOn;
    this.#item = vscode.window.createStatusBarItem(
      'lastmile.pullRequests',
      vscode.StatusBarAlignment.Left,
      9,
    );
    this.#item.name = l10n.t('Lastmile: Pull Requests');
    this.#item.command = 'lastmile.showPullRequests';
    this.#subscription = model.onDidChange(() => this.update());
    this.update();
  }

  /** for tests, and for those who ask what is shown; undefined when nothing is */
  get text(): string | undefined {
    return this.#isShown() ? this.#item.text : undefined;
  }

  /** Draws again; call when a setting has changed. */
  update(): void {
    if (!this.#isShown()) {
      this.#item.hide();
      return;
    }
    const turns = this.#model.myTurns();
    const late = turns.filter(({ sla }) => sla.state === 'breached').length;
    const label =
      turns.length === 0
        ? l10n.t('no pull request waits on you')
        : turns.length === 1
          ? l10n.t('1 pull request waits on you')
          : l10n.t('{0} pull requests wait on you', turns.length);
    const lateText = late === 0 ? '' : l10n.t('{0} past SLA', late);
    this.#item.text = `$(git-pull-request) ${turns.length}${late > 0 ? ' $(flame)' : ''}`;
    this.#item.accessibilityInformation = {
      label: l10n.t('Pull requests: {0}', [label, lateText].filter(Boolean).join(', ')),
    };
    const tooltip = new vscode.MarkdownString();
    const more = turns.length - MAX_NAMED;
    for (const line of [
      [label, lateText].filter(Boolean).join(', '),
      ...turns.slice(0, MAX_NAMED).map((row) => {
        const waits = [stageWord(row.stage), sinceText(row, this.#clock.nowMs())].filter(Boolean).join(' ');
        const isLate = row.sla.state === 'breached';
        return [visible(row.pullRequest.title), waits, isLate ? slaWord('breached') : '']
          .filter(Boolean)
          .join(' · ');
      }),
      ...(more > 0 ? [l10n.t('and {0} more', more)] : []),
    ])
      tooltip.appendText(line).appendMarkdown('\n\n');
    this.#item.tooltip = tooltip;
    this.#item.show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  /** Not before there is something to count. */
  #isShown(): boolean {
    return this.#isOn() && this.#model.state.forges.some(({ fetchedAtMs }) => fetchedAtMs !== null);
  }
}
