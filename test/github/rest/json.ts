/** Things of the world as REST writes them. */

import { suiteConclusion } from '../fold/checks.ts';
import type { Endpoint } from '../graphql-endpoint.ts';
import { changedFiles } from '../lookup.ts';
import { mergeStateStatus, suiteStatus } from '../review-state.ts';
import { isoTime } from '../schema.ts';
import {
  type Account,
  type Alert,
  type CheckSuite,
  type Deployment,
  type DeploymentStatus,
  identity,
  type Label,
  type PullRequest,
  type Repository,
  repositoryOf,
  type Team,
} from '../state.ts';

const time = (atMs: number | null): string | null => (atMs === null ? null : isoTime(atMs));

export function accountJson({ login, id, databaseId, __typename }: Account) {
  return { login, id: databaseId, node_id: id, gravatar_id: '', type: __typename, site_admin: false };
}

export function teamJson({ id, databaseId, name, slug, isSecret, organisation }: Team) {
  const privacy = isSecret ? 'secret' : 'closed';
  return {
    id: databaseId,
    node_id: id,
    name,
    slug,
    privacy,
    permission: 'pull',
    organization: { login: organisation },
  };
}

export function labelJson({ id, databaseId, name, color }: Label) {
  return { id: databaseId, node_id: id, name, color, default: false, description: null };
}

export function repositoryJson({ world, webUrl }: Endpoint, repository: Repository) {
  const owner = world.state().accounts.get(repository.owner);
  return {
    id: repository.databaseId,
    node_id: repository.id,
    name: repository.name,
    full_name: repository.nameWithOwner,
    private: repository.isPrivate,
    owner: owner ? accountJson(owner) : null,
    html_url: `${webUrl}/${repository.nameWithOwner}`,
    archived: repository.isArchived,
    default_branch: repository.defaultBranch,
    created_at: time(repository.createdAt),
    pushed_at: time(repository.pushedAt),
  };
}

export function pullRequestJson(endpoint: Endpoint, it: PullRequest) {
  const state = endpoint.world.state();
  const repository = repositoryOf(state, it.repository);
  const person = (login: string | null) => {
    const account = login === null ? undefined : state.accounts.get(login);
    return account ? accountJson(account) : null;
  };
  const files = changedFiles(state, it);
  return {
    id: it.databaseId,
    node_id: it.id,
    number: it.number,
    title: it.title,
    body: it.body,
    state: it.state === 'OPEN' ? 'open' : 'closed',
    draft: it.isDraft,
    locked: false,
    merged: it.state === 'MERGED',
    html_url: `${endpoint.webUrl}/${it.repository}/pull/${it.number}`,
    user: person(it.author),
    created_at: time(it.createdAt),
    updated_at: time(it.updatedAt),
    closed_at: time(it.closedAt),
    merged_at: time(it.mergedAt),
    merge_commit_sha: it.mergeCommit,
    merged_by: person(it.mergedBy),
    mergeable: it.state === 'OPEN' ? !it.hasConflict : null,
    rebaseable: it.state === 'OPEN' ? !it.hasConflict : null,
    mergeable_state: it.state === 'OPEN' ? mergeStateStatus(state, it).toLowerCase() : 'unknown',
    maintainer_can_modify: it.fork !== null,
    author_association: repository.readers.has(it.author) ? 'CONTRIBUTOR' : 'MEMBER',
    assignee: person(it.assignees[0] ?? null),
    assignees: it.assignees.map(person),
    milestone: null,
    comments: it.comments.length,
    review_comments: [...it.threads.values()].flatMap((thread) => thread.comments).length,
    head: { ref: it.head, sha: it.headOid, label: `${it.fork ?? repository.owner}:${it.head}` },
    base: { ref: it.base, sha: it.baseOid, label: `${repository.owner}:${it.base}` },
    labels: it.labels.flatMap((name) => repository.labels.get(name) ?? []).map(labelJson),
    requested_reviewers: it.requests.flatMap(({ of }) => state.accounts.get(of) ?? []).map(accountJson),
    requested_teams: it.requests.flatMap(({ of }) => state.teams.get(of) ?? []).map(teamJson),
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
    commits: it.commits.length,
  };
}

/** The branch that a suite's commit was pushed to: a pull request's, else the default one or that which it heads. */
export function branchOf(repository: Repository, { oid }: CheckSuite): { branch: string; event: string } {
  const pullRequest = [...repository.pullRequests.values()].find((it) =>
    it.commits.some((commit) => commit.oid === oid),
  );
  if (pullRequest) return { branch: pullRequest.head, event: 'pull_request' };
  const headed = [...repository.branches.values()].find((it) => it.oid === oid);
  return { branch: headed?.name ?? repository.defaultBranch, event: 'push' };
}

/** How each attempt of a run went, first one first. */
export function attemptsOf(suite: CheckSuite) {
  const last = {
    conclusion: suiteConclusion(suite),
    startedAt: suite.attemptStartedAt,
    updatedAt: suite.updatedAt,
  };
  return [...suite.earlier, last];
}

/** A workflow run as of one of its attempts; default: the last. */
export function runJson(endpoint: Endpoint, suite: CheckSuite, attempt = suite.attempt) {
  const state = endpoint.world.state();
  const repository = repositoryOf(state, suite.repository);
  const { branch, event } = branchOf(repository, suite);
  const commit = repository.commits.get(suite.oid);
  const of = attemptsOf(suite)[attempt - 1];
  const isPast = attempt < suite.attempt;
  const status = isPast ? 'completed' : suiteStatus(suite).toLowerCase();
  const path = `/repos/${suite.repository}/actions/runs/${suite.databaseId}`;
  const api = `${endpoint.webUrl}${path}`;
  return {
    id: suite.databaseId,
    node_id: identity('WorkflowRun', 'WFR', suite.id).id,
    name: suite.workflow,
    display_title: commit?.input.message.split('\n', 1)[0],
    head_commit: {
      id: suite.oid,
      tree_id: suite.oid,
      message: commit?.input.message,
      timestamp: time(commit?.input.authoredAtMs ?? null),
    },
    head_repository: repositoryJson(endpoint, repository),
    repository: repositoryJson(endpoint, repository),
    head_branch: branch,
    head_sha: suite.oid,
    path: `.github/workflows/${suite.workflow?.toLowerCase()}.yml`,
    event,
    status,
    conclusion: of?.conclusion?.toLowerCase() ?? null,
    run_number: repository.suites.filter((it) => it.workflow === suite.workflow).indexOf(suite) + 1,
    run_attempt: attempt,
    run_started_at: time(of?.startedAt ?? null),
    created_at: time(suite.createdAt),
    updated_at: time(of?.updatedAt ?? null),
    workflow_id: identity('Workflow', 'W', suite.repository, suite.workflow ?? '').databaseId,
    check_suite_id: suite.databaseId,
    check_suite_node_id: suite.id,
    previous_attempt_url: attempt > 1 ? `${api}/attempts/${attempt - 1}` : null,
    html_url: `${endpoint.webUrl}/${suite.repository}/actions/runs/${suite.databaseId}`,
    pull_requests: [...repository.pullRequests.values()]
      .filter((it) => it.headOid === suite.oid)
      .map(({ databaseId, number, head, base }) => ({
        id: databaseId,
        number,
        head: { ref: head },
        base: { ref: base },
      })),
  };
}

export function deploymentJson({ world }: Endpoint, it: Deployment) {
  const creator = world.state().accounts.get(it.by);
  return {
    id: it.databaseId,
    node_id: it.id,
    sha: it.oid,
    ref: it.ref,
    task: 'deploy',
    payload: {},
    environment: it.environment,
    original_environment: it.environment,
    description: null,
    creator: creator ? accountJson(creator) : null,
    created_at: time(it.createdAt),
    updated_at: time(it.updatedAt),
    transient_environment: false,
    production_environment: it.environment === 'production',
  };
}

export function deploymentStatusJson(
  { world }: Endpoint,
  { databaseId, id, state, by, deployment, createdAt }: DeploymentStatus,
) {
  const creator = world.state().accounts.get(by);
  return {
    id: databaseId,
    node_id: id,
    state: state.toLowerCase(),
    creator: creator ? accountJson(creator) : null,
    description: '',
    environment: deployment.environment,
    created_at: time(createdAt),
    updated_at: time(createdAt),
  };
}

export function alertJson({ webUrl }: Endpoint, { nameWithOwner }: Repository, it: Alert) {
  const common = {
    number: it.number,
    state: it.state,
    created_at: time(it.createdAt),
    updated_at: time(it.closedAt ?? it.createdAt),
    fixed_at: it.state === 'fixed' ? time(it.closedAt) : null,
    dismissed_at: it.state === 'dismissed' ? time(it.closedAt) : null,
    html_url: `${webUrl}/${nameWithOwner}/security/${it.type}/${it.number}`,
  };
  const dismissal = { dismissed_by: null, dismissed_reason: it.state === 'dismissed' ? "won't fix" : null };
  if (it.type === 'dependabot') {
    const name = { ecosystem: 'npm', name: it.rule };
    return {
      ...common,
      ...dismissal,
      dismissed_comment: null,
      dependency: { package: name, manifest_path: it.path, scope: 'runtime' },
      security_advisory: { severity: it.severity, summary: it.rule },
      security_vulnerability: { package: name, severity: it.severity },
    };
  }
  return {
    ...common,
    ...dismissal,
    rule: { id: it.rule, severity: 'error', security_severity_level: it.severity, description: it.rule },
    tool: { name: it.tool, guid: null, version: '2.20.0' },
    most_recent_instance: {
      ref: it.pullRequest === null ? 'refs/heads/main' : `refs/pull/${it.pullRequest}/merge`,
      state: it.state,
      location: { path: it.path, start_line: 1, end_line: 1 },
    },
  };
}
