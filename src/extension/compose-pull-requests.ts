/** Makes and connects what there is of pull requests in a window; nothing of it asks a forge before somebody looks. */

import * as vscode from 'vscode';
import { createLastName } from '../adapters/forge/account-names.ts';
import { cacheFolder } from '../adapters/forge/cache-folder.ts';
import { PUBLIC } from '../adapters/forge/github/endpoints.ts';
import { headRef, newPullRequestUrl } from '../adapters/forge/github/places.ts';
import { createPollLease } from '../adapters/forge/poll-lease.ts';
import { createSnapshotCache } from '../adapters/forge/snapshot-cache.ts';
import { checkOut } from '../adapters/vscode/check-out.ts';
import type { LogChannel } from '../adapters/vscode/log.ts';
import type { Repositories } from '../adapters/vscode/repositories.ts';
import { type PullRequestSettings, rulesSetting } from '../adapters/vscode/settings.ts';
import { SignIn } from '../adapters/vscode/sign-in.ts';
import { explanationText } from '../domain/pull-requests/explain.ts';
import { namesUnder } from '../domain/pull-requests/names.ts';
import { visible } from '../domain/visible-text.ts';
import { createDelivery, type DeliveryReader } from '../services/delivery/delivery.ts';
import type { Forge, ForgeScope } from '../services/forge.ts';
import type { Clock } from '../services/ports.ts';
import { createAttention, type Memory } from '../services/pull-requests/attention.ts';
import {
  type Board,
  createBoard,
  type ForgeAccount,
  type ForgeState,
} from '../services/pull-requests/board.ts';
import { type Hosts, hostsOf, isRemoteAt, namesAt } from '../services/pull-requests/hosts.ts';
import { parseRemoteUrl } from '../services/pull-requests/remotes.ts';
import type { ChangeModel } from '../views/change-model.ts';
import type { Documents } from '../views/documents.ts';
import { createActions } from '../views/pull-requests/actions.ts';
import { AutoLabel } from '../views/pull-requests/auto-label.ts';
import { registerPullRequestCommands } from '../views/pull-requests/commands.ts';
import { PullRequestLists } from '../views/pull-requests/lists.ts';
import { PullRequestModel } from '../views/pull-requests/model.ts';
import { NextPullRequestView } from '../views/pull-requests/next-pull-request-view.ts';
import { Notifier } from '../views/pull-requests/notifier.ts';
import { RulesFile } from '../views/pull-requests/rules-file.ts';
import { PullRequestStatusBar } from '../views/pull-requests/status-bar.ts';
import { EditorProject } from './editor-project.ts';
import type { EditorRepository } from './editor-repository.ts';

export interface PullRequestDeps {
  readonly context: vscode.ExtensionContext;
  readonly log: LogChannel;
  readonly clock: Clock;
  readonly repositories: Repositories<EditorRepository>;
  readonly changes: ChangeModel;
  readonly documents: Documents;
  settings(): PullRequestSettings;
  /** makes a piece, unless it fails, and gives it back at the end */
  contribute<D extends vscode.Disposable>(name: string, create: () => D): D | undefined;
}

export interface PullRequestParts {
  readonly model: PullRequestModel;
  readonly statusBar: PullRequestStatusBar | undefined;
  readonly delivery: DeliveryReader;
  signIn(): Promise<void>;
  /** call when settings or trust have changed */
  update(): void;
}

/** Who is signed in is seen then, for the number in the status bar; not while the editor starts. */
const START_AFTER_MS = 5_000;

export function composePullRequests(deps: PullRequestDeps): PullRequestParts {
  const { context, log, clock, repositories, changes, documents, settings, contribute } = deps;
  const shared = memoryOf(context.globalState);
  const own = memoryOf(context.workspaceState);
  const attention = createAttention({ memory: shared, clock, quietHours: () => settings().quietHours });
  const signIn = new SignIn({
    memory: context.globalState,
    log,
    needsTeams: () => settings().teams.length > 0,
  });
  let hosts: Hosts = hostsOf([], PUBLIC.host);
  const project = new EditorProject(repositories, { clock, log, hosts: () => hosts });
  let accounts: readonly ForgeAccount[] = [];
  const forges = new Map<string, Forge>();

  const readAccounts = async (): Promise<void> => {
    const [signedIn, { openForge }] = await Promise.all([signIn.accounts(), import('./compose-github.ts')]);
    hosts = hostsOf(signedIn, PUBLIC.host);
    const used = new Set<Forge>();
    accounts = signedIn.map((account) => {
      const key = JSON.stringify([account.host, account.server, account.account, process.env.GITHUB_API_URL]);
      const forge = forges.get(key) ?? openForge(account, { clock, log });
      forges.set(key, forge);
      used.add(forge);
      const lastName = createLastName(cacheFolder(), forge.host, account.token, log);
      return { forge, account: account.account, ...(account.server === null && { lastName }) };
    });
    for (const [key, forge] of forges) {
      if (used.has(forge)) continue;
      forges.delete(key);
      forge.dispose();
    }
  };
  let reading: Promise<void> = Promise.resolve();
  /** One after the other: an earlier answer of the editor may take longer than a later one. */
  const updateAccounts = (): Promise<void> => {
    reading = reading.then(readAccounts, readAccounts);
    return reading;
  };

  const delivery = createDelivery({
    async accounts() {
      const [signedIn, { deliveryAccounts }] = await Promise.all([
        signIn.accounts(),
        import('./compose-github.ts'),
        project.update(),
      ]);
      hosts = hostsOf(signedIn, PUBLIC.host);
      return deliveryAccounts(signedIn, (host) => scopeOf(host).repositories, { clock, log });
    },
    rules: () => project.rulesOf(null),
    clock,
  });

  const scopeOf = (host: string): ForgeScope => {
    const { repositories: named, organisations, teams } = settings();
    const isNamed = named.length + organisations.length + teams.length > 0;
    const { qa, deploy } = project.rulesOf(null);
    return {
      repositories: isNamed ? namesAt(host, named, 2, hosts) : project.namesAt(host),
      organisations: namesAt(host, organisations, 1, hosts),
      teams: namesAt(host, teams, 2, hosts),
      narrow: false,
      projectField: qa.projectField,
      deployDays: deploy.days,
      isProduction: (repository, environment) =>
        namesUnder(project.rulesOf({ forge: host, repository })).isProduction(environment),
    };
  };

  const openBoard = (): Board => {
    const folder = cacheFolder();
    const board = createBoard({
      accounts: () => accounts,
      scopeOf,
      rulesOf: (pullRequest) => project.rulesOf(pullRequest),
      localOf: (pullRequest) => project.localOf(pullRequest),
      prepared: project.update().catch((error: unknown) => log.warn('the rules are not known', error)),
      cache: createSnapshotCache(folder, log),
      lease: createPollLease(folder, clock, log),
      clock,
      log,
    });
    board.setFocused(vscode.window.state.focused);
    void updateAccounts()
      .then(() => board.configurationChanged())
      .catch((error: unknown) => log.warn('the accounts are not known', error));
    return board;
  };
  const model = new PullRequestModel({
    memory: own,
    attention,
    openBoard,
    mayLook: () => vscode.workspace.isTrusted,
    async updateAccounts() {
      const before = accounts;
      await updateAccounts();
      const isSame =
        before.length === accounts.length && before.every(({ forge }, i) => forge === accounts[i]?.forge);
      if (!isSame) model.board?.configurationChanged();
    },
    hasTeamScope() {
      const { repositories: names, organisations, teams } = settings();
      return names.length + organisations.length + teams.length > 0 || project.hasRemotes;
    },
  });
  const changed = () => model.board?.configurationChanged();
  const follow = async () => {
    await updateAccounts();
    changed();
    model.redraw();
    const mayBeMended = ({ state }: ForgeState) => state === 'signed-out' || state === 'scope-missing';
    if (model.board && model.state.forges.some(mayBeMended)) await model.refresh();
  };

  contribute('pull requests', () => vscode.Disposable.from(model, signIn, project));
  contribute('the lists of pull requests', () => new PullRequestLists(model, clock));
  const statusBar = contribute(
    'the number of pull requests',
    () => new PullRequestStatusBar(model, clock, () => settings().showsStatusBar),
  );
  const next = contribute(
    'the next pull request',
    () =>
      new NextPullRequestView(changes, {
        memory: own,
        log,
        addressOf: ({ remote, base, branch }) => remote && newPullRequestUrl(remote, base, branch),
      }),
  );
  contribute(
    'news of pull requests',
    () => new Notifier(model, { attention, log, isOn: () => settings().notifies }),
  );
  const forgeOf: (row: Parameters<Board['forgeOf']>[0]) => Forge | undefined = (row) =>
    model.board?.forgeOf(row);
  contribute(
    'labels of pull requests',
    () =>
      new AutoLabel(model, {
        memory: shared,
        log,
        isOn: () => settings().labelsAutomatically,
        label: () => settings().heavyLabel,
        forgeOf,
      }),
  );
  contribute('the commands for pull requests', () =>
    registerPullRequestCommands({
      model,
      attention,
      accounts: signIn,
      documents,
      log,
      next,
      rules: new RulesFile({
        documents,
        worktree: () => ('repository' in changes.snapshot ? changes.snapshot.repository.worktree : undefined),
        board: () => model.board,
        settingsLayer: () => rulesSetting(),
      }),
      actions: createActions({
        clock,
        rows: () => model.state.rows,
        forgeOf,
        checkOut: (pullRequest) =>
          checkOut(pullRequest, { isRemoteOf: (url, it) => isRemoteOf(url, it, hosts), headRef }),
        heavyLabel: () => settings().heavyLabel,
        refresh: () => model.refresh(),
      }),
      explain(row) {
        const context = model.board?.contextOf(row);
        return context
          ? explanationText(row.pullRequest, context).split('\n').map(visible).join('\n')
          : row.why;
      },
    }),
  );

  const startIfSignedIn = async () => {
    if (!settings().showsStatusBar || !vscode.workspace.isTrusted || model.board) return;
    const tokens = await Promise.all((await signIn.accounts()).map(({ token }) => token()));
    if (tokens.some((token) => token !== null)) model.start();
  };
  const unknownAccounts = (error: unknown) => log.warn('the accounts are not known', error);
  const starting = setTimeout(() => void startIfSignedIn().catch(unknownAccounts), START_AFTER_MS);
  contribute('what follows accounts, folders and the focus', () =>
    vscode.Disposable.from(
      { dispose: () => clearTimeout(starting) },
      {
        dispose() {
          for (const forge of forges.values()) forge.dispose();
        },
      },
      signIn.onDidChange(() => void follow().catch(unknownAccounts)),
      project.onDidChange(changed),
      vscode.window.onDidChangeWindowState(({ focused }) => model.board?.setFocused(focused)),
    ),
  );

  return {
    model,
    statusBar,
    delivery,
    signIn: () => signIn.signIn(),
    update() {
      statusBar?.update();
      if (model.board) void project.update().then(changed);
      else model.redraw();
    },
  };
}

function isRemoteOf(
  url: string,
  { forge, repository }: { readonly forge: string; readonly repository: string },
  hosts: Hosts,
): boolean {
  const remote = parseRemoteUrl(url);
  if (!remote || !isRemoteAt(forge, remote, hosts)) return false;
  return remote.repository.toLowerCase() === repository.toLowerCase();
}

const memoryOf = (memento: vscode.Memento): Memory => ({
  get: (key) => memento.get(key),
  set: (key, value) => Promise.resolve(memento.update(key, value)),
});
