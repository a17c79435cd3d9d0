/** What can be done about one pull request. Its state is asked again before anything is written to the forge. */

import * as vscode from 'vscode';
import type { ForgeFailure } from '../../domain/pull-requests/forge-answer.ts';
import type { PullRequest, Who } from '../../domain/pull-requests/pull-request.ts';
import { visible } from '../../domain/visible-text.ts';
import type { ActionOutcome, Forge } from '../../services/forge.ts';
import type { Clock } from '../../services/ports.ts';
import type { BoardRow } from '../../services/pull-requests/board.ts';
import { withoutIcons } from '../text.ts';
import type { Row } from './rows.ts';
import { failureText, longDuration, sinceText, stageWord, turnText } from './words.ts';

const { l10n } = vscode;

export interface ActionDeps {
  readonly clock: Clock;
  rows(): readonly BoardRow[];
  /** the forge through the account that is to act on it */
  forgeOf(row: BoardRow): Forge | undefined;
  checkOut(pullRequest: PullRequest): Promise<string>;
  heavyLabel(): string;
  refresh(): Promise<void>;
}

export interface Actions {
  /** the pull request of a row, else one that the user picks; undefined when they pick none */
  pick(argument: unknown): Promise<BoardRow | undefined>;
  open(row: BoardRow): Promise<void>;
  copyLink(row: BoardRow): Promise<void>;
  checkOut(row: BoardRow): Promise<void>;
  requestReviewAgain(row: BoardRow): Promise<void>;
  nudge(row: BoardRow): Promise<void>;
  rerunFailedChecks(row: BoardRow): Promise<void>;
  labelAiHeavy(row: BoardRow): Promise<void>;
}

const SAID_MS = 5_000;
const say = (text: string): void => void vscode.window.setStatusBarMessage(text, SAID_MS);

export function createActions(deps: ActionDeps): Actions {
  const { clock } = deps;

  /** Does `work` on the pull request as it is now. */
  async function act(
    row: BoardRow,
    work: (forge: Forge, present: PullRequest) => Promise<ActionOutcome>,
  ): Promise<void> {
    const forge = deps.forgeOf(row);
    if (!forge) throw new Error(failureText({ kind: 'signed-out' }));
    const present = await forge.reload(row.pullRequest);
    if (present === null) throw new Error(l10n.t('the pull request is gone'));
    if (isFailure(present)) throw new Error(failureText(present));
    if (present.state !== 'open')
      throw new Error(
        present.state === 'merged'
          ? l10n.t('the pull request has been merged meanwhile')
          : l10n.t('the pull request has been closed meanwhile'),
      );
    const outcome = await work(forge, present);
    if (outcome.kind === 'failed') throw new Error(failureText(outcome.failure));
    await deps.refresh();
  }

  return {
    async pick(argument) {
      const given = rowOf(argument);
      if (given) return given;
      const items = deps.rows().map((row) => ({
        label: withoutIcons(row.pullRequest.title),
        description: `#${row.pullRequest.number}`,
        detail: [stageWord(row.stage), turnText(row), sinceText(row, clock.nowMs())]
          .filter(Boolean)
          .map(withoutIcons)
          .join(' '),
        row,
      }));
      if (items.length === 0) throw new Error(l10n.t('there are no pull requests to choose from'));
      const options = { matchOnDescription: true, placeHolder: l10n.t('Which pull request?') };
      return (await vscode.window.showQuickPick(items, options))?.row;
    },

    open: ({ pullRequest }) => openAddress(pullRequest.url),

    async copyLink({ pullRequest }) {
      await vscode.env.clipboard.writeText(pullRequest.url);
      say(l10n.t('The link to #{0} is in the clipboard.', pullRequest.number));
    },

    async checkOut({ pullRequest }) {
      const branch = await deps.checkOut(pullRequest);
      say(l10n.t('On {0}', withoutIcons(branch)));
    },

    async requestReviewAgain(row) {
      const whom = reviewersOf(row);
      if (whom.length === 0) throw new Error(l10n.t('nobody has reviewed it or been asked to'));
      const names = whom.map(({ name }) => `@${visible(name)}`).join(', ');
      const yes = l10n.t('Request Review');
      const answer = await vscode.window.showWarningMessage(
        l10n.t('Request a review of #{1} from {0} again?', names, row.pullRequest.number),
        { modal: true },
        yes,
      );
      if (answer !== yes) return;
      await act(row, (forge, present) => forge.requestReview(present, whom));
      say(l10n.t('Requested a review of #{0} again.', row.pullRequest.number));
    },

    async nudge(row) {
      const waits =
        row.sinceMs === null
          ? ''
          : ` (${stageWord(row.stage)}, ${longDuration(clock.nowMs() - row.sinceMs)})`;
      const whom = row.turn.map((name) => `@${visible(name)}`).join(' ');
      const text = await vscode.window.showInputBox({
        title: l10n.t('Nudge on #{0}', row.pullRequest.number),
        prompt: l10n.t('Press Enter to post this one comment, Escape to post nothing.'),
        value: l10n.t('{0} friendly reminder: this waits on you{1}.', whom, waits).trim(),
        validateInput: (value) => (value.trim() === '' ? l10n.t('There is nothing to post.') : undefined),
      });
      if (text === undefined || text.trim() === '') return;
      await act(row, (forge, present) => forge.comment(present, text.trim()));
      say(l10n.t('Commented on #{0}.', row.pullRequest.number));
    },

    async rerunFailedChecks(row) {
      await act(row, (forge, present) => forge.rerunFailedChecks(present));
      say(l10n.t('The failed checks of #{0} are running again.', row.pullRequest.number));
    },

    async labelAiHeavy(row) {
      await act(row, (forge, present) => forge.addLabel(present, deps.heavyLabel()));
      say(l10n.t('#{0} is labelled {1}.', row.pullRequest.number, withoutIcons(deps.heavyLabel())));
    },
  };
}

/** In the browser; an address of another kind could start any program. */
export async function openAddress(address: string): Promise<void> {
  const uri = vscode.Uri.parse(address);
  if (uri.scheme !== 'https' && uri.scheme !== 'http')
    throw new Error(l10n.t('{0} is no address of a web page', visible(address)));
  await vscode.env.openExternal(uri);
}

/** What a command of a list is given. Key bindings of a user may pass anything. */
export function rowOf(argument: unknown): BoardRow | undefined {
  const { kind } = (argument ?? {}) as Partial<Row>;
  return kind === 'pullRequest' || kind === 'detail'
    ? (argument as Extract<Row, { row: BoardRow }>).row
    : undefined;
}

const isFailure = (present: PullRequest | ForgeFailure): present is ForgeFailure => !('key' in present);

/** Those who have answered, and those who still owe an answer. */
function reviewersOf({ reviewers }: BoardRow): Who[] {
  const asked = reviewers.filter(({ verdict }) => verdict !== 'approved');
  return asked.map(({ who, isTeam }) => ({ kind: isTeam ? 'team' : 'user', name: who }));
}
