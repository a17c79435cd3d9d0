/** The view of the pull request that the current branch would become, with what to look at before its review. */

import * as vscode from 'vscode';
import { visible, withoutLinks } from '../../domain/visible-text.ts';
import type { Log } from '../../services/ports.ts';
import type { Memory } from '../../services/pull-requests/attention.ts';
import type { ChecklistItem, ChecklistTopic } from '../../services/pull-requests/checklist.ts';
import type { NextPullRequest } from '../../services/pull-requests/next-pull-request.ts';
import type { ChangeModel } from '../change-model.ts';
import { shareText } from '../text.ts';
import { openAddress } from './actions.ts';
import { riskWord } from './words.ts';

const { l10n } = vscode;

type Row =
  | { readonly kind: 'figures' | 'risk' | 'checklist' }
  | { readonly kind: 'item'; readonly item: ChecklistItem };

/** By work tree and branch. */
type Ticks = Readonly<Record<string, Partial<Record<ChecklistTopic, boolean>>>>;

export interface NextPullRequestOptions {
  readonly memory: Memory;
  readonly log: Log;
  /** where it would be opened; null where no forge is known for it */
  addressOf(next: NextPullRequest): string | null;
}

/** Topics that the user has ticked, or taken the tick off. */
const TICKS = 'lastmile.checklist';
/** The oldest are forgotten; their branches have been merged long since. */
const MAX_BRANCHES = 100;

export class NextPullRequestView implements vscode.Disposable, vscode.TreeDataProvider<Row> {
  readonly #model: ChangeModel;
  readonly #options: NextPullRequestOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<Row>;
  readonly #subscriptions: vscode.Disposable;
  #next: NextPullRequest | null = null;
  /** what `#next` is of: work tree and HEAD */
  #of = '';
  #worktree = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: ChangeModel, options: NextPullRequestOptions) {
    this.#model = model;
    this.#options = options;
    this.#view = vscode.window.createTreeView('lastmile.nextPullRequest', {
      treeDataProvider: this,
      manageCheckboxStateManually: true,
    });
    this.#subscriptions = vscode.Disposable.from(
      this.#view,
      this.#changed,
      model.onDidChange(() => void this.#look()),
      this.#view.onDidChangeVisibility(() => void this.#look()),
      this.#view.onDidChangeCheckboxState(({ items }) => {
        for (const [row, state] of items)
          if (row.kind === 'item') void this.#tick(row.item, state === vscode.TreeItemCheckboxState.Checked);
      }),
    );
  }

  getChildren(row?: Row): Row[] {
    if (!this.#next) return [];
    if (row)
      return row.kind === 'checklist' ? this.#next.checklist.map((item) => ({ kind: 'item', item })) : [];
    const { level } = this.#next.contribution;
    const rows: Row[] = [{ kind: 'figures' }, { kind: 'risk' }];
    return level === 'heavy' ? [...rows, { kind: 'checklist' }] : rows;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const next = this.#next;
    if (!next) return new vscode.TreeItem('');
    const item = this.#itemOf(row, next);
    item.id = `${next.branch}:${row.kind === 'item' ? row.item.topic : row.kind}`;
    item.contextValue = `lastmile.next.${row.kind}`;
    const label = typeof item.label === 'string' ? item.label : '';
    const description = typeof item.description === 'string' ? item.description : '';
    item.tooltip ??= [label, description].filter(Boolean).join('\n');
    item.accessibilityInformation = { label: [label, description].filter(Boolean).join(', ') };
    return item;
  }

  /** Opens the forge's form for a new pull request in the browser. */
  async open(): Promise<void> {
    const next = await this.#theNext();
    const address = this.#options.addressOf(next);
    if (address === null) throw new Error(l10n.t('this repository has no remote on GitHub'));
    const isPushed = async () => (await this.#theNext()).pushed === 'all';
    if (await isReady(next, isPushed)) await openAddress(address);
  }

  /** Figures and checklist as Markdown, for the description of the pull request. */
  async copyChecklist(): Promise<void> {
    await vscode.env.clipboard.writeText(this.#markdown(await this.#theNext()));
    void vscode.window.setStatusBarMessage(l10n.t('The checklist is in the clipboard.'), 5_000);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #theNext(): Promise<NextPullRequest> {
    await this.#look(true);
    if (this.#next) return this.#next;
    throw new Error(l10n.t('the current branch has no commits of its own: check out one that has'));
  }

  /** Only when somebody looks, and only when HEAD is another than before. */
  async #look(isAsked = false): Promise<void> {
    if (!isAsked && !this.#view.visible) return;
    const { snapshot } = this.#model;
    const repository = 'repository' in snapshot ? snapshot.repository : undefined;
    const head = snapshot.kind === 'ready' ? snapshot.all.parent : null;
    const worktree = repository?.worktree ?? '';
    const of = `${worktree} ${head ?? ''}`;
    if (of === this.#of && !isAsked) return;
    this.#of = of;
    let next: NextPullRequest | null = null;
    try {
      next = (await repository?.nextPullRequest()) ?? null;
    } catch (error) {
      this.#options.log.warn('the next pull request could not be made out', error);
    }
    if (of !== this.#of) return;
    this.#next = next;
    this.#worktree = worktree;
    this.#view.description = next ? `${visible(next.branch)} → ${visible(next.base)}` : '';
    this.#changed.fire();
  }

  #itemOf(row: Row, next: NextPullRequest): vscode.TreeItem {
    switch (row.kind) {
      case 'figures': {
        const item = new vscode.TreeItem(shareText(next.contribution));
        item.description = commitsText(next);
        item.iconPath = new vscode.ThemeIcon('sparkle');
        return item;
      }
      case 'risk': {
        const item = new vscode.TreeItem(riskWord(next.risk.band));
        item.description = next.risk.reasons.map(visible).join(' · ');
        item.iconPath = new vscode.ThemeIcon('pulse');
        return item;
      }
      case 'checklist': {
        const item = new vscode.TreeItem(
          l10n.t('Before the review'),
          vscode.TreeItemCollapsibleState.Expanded,
        );
        const done = next.checklist.filter((it) => this.#isTicked(next, it)).length;
        item.description = l10n.t('{0} of {1}', done, next.checklist.length);
        item.iconPath = new vscode.ThemeIcon('checklist');
        return item;
      }
      case 'item': {
        const item = new vscode.TreeItem(topicWord(row.item.topic));
        item.description = findingText(row.item);
        const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
        item.checkboxState = this.#isTicked(next, row.item) ? Checked : Unchecked;
        if (row.item.state === 'found')
          item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
        return item;
      }
    }
  }

  #ticks(): Ticks {
    const kept = this.#options.memory.get(TICKS);
    return typeof kept === 'object' && kept !== null ? (kept as Ticks) : {};
  }

  #keyOf(branch: string): string {
    return `${this.#worktree} ${branch}`;
  }

  /** What the user said, else what was seen. */
  #isTicked({ branch }: NextPullRequest, { topic, state }: ChecklistItem): boolean {
    return this.#ticks()[this.#keyOf(branch)]?.[topic] ?? state === 'done';
  }

  async #tick({ topic }: ChecklistItem, isTicked: boolean): Promise<void> {
    if (!this.#next) return;
    const key = this.#keyOf(this.#next.branch);
    const { [key]: own, ...others } = this.#ticks();
    const all = [...Object.entries(others), [key, { ...own, [topic]: isTicked }] as const];
    await this.#options.memory.set(TICKS, Object.fromEntries(all.slice(-MAX_BRANCHES)));
    this.#changed.fire();
  }

  #markdown(next: NextPullRequest): string {
    const ticks = next.checklist.map((item) => {
      const finding = findingText(item);
      const mark = this.#isTicked(next, item) ? 'x' : ' ';
      return `- [${mark}] ${topicWord(item.topic)}${finding === '' ? '' : `: ${finding}`}`;
    });
    return [
      `**${shareText(next.contribution)}** (${commitsText(next)}), ${riskWord(next.risk.band)}`,
      '',
      ...ticks,
      '',
    ].join('\n');
  }
}

/** The form is empty as long as the remote does not have the branch. */
async function isReady(
  { branch, pushed }: NextPullRequest,
  isPushed: () => Promise<boolean>,
): Promise<boolean> {
  if (pushed === 'all') return true;
  const push = l10n.t('Push');
  const goOn = l10n.t('Open Anyway');
  const name = withoutLinks(visible(branch));
  const answer = await vscode.window.showWarningMessage(
    pushed === 'nothing'
      ? l10n.t('The branch {0} has not been pushed yet.', name)
      : l10n.t('The branch {0} has commits that have not been pushed yet.', name),
    push,
    goOn,
  );
  if (answer !== push) return answer === goOn;
  // What goes wrong is shown by the editor's own Git support.
  await vscode.commands.executeCommand(pushed === 'nothing' ? 'git.publish' : 'git.push');
  return isPushed();
}

const commitsText = ({ commits, taggedCommits }: NextPullRequest): string =>
  commits === 1
    ? l10n.t('1 commit, {0} tagged', taggedCommits)
    : l10n.t('{0} commits, {1} tagged', commits, taggedCommits);

function topicWord(topic: ChecklistTopic): string {
  switch (topic) {
    case 'tests':
      return l10n.t('Tests before review');
    case 'edge-cases':
      return l10n.t('Edge cases');
    case 'error-handling':
      return l10n.t('Error handling');
    case 'input-validation':
      return l10n.t('Input validation');
    case 'performance':
      return l10n.t('Performance');
    case 'left-behind':
      return l10n.t('Nothing left behind');
  }
}

function findingText({ topic, state, places }: ChecklistItem): string {
  const where = places.map(visible).join(', ');
  if (topic === 'tests' && state === 'found') return l10n.t('source changed, no test did');
  if (topic === 'tests' && state === 'done') return l10n.t('changed: {0}', where);
  if (topic === 'error-handling' && state === 'found') return l10n.t('errors swallowed: {0}', where);
  return where;
}
