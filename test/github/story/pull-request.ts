/** The story of one pull request. Whoever acts is named, except where only the author would. */

import type {
  CheckConclusion,
  CheckStatus,
  ContextState,
  DeploymentState,
  EventsByKind,
  PullRequestKind,
  ReviewState,
} from '../events.ts';
import { identity } from '../state.ts';
import { Told } from './clock.ts';
import type { ToldCommit } from './commits.ts';
import type { RepositoryStory } from './repository.ts';

export interface ToldPullRequest extends ToldCommit {
  readonly by: string;
  readonly title?: string;
  readonly body?: string;
  readonly branch?: string;
  readonly base?: string;
  readonly fork?: string;
  readonly draft?: boolean;
  /** commits that it is opened with; without them one, of `message`, `files` and `ai` */
  readonly commits?: readonly ToldCommit[];
}

type Outcome = 'queued' | 'running' | 'waiting' | Lowercase<CheckConclusion>;

export interface ToldCheck {
  readonly app?: string;
  readonly workflow?: string | null;
  /** the line that it shows of itself */
  readonly title?: string;
}

type Fields<K extends PullRequestKind> = Omit<EventsByKind[K], 'kind' | 'atMs' | 'repository' | 'number'>;

export class PullRequestStory extends Told {
  readonly number: number;
  readonly id: string;
  readonly author: string;
  readonly branch: string;
  readonly repository: RepositoryStory;
  head: string;
  #base: string;
  #threads = 0;

  constructor(repository: RepositoryStory, number: number, told: ToldPullRequest, atMs: number) {
    super(repository.story, atMs);
    this.repository = repository;
    this.number = number;
    this.id = identity('PullRequest', 'PR', repository.nameWithOwner, number).id;
    this.author = told.by;
    this.branch = told.branch ?? `topic-${number}`;
    this.#base = told.base ?? repository.defaultBranch;
    this.head = repository.headOf(this.#base, atMs);
    this.#mention(told.by);
    if (told.fork) this.#mention(told.fork);
    const { message = told.title ?? `Change number ${number}` } = told;
    this.#tell('opened', {
      title: told.title ?? `Change number ${number}`,
      body: told.body ?? '',
      by: told.by,
      base: this.#base,
      branch: this.branch,
      fork: told.fork ?? null,
      isDraft: told.draft ?? false,
      commits: this.#commits(told.commits ?? [{ ...told, message }], told.by),
    });
  }

  push(...commits: ToldCommit[]): this {
    const told = commits.length > 0 ? commits : [{}];
    return this.#tell('pushed', {
      by: this.author,
      commits: this.#commits(told, this.author),
      isForced: false,
    });
  }

  forcePush(...commits: ToldCommit[]): this {
    this.head = this.repository.headOf(this.#base, this.atMs);
    const told = commits.length > 0 ? commits : [{}];
    return this.#tell('pushed', {
      by: this.author,
      commits: this.#commits(told, this.author),
      isForced: true,
    });
  }

  /** Merges the base into the branch. */
  updateBranch(by = this.author): this {
    const parents = [this.head, this.repository.headOf(this.#base, this.atMs)];
    const told = { message: `Merge branch '${this.#base}' into ${this.branch}`, files: {} };
    const commit = this.repository.commit(told, by, parents, this.atMs);
    this.head = commit.oid;
    return this.#tell('branch-updated', { by, commit });
  }

  /** Its base comes to have other changes in the same lines. */
  conflict(by = 'erin'): this {
    this.repository.during(this.atMs, (it) => it.push(by, { message: 'Change the same lines' }));
    return this.#tell('conflicted', {});
  }

  rename(title: string, by = this.author): this {
    return this.#tell('renamed', { title, by });
  }

  retarget(base: string, by = this.author): this {
    this.#base = base;
    return this.#tell('retargeted', { base, by });
  }

  toDraft(by = this.author): this {
    return this.#tell('drafted', { by });
  }

  ready(by = this.author): this {
    return this.#tell('ready', { by });
  }

  close(by = this.author): this {
    return this.#tell('closed', { by });
  }

  reopen(by = this.author): this {
    return this.#tell('reopened', { by });
  }

  merge(by = this.author, method: 'merge' | 'squash' = 'merge'): this {
    const base = this.repository.headOf(this.#base, this.atMs);
    const parents = method === 'merge' ? [base, this.head] : [base];
    const told = { message: `Merge pull request #${this.number} from ${this.branch}` };
    const commit = this.repository.commit(told, by, parents, this.atMs);
    this.#tell('merged', { by, commit });
    this.repository.moveHead(this.#base, commit.oid, this.atMs);
    return this;
  }

  /** People by login, teams as `organisation/slug`. */
  requestReview(...of: string[]): this {
    for (const who of of) this.#tell('review-requested', { of: who, by: this.author, asCodeOwner: false });
    return this;
  }

  requestCodeOwners(...of: string[]): this {
    for (const who of of) this.#tell('review-requested', { of: who, by: null, asCodeOwner: true });
    return this;
  }

  removeRequest(of: string, by = this.author): this {
    return this.#tell('review-request-removed', { of, by });
  }

  approve(by: string, body = ''): this {
    return this.#review(by, 'APPROVED', body);
  }

  requestChanges(by: string, body = 'This needs another look.'): this {
    return this.#review(by, 'CHANGES_REQUESTED', body);
  }

  reviewWithComments(by: string, body = 'Some questions.'): this {
    return this.#review(by, 'COMMENTED', body);
  }

  dismiss(of: string, by = this.author, message = 'Has been taken care of'): this {
    return this.#tell('review-dismissed', { of, by, message });
  }

  /** Opens a thread; `answer` and `resolve` are about the newest unless they say which. */
  thread(by: string, { path = 'src/main.ts', line = 3, body = 'Why is that?' } = {}): this {
    this.#threads += 1;
    return this.#tell('thread-opened', { thread: this.#threads, by, path, line, body });
  }

  answer(by = this.author, body = 'Because.', thread = this.#threads): this {
    return this.#tell('thread-answered', { thread, by, body });
  }

  resolve(by = this.author, thread = this.#threads): this {
    return this.#tell('thread-resolved', { thread, by });
  }

  unresolve(by = this.author, thread = this.#threads): this {
    return this.#tell('thread-unresolved', { thread, by });
  }

  outdate(thread = this.#threads): this {
    return this.#tell('thread-outdated', { thread });
  }

  comment(by: string, body: string): this {
    return this.#tell('commented', { by, body });
  }

  label(label: string, by = this.author): this {
    return this.#tell('labelled', { label, by });
  }

  unlabel(label: string, by = this.author): this {
    return this.#tell('unlabelled', { label, by });
  }

  assign(to: string, by = this.author): this {
    this.#mention(to);
    return this.#tell('assigned', { to, by });
  }

  enqueue(by = this.author): this {
    return this.#tell('queued', { by });
  }

  dequeue(reason = 'CHECKS_FAILED', by = 'github-merge-queue[bot]'): this {
    return this.#tell('dequeued', { by, reason });
  }

  enableAutoMerge(by = this.author): this {
    return this.#tell('auto-merge-enabled', { by });
  }

  disableAutoMerge(by = this.author): this {
    return this.#tell('auto-merge-disabled', { by });
  }

  closes(issue: number): this {
    return this.#tell('linked', { issue });
  }

  projectStatus(project: string, status: string | null, by = this.author): this {
    return this.#tell('project-status', { project, status, by });
  }

  /** A check of the head commit comes to this. */
  check(name: string, outcome: Outcome, { app = 'github-actions', workflow, title }: ToldCheck = {}): this {
    const statuses: Record<string, CheckStatus> = {
      queued: 'QUEUED',
      running: 'IN_PROGRESS',
      waiting: 'WAITING',
    };
    const status = statuses[outcome] ?? 'COMPLETED';
    const conclusion = status === 'COMPLETED' ? (outcome.toUpperCase() as CheckConclusion) : null;
    const suite = this.#suite(app, workflow);
    this.world.add({
      kind: 'check',
      atMs: this.atMs,
      ...suite,
      name,
      status,
      conclusion,
      title: title ?? null,
    });
    return this;
  }

  /** Whoever opened it is new here: its workflows wait until somebody lets them run. */
  awaitApprovalToRun(workflow = 'CI'): this {
    this.world.add({
      kind: 'suite',
      atMs: this.atMs,
      ...this.#suite('github-actions', workflow),
      awaitsApproval: true,
    });
    return this;
  }

  rerun({
    app = 'github-actions',
    workflow,
    onlyFailed = true,
  }: ToldCheck & { onlyFailed?: boolean } = {}): this {
    this.world.add({ kind: 'suite-rerequested', atMs: this.atMs, ...this.#suite(app, workflow), onlyFailed });
    return this;
  }

  status(context: string, state: Lowercase<ContextState>, description: string | null = null): this {
    const { repository, oid } = this.#suite('', null);
    const value = state.toUpperCase() as ContextState;
    this.world.add({
      kind: 'status',
      atMs: this.atMs,
      repository,
      oid,
      context,
      state: value,
      description,
      by: null,
    });
    return this;
  }

  /** A job of it wants to deploy to an environment that somebody has to open. */
  askEnvironment(environment: string, { workflow = 'Deploy', job = `deploy to ${environment}` } = {}): this {
    const { app, ...suite } = this.#suite('github-actions', workflow);
    this.world.add({
      kind: 'environment-asked',
      atMs: this.atMs,
      ...suite,
      app,
      workflow,
      name: job,
      environment,
    });
    return this;
  }

  answerEnvironment(environment: string, by: string, isApproved = true): this {
    this.#mention(by);
    const { repository, oid } = this.#suite('', null);
    this.world.add({
      kind: 'environment-answered',
      atMs: this.atMs,
      repository,
      oid,
      environment,
      by,
      isApproved,
    });
    return this;
  }

  /** Its head is deployed, as for a preview. */
  deploy(environment: string, states: readonly Lowercase<DeploymentState>[] = ['success']): this {
    const what = { ref: this.branch, oid: this.head };
    this.repository.during(this.atMs, (it) => it.deploy(environment, states, what));
    return this;
  }

  #suite(app: string, workflow: string | null | undefined) {
    const { repository, head: oid } = this;
    const named = workflow === undefined && app === 'github-actions' ? 'CI' : (workflow ?? null);
    return { repository: repository.nameWithOwner, oid, app, workflow: named };
  }

  #commits(told: readonly ToldCommit[], by: string) {
    return told.map((it) => {
      const commit = this.repository.commit(it, by, [this.head], this.atMs);
      this.head = commit.oid;
      return commit;
    });
  }

  #review(by: string, state: ReviewState, body: string): this {
    return this.#tell('reviewed', { by, state, body });
  }

  #tell<K extends PullRequestKind>(kind: K, fields: Fields<K>): this {
    if ('by' in fields && typeof fields.by === 'string') this.#mention(fields.by);
    if ('of' in fields && typeof fields.of === 'string') this.#mention(fields.of);
    const where = { kind, atMs: this.atMs, repository: this.repository.nameWithOwner, number: this.number };
    this.world.add({ ...where, ...fields } as unknown as EventsByKind[K]);
    return this;
  }

  #mention(who: string): void {
    if (!who.includes('/')) this.repository.story.account(who);
  }
}
