/** The commands for pull requests: those of the lists here, those about one pull request in `actions.ts`. */

import * as vscode from 'vscode';
import type { Log } from '../../services/ports.ts';
import type { Attention, SnoozeUntil } from '../../services/pull-requests/attention.ts';
import type { BoardRow, ForgeState } from '../../services/pull-requests/board.ts';
import { registerHandlers } from '../commands.ts';
import type { Documents } from '../documents.ts';
import { type Actions, openAddress, rowOf } from './actions.ts';
import { PULL_REQUEST_COMMANDS } from './command-ids.ts';
import type { PullRequestModel } from './model.ts';
import type { NextPullRequestView } from './next-pull-request-view.ts';
import type { DetailRow, ForgeRow, Grouping } from './rows.ts';
import type { RulesFile } from './rules-file.ts';

const { l10n } = vscode;

export interface Accounts {
  signIn(host?: string): Promise<void>;
  signOut(): Promise<void>;
  switchAccount(host?: string): Promise<void>;
  grant(host: string, scopes: readonly string[]): Promise<void>;
}

export interface PullRequestCommandDeps {
  readonly model: PullRequestModel;
  readonly attention: Attention;
  readonly actions: Actions;
  readonly accounts: Accounts;
  readonly rules: RulesFile;
  readonly next: NextPullRequestView | undefined;
  readonly documents: Documents;
  readonly log: Log & { show(): void };
  /** "Why this stage?", plain text */
  explain(row: BoardRow): string;
}

export function registerPullRequestCommands(deps: PullRequestCommandDeps): vscode.Disposable {
  const { model, actions, accounts, rules, next, documents, log } = deps;
  const about = (work: (row: BoardRow) => unknown) => async (argument: unknown) => {
    const row = await actions.pick(argument);
    if (row) await work(row);
  };
  const group = (grouping: Grouping) => () => model.setGrouping(grouping);
  const snooze = (until: SnoozeUntil) => about((row) => snoozed(deps, row, until));
  const theNext = (): NextPullRequestView => {
    if (next) return next;
    throw new Error(l10n.t('there is no Git repository here'));
  };
  return registerHandlers(
    PULL_REQUEST_COMMANDS,
    {
      'lastmile.showPullRequests': () => showTurns(model),
      'lastmile.refreshPullRequests': () => refresh(model),
      'lastmile.filterPullRequests': () => askForFilter(model),
      'lastmile.clearPullRequestFilter': () => model.setFilter(''),
      'lastmile.groupByStage': group('stage'),
      'lastmile.groupByDeveloper': group('developer'),
      'lastmile.groupByRepository': group('repository'),
      'lastmile.openPullRequest': about(actions.open),
      'lastmile.copyPullRequestLink': about(actions.copyLink),
      'lastmile.checkOutPullRequest': about(actions.checkOut),
      'lastmile.whyThisStage': about((row) => documents.show(l10n.t('Why This Stage'), deps.explain(row))),
      'lastmile.openCheck': (argument) => openCheck(argument),
      'lastmile.requestReviewAgain': about(actions.requestReviewAgain),
      'lastmile.nudge': about(actions.nudge),
      'lastmile.rerunFailedChecks': about(actions.rerunFailedChecks),
      'lastmile.labelAiHeavy': about(actions.labelAiHeavy),
      'lastmile.snoozeUntilChanged': snooze('changed'),
      'lastmile.snoozeUntilTomorrow': snooze('tomorrow'),
      'lastmile.unsnooze': about(async (row) => {
        await deps.attention.unsnooze(row.pullRequest.key);
        model.redraw();
      }),
      'lastmile.editRules': () => rules.edit(),
      'lastmile.tryRules': () => rules.dryRun(),
      'lastmile.signIn': (argument) => accounts.signIn(forgeOf(argument)?.id),
      'lastmile.signOut': () => accounts.signOut(),
      'lastmile.switchAccount': (argument) => accounts.switchAccount(forgeOf(argument)?.id),
      'lastmile.authorizeSso': (argument) => authorize(forgeOf(argument) ?? troubled(model, 'sso-required')),
      'lastmile.grantPermissions': async (argument) => {
        const forge = forgeOf(argument) ?? troubled(model, 'scope-missing');
        if (forge?.failure?.kind === 'scope-missing') await accounts.grant(forge.id, forge.failure.scopes);
      },
      'lastmile.openNewPullRequest': () => theNext().open(),
      'lastmile.copyChecklist': () => theNext().copyChecklist(),
    },
    log,
  );
}

/** The list with what waits on me; where nothing does, my own. */
async function showTurns(model: PullRequestModel): Promise<void> {
  model.start();
  const turns = model.myTurns();
  const isOfOthers = turns.some(({ lists }) => lists.includes('waiting-on-me') && !lists.includes('mine'));
  await vscode.commands.executeCommand(isOfOthers ? 'lastmile.waiting.focus' : 'lastmile.mine.focus');
}

async function refresh(model: PullRequestModel): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t('Refreshing pull requests'),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (_, cancellation) => {
    const controller = new AbortController();
    const subscription = cancellation.onCancellationRequested(() => controller.abort());
    try {
      await model.refresh(controller.signal);
    } finally {
      subscription.dispose();
    }
  });
}

async function askForFilter(model: PullRequestModel): Promise<void> {
  const filter = await vscode.window.showInputBox({
    title: l10n.t('Filter Pull Requests'),
    prompt: l10n.t(
      'Filter by title, author, repository, branch, label, stage or #number. Leave empty to show all.',
    ),
    value: model.filter,
  });
  if (filter !== undefined) await model.setFilter(filter);
}

async function snoozed(
  { attention, model }: PullRequestCommandDeps,
  row: BoardRow,
  until: SnoozeUntil,
): Promise<void> {
  await attention.snooze(row, until);
  model.redraw();
  const undo = l10n.t('Undo');
  const { number } = row.pullRequest;
  const message =
    until === 'changed'
      ? l10n.t('#{0} is snoozed until it changes.', number)
      : l10n.t('#{0} is snoozed until tomorrow.', number);
  if ((await vscode.window.showInformationMessage(message, undo)) !== undo) return;
  await attention.unsnooze(row.pullRequest.key);
  model.redraw();
}

async function openCheck(argument: unknown): Promise<void> {
  const { detail } = (argument ?? {}) as Partial<DetailRow>;
  const url = rowOf(argument) && detail?.of === 'check' ? detail.check.url : null;
  if (url) await openAddress(url);
}

/** From a row of a forge, or from its command. */
function forgeOf(argument: unknown): ForgeState | undefined {
  const it = (argument ?? {}) as Partial<ForgeRow> & Partial<ForgeState>;
  if (it.kind === 'forge') return it.forge;
  return typeof it.id === 'string' && Array.isArray(it.hidden) ? (it as ForgeState) : undefined;
}

const troubled = (model: PullRequestModel, state: ForgeState['state']): ForgeState | undefined =>
  model.state.forges.find(
    (forge) => forge.state === state || (state === 'sso-required' && forge.hidden.length > 0),
  );

async function authorize(forge: ForgeState | undefined): Promise<void> {
  const address =
    forge?.failure?.kind === 'sso-required' ? forge.failure.url : forge?.hidden.find(({ url }) => url)?.url;
  if (!address) throw new Error(l10n.t('GitHub did not say where to sign on'));
  await openAddress(address);
}
