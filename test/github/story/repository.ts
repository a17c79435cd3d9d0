/** What happens in a repository beside its pull requests, and how these begin. */

import type {
  AlertKind,
  BranchRules,
  CheckConclusion,
  CommitInput,
  DeploymentState,
  Severity,
} from '../events.ts';
import { Told } from './clock.ts';
import { type ToldCommit, tellCommit } from './commits.ts';
import { PullRequestStory, type ToldPullRequest } from './pull-request.ts';
import type { Story } from './story.ts';

export interface ToldRepository {
  readonly defaultBranch?: string;
  readonly isPrivate?: boolean;
  /** owned by a person, not by an organisation */
  readonly isPersonal?: boolean;
  /** who may push, and so whose reviews count; those who are not told of may as well */
  readonly readers?: readonly string[];
  /** what scans it; without it, asking for alerts is refused as GitHub refuses it */
  readonly scanners?: readonly AlertKind[];
}

export interface ToldRun {
  readonly branch?: string;
  /** how each attempt ended; the last one may still run (null) */
  readonly attempts: readonly (Lowercase<CheckConclusion> | null)[];
  /** how long an attempt takes */
  readonly minutes?: number;
}

const NO_RULES: BranchRules = {
  from: 'protection',
  approvals: 0,
  checks: [],
  codeOwners: false,
  dismissesStale: false,
  resolvedThreads: false,
  upToDate: false,
  mergeQueue: false,
};

export class RepositoryStory extends Told {
  readonly story: Story;
  readonly nameWithOwner: string;
  readonly defaultBranch: string;
  readonly readers: ReadonlySet<string>;
  readonly #heads = new Map<string, { readonly atMs: number; readonly oid: string }[]>();
  readonly #createdAtMs: number;
  #number = 0;
  #serial = 0;

  constructor(story: Story, nameWithOwner: string, told: ToldRepository, createdAtMs: number) {
    super(story);
    this.story = story;
    this.#createdAtMs = createdAtMs;
    this.nameWithOwner = nameWithOwner;
    this.defaultBranch = told.defaultBranch ?? 'main';
    this.readers = new Set(told.readers ?? []);
    story.add({
      kind: 'repository',
      atMs: createdAtMs,
      repository: nameWithOwner,
      defaultBranch: this.defaultBranch,
      isPrivate: told.isPrivate ?? false,
      readers: [...this.readers],
      scanners: told.scanners ?? [],
    });
    this.#push({ message: 'Begin', files: { 'README.md': 1 } }, 'dana', this.defaultBranch, createdAtMs);
  }

  /** Holds from the beginning. */
  rules(rules: Partial<BranchRules>, branch = this.defaultBranch): this {
    this.story.add({
      kind: 'rules',
      atMs: this.#createdAtMs,
      repository: this.nameWithOwner,
      branch,
      rules: { ...NO_RULES, ...rules },
    });
    return this;
  }

  environment(name: string, reviewers: readonly string[] = []): this {
    for (const reviewer of reviewers) this.#mention(reviewer);
    this.story.add({ kind: 'environment', atMs: this.atMs, repository: this.nameWithOwner, name, reviewers });
    return this;
  }

  archive(): this {
    this.story.add({ kind: 'archived', atMs: this.atMs, repository: this.nameWithOwner });
    return this;
  }

  /** A commit on a branch itself; what is based on that branch is behind from then on. */
  push(by: string, told: ToldCommit & { readonly branch?: string } = {}): this {
    this.#push(told, by, told.branch ?? this.defaultBranch, this.atMs);
    return this;
  }

  /** Runs of a workflow on the newest commit of a branch, one attempt after another. */
  run(workflow: string, { branch = this.defaultBranch, attempts, minutes = 5 }: ToldRun): this {
    const oid = this.headOf(branch);
    const suite = { repository: this.nameWithOwner, oid, app: 'github-actions', workflow };
    for (const [index, conclusion] of attempts.entries()) {
      const atMs = this.atMs;
      if (index > 0) this.story.add({ kind: 'suite-rerequested', atMs, ...suite, onlyFailed: false });
      const check = { ...suite, name: workflow.toLowerCase(), title: null };
      this.story.add({ kind: 'check', atMs, ...check, status: 'IN_PROGRESS', conclusion: null });
      if (conclusion === null) continue;
      this.after({ minutes });
      const ended = conclusion.toUpperCase() as CheckConclusion;
      this.story.add({ kind: 'check', atMs: this.atMs, ...check, status: 'COMPLETED', conclusion: ended });
    }
    return this;
  }

  /** A deployment of the newest commit of a branch, or of another commit, through the states given. */
  deploy(
    environment: string,
    states: readonly Lowercase<DeploymentState>[] = ['success'],
    { by = 'deployer[bot]', ref = this.defaultBranch, oid = this.headOf(ref), minutes = 5 } = {},
  ): this {
    this.#mention(by);
    const deployment = this.newSerial();
    const where = { repository: this.nameWithOwner, deployment, by };
    this.story.add({ kind: 'deployment', atMs: this.atMs, ...where, oid, ref, environment });
    for (const state of states) {
      this.after({ minutes });
      const value = state.toUpperCase() as DeploymentState;
      this.story.add({ kind: 'deployment-status', atMs: this.atMs, ...where, state: value });
    }
    return this;
  }

  /** An alert that a scanner raised; its number is what `closeAlert` takes. */
  alert(
    type: AlertKind,
    {
      tool = type === 'dependabot' ? 'Dependabot' : 'CodeQL',
      rule = 'js/sql-injection',
      severity = 'high' as Severity,
      pullRequest = null as number | null,
      path = 'src/db.ts',
    } = {},
  ): number {
    const alert = this.newSerial();
    const repository = this.nameWithOwner;
    this.story.add({
      kind: 'alert',
      atMs: this.atMs,
      repository,
      alert,
      type,
      tool,
      rule,
      severity,
      pullRequest,
      path,
    });
    return alert;
  }

  closeAlert(type: AlertKind, alert: number, reason: 'fixed' | 'dismissed' = 'fixed'): this {
    this.story.add({
      kind: 'alert-closed',
      atMs: this.atMs,
      repository: this.nameWithOwner,
      alert,
      type,
      reason,
    });
    return this;
  }

  issue(title: string, by: string, labels: readonly string[] = []): number {
    this.#mention(by);
    this.#number += 1;
    const number = this.#number;
    this.story.add({
      kind: 'issue',
      atMs: this.atMs,
      repository: this.nameWithOwner,
      number,
      title,
      by,
      labels,
    });
    return number;
  }

  closeIssue(number: number, by: string): this {
    this.story.add({ kind: 'issue-closed', atMs: this.atMs, repository: this.nameWithOwner, number, by });
    return this;
  }

  pullRequest(told: ToldPullRequest): PullRequestStory {
    this.#number += 1;
    return new PullRequestStory(this, this.#number, told, this.atMs);
  }

  /** The newest commit of a branch at a time. */
  headOf(branch: string, atMs = this.atMs): string {
    const head = this.#headAt(branch, atMs);
    if (!head) throw new Error(`nothing was pushed to ${branch} of ${this.nameWithOwner} by then`);
    return head;
  }

  moveHead(branch: string, oid: string, atMs: number): void {
    const heads = this.#heads.get(branch) ?? [];
    this.#heads.set(
      branch,
      [...heads, { atMs, oid }].toSorted((a, b) => a.atMs - b.atMs),
    );
  }

  newSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  commit(told: ToldCommit, by: string, parents: readonly string[], atMs: number): CommitInput {
    if (told.by) this.#mention(told.by);
    return tellCommit(this.story, told, { by, atMs, parents, repository: this.nameWithOwner });
  }

  #push(told: ToldCommit, by: string, branch: string, atMs: number): void {
    this.#mention(by);
    const parent = this.#headAt(branch, atMs) ?? this.#headAt(this.defaultBranch, atMs);
    const commit = this.commit(told, by, parent ? [parent] : [], atMs);
    this.story.add({
      kind: 'branch-pushed',
      atMs,
      repository: this.nameWithOwner,
      branch,
      by,
      commits: [commit],
    });
    this.moveHead(branch, commit.oid, atMs);
  }

  #headAt(branch: string, atMs: number): string | undefined {
    return this.#heads.get(branch)?.findLast((head) => head.atMs <= atMs)?.oid;
  }

  #mention(reviewer: string): void {
    if (!reviewer.includes('/')) this.story.account(reviewer);
  }
}
